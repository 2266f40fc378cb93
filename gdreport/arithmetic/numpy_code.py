"""SymPy expressions to NumPy functions: straight-line code, common subexpressions computed once."""

import re
from collections.abc import Callable, Sequence

import numpy as np
import sympy
from numpy.typing import NDArray
from sympy.printing.numpy import NumPyPrinter

from gdreport.errors import ReportError

Floats = NDArray[np.float64]
NUMPY = frozenset(np.__all__)


def power(base: Floats, exponent: int) -> Floats:
    """base**exponent for a whole exponent of 3 or more, by products: faster than `pow` and the same on every machine."""
    result, square = None, base
    while True:
        if exponent & 1:
            result = square if result is None else result * square
        exponent >>= 1
        if not exponent:
            assert result is not None
            return result
        square = square * square


class _Printer(NumPyPrinter):  # type: ignore[misc]
    """NumPy code with whole powers as products. SymPy's printers are extended by inheritance."""

    def _print_Pow(self, expr: sympy.Pow, rational: bool = False) -> str:  # noqa: N802 - SymPy's name
        base, exponent = expr.as_base_exp()
        if exponent.is_Integer and abs(exponent) >= 3:
            product = f"power({self._print(base)}, {abs(int(exponent))})"
            return product if exponent > 0 else f"(1.0/{product})"
        if exponent.is_Integer and exponent < 0:
            positive = self._print(sympy.Pow(base, -exponent, evaluate=False)) if exponent < -1 else self._print(base)
            return f"(1.0/({positive}))"
        return str(super()._print_Pow(expr, rational=rational))

    def _print_Piecewise(self, expr: sympy.Piecewise) -> str:  # noqa: N802 - SymPy's name
        # As nested `where`: every branch broadcasts, a constant one too.
        code = "nan"
        for value, condition in reversed(expr.args):
            holds = condition == sympy.true
            code = self._print(value) if holds else f"where({self._print(condition)}, {self._print(value)}, {code})"
        return code


def make_numpy_function(
    expressions: Sequence[sympy.Expr], symbols: Sequence[sympy.Symbol], shape: tuple[int, ...]
) -> Callable[[Floats], Floats]:
    """One function that computes all the expressions at points.

    The argument ends in an axis with an entry for each symbol, (..., variables); the result in
    `shape` instead: () for a value, (variables,) for a gradient, (variables, variables) for a
    Hessian, whose entries the expressions are, row by row.
    """
    # The code's own names, so that no variable's name collides with one of them.
    names = [sympy.Symbol(f"v_{i}", real=True) for i in range(len(symbols))]
    expressions = [e.xreplace(dict(zip(symbols, names, strict=True))) for e in expressions]
    replaced, reduced = sympy.cse(list(expressions), symbols=sympy.numbered_symbols("c_"), order="none")
    for expression in reduced:
        if expression.has(sympy.DiracDelta):
            raise ReportError(f"{expression} is not a function", remedy="the objective has a kink: its curvature does not exist")
    printer = _Printer({"fully_qualified_modules": False, "allow_unknown_functions": False})
    lines = ["def function(point):"]
    lines += [f"    {name} = point[..., {i}]" for i, name in enumerate(names)]
    lines += [f"    {symbol} = {printer.doprint(value)}" for symbol, value in replaced]
    lines += _results([(e, str(printer.doprint(e))) for e in reduced], names[0], shape)
    return _compile("\n".join(lines), shape, len(symbols), expressions[0])


def _results(reduced: Sequence[tuple[sympy.Expr, str]], first: sympy.Symbol, shape: tuple[int, ...]) -> list[str]:
    if len(reduced) == 1:  # nothing to put together: the array that was computed, with axes of length 1
        ((expression, code),) = reduced
        whole = code if expression.free_symbols else f"full_like({first}, {code})"
        axes = f"[..., {', '.join(['None'] * len(shape))}]" if shape else ""
        return [f"    return ({whole}){axes}"]
    lines = ["    result = empty(point.shape[:-1] + shape)"]
    places = zip(np.ndindex(shape), reduced, strict=True)
    lines += [f"    result[..., {', '.join(map(str, index))}] = {code}" for index, (_, code) in places]
    return [*lines, "    return result"]


def _compile(code: str, shape: tuple[int, ...], variables: int, expression: sympy.Expr) -> Callable[[Floats], Floats]:
    # Only the names in the code: to list all of NumPy's would import modules that it loads when asked.
    space = {name: getattr(np, name) for name in set(re.findall(r"[a-z]\w*", code)) & NUMPY}
    space |= {"power": power, "shape": shape}
    try:
        exec(compile(code, "<objective>", "exec"), space)  # noqa: S102 - generated from SymPy, never from text
        function: Callable[[Floats], Floats] = space["function"]
        with np.errstate(all="ignore"):
            tried = np.asarray(function(np.full((1, variables), 0.5)))
    except (SyntaxError, NameError, TypeError, AttributeError, OverflowError):
        tried = None
    if tried is None or tried.dtype.kind != "f":
        what = f"{expression} cannot be computed with NumPy in real numbers"
        raise ReportError(what, remedy="use elementary functions of real values")
    return function
