"""Other runs than the one that was asked for, under which a sentence about it may become false."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from gdreport.descent.batch import Batch, find_batches
from gdreport.descent.first_order import GradientDescent, Momentum
from gdreport.descent.loop import descend
from gdreport.descent.optimizers import read_hyperparameters, with_values
from gdreport.descent.schedules import Scaled
from gdreport.descent.starts import Draw
from gdreport.objectives.catalogue import NAMED
from gdreport.objectives.objective import Objective

if TYPE_CHECKING:
    from gdreport.descent.descent import Descent

SEEDS = 5
SHIFT = 0.1  # of the domain
RATE = "learning_rate"


def list_variations(descent: "Descent") -> dict[str, "Descent"]:
    """By name: other seeds, starts moved, learning rates and epochs halved and doubled, other objectives, another optimizer.

    Starts that were drawn are drawn again with the next five seeds, and starts move up by a tenth of the domain. The other
    objective is the first of the catalogue that is another function of as many variables; the other optimizer is gradient
    descent, and of that the one with momentum.

    >>> from gdreport import Descent, GradientDescent, Objective
    >>> parabola = Objective("x**2 / 2", domain=(-2, 2))
    >>> varied = list_variations(Descent(parabola, GradientDescent(learning_rate=0.5), start=1.0, epochs=4))
    >>> list(varied)
    ['starts moved', 'learning rates halved', 'learning rates doubled', 'momentum instead', 'epochs halved', 'epochs doubled',
     'another objective', 'the objective doubled']
    >>> float(varied["learning rates halved"].run()["final"]), float(varied["starts moved"].run()["final"])
    (0.31640625, 0.0875)
    """
    found = dict((*_vary_starts(descent), *_vary_rates(descent), *_vary_epochs(descent), *_vary_objective(descent)))
    for group in find_batches(found.values()):
        batch = Batch([other.task() for other in group], partial(descend, epoch=group[0].epoch))
        for number, other in enumerate(group):
            object.__setattr__(other, "_together", partial(batch.take, number))  # frozen for everybody else
    return found


def _vary_starts(descent: "Descent") -> Iterator[tuple[str, "Descent"]]:
    start, objective = descent.start, descent.objective
    if isinstance(start, Draw):
        yield from ((f"seed {start.seed + k}", replace(descent, start=start.redraw(start.seed + k))) for k in range(1, SEEDS + 1))
    if objective.bounds is not None:
        width = np.array([high - low for low, high in objective.bounds])
        moved = objective.without_axes(descent.starts() + SHIFT * width)
        yield "starts moved", replace(descent, start=replace(start, values=moved) if isinstance(start, Draw) else moved)


def _vary_rates(descent: "Descent") -> Iterator[tuple[str, "Descent"]]:
    rates = getattr(descent.optimizer, RATE, None)
    if not callable(rates):
        rates = read_hyperparameters(descent.optimizer).get(RATE)
    if rates is None:
        return
    for words, factor in (("halved", 0.5), ("doubled", 2.0)):
        other = Scaled(rates, factor) if callable(rates) else rates * factor
        yield f"learning rates {words}", replace(descent, optimizer=with_values(descent.optimizer, {RATE: other}))
    if type(descent.optimizer) is GradientDescent:
        yield "momentum instead", replace(descent, optimizer=Momentum(learning_rate=rates))
    else:
        yield "gradient descent instead", replace(descent, optimizer=GradientDescent(learning_rate=rates))


def _vary_epochs(descent: "Descent") -> Iterator[tuple[str, "Descent"]]:
    counts = descent.epoch_counts()
    halved = (counts + 1) // 2
    if np.ndim(counts) == 0 or len(np.unique(halved)) == len(counts):
        yield "epochs halved", replace(descent, epochs=halved)
    yield "epochs doubled", replace(descent, epochs=2 * counts)


def _vary_objective(descent: "Descent") -> Iterator[tuple[str, "Descent"]]:
    objective = descent.objective
    count = len(objective.variables)
    for formula, domain in NAMED.values():
        names = list(domain) if isinstance(domain, dict) else ["x"]
        if len(names) == count:
            other = _take_over(formula, names, domain, objective)
            if other.rule.identity != objective.rule.identity:
                yield "another objective", replace(descent, objective=other)
                break
    yield "the objective doubled", replace(descent, objective=objective.scale(2))


def _take_over(formula: str, names: list[str], domain: Any, objective: Objective) -> Objective:
    """A catalogued formula in the variables of an objective, on its domain where it has one."""
    import sympy

    expression = sympy.sympify(formula, locals={n: sympy.Symbol(n) for n in names})
    renamed = expression.xreplace({sympy.Symbol(a): sympy.Symbol(b) for a, b in zip(names, objective.variables, strict=True)})
    own = dict(zip(objective.variables, objective.bounds, strict=True)) if objective.bounds is not None else None
    there = dict(zip(objective.variables, domain.values() if isinstance(domain, dict) else [domain], strict=True))
    return Objective(renamed, own or there)
