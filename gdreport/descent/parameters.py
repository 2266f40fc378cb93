"""All that a descent was told, listed once: the page's table, the manifest and the numbers that the words may state use it."""

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdreport.arithmetic.numpy_code import Floats
from gdreport.descent.optimizers import Optimizer, read_hyperparameters, read_numbers, read_settings
from gdreport.descent.schedule_text import describe
from gdreport.descent.starts import Draw
from gdreport.errors import ReportError, show
from gdreport.objectives.objective import Objective

if TYPE_CHECKING:
    from gdreport.descent.descent import Descent

MOST_EPOCHS = 10**12


def list_parameters(descent: "Descent") -> dict[str, Any]:
    """Name -> value, exact: a number, a text, a tuple for a point or an interval, an array for a sweep.

    >>> from gdreport import Descent, GradientDescent, Objective
    >>> parabola = Objective("x**2 / 2", domain=(-2, 2))
    >>> list_parameters(Descent(parabola, GradientDescent(learning_rate=0.5), start=1.0, epochs=2))
    {'objective': 'x**2/2', 'domain of x': (-2.0, 2.0), 'optimizer': 'gradient descent', 'learning_rate': 0.5,
     'start': 1.0, 'epochs': 2, 'tolerance': 0.0001}
    """
    objective, draw = descent.objective, descent.start if isinstance(descent.start, Draw) else None
    values: dict[str, Any] = {"objective": str(objective.rule)}
    if objective.bounds is not None:
        values |= {f"domain of {name}": b for name, b in zip(objective.variables, objective.bounds, strict=True)}
    values["optimizer"] = name_optimizer(descent.optimizer)
    values |= {name: _value(v) for name, v in read_hyperparameters(descent.optimizer).items()}
    values |= {name: _setting(v) for name, v in read_settings(descent.optimizer).items()}
    starts = descent.starts()
    values["start"] = _value(objective.without_axes(starts)) if len(objective.variables) == 1 else _points(starts)
    if draw is not None:
        values |= {"start drawn from": draw.distribution, "seed": draw.seed}
    values |= {"epochs": _value(descent.epoch_counts()), "tolerance": float(descent.tolerance)}
    if np.isfinite(descent.bound):
        values["bound"] = float(descent.bound)
    return values


def read_starts(objective: Objective, start: "ArrayLike | Draw") -> Floats:
    """The starts as points, of shape (variables,) or (n, variables). Errors: ReportError for anything else."""
    value = start.values if isinstance(start, Draw) else read_numbers("start", start)
    count = len(objective.variables)
    if value.ndim - (count > 1) not in (0, 1) or (count > 1 and value.shape[-1] != count):
        several = f"an array of shape ({count},) or (n, {count})"
        expected = "a number or an array of one dimension" if count == 1 else several
        raise ReportError(f"start has shape {value.shape}", remedy=f"for {objective!r} a start is {expected}")
    if not np.isfinite(value).all():
        raise ReportError(f"start is {value[~np.isfinite(value)].flat[0]}", remedy="a start is a finite number")
    return objective.points(value)


def read_epochs(epochs: "int | ArrayLike") -> NDArray[np.int64]:
    """The epochs, of shape () or (n,) and then ascending. Errors: ReportError for anything else."""
    if isinstance(epochs, int) and not isinstance(epochs, bool) and epochs > MOST_EPOCHS:
        raise ReportError(f"epochs is {show(epochs)}", remedy=f"epochs goes up to {MOST_EPOCHS:.0e}")
    value = read_numbers("epochs", epochs)
    whole = np.isfinite(value) & (value == np.floor(value)) & (value >= 0)
    if value.ndim > 1 or not whole.all() or (value > MOST_EPOCHS).any():
        remedy = f"epochs is a whole number from 0 to {MOST_EPOCHS:.0e}, or a list of them"
        raise ReportError(f"epochs is {show(epochs)}", remedy=remedy)
    if value.ndim and any(a >= b for a, b in pairwise(value)):
        raise ReportError(f"epochs is {show(epochs)}", remedy="the epochs of a sweep ascend, each stated once")
    return value.astype(np.int64)


def name_optimizer(optimizer: Optimizer) -> str:
    """What it is called: as its class says, or by the name of its class.

    >>> from gdreport import GradientDescent, RMSProp
    >>> name_optimizer(RMSProp()), name_optimizer(GradientDescent())
    ('RMSProp', 'gradient descent')
    """
    return str(vars(type(optimizer)).get("title") or space_words(type(optimizer).__name__))


def space_words(name: str) -> str:
    """The name of a class in words.

    >>> space_words("GradientDescent")
    'gradient descent'
    """
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name).lower()


def _value(value: NDArray[Any]) -> Any:
    return value.item() if value.ndim == 0 else value


def _points(starts: Floats) -> Any:
    return tuple(starts.tolist()) if starts.ndim == 1 else starts


def _setting(value: object) -> Any:
    """A flag or a text as it is; a schedule in words, or by its name, since its address in memory is not the same twice."""
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, str) or value is None:
        return str(value)
    return describe(value)
