"""Programs as JavaScript: a library of the functions, and what a page computes with them."""

import math
from collections.abc import Iterable, Mapping

from gdreport.arithmetic.code_text import name_inputs, name_table, write_lines
from gdreport.arithmetic.functions import FUNCTIONS, SLOW, program_of
from gdreport.arithmetic.program import Operation, Program
from gdreport.arithmetic.values import LOOKUP

SYNTAX = {
    "add": "{} + {}",
    "subtract": "{} - {}",
    "multiply": "{} * {}",
    "divide": "{} / {}",
    "negative": "-{}",
    "absolute": "Math.abs({})",
    "sqrt": "Math.sqrt({})",
    "less": "{} < {}",
    "less_equal": "{} <= {}",
    "equal": "{} === {}",
    "both": "{} && {}",
    "either": "{} || {}",
    "opposite": "!{}",
    "select": "{} ? {} : {}",
    "high": "high({})",
    "low": "low({})",
    "join": "join({}, {})",
    "plus": "({} + {}) | 0",
    "minus": "({} - {}) | 0",
    "mask": "{} & {}",
    "shift_left": "{} << {}",
    "shift_right": "{} >> {}",
    "is_zero": "{} === 0",
    "to_float": "Number({})",
}
HEAD = "// Made by gdreport: the elementary functions from + - * / and square roots, with the bits that they have in Python.\n"
# The halves of a double's bits, in the order of every processor that runs a browser today.
BITS = """\
  const F = new Float64Array(1), W = new Int32Array(F.buffer);
  const high = (x) => { F[0] = x; return W[1]; }, low = (x) => { F[0] = x; return W[0]; };
  const join = (h, l) => { W[1] = h; W[0] = l; return F[0]; };
  const at = (table, i) => table[Math.min(Math.max(i, 0), table.length - 1)];
"""


def write_library() -> str:
    """A script that gives `window.gdreportArithmetic`: every function, with the bits that Python's programs have."""
    bodies = "".join(_write_function(program_of(name), name) for name in (*SLOW, *FUNCTIONS))
    programs = [program_of(name) for name in (*SLOW, *FUNCTIONS)]
    body = f"{BITS}{_write_tables(programs)}{bodies}  return {{ {', '.join(FUNCTIONS)} }};\n"
    return f'{HEAD}"use strict";\nwindow.gdreportArithmetic = (() => {{\n{body}}})();\n'


def write_functions(programs: Mapping[str, Program]) -> str:
    """Programs by name as JavaScript: a function that takes the library and gives an object of functions.

    An output that is named as its function is what the function gives; others are in an array.
    """
    kinds = {o.kind for program in programs.values() for o in program.operations}
    tables = _write_tables(programs.values())
    bits = BITS if kinds & {"high", "low", "join", LOOKUP} else ""
    bodies = "".join(_write_function(program, name) for name, program in programs.items())
    return (
        f"({{ {', '.join(sorted(kinds & {*FUNCTIONS}))} }}) => {{\n{bits}{tables}{bodies}  return {{ {', '.join(programs)} }};\n}}"
    )


def _write_tables(programs: Iterable[Program]) -> str:
    found = {name_table(o): o.detail for program in programs for o in program.operations if o.kind == LOOKUP}
    return "".join(f"  const {name} = [{', '.join(map(write_number, table))}];\n" for name, table in found.items())


def _write_function(program: Program, name: str) -> str:
    lines, results = [f"  function {name}({', '.join(name_inputs(program).values())}) {{"], {}
    for target, code in write_lines(program, SYNTAX, _write_call, write_number):
        if target.startswith("="):
            results[target[1:]] = code
        else:
            lines.append(f"    const {target} = {code};")
    result = results[name] if [*results] == [name] else f"[{', '.join(results.values())}]"
    return "\n".join([*lines, f"    return {result};", "  }", ""])


def write_number(value: float) -> str:
    """A number, or a truth, as JavaScript writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if math.isfinite(value):
        return repr(value)
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def _write_call(operation: Operation, arguments: list[str]) -> str:
    if operation.kind == LOOKUP:
        return f"at({name_table(operation)}, {arguments[0]})"
    if operation.kind in FUNCTIONS:
        return f"{operation.kind}({', '.join(arguments)})"
    condition, usual, *rest = arguments
    return f"{condition} ? {operation.detail}({', '.join(rest)}) : {usual}"
