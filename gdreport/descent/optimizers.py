"""The update rules: an optimizer is a pair of pure functions, `init` and `update`, with its hyperparameters.

Source: the pair follows optax (`GradientTransformation`); the rule of gradient descent is
Cauchy's (1847).
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, ClassVar, Protocol, TypeVar, runtime_checkable

import numpy as np
from numpy.typing import ArrayLike

from gdreport.arithmetic.numpy_code import Floats
from gdreport.errors import ReportError


@runtime_checkable
class Optimizer(Protocol):
    """An update rule: a frozen dataclass whose fields are its hyperparameters.

    A hyperparameter is a number, an array of numbers (a sweep), or anything else (a flag, a schedule),
    which is then the same for all runs. The loop calls both functions with many runs at once:
    iterates and gradients have shape (runs, variables), numbers among the hyperparameters (runs, 1).
    Neither function may change its arguments. Written with ``+ - * / **`` only, the rule is also
    called with symbols: it then stands on the page as a formula. For both the dataclass is made anew
    with such values, so a check in ``__post_init__`` must take arrays, and let symbols pass, as
    `read_positive` does.
    """

    __dataclass_fields__: ClassVar[dict[str, Any]]

    def init(self, iterate: Any) -> Any:
        """The state before the first update: None, an array, or a tuple, dictionary or dataclass of arrays."""

    def update(self, gradient: Any, state: Any, iterate: Any) -> tuple[Any, Any]:
        """What to add to the iterate, and the next state."""


Rule = TypeVar("Rule", bound=Optimizer)


@dataclass(frozen=True, eq=False)
class GradientDescent:
    """Gradient descent: x ← x − η f′(x), with the learning rate η.

    The learning rate is a positive number or an array of them (a sweep).
    Errors: ReportError for a learning rate that is not a positive, finite number.

    >>> GradientDescent(learning_rate=0.5).update(np.array([4.0]), None, np.array([1.0]))
    (array([-2.]), None)
    """

    learning_rate: ArrayLike

    def __post_init__(self) -> None:
        object.__setattr__(self, "learning_rate", read_positive("learning_rate", self.learning_rate))

    def init(self, iterate: Any) -> None:
        """Gradient descent remembers nothing."""

    def update(self, gradient: Any, state: None, iterate: Any) -> tuple[Any, None]:
        """``-learning_rate * gradient``."""
        return -self.learning_rate * gradient, None  # type: ignore[operator]  # an array, since __post_init__


def read_positive(name: str, values: ArrayLike) -> Any:
    """The values as floats. Errors: ReportError naming the first that is not positive and finite."""
    if is_symbolic(values):
        return values
    array = read_numbers(name, values)
    wrong = ~(np.isfinite(array) & (array > 0))
    if wrong.any():
        raise ReportError(f"{name} is {array[wrong].flat[0]}", remedy=f"{name} takes positive, finite numbers")
    return array


def read_numbers(name: str, values: ArrayLike) -> Floats:
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


def is_symbolic(value: object) -> bool:
    """Whether a hyperparameter is a symbol, which it is while the rule is read as a formula."""
    return hasattr(value, "free_symbols")


def read_hyperparameters(optimizer: Optimizer) -> dict[str, Floats]:
    """An optimizer's hyperparameters that are numbers or sweeps, by name, in the order of their declaration."""
    values = {field.name: getattr(optimizer, field.name) for field in fields(optimizer)}
    return {name: read_numbers(name, value) for name, value in values.items() if _is_numeric(value)}


def read_settings(optimizer: Optimizer) -> dict[str, Any]:
    """Its hyperparameters that are no numbers: flags, schedules, names."""
    values = {field.name: getattr(optimizer, field.name) for field in fields(optimizer)}
    return {name: value for name, value in values.items() if not _is_numeric(value)}


def _is_numeric(value: object) -> bool:
    if isinstance(value, bool | np.bool_ | str) or callable(value) or value is None:
        return False
    return isinstance(value, int | float | np.generic | np.ndarray | list | tuple | range) or hasattr(value, "__array__")


def with_values(optimizer: Rule, values: Mapping[str, Any]) -> Rule:
    """The same rule with other hyperparameters."""
    return replace(optimizer, **values)
