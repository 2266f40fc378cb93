"""Rules that try several steps and take the first that is good enough."""

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from gdreport.arithmetic.numpy_code import Floats
from gdreport.descent.first_order import Rate
from gdreport.descent.memory import State, begin, find_rate, proceed
from gdreport.descent.optimizers import read_count, read_fields, read_fraction, read_rate


@dataclass(frozen=True, eq=False)
class Backtracking:
    """Gradient descent with Armijo's line search: x ← x − α g, α the first of η, ρ η, ρ² η, … that goes down far enough.

    Far enough is f(x − α g) ≤ f(x) − c α ‖g‖². `learning_rate` (η) is the first that is tried, `decay` (ρ) and
    `c` are between 0 and 1; after `halvings` times ρ without success the iterate stays where it is.
    Defaults: η = 1, ρ = 0.5, c = 1e-4, 50 times. An epoch costs one evaluation of f′ and one of f for
    each trial; f(x) is known from the epoch before, and costs one in the first only.
    Source: Armijo (1966); Nocedal and Wright (2006), algorithm 3.1.
    Errors: ReportError for a number out of its range.

    It branches on its values: it runs in NumPy's loop, run by run with masks, and is not compiled.

    >>> from gdreport import Descent, Objective
    >>> steep = Objective("2 * x**2", domain=(-2, 2))
    >>> results = Descent(steep, Backtracking(), start=1.0, epochs=[1, 2]).run()
    >>> results["final"].values, results["evaluations"].values
    (array([0., 0.]), array([5, 7]))
    """

    learning_rate: Rate = 1.0
    decay: ArrayLike = 0.5
    c: ArrayLike = 1e-4
    halvings: ArrayLike = 50
    title: ClassVar[str] = "gradient descent with backtracking"

    def __post_init__(self) -> None:
        read_fields(self, learning_rate=read_rate, decay=read_fraction, c=read_fraction, halvings=read_count)

    def init(self, iterate: Any) -> State:
        """The value at the iterate, which is not known yet, and how many evaluations there were."""
        runs = len(iterate)
        return begin(self.learning_rate, value=np.full((runs, 1), np.nan), evaluations=np.zeros((runs, 1)))

    def update(self, gradient: Floats, state: Any, iterate: Floats, *, value: Any) -> tuple[Floats, State]:
        """``-alpha * gradient``, or zero where no trial went down far enough."""
        here, spent = state["value"].copy(), state["evaluations"] + 1.0
        unknown = np.isnan(here[:, 0])
        if unknown.any():
            here[unknown] = value(iterate[unknown])
            spent[unknown] += 1.0
        zero = np.zeros_like(here)
        alpha, decay, left = zero + find_rate(self.learning_rate, state), zero + self.decay, zero + self.halvings
        enough = np.asarray(self.c) * _square(gradient)
        step, trying = np.zeros_like(iterate), np.arange(len(here))
        while len(trying):
            trial = -alpha[trying] * gradient[trying]
            there = value(iterate[trying] + trial)
            spent[trying] += 1.0
            is_good = (there <= here[trying] - alpha[trying] * enough[trying])[:, 0]
            good = trying[is_good]
            step[good], here[good] = trial[is_good], there[is_good]
            trying = trying[~is_good & (left[trying, 0] > 0)]
            alpha[trying] *= decay[trying]
            left[trying] -= 1.0
        return step, proceed(state, value=here, evaluations=spent)

    def count_evaluations(self, state: Any) -> Floats:
        """How many there were up to now, of f and of f′ together, for each run."""
        counts: Floats = state["evaluations"][:, 0]
        return counts

    def formula(self, variables: int) -> list[str]:
        """Its rule, which no symbols can follow, as the papers write it."""
        is_scheduled = callable(self.learning_rate)
        rate, now, then, arrow = (r"\eta_{k}", "_{k}", "_{k+1}", "=") if is_scheduled else (r"\eta", "", "", r"\leftarrow")
        point = "x" if variables == 1 else r"\mathbf{x}"
        x = point + now
        slope = f"f'({x})" if variables == 1 else rf"\nabla f({x})"
        square = f"{slope}^{{2}}" if variables == 1 else rf"\left\|{slope}\right\|^{{2}}"
        trials = rf"\alpha \in \left\{{{rate}, \rho {rate}, \rho^{{2}} {rate}, \ldots\right\}}"
        is_enough = rf"f({x} - \alpha {slope}) \leq f({x}) - c \alpha {square}"
        return [
            rf"\alpha = \max\left\{{{trials} : {is_enough}\right\}}",
            rf"{point}{then} {arrow} {x} - \alpha {slope}",
        ]


def _square(gradient: Floats) -> Floats:
    """Its squared length, (runs, 1), summed in the order of the variables: NumPy's order depends on how many runs there are."""
    total = gradient[:, :1] * gradient[:, :1]
    for i in range(1, gradient.shape[1]):
        total = total + gradient[:, i : i + 1] * gradient[:, i : i + 1]
    return total
