"""An objective that somebody wrote as NumPy functions: a loss over a data set, say."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from gdreport.arithmetic.numpy_code import Floats
from gdreport.errors import ReportError, find_definition, show
from gdreport.number_text import count_text


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
        return f"{_name(self.of_value)}, a function of {count_text(self.variables, 'variable')}"

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
        # A copy that cannot be written to: a function that works in place would change the runs.
        rows = np.array(points.reshape(-1, self.variables))
        rows.setflags(write=False)
        # One point after the other: a loss written for one point is right for many; copied, since it may use one array for all.
        try:
            values = np.asarray(function(rows)) if self.batched else np.array([np.array(function(row)) for row in rows])
            found = values.astype(float) if len(rows) else np.empty((0, *shape))
        except (TypeError, ValueError):
            raise self._refuse(function, rows, what) from None
        if found.shape != (len(rows), *shape):
            each = "a number" if not shape else f"an array of shape {shape}"
            remedy = f"for a point of shape ({self.variables},) it gives {each}; " + (
                "it was stated as batched" if self.batched else "for many points at once say batched=True"
            )
            file, line = find_definition(function)
            raise ReportError(f"the {what} {_name(function)} gave shape {found.shape[1:]}", file=file, line=line, remedy=remedy)
        return found.reshape((*points.shape[:-1], *shape))

    def _refuse(self, function: Callable[[Floats], Any], rows: Floats, what: str) -> ReportError:
        """Why its values are no numbers, or what it raises where they are."""
        gave = function(rows if self.batched else rows[0])
        file, line = find_definition(function)
        remedy = "it gives numbers, in the same shape for every point"
        return ReportError(f"the {what} {_name(function)} gave {show(gave)}", file=file, line=line, remedy=remedy)

    def latex(self) -> str | None:
        """The right-hand side of f, in LaTeX, where its author gave it."""
        return self.formula

    def partials_latex(self) -> tuple[str, ...]:
        """No formula of the gradient is known."""
        return ()


def _name(function: Callable[..., Any]) -> str:
    """The name of a function, or of that which a `functools.partial` calls; of any other callable its class's."""
    inner = getattr(function, "func", function)
    name = str(getattr(inner, "__qualname__", type(inner).__qualname__))
    return "a lambda" if name.endswith("<lambda>") else name
