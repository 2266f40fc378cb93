"""The functions with which rules are written: of numbers and arrays, of symbols, and of what is being written down as a program.

On numbers and arrays they are the programs of `gdreport.arithmetic.functions`, the same bits on every
machine; of a SymPy expression they are SymPy's; of a `Value` they are a step of its program.
"""

import operator
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from gdreport.arithmetic.values import Value, apply

EXACT: dict[str, Callable[..., Any]] = {"sqrt": np.sqrt, "absolute": np.abs}  # IEEE demands these of NumPy too


# What NumPy does entry by entry as IEEE 754 says. Its sums, powers and functions are its own, on each machine.
ENTRY_BY_ENTRY: dict[Any, Callable[..., Any]] = {
    np.add: operator.add,
    np.subtract: operator.sub,
    np.multiply: operator.mul,
    np.divide: operator.truediv,
    np.negative: operator.neg,
    np.positive: operator.pos,
    np.absolute: operator.abs,
    np.square: lambda x: x * x,
    np.sqrt: lambda x: apply("sqrt", x),
    np.less: operator.lt,
    np.less_equal: operator.le,
    np.greater: operator.gt,
    np.greater_equal: operator.ge,
    np.equal: operator.eq,
    np.not_equal: operator.ne,
    np.bitwise_and: operator.and_,
    np.bitwise_or: operator.or_,
    np.invert: operator.invert,
}


class Row(np.ndarray[Any, Any]):
    """An array of values of a program, to which NumPy may do what is the same on every machine, and nothing else."""

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
        if ufunc is np.power and np.ndim(inputs[1]) == 0 and inputs[1] in (2, 0.5):  # NumPy squares, and takes a root
            ufunc, inputs = (np.square if inputs[1] == 2 else np.sqrt), inputs[:1]
        if method != "__call__" or options or ufunc not in ENTRY_BY_ENTRY:
            what = f"numpy.{ufunc.__name__}" + (f".{method}" if method != "__call__" else " in place" if options else "")
            raise TypeError(f"{what} cannot be written down as a program: use + - * / and the functions of gdreport.arithmetic")
        plain = [a.view(np.ndarray) if isinstance(a, Row) else a for a in inputs]
        made = np.frompyfunc(ENTRY_BY_ENTRY[ufunc], len(plain), 1)(*plain)
        return made.view(Row) if isinstance(made, np.ndarray) else made


def where(condition: Any, then: Any, otherwise: Any) -> Any:
    """`then` where the condition holds, else `otherwise`; entry by entry.

    >>> where(np.array([True, False]), 1.0, 2.0)
    array([1., 2.])
    """
    if _is_symbolic(condition):
        import sympy

        return sympy.Piecewise((then, condition), (otherwise, True))
    return _spread("select", (condition, then, otherwise), np.where)


def sqrt(x: Any) -> Any:
    """The square root, correctly rounded."""
    return _call("sqrt", x)


def absolute(x: Any) -> Any:
    """The absolute value."""
    return _call("absolute", x)


def exp(x: Any) -> Any:
    """The exponential of x."""
    return _call("exp", x)


def log(x: Any) -> Any:
    """The natural logarithm."""
    return _call("log", x)


def power(base: Any, exponent: Any) -> Any:
    """The base to the power of the exponent."""
    return _call("pow", base, exponent)


def sin(x: Any) -> Any:
    """The sine."""
    return _call("sin", x)


def cos(x: Any) -> Any:
    """The cosine."""
    return _call("cos", x)


def tanh(x: Any) -> Any:
    """The hyperbolic tangent."""
    return _call("tanh", x)


def sign(x: Any) -> Any:
    """The sign: 1 above zero, -1 below it, 0 at it."""
    return _call("sign", x)


def minimum(a: Any, b: Any) -> Any:
    """The smaller of two; no number where one is none."""
    return _call("minimum", a, b)


def maximum(a: Any, b: Any) -> Any:
    """The larger of two; no number where one is none."""
    return _call("maximum", a, b)


SYMPY = {"absolute": "Abs", "pow": "Pow", "minimum": "Min", "maximum": "Max"}


def _call(kind: str, *arguments: Any) -> Any:
    if any(map(_is_symbolic, arguments)):
        import sympy

        return getattr(sympy, SYMPY.get(kind, kind))(*arguments)
    return _spread(kind, arguments, EXACT.get(kind) or _of_arrays(kind))


def _is_symbolic(value: object) -> bool:
    return hasattr(value, "free_symbols")


def _spread(kind: str, arguments: tuple[Any, ...], of_arrays: Callable[..., Any]) -> Any:
    """On values as a step of their program, entry by entry where they stand in arrays; on numbers at once."""
    if any(isinstance(a, Value) for a in arguments):
        return apply(kind, *arguments)
    if any(isinstance(a, np.ndarray) and a.dtype == object for a in arguments):
        made = np.frompyfunc(lambda *entries: apply(kind, *entries), len(arguments), 1)(*(np.asarray(a) for a in arguments))
        return made.view(Row) if isinstance(made, np.ndarray) else made
    return of_arrays(*arguments)


@cache
def _of_arrays(kind: str) -> Callable[..., Any]:
    from gdreport.arithmetic.functions import program_of
    from gdreport.arithmetic.numpy_code import make_numpy_function

    function = make_numpy_function(program_of(kind), kind)

    def compute(*arguments: Any) -> Any:
        with np.errstate(all="ignore"):
            arrays = np.broadcast_arrays(*(np.asarray(a, dtype=float) for a in arguments))
            return function(*(np.ravel(a) for a in arrays))[0].reshape(arrays[0].shape)[()]

    return compute
