"""A formula with its exact derivatives, as functions of points: what stands behind an Objective that was written as text."""

from collections.abc import Callable
from functools import cached_property

import sympy

from gdreport.arithmetic.javascript_code import make_javascript_function
from gdreport.arithmetic.numpy_code import Floats, make_numpy_function


class Formula:
    """An expression in its variables. Points end in an axis with an entry for each variable: (..., variables)."""

    def __init__(self, expression: sympy.Expr, symbols: tuple[sympy.Symbol, ...]) -> None:
        self.expression, self.symbols = expression, symbols

    @property
    def identity(self) -> object:
        """Equal for equal formulas."""
        return sympy.srepr(self.expression), self.symbols

    def __str__(self) -> str:
        return str(self.expression)

    @cached_property
    def partials(self) -> tuple[sympy.Expr, ...]:
        """The exact partial derivatives, one for each variable."""
        return tuple(sympy.diff(self.expression, s) for s in self.symbols)

    @cached_property
    def value(self) -> Callable[[Floats], Floats]:
        """f: (..., variables) -> (...)."""
        return make_numpy_function([self.expression], self.symbols, ())

    @cached_property
    def gradient(self) -> Callable[[Floats], Floats]:
        """The gradient: (..., variables) -> (..., variables)."""
        return make_numpy_function(self.partials, self.symbols, (len(self.symbols),))

    @cached_property
    def curvature(self) -> Callable[[Floats], Floats]:
        """The Hessian: (..., variables) -> (..., variables, variables)."""
        second = [sympy.diff(d, s) for d in self.partials for s in self.symbols]
        return make_numpy_function(second, self.symbols, (len(self.symbols),) * 2)

    def latex(self) -> str:
        """The right-hand side of f, in LaTeX."""
        return str(sympy.latex(self.expression, fold_short_frac=True))

    def partials_latex(self) -> tuple[str, ...]:
        """The right-hand side of each partial derivative, in LaTeX."""
        return tuple(str(sympy.latex(sympy.factor_terms(d), fold_short_frac=True)) for d in self.partials)

    def javascript(self) -> dict[str, str] | None:
        """Value, gradient and curvature of a formula of one variable as JavaScript; None where JavaScript cannot."""
        (x,) = self.symbols
        second = sympy.diff(self.expression, x, 2)
        expressions = {"value": self.expression, "gradient": self.partials[0], "curvature": second}
        functions = {name: make_javascript_function(e, x) for name, e in expressions.items()}
        found = {name: f for name, f in functions.items() if f is not None}
        return found if len(found) == len(functions) else None
