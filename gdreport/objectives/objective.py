"""Objective: a function to minimise, written once and differentiated exactly."""

import math
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import sympy
from numpy.typing import ArrayLike

from gdreport.arithmetic.numpy_code import Floats
from gdreport.errors import ReportError, require_call, show
from gdreport.objectives.completeness import Completeness, Zeros, find_zeros
from gdreport.objectives.formula import Formula
from gdreport.objectives.functions import Functions
from gdreport.objectives.intervals import make_exact
from gdreport.objectives.parsing import CONSTANTS, FUNCTIONS, read_expression
from gdreport.objectives.stationary_points import find_minima, spread_points

Interval = tuple[float, float]
MOST_NAMES = 4  # of variables, that a formula lists


class Objective:
    """A function of one variable or more on a domain, with its exact gradient and curvature.

    ``Objective(expression, domain)``: the expression is a string in Python's syntax or a SymPy
    expression; the domain is ``(low, high)`` for a function of x, or a mapping from each
    variable's name to its interval. In one variable arrays of any shape go in and come out; in
    n variables arrays end in an axis of length n (a gradient has its argument's shape, a curvature,
    the Hessian, one axis of length n more). Overflow is inf, never a warning.

    Errors: ReportError naming the expression for an unknown name, a constant or complex
    expression, one that is not a number somewhere on its domain, an empty or reversed domain.

    >>> parabola = Objective("(x - 1)**2", domain=(-3, 3))
    >>> float(parabola.value(3)), parabola.gradient([0, 1, 2]), float(parabola.curvature(0))
    (4.0, array([-2.,  0.,  2.]), 2.0)
    >>> parabola.minima
    array([1.])
    """

    variables: tuple[str, ...]
    bounds: tuple[Interval, ...] | None  # of each variable; None where no domain was given
    rule: "Formula | Functions"

    def __init__(self, expression: "str | sympy.Expr", domain: "Interval | Mapping[str, Interval]") -> None:
        source = str(expression)
        intervals = dict(domain) if isinstance(domain, Mapping) else {"x": domain}
        if not intervals:
            raise ReportError(f"{source!r}: the domain names no variable", remedy="write domain=(low, high)")
        self.variables = tuple(intervals)
        self.bounds = tuple(_interval(source, name, interval) for name, interval in intervals.items())
        symbols = tuple(sympy.Symbol(name, real=True) for name in self.variables)
        self.rule = Formula(read_expression(expression, source, dict(zip(self.variables, symbols, strict=True))), symbols)
        self._refuse_nan(source)

    @classmethod
    def from_functions(
        cls,
        value: Callable[[Floats], Any],
        gradient: Callable[[Floats], Any],
        *,
        variables: Sequence[str],
        domain: "Mapping[str, Interval] | None" = None,
        minima: ArrayLike | None = None,
        latex: str | None = None,
        batched: bool = False,
    ) -> "Objective":
        """An objective from NumPy functions of a point, an array of shape (variables,): a loss over a data set, say.

        `value` gives a number and `gradient` an array of shape (variables,); `batched=True` says that
        both take many points, (..., variables), at once. `minima`, of shape (n, variables), are those
        that a run can reach; `latex` is the formula for the page. It has no curvature and no explorer.

        >>> bowl = Objective.from_functions(lambda w: w @ w, lambda w: 2 * w, variables=["a", "b"], minima=[[0, 0]])
        >>> float(bowl.value([3, 4])), bowl.gradient([3, 4])
        (25.0, array([6., 8.]))
        """
        for what, function in (("value", value), ("gradient", gradient)):
            if not callable(function):
                raise ReportError(
                    f"{what} is {show(function)}, no function", remedy=f"write a function of a point: def {what}(w): ..."
                )
            require_call(f"the {what}", function, "point")
        if isinstance(variables, str) or not variables or not all(isinstance(n, str) for n in variables):
            raise ReportError(f"variables is {show(variables)}", remedy='name each, as in variables=["a", "b"]')
        if domain is not None and list(domain) != list(variables):
            raise ReportError("the domain and the variables differ", remedy="give each variable its interval, in their order")
        self = cls.__new__(cls)
        self.variables = tuple(variables)
        self.rule = Functions(value, gradient, len(self.variables), batched, latex)
        self.bounds = None if domain is None else tuple(_interval(str(self.rule), n, i) for n, i in domain.items())
        places = np.empty((0, len(self.variables))) if minima is None else _read_places(minima)
        if places.ndim != 2 or places.shape[1] != len(self.variables):
            raise ReportError(f"minima has shape {places.shape}", remedy=f"minima has shape (n, {len(self.variables)})")
        self.__dict__["minimum_points"] = places
        return self

    def scale(self, factor: float) -> "Objective":
        """The function times a positive factor, which has the same minima.

        >>> Objective("x**2", domain=(-1, 1)).scale(2)
        Objective('2*x**2', domain=(-1.0, 1.0))
        """
        if isinstance(self.rule, Formula):
            expression = sympy.nsimplify(factor) * self.rule.expression
            return Objective(expression, dict(zip(self.variables, self.bounds or (), strict=True)))
        rule = self.rule
        bounds = None if self.bounds is None else dict(zip(self.variables, self.bounds, strict=True))
        return Objective.from_functions(
            lambda w: factor * np.asarray(rule.of_value(w)),
            lambda w: factor * np.asarray(rule.of_gradient(w)),
            variables=self.variables,
            domain=bounds,
            minima=self.minimum_points,
            batched=rule.batched,
        )

    # One place adds the last axis, and drops it again for a function of one variable.

    def points(self, x: ArrayLike) -> Floats:
        """Arguments as points, (..., variables). Errors: ReportError for a last axis of another length."""
        point = np.asarray(x, dtype=float)
        if len(self.variables) == 1:
            return point[..., None]
        if point.shape[-1:] != (len(self.variables),):
            count = len(self.variables)
            what = f"{str(self.rule)!r} has {count} variables: its argument ends in an axis of length {count}"
            raise ReportError(f"{what}, not in shape {point.shape}", remedy=f"give points of shape (..., {count})")
        return point

    def without_axes(self, values: Any, axes: int = 1) -> Any:
        """Values whose last `axes` axes run over the variables, without these for a function of one variable."""
        return values[(..., *(0,) * axes)] if len(self.variables) == 1 else values

    def value(self, x: ArrayLike) -> Any:
        """f(x). Shape: of x; in n variables of x without its last axis."""
        with np.errstate(all="ignore"):
            return self.rule.value(self.points(x))[()]

    def gradient(self, x: ArrayLike) -> Any:
        """f'(x), in n variables (df/dx, df/dy, ...). Shape: of x."""
        with np.errstate(all="ignore"):
            return self.without_axes(self.rule.gradient(self.points(x)))[()]

    def curvature(self, x: ArrayLike) -> Any:
        """f''(x), in n variables the Hessian. Shape: of x, with one more axis of length n for the Hessian."""
        with np.errstate(all="ignore"):
            return self.without_axes(self.rule.curvature(self.points(x)), 2)[()]

    @property
    def domain(self) -> Any:
        """The interval, for several variables each variable's interval, or None."""
        if self.bounds is None:
            return None
        return self.bounds[0] if len(self.bounds) == 1 else dict(zip(self.variables, self.bounds, strict=True))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Objective) and self._identity == other._identity

    def __hash__(self) -> int:
        return hash(self._identity)

    @property
    def _identity(self) -> tuple[object, ...]:
        return self.rule.identity, self.variables, self.bounds

    def __repr__(self) -> str:
        return f"Objective({str(self.rule)!r}, domain={self.domain!r})"

    def _repr_latex_(self) -> str | None:
        """For a notebook; None where its functions have no formula."""
        formula = self.rule.latex()
        if formula is None:
            return None
        point = ", ".join(self.variables) if len(self.variables) <= MOST_NAMES else r"\mathbf{x}"
        intervals = zip(self.variables, self.bounds or (), strict=False)
        within = r", \; ".join(rf"{low:g} \leq {name} \leq {high:g}" for name, (low, high) in intervals)
        domain = rf", \qquad {within}" if within and len(self.variables) <= MOST_NAMES else ""
        return f"$$f({point}) = {formula}{domain}$$"

    def grid(self, points: int) -> Floats:
        """Evenly spaced points over the domain of a function of one variable, both ends included."""
        return np.linspace(*self._one_interval("grid"), points)

    @cached_property
    def minimum_points(self) -> Floats:
        """Its local minima in the domain as points, (n, variables), in lexical order."""
        if len(self.variables) == 1:
            return self._stationary.places[self._stationary.rising][:, None]
        assert self.bounds is not None
        return find_minima(self.rule.value, self.rule.gradient, self.rule.curvature, self.bounds)

    @property
    def minima(self) -> Floats:
        """Its local minima in the domain: (n,) ascending, or (n, variables); isolated ones, exact to the last float.

        In more than four variables none are searched for.
        """
        found: Floats = self.without_axes(self.minimum_points)
        return found

    @property
    def maxima(self) -> Floats:
        """The local maxima in the domain of a function of one variable, ascending."""
        return self._stationary.places[~self._stationary.rising]

    @property
    def inflections(self) -> Floats:
        """Where the curvature changes its sign, for a function of one variable, ascending."""
        return self._inflections.places

    @property
    def completeness(self) -> Completeness:
        """Whether minima and maxima are proved to be all stationary points inside the domain of a function of one variable.

        >>> Objective("x**2 / 2", (-2, 2)).completeness
        Completeness(is_proved=True, why='')
        >>> Objective("abs(x)", (-2, 2)).completeness
        Completeness(is_proved=False, why='there is no interval arithmetic for abs')
        """
        return self._stationary.completeness

    @property
    def completeness_of_inflections(self) -> Completeness:
        """Whether the inflections are proved to be all zeros of the curvature inside the domain."""
        return self._inflections.completeness

    @cached_property
    def _stationary(self) -> Zeros:
        return self._find_zeros("maxima", self.gradient, 1)

    @cached_property
    def _inflections(self) -> Zeros:
        return self._find_zeros("inflections", self.curvature, 2)

    def _find_zeros(self, what: str, function: Callable[[Floats], Floats], order: int) -> Zeros:
        domain = self._one_interval(what)
        if not isinstance(self.rule, Formula):
            raise ReportError(f"{self.rule} has no formula: {what} cannot be found", remedy="write the objective as a formula")
        (x,) = self.rule.symbols
        return find_zeros(function, sympy.diff(make_exact(self.rule.expression), x, order), x, domain, order)

    def _one_interval(self, what: str) -> Interval:
        if len(self.variables) != 1 or self.bounds is None:
            has = f"{len(self.variables)} variables" if len(self.variables) > 1 else "no domain"
            raise ReportError(
                f"{str(self.rule)!r} has {has}: {what} is for functions of one variable on a domain",
                remedy="write it as a formula of one variable with domain=(low, high)",
            )
        return self.bounds[0]

    def _refuse_nan(self, source: str) -> None:
        assert self.bounds is not None
        points = spread_points(self.bounds)
        with np.errstate(all="ignore"):
            wrong = np.isnan(self.rule.value(points))
        if wrong.any():
            where = self.without_axes(points[wrong][0]).tolist()
            raise ReportError(
                f"{source!r} is not a real number at {', '.join(self.variables)} = {where}",
                remedy="choose a domain on which the expression is real",
            )


def _read_places(minima: ArrayLike) -> Floats:
    try:
        return np.array(minima, dtype=float)
    except (TypeError, ValueError):
        raise ReportError(f"minima is {show(minima)}", remedy="write a point for each minimum: minima=[[0, 0], [1, 2]]") from None


def _interval(source: str, name: str, interval: Interval) -> Interval:
    if not isinstance(name, str) or not name.isidentifier() or name in FUNCTIONS or name in CONSTANTS:
        raise ReportError(f"{source!r}: {name!r} cannot be the name of a variable", remedy="use a letter, such as x")
    try:
        low, high = (float(end) for end in interval)
    except (TypeError, ValueError):
        what = f"{source!r}: the domain of {name} is {show(interval)}"
        raise ReportError(what, remedy="write two numbers, (low, high), with low < high") from None
    if not (math.isfinite(low) and math.isfinite(high) and low < high):
        kind = "empty" if low == high else "reversed" if low > high else "not finite"
        raise ReportError(
            f"{source!r}: the domain of {name}, ({low}, {high}), is {kind}",
            remedy="write (low, high) with low < high, both finite",
        )
    return low, high
