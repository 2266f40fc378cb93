"""Descent: an objective, an optimizer, starts and epochs, with every sweep; `run()` gives its results."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdreport.arithmetic.numpy_code import Floats
from gdreport.descent.cautions import list_cautions
from gdreport.descent.loop import descend
from gdreport.descent.optimizers import GradientDescent, Optimizer, read_hyperparameters, read_positive, with_values
from gdreport.descent.parameters import list_parameters, read_epochs, read_starts, space_words
from gdreport.descent.perturbation import list_early_iterates, run_perturbed
from gdreport.descent.results import Results, Sweeps, to_dataset
from gdreport.descent.starts import Draw
from gdreport.descent.update_rule import write_update_rule
from gdreport.descent.variations import list_variations
from gdreport.errors import ReportError
from gdreport.explorer.page_script import LONGEST, PageScript, find_ranges, write_script
from gdreport.objectives.objective import Objective

MOST_NAMES = 4  # of variables, that a formula lists


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

    def __post_init__(self) -> None:
        if not isinstance(self.objective, Objective):
            raise ReportError(f"objective is {self.objective!r}", remedy='write Objective("x**2", domain=(-1, 1))')
        if not isinstance(self.optimizer, Optimizer) or isinstance(self.optimizer, type):
            own = hasattr(self.optimizer, "update") and not isinstance(self.optimizer, type)
            remedy = "make it a frozen dataclass with init and update" if own else "write GradientDescent(learning_rate=0.1)"
            raise ReportError(f"optimizer is {self.optimizer!r}", remedy=remedy)
        for name, value in (("tolerance", self.tolerance), ("bound", self.bound)):
            if not (isinstance(value, int | float | np.integer | np.floating) and value > 0):
                raise ReportError(f"{name} is {value!r}", remedy=f"{name} is a positive number")
        if not isinstance(self.record_path, bool):
            raise ReportError(f"record_path is {self.record_path!r}", remedy="record_path is True or False")
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

        The Dataset has `final`, `final_value`, `diverged`, `diverged_at`, `reached_at`, and `path`
        where it was asked for; the coordinates are the parameters, swept or not.
        """
        sweeps = Sweeps(read_hyperparameters(self.optimizer), self.starts(), self.epoch_counts())
        columns, first = sweeps.columns()
        runs = descend(
            self.objective.rule.gradient,
            self.objective.minimum_points,
            with_values(self.optimizer, columns),
            first,
            np.atleast_1d(sweeps.counts).tolist(),
            bound=self.bound,
            tolerance=self.tolerance,
            record_path=self.record_path,
        )
        return to_dataset(self.objective, sweeps, runs)

    # What a run may offer besides, for its page and for `gdreport check`.

    def parameters(self) -> dict[str, Any]:
        """All that it was told, by name."""
        return list_parameters(self)

    def statement(self) -> str:
        """What is computed, in Markdown: the objective, its derivatives, what is proved of it, and the update rule."""
        rule, names = self.objective.rule, self.objective.variables
        point = ", ".join(names) if len(names) <= MOST_NAMES else r"\mathbf{x}"
        formulas = [f"f({point}) = {latex}" for latex in [rule.latex()] if latex]
        partials = rule.partials_latex()
        heads = [f"f'({names[0]})"] if len(names) == 1 else [rf"\frac{{\partial f}}{{\partial {name}}}" for name in names]
        formulas += [f"{head} = {latex}" for head, latex in zip(heads, partials, strict=False)]
        update = write_update_rule(self.optimizer, len(names))
        name = space_words(type(self.optimizer).__name__).capitalize()
        words = (
            f"{name} repeats" if not isinstance(update, str) else f"The optimizer is {space_words(type(self.optimizer).__name__)}."
        )
        proved = [_tell_completeness(self.objective)] if len(names) == 1 and partials else []
        blocks = [*map(_display, formulas), *proved, words, *map(_display, [] if isinstance(update, str) else update)]
        if not formulas:
            blocks.insert(0, f"The objective is `{rule}`.")
        return "\n\n".join(blocks)

    def shortcomings(self) -> list[str]:
        """What an author might expect on the page and this run does not offer, and why."""
        update = write_update_rule(self.optimizer, len(self.objective.variables))
        explorer = self._without_explorer()
        found = {"explorer": explorer, "update rule": update if isinstance(update, str) else ""}
        found["variations"] = f"its run is longer than {LONGEST} epochs" if self._is_long() else ""
        return [f"no {what}: {why}" for what, why in found.items() if why]

    def warnings(self, results: Results) -> list[str]:
        """What its author hardly meant: starts outside the domain or beyond the bound, and that every run diverged."""
        return list(list_cautions(self, results))

    def explorer(self, results: Sequence[Results], figures: Mapping[str, Any]) -> PageScript | None:
        """The live explorer of a page; None where there is nothing to explore.

        `results` are those of all runs on the page, over which the sliders go; `figures` says where
        in which figure a run can be clicked.
        """
        functions = self.objective.rule.javascript() if len(self.objective.variables) == 1 else None
        if functions is None or self._without_explorer():
            return None
        last = {name: v.flat[-1].item() for name, v in read_hyperparameters(self.optimizer).items()}
        run = {**last, "start": self.starts().flat[-1].item(), "epochs": int(np.max(self.epoch_counts()))}
        return write_script(
            functions,
            variable=self.objective.variables[0],
            minima=self.objective.minima.tolist(),
            ranges=self._ranges(results),
            run=run,
            bound=float(self.bound),
            figures=figures,
        )

    def _ranges(self, results: Sequence[Results]) -> dict[str, list[float]]:
        ((low, high),) = self.objective.bounds or ()
        steepest = max((float(self.objective.curvature(m)) for m in self.objective.minima), default=0.0)
        names = ("learning_rate", "start", "epochs")
        alike = [r for r in results if {*names, "final", "diverged"} <= set(r.variables) and r["start"].dtype.kind == "f"]
        told = [{name: r[name].values for name in names} for r in alike]
        ends = [r["final"].values[~r["diverged"].values] for r in alike]
        return find_ranges((low, high), steepest, told or [self.parameters()], ends)

    def _without_explorer(self) -> str:
        count = len(self.objective.variables)
        if count != 1:
            return f"the objective has {count} variables"
        if type(self.optimizer) is not GradientDescent:  # a rule that is derived from it is another rule
            return f"an explorer runs gradient descent, not {space_words(type(self.optimizer).__name__)}"
        if self.objective.bounds is None or self.objective.rule.javascript() is None:
            return "the objective has no counterpart in JavaScript"
        if self._is_long():
            return f"its run is longer than {LONGEST} epochs"
        return ""

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


def _tell_completeness(objective: Objective) -> str:
    how = "by interval bisection of f′ and f″"
    if not objective.completeness.is_proved:
        return f"That its minima and maxima inside the domain are all was not proved {how}: {objective.completeness.why}."
    kinds = (("minimum", "minima", objective.minima), ("maximum", "maxima", objective.maxima))
    found = [f"{len(places)} {one if len(places) == 1 else many}" for one, many, places in kinds if len(places)]
    points = f"{' and '.join(found)} inside the domain and no other" if found else "no"
    count = len(objective.inflections)
    inflections = f"{count} inflection{'s' * (count != 1)}" if count else "no inflection"
    rest = f" That it has {inflections} there is proved likewise." if objective.completeness_of_inflections.is_proved else ""
    return f"That f has {points} stationary point{'' if found else ' inside the domain'} is proved {how}.{rest}"


def _display(latex: str) -> str:
    return f"$$\n{latex}\n$$"
