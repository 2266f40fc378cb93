"""The update rules: an optimizer is a pair of pure functions, `init` and `step`, with its hyperparameters.

Source: the pair follows optax (`GradientTransformation`); the rule of gradient descent is
Cauchy's (1847).
"""

from dataclasses import dataclass, fields, replace
from typing import Any, ClassVar, Protocol, TypeVar, runtime_checkable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdreport.errors import ReportError

Floats = NDArray[np.float64]


@runtime_checkable
class Optimizer(Protocol):
    """An update rule. Its dataclass fields are its hyperparameters, each a number or a sweep of numbers.

    The loop calls both functions with many runs at once: iterates, gradients and
    hyperparameters broadcast against each other. Neither function may change its arguments.
    """

    __dataclass_fields__: ClassVar[dict[str, Any]]

    def init(self, iterate: Floats) -> Any:
        """The state before the first step."""

    def step(self, iterate: Floats, gradient: Floats, state: Any) -> tuple[Floats, Any]:
        """What to add to the iterate, and the next state."""


Rule = TypeVar("Rule", bound=Optimizer)


@dataclass(frozen=True, eq=False)
class GradientDescent:
    """Gradient descent: x_(k+1) = x_k - learning_rate * f'(x_k).

    The learning rate is a positive number or an array of them (a sweep).
    Errors: ReportError for a learning rate that is not a positive, finite number.

    >>> GradientDescent(learning_rate=0.5).step(np.array([1.0]), np.array([4.0]), None)
    (array([-2.]), None)
    """

    learning_rate: ArrayLike

    def __post_init__(self) -> None:
        object.__setattr__(self, "learning_rate", positive("learning_rate", self.learning_rate))

    def init(self, iterate: Floats) -> None:
        """Gradient descent remembers nothing."""

    def step(self, iterate: Floats, gradient: Floats, state: None) -> tuple[Floats, None]:
        """``-learning_rate * gradient``."""
        return np.multiply(gradient, -np.asarray(self.learning_rate)), None


def positive(name: str, values: ArrayLike) -> Floats:
    """The values as floats. Errors: ReportError naming the first that is not positive and finite."""
    array = numbers(name, values)
    wrong = ~(np.isfinite(array) & (array > 0))
    if wrong.any():
        raise ReportError(f"{name} is {array[wrong].flat[0]}", remedy=f"{name} takes positive, finite numbers")
    return array


def numbers(name: str, values: ArrayLike) -> Floats:
    """The values as a float array, not empty. Errors: ReportError naming what was given instead."""
    if np.size(values) == 0:
        raise ReportError(f"{name} is an empty array", remedy="a sweep has one value or more")
    try:
        if np.asarray(values).dtype.kind not in "iuf":
            raise TypeError
        array = np.array(values, dtype=float)
    except (TypeError, ValueError):
        raise ReportError(f"{name} is {values!r}", remedy=f"{name} takes a number or an array of numbers") from None
    return array


def hyperparameters(optimizer: Optimizer) -> dict[str, Floats]:
    """An optimizer's hyperparameters by name, in the order of their declaration."""
    return {field.name: np.asarray(getattr(optimizer, field.name)) for field in fields(optimizer)}


def with_values(optimizer: Rule, values: dict[str, Floats]) -> Rule:
    """The same rule with other hyperparameters."""
    return replace(optimizer, **values)
