"""Objective: a function to minimise, written once and differentiated exactly."""

import math
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

import numpy as np
import sympy
from numpy.typing import ArrayLike, NDArray

from gdreport.arithmetic.javascript_code import javascript_function
from gdreport.arithmetic.numpy_code import numpy_function
from gdreport.errors import ReportError
from gdreport.objectives.parsing import CONSTANTS, FUNCTIONS, parse
from gdreport.objectives.stationary_points import Floats, minima_2d, sign_changes

Interval = tuple[float, float]


class Objective:
    """A function of one or two variables on a domain, with its exact gradient and curvature.

    ``Objective(expression, domain)``: the expression is a string in Python's syntax or a SymPy
    expression; the domain is ``(low, high)`` for a function of x, or a mapping from each
    variable's name to its interval. In one variable arrays of any shape go in and come out; in
    two, arrays end in an axis of length 2 (a gradient has its argument's shape, a curvature,
    the Hessian, one axis of length 2 more). Overflow is inf, never a warning.

    Errors: ReportError naming the expression for an unknown name, a constant or complex
    expression, one that is not a number somewhere on its domain, an empty or reversed domain.

    >>> parabola = Objective("(x - 1)**2", domain=(-3, 3))
    >>> float(parabola.value(3)), parabola.gradient([0, 1, 2]), float(parabola.curvature(0))
    (4.0, array([-2.,  0.,  2.]), 2.0)
    >>> parabola.minima
    array([1.])
    """

    def __init__(self, expression: "str | sympy.Expr", domain: "Interval | Mapping[str, Interval]") -> None:
        self.source = str(expression)
        intervals = dict(domain) if isinstance(domain, Mapping) else {"x": domain}
        if len(intervals) not in (1, 2):
            raise ReportError(f"{self.source!r}: a domain has one variable or two, not {len(intervals)}")
        self.variables = tuple(intervals)
        self.bounds = tuple(_interval(self.source, name, interval) for name, interval in intervals.items())
        self.symbols = tuple(sympy.Symbol(name, real=True) for name in self.variables)
        self.expression = _expression(expression, self.source, dict(zip(self.variables, self.symbols, strict=True)))
        self._refuse_nan()

    def _refuse_nan(self) -> None:
        coarse = np.meshgrid(*(np.linspace(*b, 257 if len(self.bounds) == 1 else 33) for b in self.bounds))
        points = coarse[0].ravel() if len(self.bounds) == 1 else np.stack(coarse, axis=-1).reshape(-1, 2)
        values = np.asarray(self.value(points))
        if np.isnan(values).any():
            where = points[np.isnan(values)][0].tolist()
            raise ReportError(
                f"{self.source!r} is not a real number at {', '.join(self.variables)} = {where}",
                remedy="choose a domain on which the expression is real",
            )

    @property
    def domain(self) -> Any:
        """The interval, or for two variables each variable's interval."""
        return self.bounds[0] if len(self.bounds) == 1 else dict(zip(self.variables, self.bounds, strict=True))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Objective) and self._identity == other._identity

    def __hash__(self) -> int:
        return hash(self._identity)

    @cached_property
    def _identity(self) -> tuple[object, ...]:
        return sympy.srepr(self.expression), self.variables, self.bounds

    def __repr__(self) -> str:
        return f"Objective({str(self.expression)!r}, domain={self.domain!r})"

    @cached_property
    def derivatives(self) -> tuple[sympy.Expr, ...]:
        """The exact partial derivatives, one for each variable."""
        return tuple(sympy.diff(self.expression, s) for s in self.symbols)

    @cached_property
    def second_derivatives(self) -> tuple[sympy.Expr, ...]:
        """The exact second derivatives: f'', or the Hessian row by row."""
        return tuple(sympy.diff(d, s) for d in self.derivatives for s in self.symbols)

    @cached_property
    def _value(self) -> Callable[[Floats], Floats]:
        return numpy_function([self.expression], self.symbols, ())

    @cached_property
    def fast_gradient(self) -> Callable[[Floats], Floats]:
        """`gradient` for float arrays only, without conversion and without muted warnings: for the loop."""
        return numpy_function(self.derivatives, self.symbols, (2,))

    @cached_property
    def _curvature(self) -> Callable[[Floats], Floats]:
        return numpy_function(self.second_derivatives, self.symbols, (2, 2))

    def value(self, x: ArrayLike) -> Any:
        """f(x). Shape: of x; in two variables of x without its last axis."""
        return self._evaluate(self._value, x)

    def gradient(self, x: ArrayLike) -> Any:
        """f'(x), in two variables (df/dx, df/dy). Shape: of x."""
        return self._evaluate(self.fast_gradient, x)

    def curvature(self, x: ArrayLike) -> Any:
        """f''(x), in two variables the Hessian. Shape: of x, with one more axis of length 2 for the Hessian."""
        return self._evaluate(self._curvature, x)

    def _evaluate(self, function: Callable[[Floats], Floats], x: ArrayLike) -> Any:
        point = np.asarray(x, dtype=float)
        if len(self.variables) == 2 and point.shape[-1:] != (2,):
            raise ReportError(
                f"{self.source!r} has two variables: its argument ends in an axis of length 2, not in shape {point.shape}"
            )
        with np.errstate(all="ignore"):
            return function(point)[()]

    def grid(self, points: int) -> Floats:
        """Evenly spaced points over the domain of a function of one variable, both ends included."""
        self._one_variable("grid")
        return np.linspace(*self.bounds[0], points)

    @cached_property
    def minima(self) -> Floats:
        """Its local minima in the domain: (n,) ascending, or (n, 2); isolated ones, exact to the last float."""
        if len(self.variables) == 2:
            return minima_2d(self.value, self.gradient, self.curvature, (self.bounds[0], self.bounds[1]))
        zeros, rising = self._stationary
        return zeros[rising]

    @property
    def maxima(self) -> Floats:
        """The local maxima in the domain of a function of one variable, ascending."""
        zeros, rising = self._stationary
        return zeros[~rising]

    @cached_property
    def inflections(self) -> Floats:
        """Where the curvature changes its sign, for a function of one variable, ascending."""
        self._one_variable("inflections")
        return sign_changes(self.curvature, *self.bounds[0])[0]

    @cached_property
    def _stationary(self) -> tuple[Floats, NDArray[np.bool_]]:
        self._one_variable("maxima")
        return sign_changes(self.gradient, *self.bounds[0])

    def _one_variable(self, what: str) -> None:
        if len(self.variables) != 1:
            raise ReportError(f"{self.source!r} has two variables: {what} is for functions of one variable")

    def javascript(self) -> dict[str, str] | None:
        """Value, gradient and curvature of a function of one variable as JavaScript; None where JavaScript cannot."""
        self._one_variable("javascript")
        (x,) = self.symbols
        expressions = {"value": self.expression, "gradient": self.derivatives[0], "curvature": sympy.diff(self.expression, x, 2)}
        functions = {name: javascript_function(e, x) for name, e in expressions.items()}
        found = {name: f for name, f in functions.items() if f is not None}
        return found if len(found) == len(functions) else None

    @property
    def latex(self) -> str:
        """F in LaTeX, without the left-hand side."""
        return str(sympy.latex(self.expression, fold_short_frac=True))

    @property
    def gradient_latex(self) -> tuple[str, ...]:
        """Each partial derivative in LaTeX, without the left-hand side."""
        return tuple(str(sympy.latex(sympy.factor_terms(d), fold_short_frac=True)) for d in self.derivatives)


def _interval(source: str, name: str, interval: Interval) -> Interval:
    if not isinstance(name, str) or not name.isidentifier() or name in FUNCTIONS or name in CONSTANTS:
        raise ReportError(f"{source!r}: {name!r} cannot be the name of a variable", remedy="use a letter, such as x")
    try:
        low, high = (float(end) for end in interval)
    except (TypeError, ValueError):
        raise ReportError(f"{source!r}: the domain of {name} is (low, high), not {interval!r}") from None
    if not (math.isfinite(low) and math.isfinite(high) and low < high):
        kind = "empty" if low == high else "reversed" if low > high else "not finite"
        raise ReportError(
            f"{source!r}: the domain of {name}, ({low}, {high}), is {kind}",
            remedy="write (low, high) with low < high, both finite",
        )
    return low, high


def _expression(expression: "str | sympy.Expr", source: str, symbols: dict[str, sympy.Symbol]) -> sympy.Expr:
    if isinstance(expression, str):
        result = parse(expression, symbols)
    elif isinstance(expression, sympy.Expr):
        unknown = sorted(s.name for s in expression.free_symbols if s.name not in symbols)
        if unknown:
            raise ReportError(f"unknown name {unknown[0]!r} in the expression {source!r}; its variables are {', '.join(symbols)}")
        result = expression.xreplace({s: symbols[s.name] for s in expression.free_symbols})
    else:
        raise ReportError(f"an expression is a string or a SymPy expression, not {expression!r}")
    if result.has(sympy.I):
        raise ReportError(f"the expression {source!r} is complex", remedy="an objective has real values")
    if not result.free_symbols <= set(symbols.values()) or not isinstance(result, sympy.Expr):
        raise ReportError(f"the expression {source!r} is not a formula")
    if result.has(sympy.nan, sympy.zoo, sympy.oo, -sympy.oo):
        raise ReportError(f"the expression {source!r} is {result}: not a number", remedy="look for a division by zero")
    if not result.free_symbols:
        raise ReportError(f"the expression {source!r} is constant: there is nothing to minimise")
    return result
