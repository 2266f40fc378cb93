"""The JavaScript of a program gives the bits of its NumPy function: expressions at random over every function there is."""

import json
import shutil
import subprocess

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from gdreport.arithmetic.functions import FUNCTIONS, program_of
from gdreport.arithmetic.javascript_code import write_functions, write_library
from gdreport.arithmetic.numpy_code import Floats, make_numpy_function
from gdreport.arithmetic.program import Program, make_program
from gdreport.arithmetic.values import Value, apply, constant, raise_to, variable

NODE = shutil.which("node")
pytestmark = pytest.mark.skipif(NODE is None, reason="no Node was found: install nodejs to run the programs in JavaScript")

X, Y = variable("x"), variable("y")
SPECIAL = [0.0, 1.0, 0.5, 2.0, np.inf, 5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, 1e-8, 1e5, 1e17, 0.1, 709.0, 746.0]
POINTS = np.array([*SPECIAL, *(-v for v in SPECIAL), np.nan, np.pi, -np.pi / 2, *np.random.default_rng(5).normal(0, 4, 30)])
# Every value of x beside every fifth of y.
INPUTS = [np.repeat(POINTS, len(POINTS[::5])), np.tile(POINTS[::5], len(POINTS))]
# Numbers go there and back as the digits of their bits; there is one no-number.
RUN = """
const window = {};
const read = (file) => require("fs").readFileSync(file, "utf8");
const [library, programs, points] = JSON.parse(read(0));
eval(library.replace('"use strict";', ""));
const functions = eval(programs)(window.gdreportArithmetic);
const bits = new BigUint64Array(1), floats = new Float64Array(bits.buffer);
const number = (digits) => { if (digits === "nan") return NaN; bits[0] = BigInt("0x" + digits); return floats[0]; };
const digits = (v) => { floats[0] = v; return Number.isNaN(v) ? "nan" : bits[0].toString(16).padStart(16, "0"); };
const [xs, ys] = points.map((row) => row.map(number));
console.log(JSON.stringify(Object.values(functions).map((f) => xs.map((x, i) => digits(f(x, ys[i]))))));
"""


def call(kind: str, *arguments: Value) -> Value:
    """An operation, of one variable at least: numbers alone are computed when they are written down."""
    return apply(kind, *((X, *arguments[1:]) if all(a.kind == "constant" for a in arguments) else arguments))


def choose(kind: str, *values: Value) -> Value:
    """The third where the first two compare so, else the fourth."""
    return apply("select", call(kind, *values[:2]), *values[2:])


def grow(inner: st.SearchStrategy[Value]) -> st.SearchStrategy[Value]:
    """An expression around others."""
    count_of = {"add": 2, "subtract": 2, "multiply": 2, "divide": 2, "negative": 1, "absolute": 1, "sqrt": 1}
    count_of |= {name: len(program_of(name).inputs) for name in FUNCTIONS}
    operations = [st.builds(call, st.just(kind), *[inner] * count) for kind, count in count_of.items()]
    powers = st.sampled_from([-3.0, -0.5, 0.5, 2.0, 3.0, 5.0, 7.5])
    operations.append(st.builds(lambda a, n: raise_to(X if a.kind == "constant" else a, n), inner, powers))
    operations.append(st.builds(choose, st.sampled_from(["less", "less_equal", "equal"]), *[inner] * 4))
    return st.one_of(operations)


NUMBERS = st.one_of(st.sampled_from(SPECIAL), st.floats(-10, 10)).map(constant)
EXPRESSIONS = st.recursive(st.one_of(st.just(X), st.just(X), st.just(Y), NUMBERS), grow, max_leaves=8)


def find_programs() -> dict[str, Program]:
    """Each function by itself, and a few hundred expressions; the same at every call."""
    found = {f"alone_{name}": apply(name, *(X, Y)[: len(program_of(name).inputs)]) for name in FUNCTIONS}

    @settings(max_examples=300, derandomize=True, database=None, deadline=None, phases=[Phase.generate])
    @given(EXPRESSIONS)
    def collect(expression: Value) -> None:
        found[f"f{len(found)}"] = expression

    collect()
    return {name: make_program([X, Y], {name: value}) for name, value in found.items()}


def write_digits(values: Floats) -> list[str]:
    """The bits of numbers, of which there is one no-number."""
    return ["nan" if v != v else f"{b:016x}" for v, b in zip(values.tolist(), values.view(np.uint64).tolist(), strict=True)]


def test_javascript_has_the_bits_of_numpy() -> None:
    assert NODE is not None
    programs = find_programs()
    told = json.dumps([write_library(), write_functions(programs), [write_digits(row) for row in INPUTS]])
    done = subprocess.run([NODE, "-e", RUN], input=told, capture_output=True, text=True, check=True)
    with np.errstate(all="ignore"):
        expected = {name: write_digits(make_numpy_function(p, name)(*INPUTS)[0]) for name, p in programs.items()}
    wrong = []
    for (name, bits), found in zip(expected.items(), json.loads(done.stdout), strict=True):
        places = [i for i, (a, b) in enumerate(zip(bits, found, strict=True)) if a != b]
        if places:
            i = places[0]
            wrong.append(
                f"{len(places)} of {len(bits)}, at {INPUTS[0][i]!r}, {INPUTS[1][i]!r}: {bits[i]}, {found[i]}\n{programs[name]}"
            )
    assert not wrong, "\n\n".join(wrong[:3])
