"""The protocol of an update rule: a pair of pure functions, `init` and `update`, with its hyperparameters; and how they are read.

Source: the pair follows optax (`GradientTransformation`). The rules themselves stand in `first_order`,
`second_order` and `line_search`.
"""

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any, ClassVar, Protocol, TypeVar, runtime_checkable

import numpy as np
from numpy.typing import ArrayLike

from gdreport.arithmetic.numpy_code import Floats
from gdreport.arithmetic.values import Value
from gdreport.errors import ReportError, require_call, show

FUNCTIONS = ("value", "gradient", "curvature")  # of an objective, that a rule may ask for


@runtime_checkable
class Optimizer(Protocol):
    """An update rule: a frozen dataclass whose fields are its hyperparameters.

    A hyperparameter is a number, an array of numbers (a sweep), or anything else (a flag, a schedule),
    which is then the same for all runs. The loop calls both functions with many runs at once:
    iterates and gradients have shape (runs, variables), numbers among the hyperparameters (runs, 1).
    Neither function may change its arguments. Written with ``+ - * /``, squares and the
    functions of `gdreport.arithmetic` only, the rule is also called with what is being written down as a program,
    and with symbols: it then stands on the page as a formula. For all of these the dataclass is made
    anew with such values, so a check in ``__post_init__`` must take arrays, and let symbols pass, as
    `read_positive` does. A learning rate that may be a schedule is read by `gdreport.descent.memory`:
    `begin`, `find_rate` and `proceed` keep the epoch in the state.

    A rule may also have: keyword-only parameters of `update` named ``value`` or ``curvature``, which it
    then gets as functions of points (`list_needs`); ``evaluations_per_epoch``, how often it costs an
    evaluation of f, f′ or f″ (1, and 1 more for each function it asks for, unless it says otherwise), or
    ``count_evaluations(state)`` where that differs from run to run; and ``formula(variables)``, its lines
    in LaTeX, where `update` cannot be called with symbols; and ``title``, what it is called, where the name
    of its class in words will not do.
    """

    __dataclass_fields__: ClassVar[dict[str, Any]]

    def init(self, iterate: Any) -> Any:
        """The state before the first update: None, an array, or a tuple, dictionary or dataclass of arrays."""

    @property
    def update(self) -> Callable[..., tuple[Any, Any]]:
        """``update(gradient, state, iterate)``: what to add to the iterate, and the next state."""


Rule = TypeVar("Rule", bound=Optimizer)


def list_needs(optimizer: Optimizer) -> tuple[str, ...]:
    """The functions of the objective that a rule asks for: the keyword-only parameters of its `update`.

    Errors: ReportError naming a parameter that is no function of an objective.

    >>> from gdreport import GradientDescent, Newton
    >>> list_needs(GradientDescent()), list_needs(Newton())
    ((), ('curvature',))
    """
    parameters = inspect.signature(optimizer.update).parameters.values()
    names = tuple(p.name for p in parameters if p.kind is p.KEYWORD_ONLY)
    for name in names:
        if name not in FUNCTIONS:
            what = f"{type(optimizer).__name__}.update asks for {name!r}"
            raise ReportError(what, remedy=f"an objective has the functions {', '.join(FUNCTIONS)}")
    return names


def read_fields(rule: object, **readers: Callable[[str, Any], Any]) -> None:
    """Each field of a frozen dataclass as its reader reads it; for ``__post_init__``."""
    for name, read in readers.items():
        object.__setattr__(rule, name, read(name, getattr(rule, name)))


def read_rate(name: str, value: Any) -> Any:
    """A learning rate: positive numbers as floats, or a schedule. Errors: ReportError for anything else."""
    if not callable(value):
        return read_positive(name, value)
    if isinstance(value, type):
        raise ReportError(f"{name} is {show(value)} itself", remedy=f"make one of it: {value.__name__}(...)")
    require_call(f"the schedule {name}", value, "epoch")
    return value


def read_positive(name: str, values: ArrayLike) -> Any:
    """The values as floats. Errors: ReportError naming the first that is not positive and finite."""
    return _read_in(name, values, lambda v: np.isfinite(v) & (v > 0), "positive, finite numbers")


def read_from_zero(name: str, values: ArrayLike) -> Any:
    """The values as floats. Errors: ReportError naming the first that is negative or not finite."""
    return _read_in(name, values, lambda v: np.isfinite(v) & (v >= 0), "finite numbers from 0 up")


def read_share(name: str, values: ArrayLike) -> Any:
    """The values as floats. Errors: ReportError naming the first that is not in [0, 1)."""
    return _read_in(name, values, lambda v: (v >= 0) & (v < 1), "numbers from 0 to 1, without 1")


def read_fraction(name: str, values: ArrayLike) -> Any:
    """The values as floats. Errors: ReportError naming the first that is not between 0 and 1."""
    return _read_in(name, values, lambda v: (v > 0) & (v < 1), "numbers between 0 and 1")


def read_count(name: str, values: ArrayLike) -> Any:
    """The values as floats. Errors: ReportError naming the first that is not a whole number from 1 up."""
    return _read_in(name, values, lambda v: np.isfinite(v) & (v >= 1) & (v == np.floor(v)), "whole numbers from 1 up")


def _read_in(name: str, values: ArrayLike, holds: Callable[[Floats], Any], what: str) -> Any:
    if is_symbolic(values):
        return values
    array = read_numbers(name, values)
    wrong = ~holds(array)
    if wrong.any():
        raise ReportError(f"{name} is {array[wrong].flat[0]}", remedy=f"{name} takes {what}")
    return array


def read_numbers(name: str, values: ArrayLike) -> Floats:
    """The values as a float array, not empty. Errors: ReportError naming what was given instead."""
    try:
        given = np.asarray(values)
    except ValueError:
        raise ReportError(
            f"{name} is {show(values)}, whose parts differ in length", remedy="give every part the same length"
        ) from None
    if given.size == 0:
        raise ReportError(f"{name} is an empty array", remedy="a sweep has one value or more")
    if given.dtype.kind not in "iuf":
        remedy = f"{name} takes a number or an array of numbers"
        if isinstance(values, Iterable) and not isinstance(values, str | bytes | Sequence | np.ndarray | Mapping):
            remedy += ": make a list of it, list(...)"
        raise ReportError(f"{name} is {show(values)}", remedy=remedy)
    return np.array(values, dtype=float)


def is_symbolic(value: object) -> bool:
    """Whether a hyperparameter is no number yet: a symbol, a value of a program, or an array of these.

    >>> from gdreport.arithmetic.values import variable
    >>> is_symbolic(np.array([[variable("momentum")]])), is_symbolic(np.array([[0.9]]))
    (True, False)
    """
    if isinstance(value, np.ndarray) and value.dtype == object:
        return any(map(is_symbolic, value.flat))
    return hasattr(value, "free_symbols") or isinstance(value, Value)


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
