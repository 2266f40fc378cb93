"""Descent: an objective, an optimizer, starts and epochs, with every sweep; `run()` gives its results."""

import math
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from functools import cached_property, partial
from hashlib import sha256
from inspect import Parameter, signature
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdreport.arithmetic.functions import expand
from gdreport.arithmetic.numpy_code import Floats
from gdreport.arithmetic.program import Program
from gdreport.descent.cautions import list_cautions
from gdreport.descent.epoch import Epoch
from gdreport.descent.exploring import find_programs, make_explorer
from gdreport.descent.fingerprint import write_fingerprint
from gdreport.descent.loop import descend, find_epoch
from gdreport.descent.optimizers import FUNCTIONS, Optimizer, list_needs, read_hyperparameters, read_positive, with_values
from gdreport.descent.parameters import list_parameters, read_epochs, read_starts
from gdreport.descent.patience import refuse_too_much, tell_progress
from gdreport.descent.perturbation import list_early_iterates, run_perturbed
from gdreport.descent.results import Results, Sweeps, to_dataset
from gdreport.descent.runs import Runs, Task
from gdreport.descent.starts import Draw
from gdreport.descent.statement import write_statement
from gdreport.descent.update_rule import write_update_rule
from gdreport.descent.variations import list_variations
from gdreport.errors import ReportError, find_definition, require_call, show
from gdreport.escaping import escape_markdown
from gdreport.explorer.page_script import LONGEST, PageScript
from gdreport.objectives.formula import Formula
from gdreport.objectives.functions import Functions
from gdreport.objectives.objective import Objective
from gdreport.parameter_text import write_parameter

UPDATED = ("gradient", "state", "iterate")
LARGEST_BOUND = 1e150  # its square is a number


@dataclass(frozen=True, eq=False)
class Descent:
    """Gradient descent, or another optimizer, on an objective: what is run.

    A number stays a number; an array in its place is a sweep and adds a dimension of that name,
    in the order: hyperparameters as declared, `start`, `epochs`. A start may be a `Draw`; for an
    objective of n variables it is an array of shape (n,), and starts have shape (count, n).

    `tolerance` is the distance at which a run counts as having reached a minimum; an iterate
    farther than `bound` from the origin counts as diverged. `record_path` keeps every iterate.

    Errors: ReportError naming the parameter, its value and the remedy.

    >>> from gdreport import Descent, GradientDescent, Objective
    >>> parabola = Objective("x**2 / 2", domain=(-2, 2))
    >>> results = Descent(parabola, GradientDescent(learning_rate=[0.5, 3.0]), start=1.0, epochs=2, bound=3).run()
    >>> results["final"].values, results["diverged"].values
    (array([0.25, 4.  ]), array([False,  True]))
    """

    objective: Objective
    optimizer: Optimizer
    _: KW_ONLY
    start: ArrayLike | Draw
    epochs: int | ArrayLike
    tolerance: float = 1e-4
    bound: float = np.inf
    record_path: bool = False
    _together: Callable[[], Runs] | None = field(default=None, init=False, repr=False)  # where others are run with it

    def __post_init__(self) -> None:
        if not isinstance(self.objective, Objective):
            raise _refuse_objective(self.objective, self.optimizer)
        if not isinstance(self.optimizer, Optimizer) or isinstance(self.optimizer, type):
            raise _refuse_optimizer(self.optimizer)
        require_call(f"{type(self.optimizer).__name__}.init", self.optimizer.init, "iterate")
        list_needs(self.optimizer)
        _require_update(self.optimizer)
        if "curvature" in list_needs(self.optimizer) and isinstance(self.objective.rule, Functions):
            what = f"{type(self.optimizer).__name__} asks for the curvature, which {self.objective.rule} does not have"
            raise ReportError(what, remedy="write the objective as a formula, or choose another optimizer")
        for name, value in (("tolerance", self.tolerance), ("bound", self.bound)):
            if isinstance(value, int) and value > sys.float_info.max:
                raise ReportError(f"{name} is beyond the range of floating-point numbers", remedy=f"leave {name} out")
            if not (isinstance(value, int | float | np.integer | np.floating) and value > 0):
                raise ReportError(f"{name} is {show(value)}", remedy=f"{name} is a positive number")
        if not isinstance(self.record_path, bool):
            raise ReportError(f"record_path is {show(self.record_path)}", remedy="record_path is True or False")
        if len(self.objective.variables) > 1 and LARGEST_BOUND < self.bound < np.inf:
            raise ReportError(f"bound is {self.bound!r}", remedy=f"for several variables it is at most {LARGEST_BOUND:g}")
        for name, values in read_hyperparameters(self.optimizer).items():
            if values.ndim > 1:
                raise ReportError(f"{name} has shape {values.shape}", remedy="a sweep is an array of one dimension")
            if np.isnan(values).any():
                raise ReportError(f"{name} is not a number (NaN)", remedy=f"{name} takes numbers")
            if name == "learning_rate":
                read_positive(name, values)
        self.starts()
        self.epoch_counts()

    def starts(self) -> Floats:
        """The starts as points, of shape (variables,) or (n, variables)."""
        return read_starts(self.objective, self.start)

    def epoch_counts(self) -> NDArray[np.int64]:
        """The epochs, of shape () or (n,) and then ascending."""
        return read_epochs(self.epochs)

    def run(self) -> Results:
        """Run every combination of the sweeps.

        The Dataset has `final`, `final_value`, `diverged`, `diverged_at`, `reached_at`, `evaluations`, and
        `path` where it was asked for; the coordinates are the parameters, swept or not.
        """
        sweeps = self._sweeps()
        runs = self._descend() if self._together is None else self._together()
        return to_dataset(self.objective, sweeps, runs)

    def _descend(self) -> Runs:
        last = int(np.max(self.epoch_counts()))
        refuse_too_much(
            self.count_runs(), len(self.objective.variables), np.size(self.epoch_counts()), last if self.record_path else None
        )
        see = tell_progress()
        runs = descend(self.task(), self.epoch, see)
        see(1.0)
        return runs

    def _sweeps(self) -> Sweeps:
        return Sweeps(read_hyperparameters(self.optimizer), self.starts(), self.epoch_counts())

    def count_runs(self) -> int:
        """How many runs its sweeps ask for, the epochs' apart."""
        return math.prod(self._sweeps().sizes.values())

    def task(self) -> Task:
        """Its runs one after the other, as the loop takes them."""
        sweeps = self._sweeps()
        columns, first = sweeps.columns()
        return Task(
            self._functions(),
            self.objective.minimum_points,
            with_values(self.optimizer, columns),
            first,
            np.atleast_1d(sweeps.counts).tolist(),
            bound=float(self.bound),
            tolerance=float(self.tolerance),
            keeps_path=self.record_path,
        )

    def _functions(self) -> dict[str, Callable[[Floats], Floats]]:
        # Looked up when called: a curvature is made, or refused, only where a rule asks for it.
        return {name: partial(_call, self.objective.rule, name) for name in FUNCTIONS}

    # What a run may offer besides, for its page and for `gdreport check`.

    def parameters(self) -> dict[str, Any]:
        """All that it was told, by name."""
        return list_parameters(self)

    def statement(self) -> str:
        """What is computed, in Markdown: the objective, its derivatives, what is proved of it, and the update rule."""
        return write_statement(self.objective, self.optimizer)

    def _repr_markdown_(self) -> str:
        """For a notebook: what is computed, and all that it was told."""
        rows = (f"| {name.replace('_', ' ')} | {escape_markdown(write_parameter(v))} |" for name, v in self.parameters().items())
        return "\n".join([self.statement(), "", "| parameter | value |", "|---|---|", *rows])

    def shortcomings(self) -> list[str]:
        """What an author might expect on the page and this run does not offer, and why."""
        update = write_update_rule(self.optimizer, len(self.objective.variables))
        found = {"explorer": self.explorable, "update rule": update, "compiled loop": self.epoch}
        reasons = {what: why for what, why in found.items() if isinstance(why, str)}
        if self._is_long():
            reasons["variations"] = f"its run is longer than {LONGEST} epochs"
        return [f"no {what}: {why}" for what, why in reasons.items()]

    def warnings(self, results: Results) -> list[str]:
        """What its author hardly meant: starts outside the domain or beyond the bound, and that every run diverged."""
        return list(list_cautions(self, results))

    def explorer(self, results: Sequence[Results], figures: Mapping[str, Any]) -> PageScript | None:
        """The live explorer of a page; None where there is nothing to explore.

        `results` are those of all runs on the page, over which the sliders go; `figures` says where
        in which figure a run can be clicked.
        """
        return make_explorer(self, results, figures)

    def program(self) -> str:
        """A digest of the operations of an epoch and of f, which give the same bits on every machine; nothing where they do not."""
        if isinstance(self.epoch, str) or not isinstance(self.objective.rule, Formula):
            return ""
        programs = self.epoch.program, expand(self.objective.rule.program("value"))
        return sha256("\n".join(map(str, programs)).encode()).hexdigest()

    def fingerprint(self) -> str:
        """A digest of all that decides its results, bit for bit; nothing where code of its author's takes part."""
        return write_fingerprint(self)

    @cached_property
    def epoch(self) -> Epoch | str:
        """An epoch as a program, or why it is none."""
        return find_epoch(self.objective, self.optimizer, self.task)

    @cached_property
    def explorable(self) -> dict[str, Program] | str:
        """What an explorer runs, as programs, or why there is none."""
        return find_programs(self)

    def early(self) -> dict[str, Floats]:
        """Some of its first iterates, for a check to compare."""
        return list_early_iterates(self)

    def variations(self) -> dict[str, "Descent"]:
        """Other runs, under which a sentence about this one may become false."""
        return {} if self._is_long() else list_variations(self)

    def _is_long(self) -> bool:
        return bool(np.max(self.epoch_counts()) > LONGEST)

    def perturbed(self) -> Callable[[], Results]:
        """The same run with every start moved by one unit in the last place."""
        return partial(run_perturbed, self)


def _refuse_objective(objective: object, optimizer: object) -> ReportError:
    is_swapped = isinstance(optimizer, Objective)
    remedy = "the objective comes first, then the optimizer" if is_swapped else 'write Objective("x**2", domain=(-1, 1))'
    return ReportError(f"objective is {show(objective)}", remedy=remedy)


def _refuse_optimizer(optimizer: Any) -> ReportError:
    name = optimizer.__name__ if isinstance(optimizer, type) else type(optimizer).__name__
    if isinstance(optimizer, type):
        return ReportError(f"optimizer is {show(optimizer)} itself", remedy=f"make one of it: {name}(...)")
    if isinstance(optimizer, str | int | float | list | tuple | dict) or optimizer is None or callable(optimizer):
        return ReportError(f"optimizer is {show(optimizer)}", remedy="write GradientDescent(learning_rate=0.1)")
    lacks = [f"{part}()" for part in ("init", "update") if not hasattr(optimizer, part)]
    what = f"the optimizer {name} has no {' and no '.join(lacks)}" if lacks else f"the optimizer {name} is no dataclass"
    return ReportError(what, remedy="make it a frozen dataclass with init(iterate) and update(gradient, state, iterate)")


def _require_update(optimizer: Optimizer) -> None:
    """Errors: ReportError for an update that does not take what a descent gives it by place; by name `list_needs` looks."""
    kinds = (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)
    parameters = signature(optimizer.update).parameters.values()
    count = sum(p.kind in kinds for p in parameters)
    if count < len(UPDATED) and not any(p.kind is p.VAR_POSITIONAL for p in parameters):
        file, line = find_definition(optimizer.update)
        called, takes = ", ".join(UPDATED), ", ".join(p.name for p in parameters if p.kind in kinds)
        what = f"{type(optimizer).__name__}.update is called with ({called}), and takes ({takes})"
        raise ReportError(what, file=file, line=line, remedy=f"let it take ({called})")


def _call(rule: Formula | Functions, name: str, points: Floats) -> Floats:
    found: Floats = getattr(rule, name)(points)
    return found
