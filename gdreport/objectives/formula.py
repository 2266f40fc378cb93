"""A formula with its exact derivatives, as functions of points: what stands behind an Objective that was written as text."""

from collections.abc import Callable, Sequence
from functools import cached_property

import numpy as np
import sympy

from gdreport.arithmetic.expressions import write_expression
from gdreport.arithmetic.numpy_code import Floats, make_numpy_function
from gdreport.arithmetic.program import Program, make_program
from gdreport.arithmetic.values import Value, variable

Of = Callable[[Floats], Floats]


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
    def seconds(self) -> tuple[sympy.Expr, ...]:
        """The exact second derivatives, the entries of the Hessian row by row."""
        return tuple(sympy.diff(d, s) for d in self.partials for s in self.symbols)

    @cached_property
    def value(self) -> Of:
        """f: (..., variables) -> (...)."""
        return self._compile("value", ())

    @cached_property
    def gradient(self) -> Of:
        """The gradient: (..., variables) -> (..., variables)."""
        return self._compile("gradient", (len(self.symbols),))

    @cached_property
    def curvature(self) -> Of:
        """The Hessian: (..., variables) -> (..., variables, variables)."""
        return self._compile("curvature", (len(self.symbols),) * 2)

    def write(self, what: str, point: Sequence[Value]) -> list[Value]:
        """The value, the gradient or the curvature at a point, as steps of a program; the Hessian's entries row by row."""
        expressions = {"value": (self.expression,), "gradient": self.partials, "curvature": self.seconds}[what]
        known = dict(zip(self.symbols, point, strict=True))
        return [write_expression(e, known) for e in expressions]

    def program(self, what: str) -> Program:
        """The value, the gradient or the curvature as a program of the variables."""
        point = [variable(s.name) for s in self.symbols]
        names = (
            [what]
            if what == "value" or len(point) == 1
            else [f"{what}_{i}" for i in range(len(point) ** (1 + (what == "curvature")))]
        )
        return make_program(point, dict(zip(names, self.write(what, point), strict=True)))

    def _compile(self, what: str, shape: tuple[int, ...]) -> Of:
        function, count = make_numpy_function(self.program(what), what), len(self.symbols)

        def at(points: Floats) -> Floats:
            flat = np.ascontiguousarray(points.reshape(-1, count).T)
            return np.stack(function(*flat), axis=-1).reshape((*points.shape[:-1], *shape))

        return at

    def latex(self) -> str:
        """The right-hand side of f, in LaTeX."""
        return str(sympy.latex(self.expression, fold_short_frac=True))

    def partials_latex(self) -> tuple[str, ...]:
        """The right-hand side of each partial derivative, in LaTeX."""
        return tuple(str(sympy.latex(sympy.factor_terms(d), fold_short_frac=True)) for d in self.partials)
