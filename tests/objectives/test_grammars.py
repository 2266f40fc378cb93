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
from gdreport.objectives.parsing import read_expression

NODE = shutil.which("node")
CORPUS: list[dict[str, Any]] = json.loads((ROOT / "tests/data/expressions.json").read_text(encoding="utf-8"))
X = sympy.Symbol("x", real=True)
READ = """
const window = {};
eval(require("fs").readFileSync(process.argv[1], "utf8").replace('"use strict";', ""));
const { parse, lift } = window.gdreportFunction;
const told = JSON.parse(require("fs").readFileSync(0, "utf8")).map(({ text, at }) => {
  try { const f = parse(text); if (at === undefined) return "read"; const r = f(lift(at, 1)); return [r.v, r.d, r.s]; }
  catch (error) { if (error instanceof Error) throw error; return error.message; }
});
console.log(JSON.stringify(told));
"""


@pytest.mark.parametrize("row", CORPUS, ids=[row["text"][:30] for row in CORPUS])
def test_the_package_reads_the_corpus(row: dict[str, Any]) -> None:
    if "value" not in row:
        with pytest.raises(ReportError):
            read_expression(row["text"], row["text"], {"x": X})
    elif row["text"] not in ("00*x", "x^0"):  # constants are no objective
        value = sympy.lambdify(X, read_expression(row["text"], row["text"], {"x": X}), "numpy")(np.float64(row["at"]))
        assert value == pytest.approx(row["value"], rel=1e-10)


@pytest.mark.skipif(NODE is None, reason="no Node was found: install nodejs to read the corpus with the page's grammar")
def test_the_page_reads_the_corpus_and_its_derivatives_are_those_of_the_package() -> None:
    assert NODE is not None
    command = [NODE, "-e", READ, str(ROOT / "gdreport/explorer/function.js")]
    done = subprocess.run(command, input=json.dumps(CORPUS), capture_output=True, text=True, check=True)
    wrong: list[object] = []
    for row, told in zip(CORPUS, json.loads(done.stdout), strict=True):
        if "value" not in row:
            wrong += [(row["text"], told)] if told == "read" or not isinstance(told, str) else []
        elif not isinstance(told, list) or told[0] != pytest.approx(row["value"], rel=1e-10):
            wrong.append((row["text"], told))
        elif row["text"] not in ("00*x", "x^0", "sqrt(abs(x))"):  # constants; a kink has no curvature
            objective = Objective(row["text"], (row["at"], row["at"] + 0.5))
            expected = [float(objective.gradient(row["at"])), float(objective.curvature(row["at"]))]
            if told[1:] != pytest.approx(expected, rel=1e-9, abs=1e-12):
                wrong.append((row["text"], told, expected))
    assert wrong == []
