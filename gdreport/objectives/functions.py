"""An objective that somebody wrote as NumPy functions: a loss over a data set, say."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from gdreport.arithmetic.numpy_code import Floats
from gdreport.errors import ReportError


@dataclass(frozen=True)
class Functions:
    """A value and a gradient of one point at a time, (variables,) -> () and -> (variables,), or of many where `batched`."""

    of_value: Callable[[Floats], Any]
    of_gradient: Callable[[Floats], Any]
    variables: int
    batched: bool = False
    formula: str | None = None  # LaTeX

    @property
    def identity(self) -> object:
        """Equal for the same functions."""
        return self.of_value, self.of_gradient, self.variables, self.batched

    def __str__(self) -> str:
        return f"{self.of_value.__qualname__}, a function of {self.variables} variables"

    def value(self, points: Floats) -> Floats:
        """f: (..., variables) -> (...)."""
        return self._at(points, self.of_value, (), "value")

    def gradient(self, points: Floats) -> Floats:
        """The gradient: (..., variables) -> (..., variables)."""
        return self._at(points, self.of_gradient, (self.variables,), "gradient")

    def curvature(self, points: Floats) -> Floats:
        """Errors: ReportError. Its functions do not tell the curvature."""
        raise ReportError(f"{self} has no curvature", remedy="write the objective as a formula, or do without its curvature")

    def _at(self, points: Floats, function: Callable[[Floats], Any], shape: tuple[int, ...], what: str) -> Floats:
        rows = points.reshape(-1, self.variables)
        # One point after the other: a loss written for one point is right for many.
        found = np.asarray(function(rows) if self.batched else [function(row) for row in rows], dtype=float)
        if found.shape != (len(rows), *shape):
            each = "a number" if not shape else f"an array of shape {shape}"
            remedy = f"for a point of shape ({self.variables},) it gives {each}; " + (
                "it was stated as batched" if self.batched else "for many points at once say batched=True"
            )
            raise ReportError(f"the {what} {function.__qualname__} gave shape {found.shape[1:]}", remedy=remedy)
        return found.reshape((*points.shape[:-1], *shape))

    def latex(self) -> str | None:
        """The right-hand side of f, in LaTeX, where its author gave it."""
        return self.formula

    def partials_latex(self) -> tuple[str, ...]:
        """No formula of the gradient is known."""
        return ()

    def javascript(self) -> None:
        """Python's functions have no counterpart on a page."""
