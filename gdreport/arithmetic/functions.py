"""The functions that are built from the operations, each written once: which there are, and how each is put in its place."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from gdreport.arithmetic import choosing, exponential, hyperbolic, inverse, powers, trigonometric
from gdreport.arithmetic.program import Operation, Program, make_program
from gdreport.arithmetic.values import PRIMITIVES, RARELY, Value, apply, rarely, variable

FUNCTIONS: Mapping[str, Callable[..., Value]] = {
    "sin": trigonometric.sin,
    "cos": trigonometric.cos,
    "tan": trigonometric.tan,
    "asin": inverse.asin,
    "acos": inverse.acos,
    "atan": inverse.atan,
    "sinh": hyperbolic.sinh,
    "cosh": hyperbolic.cosh,
    "tanh": hyperbolic.tanh,
    "exp": exponential.exp,
    "log": exponential.log,
    "pow": powers.pow,
    "sign": choosing.sign,
    "minimum": choosing.minimum,
    "maximum": choosing.maximum,
}
# Called by `rarely` only.
SLOW: Mapping[str, Callable[..., Value]] = {
    "sin_of_large": trigonometric.sin_of_large,
    "cos_of_large": trigonometric.cos_of_large,
    "tan_of_large": trigonometric.tan_of_large,
}


def expand(program: Program) -> Program:
    """The same with every function in its place: operations only, and what two functions share computed once."""
    values: dict[str, Value] = {name: variable(name) for name in program.inputs}
    for o in program.operations:
        values[o.name] = _expand(o, [values[a] if isinstance(a, str) else a for a in o.arguments])
    outputs = {name: values[v] if isinstance(v, str) else v for name, v in program.outputs.items()}
    return make_program([variable(n) for n in program.inputs], outputs)


def _expand(operation: Operation, arguments: list[Any]) -> Value:
    if operation.kind in FUNCTIONS:
        return FUNCTIONS[operation.kind](*(a if isinstance(a, Value) else Value("constant", detail=a) for a in arguments))
    if operation.kind == RARELY:
        condition, usual, *rest = arguments
        return rarely(condition, operation.detail, rest, usual)
    if operation.kind in PRIMITIVES:
        made = apply(operation.kind, *arguments)
    else:
        made = Value(operation.kind, tuple(arguments), operation.detail, operation.type)
    return made.named(operation.name) if operation.is_named and made.kind != "constant" else made


@cache
def program_of(function: str) -> Program:
    """The program of one function, of x, or of x and y."""
    implementation = FUNCTIONS.get(function) or SLOW[function]
    count = implementation.__code__.co_argcount
    inputs = [variable(name) for name in "xy"[:count]]
    return expand(make_program(inputs, {function: implementation(*inputs)}))
