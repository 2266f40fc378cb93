"""One epoch of a descent as a program: the optimizer's own rule, called with what is being written down, and what is watched."""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from gdreport.arithmetic.elementary import Row
from gdreport.arithmetic.functions import expand
from gdreport.arithmetic.numpy_code import Floats
from gdreport.arithmetic.program import Program, make_program
from gdreport.arithmetic.values import Value, apply, constant, variable
from gdreport.descent.optimizers import Optimizer, list_needs, read_hyperparameters, with_values
from gdreport.descent.state import list_leaves, with_leaves
from gdreport.objectives.formula import Formula

SCALARS = ("epoch", "tolerance", "bound")
SIGN = -(2**31)
STATE = re.compile(r"s\d+(_\d+)?")  # what the entries of the state are called


@dataclass(frozen=True)
class Rule:
    """What one epoch makes of the iterate and of what the optimizer remembers."""

    point: list[Value]
    state: list[Value]
    numbers: Mapping[str, Value]  # the hyperparameters
    first_state: list[Value]  # from the start
    next_point: list[Value]
    next_state: list[Value]

    def programs(self) -> dict[str, Program]:
        """`begin`, from a start to the state, and `epoch`, from an iterate, the state and the hyperparameters to the next ones."""
        inputs = [*self.point, *self.state, *self.numbers.values()]
        outputs = dict(zip(_names([*self.point, *self.state]), [*self.next_point, *self.next_state], strict=True))
        begun = dict(zip(_names(self.state), self.first_state, strict=True))
        return {"begin": make_program(self.point, begun), "epoch": make_program(inputs, outputs)}


def write_rule(formula: Formula, optimizer: Optimizer, at: Callable[[Value], Value] = lambda x: x) -> Rule:
    """The optimizer's `update` as steps of a program. Errors: whatever its code raises where it cannot be written down.

    The gradient is that of the point that `at` gives in place of the iterate.
    """
    count = len(formula.symbols)
    point = [variable(f"x_{i}" if count > 1 else "x") for i in range(count)]
    names = {name: f"{name}_of_rule" if _is_taken(name, count) else name for name in read_hyperparameters(optimizer)}
    numbers = {name: variable(shown) for name, shown in names.items()}
    rule = with_values(optimizer, {name: _row([v]) for name, v in numbers.items()})
    here = [at(x) for x in point]

    def compute(what: str, points: Any) -> Any:
        return formula.write(what, list(np.reshape(points, -1)))

    known: dict[str, Callable[[Any], Any]] = {
        "value": lambda points: _row(compute("value", points)),
        "gradient": lambda points: _row(compute("gradient", points)),
        "curvature": lambda points: np.array(compute("curvature", points), dtype=object).reshape(1, count, count).view(Row),
    }
    begun = rule.init(_row(point))
    shapes = [np.shape(leaf) for leaf in list_leaves(begun)]
    state = [
        [variable(f"s{n}_{i}" if math.prod(shape) > 1 else f"s{n}") for i in range(math.prod(shape))]
        for n, shape in enumerate(shapes, 1)
    ]
    given = with_leaves(begun, [_row(v).reshape(shape) if shape else v[0] for v, shape in zip(state, shapes, strict=True)])
    extras = {need: known[need] for need in list_needs(optimizer)}
    step, after = rule.update(_row(compute("gradient", here)), given, _row(here), **extras)
    moved = [p + s for p, s in zip(here, np.broadcast_to(step, (1, count)).ravel().tolist(), strict=True)]
    leaves = [np.broadcast_to(leaf, shape).ravel().tolist() for leaf, shape in zip(list_leaves(after), shapes, strict=True)]
    first = [_value(v) for leaf in list_leaves(begun) for v in np.ravel(leaf).tolist()]
    whole = [_value(v) for row in leaves for v in row]
    return Rule(point, [v for row in state for v in row], numbers, first, [*map(_value, moved)], whole)


def describe_refusal(optimizer: Optimizer, error: Exception) -> str:
    """Why a rule is no program, from what its code raised."""
    return f"{type(optimizer).__name__}.update cannot be written as a program ({type(error).__name__}: {error})"


def _is_taken(name: str, count: int) -> bool:
    """Whether a hyperparameter has the name of another row."""
    rows = {*SCALARS, "x", "diverged_at", "at", "arrived", *(f"x_{i}" for i in range(count))}
    return name in rows or STATE.fullmatch(name) is not None


def _row(values: Sequence[Any]) -> Any:
    row = np.empty((1, len(values)), dtype=object)
    row[0, :] = values
    return row.view(Row)


def _value(number: Any) -> Value:
    return number if isinstance(number, Value) else constant(float(number))


@dataclass(frozen=True)
class Epoch:
    """The program of an epoch, and the rows of numbers that it goes over: those that move, then those that stay."""

    program: Program  # operations only
    title: str
    rows: tuple[str, ...]  # the iterate, diverged_at, at, arrived, the state, the hyperparameters
    variables: int


def write_epoch(formula: Formula, optimizer: Optimizer, minima: Floats) -> Epoch:
    """An epoch with its watch: a run that leaves the floats or the bound stays where it left, and when it came to which minimum.

    `diverged_at` is -1 while the run has not diverged; `at` is the number of the minimum within tolerance, the nearest
    of several, or -1; `arrived` is the epoch since which it is that. Errors: those of `write_rule`.
    """
    diverged_at, at, arrived, epoch, tolerance, bound = map(variable, ("diverged_at", "at", "arrived", *SCALARS))
    is_out = diverged_at >= 0.0
    # A run that has left is computed at 0, where nothing is slow or rare, and what comes of it is dropped.
    rule = write_rule(formula, optimizer, lambda x: apply("select", is_out, 0.0, x))
    within = measure_length(rule.next_point) <= bound
    for x in rule.next_point:
        within = within & (abs(x) < math.inf)
    is_lost = ~within
    point = [_stop(is_out, before, after) for before, after in zip(rule.point, rule.next_point, strict=True)]
    left_at = apply("select", is_out, diverged_at, apply("select", is_lost, epoch, -1.0))
    is_gone = is_out | is_lost
    state = [apply("select", is_gone, 0.0, s) for s in rule.next_state]
    now, least = constant(-1.0), tolerance
    for number, minimum in enumerate(minima):
        distance = measure_length([x - float(m) for x, m in zip(point, minimum, strict=True)])
        is_nearer = distance <= least
        now, least = apply("select", is_nearer, float(number), now), apply("select", is_nearer, distance, least)
    since = apply("select", now == at, arrived, epoch)
    moving = dict(zip(_names(rule.point), point, strict=True)) | {"diverged_at": left_at, "at": now, "arrived": since}
    moving |= dict(zip(_names(rule.state), state, strict=True))
    numbers = _names(rule.numbers.values())
    rows = (*moving, *numbers)
    inputs = [variable(name) for name in (*rows, *SCALARS)]
    title = f"{type(optimizer).__name__} on {formula}"
    return Epoch(expand(make_program(inputs, moving)), title, rows, len(rule.point))


def _names(values: Any) -> list[str]:
    return [str(v.detail) for v in values]


def _stop(is_out: Value, before: Value, after: Value) -> Value:
    """The iterate after an epoch; of a run that is out that with which it left. No number at all is infinity, on its last side."""
    side = apply("select", apply("is_zero", apply("high", before) & SIGN), math.inf, -math.inf)
    return apply("select", is_out, before, apply("select", after == after, after, side))


def measure_length(point: Sequence[Any]) -> Any:
    """The distance from the origin, sqrt(x² + y² + ...), of values or arrays; of one variable |x|."""
    if len(point) == 1:
        return abs(point[0])
    total = point[0] * point[0]
    for x in point[1:]:
        total = total + x * x
    return apply("sqrt", total) if isinstance(total, Value) else np.sqrt(total)
