"""One corpus of expressions, read by both grammars: the package's and that of the page for a reader's own function."""

import json
import shutil
import subprocess
from typing import Any

import numpy as np
import pytest
import sympy
from helpers import ROOT

from gdreport import Objective, ReportError
from gdreport.arithmetic.javascript_code import write_library
from gdreport.objectives.formula import Formula
from gdreport.objectives.parsing import read_expression

NODE = shutil.which("node")
CORPUS: list[dict[str, Any]] = json.loads((ROOT / "tests/data/expressions.json").read_text(encoding="utf-8"))
CONSTANTS = ("00*x", "x^0")  # no objective
X = sympy.Symbol("x", real=True)
# The page's own scripts read texts; of those with points they compute value, slope and curvature at each.
READ = """
const window = {}, fs = require("fs"), [library, script, rows] = JSON.parse(fs.readFileSync(0, "utf8"));
for (const code of [library, script]) eval(code.replace('"use strict";', ""));
const { parse, lift } = window.gdreportFunction;
const told = rows.map(({ text, points }) => {
  try { const f = parse(text); return points ? points.map((x) => { const r = f(lift(x, 1)); return [r.v, r.d, r.s]; }) : "read"; }
  catch (error) { if (error instanceof Error) throw error; return error.message; }
});
console.log(JSON.stringify(told));
"""
needs_node = pytest.mark.skipif(NODE is None, reason="no Node was found: install nodejs to read the corpus with the page's grammar")


def read_on_page(rows: list[dict[str, Any]]) -> list[Any]:
    """What the page for a reader's own function makes of the texts."""
    assert NODE is not None
    script = (ROOT / "gdreport/explorer/function.js").read_text(encoding="utf-8")
    told = json.dumps([write_library(), script, rows])
    found: list[Any] = json.loads(subprocess.run([NODE, "-e", READ], input=told, capture_output=True, text=True, check=True).stdout)
    return found


@pytest.mark.parametrize("row", CORPUS, ids=[row["text"][:30] for row in CORPUS])
def test_the_package_reads_the_corpus(row: dict[str, Any]) -> None:
    if "value" not in row:
        with pytest.raises(ReportError):
            read_expression(row["text"], row["text"], {"x": X})
    elif row["text"] not in CONSTANTS:
        value = sympy.lambdify(X, read_expression(row["text"], row["text"], {"x": X}), "numpy")(np.float64(row["at"]))
        assert value == pytest.approx(row["value"], rel=1e-10)


@needs_node
def test_the_page_reads_the_corpus_its_values_are_equal_and_its_derivatives_those_of_the_package() -> None:
    rows = [{"text": row["text"]} | ({"points": [row["at"]]} if "at" in row else {}) for row in CORPUS]
    wrong: list[object] = []
    for row, told in zip(CORPUS, read_on_page(rows), strict=True):
        if "value" not in row:
            wrong += [(row["text"], told)] if told == "read" or not isinstance(told, str) else []
        elif not isinstance(told, list) or told[0][0] != pytest.approx(row["value"], rel=1e-10):
            wrong.append((row["text"], told))
        elif row["text"] not in CONSTANTS:
            objective = Objective(row["text"], (row["at"], row["at"] + 0.5))
            if told[0][0] != float(objective.value(row["at"])):
                wrong.append((row["text"], told, float(objective.value(row["at"]))))
            if row["text"] == "sqrt(abs(x))":  # a kink has no curvature
                continue
            expected = [float(objective.gradient(row["at"])), float(objective.curvature(row["at"]))]
            if told[0][1:] != pytest.approx(expected, rel=1e-9, abs=1e-12):
                wrong.append((row["text"], told, expected))
    assert wrong == []


# Written so that SymPy leaves the order alone: the corpus, and what a reader may well type.
ORDERED = """\
sin(x) * exp(-x^2/20) | x^3 - 6*x^2 + 11*x - 6 | x^4 - 3*x^2 + x | -x^3/3 + x | x^2/2 | 2*x/3 | x/2*5 | 1 - x - x^2
x^2 + 0.3*sin(20*x) | x^3 - x/7
sqrt(x)/tanh(x) | x^2/(1+x^2) | 3*x^-2 | 1/x | x^1.5 | x^(3/2) | x^(1/3) | x^-0.5 | 2^x | e^-x*x | exp(-2*x)/(1+x) | abs(x)^0.1
cosh(x)/3 - 1 | log(1 + x^2) | atan(x)^2/pi | x^7 - x | x^2 + 10^17 | 3 + x - 2 | asin(x)^3 | acos(x)/x | tan(x)/sqrt(x) | sinh(x)*x
x^12 | (1 + x^2)^-3 | -cos(3*x) - x/10 | 0.1*x^2 - cos(2*x)
"""
# What SymPy collects, simplifies or sorts before it computes: there a value differs from the package's by rounding.
SIMPLIFIED = ["exp(log(x))", "x+" * 400 + "x", "x*(x-1)*(x-2)", "x + x^2 + x^3", "exp(x)*exp(x^2)", "0.1*x/3*7", "sin(1)*x + x"]


@needs_node
def test_a_value_on_the_page_is_the_package_s_to_the_last_bit_unless_sympy_reorders_it() -> None:
    typed = [text.strip() for text in ORDERED.replace("\n", "|").split("|") if text.strip()]
    ordered = {row["text"]: None for row in CORPUS if "value" in row and row["text"] not in (*CONSTANTS, *SIMPLIFIED)}
    texts = [*ordered, *typed, *SIMPLIFIED]
    points = np.random.default_rng(3).uniform(0.01, 0.99, 100)
    found = read_on_page([{"text": text, "points": points.tolist()} for text in texts])
    wrong = []
    for text, rows in zip(texts, found, strict=True):
        value = Formula(read_expression(text, text, {"x": X}), (X,)).value(points[:, None])
        told = np.array([row[0] for row in rows])
        if not (np.allclose(told, value, rtol=1e-13, atol=1e-15) if text in SIMPLIFIED else np.array_equal(told, value)):
            wrong.append((text, np.max(np.abs(told - value))))
    assert wrong == []
