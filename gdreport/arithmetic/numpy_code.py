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


def numpy_function(
    expressions: Sequence[sympy.Expr], symbols: Sequence[sympy.Symbol], shape: tuple[int, ...]
) -> Callable[[Floats], Floats]:
    """One function that computes all the expressions of one variable, or of two.

    In one variable the result has the argument's shape. In two the argument ends in an axis of
    length 2 and the result in `shape` instead: () for a value, (2,) for a gradient, (2, 2) for
    a Hessian.
    """
    # The code's own names, so that no variable's name collides with one of them.
    names = [sympy.Symbol(f"v_{i}", real=True) for i in range(len(symbols))]
    expressions = [e.xreplace(dict(zip(symbols, names, strict=True))) for e in expressions]
    replaced, reduced = sympy.cse(list(expressions), symbols=sympy.numbered_symbols("c_"), order="none")
    for expression in reduced:
        if expression.has(sympy.DiracDelta):
            raise ReportError(f"{expression} is not a function", remedy="the objective has a kink: its curvature does not exist")
    printer = _Printer({"fully_qualified_modules": False, "allow_unknown_functions": False})
    two = len(symbols) == 2
    arguments = [s.name for s in names]
    lines = ["def function(point):"]
    lines += [f"    {name} = point[..., {i}]" for i, name in enumerate(arguments)] if two else [f"    {arguments[0]} = point"]
    lines += [f"    {symbol} = {printer.doprint(value)}" for symbol, value in replaced]
    results = [printer.doprint(value) for value in reduced]
    if two and shape:
        lines += ["    result = empty(point.shape[:-1] + shape)"]
        lines += [
            f"    result[..., {', '.join(map(str, index))}] = {code}"
            for index, code in zip(np.ndindex(shape), results, strict=True)
        ]
    else:
        constant = not reduced[0].free_symbols
        lines += [f"    result = {f'full_like({arguments[0]}, {results[0]})' if constant else results[0]}"]
    lines += ["    return result"]
    code = "\n".join(lines)
    # Only the names in the code: to list all of NumPy's would import modules that it loads when asked.
    space = {name: getattr(np, name) for name in set(re.findall(r"[a-z]\w*", code)) & NUMPY}
    space |= {"power": power, "shape": shape}
    try:
        exec(compile(code, "<objective>", "exec"), space)  # noqa: S102 - generated from SymPy, never from text
        function: Callable[[Floats], Floats] = space["function"]
        with np.errstate(all="ignore"):
            tried = np.asarray(function(np.full((1, 2) if two else (1,), 0.5)))
    except (SyntaxError, NameError, TypeError, AttributeError, OverflowError):
        tried = None
    if tried is None or tried.dtype.kind != "f":
        raise ReportError(
            f"{expressions[0]} cannot be computed with NumPy in real numbers", remedy="use elementary functions of real values"
        )
    return function
