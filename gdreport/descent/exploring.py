"""The live explorer of a descent: what its page script is told, and why there may be none."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from gdreport.arithmetic.program import Program
from gdreport.descent.epoch import describe_refusal, write_rule
from gdreport.descent.first_order import GradientDescent
from gdreport.descent.optimizers import FUNCTIONS, read_hyperparameters, with_values
from gdreport.descent.results import Results
from gdreport.errors import ReportError
from gdreport.explorer.page_script import LONGEST, OWN_WORDS, PageScript, find_ranges, write_script
from gdreport.objectives.formula import Formula

if TYPE_CHECKING:
    from gdreport.descent.descent import Descent


def make_explorer(descent: "Descent", results: Sequence[Results], figures: Mapping[str, Any]) -> PageScript | None:
    """The live explorer of a page; None where there is nothing to explore.

    `results` are those of all runs on the page, over which the sliders go; `figures` says where
    in which figure a run can be clicked.
    """
    if isinstance(descent.explorable, str):
        return None
    last = {name: v.flat[-1].item() for name, v in read_hyperparameters(descent.optimizer).items()}
    run = {**last, "start": descent.starts().flat[-1].item(), "epochs": int(np.max(descent.epoch_counts()))}
    return write_script(
        descent.explorable,
        variable=descent.objective.variables[0],
        minima=descent.objective.minima.tolist(),
        ranges=_ranges(descent, results),
        numbers=list(last),
        run=run,
        bound=float(descent.bound),
        figures=figures,
        is_plain=_is_plain(descent),
        is_scheduled=callable(getattr(descent.optimizer, "learning_rate", None)),
    )


def _is_plain(descent: "Descent") -> bool:
    """Whether it is gradient descent with a learning rate that stays; a rule that is derived from it is another rule."""
    return type(descent.optimizer) is GradientDescent and not callable(descent.optimizer.learning_rate)


def _ranges(descent: "Descent", results: Sequence[Results]) -> dict[str, dict[str, Any]]:
    ((low, high),) = descent.objective.bounds or ()
    steepest = max((float(descent.objective.curvature(m)) for m in descent.objective.minima), default=0.0)
    # Of gradient descent; momentum can double it.
    threshold = (2.0 if _is_plain(descent) else 4.0) / steepest if steepest > 0 else 0.0
    numbers = {name: partial(_takes, descent, name) for name in read_hyperparameters(descent.optimizer)}
    names = (*numbers, "start", "epochs")
    alike = [r for r in results if {*names, "final", "diverged"} <= set(r.variables) and r["start"].dtype.kind == "f"]
    told = [{name: r[name].values for name in names} for r in alike]
    ends = [r["final"].values[~r["diverged"].values] for r in alike]
    return find_ranges((low, high), threshold, told or [descent.parameters()], ends, numbers)


def _takes(descent: "Descent", name: str, value: float) -> bool:
    """Whether the rule takes a value of a hyperparameter: its own check says so."""
    try:
        with_values(descent.optimizer, {name: value})
    except Exception:  # noqa: BLE001 - an author's check may raise what it likes
        return False
    return True


def find_programs(descent: "Descent") -> dict[str, Program] | str:
    """Objective and rule as programs for an explorer, or why a descent has none."""
    count, formula = len(descent.objective.variables), descent.objective.rule
    if count != 1:
        return f"the objective has {count} variables"
    if np.max(descent.epoch_counts()) > LONGEST:
        return f"its run is longer than {LONGEST} epochs"
    own = sorted(OWN_WORDS & read_hyperparameters(descent.optimizer).keys())
    if own:
        return f"its hyperparameter {own[0]} has the name of a control of the explorer"
    if not isinstance(formula, Formula):
        return "the objective is not a formula"
    try:
        return {name: formula.program(name) for name in FUNCTIONS} | write_rule(formula, descent.optimizer).programs()
    except ReportError as error:
        return str(error)
    except Exception as error:  # noqa: BLE001 - an author's rule, called with what it was perhaps not written for
        return describe_refusal(descent.optimizer, error)
