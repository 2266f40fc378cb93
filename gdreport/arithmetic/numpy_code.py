"""Programs as NumPy functions: straight-line code over arrays of one shape."""

import sys
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdreport.arithmetic.code_text import name_inputs, name_table, write_lines
from gdreport.arithmetic.functions import expand, program_of
from gdreport.arithmetic.generated import compile_function
from gdreport.arithmetic.program import Operation, Program
from gdreport.arithmetic.values import LOOKUP

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
SYNTAX = {
    "add": "{} + {}",
    "subtract": "{} - {}",
    "multiply": "{} * {}",
    "divide": "{} / {}",
    "negative": "-{}",
    "sqrt": "sqrt({})",
    "less": "{} < {}",
    "less_equal": "{} <= {}",
    "equal": "{} == {}",
    "both": "{} & {}",
    "either": "{} | {}",
    "high": "high({})",
    "low": "low({})",
    "join": "join({}, {})",
    "plus": "{} + {}",
    "minus": "{} - {}",
    "mask": "{} & {}",
    "shift_left": "{} << {}",
    "shift_right": "{} >> {}",
    "is_zero": "{} == 0",
    "to_float": "float64({})",
    "absolute": "absolute({})",
    "opposite": "~{}",
    "select": "where({}, {}, {})",
}
AT_ONCE = 4096  # points, so that what is computed on the way stays in the processor's cache
Function = Callable[..., tuple[Floats, ...]]


def make_numpy_function(program: Program, name: str) -> Function:
    """A program as a function of one array (n,) for each input; it gives a tuple of arrays (n,), one for each output.

    NumPy's warnings of overflow and of no number are the caller's to silence.

    >>> from gdreport.arithmetic.program import make_program
    >>> from gdreport.arithmetic.values import variable
    >>> x = variable("x")
    >>> make_numpy_function(make_program([x], {"half": x / 2.0}), "half")(np.array([1.0, 2.0]))
    (array([0.5, 1. ]),)
    """
    flat = expand(program)
    # An array without axes is what NumPy makes of a number, at each operation anew.
    function = compile_function(write_numpy(flat, name), name, _list_names(flat), np.array)

    def compute(*arrays: Floats) -> tuple[Floats, ...]:
        arrays = tuple(map(np.ascontiguousarray, arrays))
        count = len(arrays[0])
        if count <= AT_ONCE:
            return tuple(_fill(v, count) for v in function(*arrays))
        results = tuple(np.empty(count) for _ in program.outputs)
        for first in range(0, count, AT_ONCE):
            for result, part in zip(results, function(*(a[first : first + AT_ONCE] for a in arrays)), strict=True):
                result[first : first + AT_ONCE] = part
        return results

    return compute


def _fill(value: Any, count: int) -> Floats:
    return value if np.ndim(value) else np.full(count, value)


def write_numpy(program: Program, name: str) -> str:
    """The text of that function, from operations only."""
    lines, results = [f"def {name}({', '.join(name_inputs(program).values())}):"], []
    for target, code in write_lines(program, SYNTAX, _write_call, repr):
        if target.startswith("="):
            results.append(code)
        else:
            lines.append(f"    {target} = {code}")
    return "\n".join([*lines, f"    return {', '.join(results)},", ""])


def _write_call(operation: Operation, arguments: list[str]) -> str:
    if operation.kind == LOOKUP:
        return f"{name_table(operation)}.take({arguments[0]}, mode='clip')"
    condition, usual, *rest = arguments
    return f"rarely({condition}, {usual}, {operation.detail}, {', '.join(rest)})"


def _list_names(program: Program) -> dict[str, Any]:
    names = ("absolute", "float64", "inf", "nan", "sqrt", "where")
    slow = {o.detail for o in program.operations if o.kind == "rarely"}
    tables = {name_table(o): np.array(o.detail) for o in program.operations if o.kind == LOOKUP}
    own = tables | {"high": _high, "low": _low, "join": _join, "rarely": _rarely}
    return {n: getattr(np, n) for n in names} | own | {n: _make_one(n) for n in slow}


# Whole numbers have 64 bits here, and 32 in JavaScript: their lower halves are the same, and only these reach a double.


HALF, MASK = np.array(32), np.array(0xFFFFFFFF)
LOWER = slice(None, None, 2) if sys.byteorder == "little" else slice(1, None, 2)


def _high(x: Floats) -> Whole:
    upper: Whole = x.view(np.int64) >> HALF
    return upper


def _low(x: Floats) -> Whole:
    return x.view(np.int32)[..., LOWER].astype(np.int64)


def _join(high: Whole, low: Whole) -> Floats:
    upper = high << HALF
    joined: Floats = (upper if np.ndim(low) == 0 and not low else upper | (low & MASK)).view(np.float64)
    return joined


def _rarely(condition: Any, usual: Floats, function: Callable[..., Floats], *arguments: Floats) -> Floats:
    if condition.any():
        usual = usual.copy()
        usual[condition] = function(*(a[condition] for a in arguments))
    return usual


def _make_one(function: str) -> Callable[..., Floats]:
    """A function that is rarely called, hence compiled when it is."""
    return lambda *arguments: _compile_one(function)(*arguments)[0]


@cache
def _compile_one(function: str) -> Function:
    return make_numpy_function(program_of(function), function)
