"""What a descent was told, or did, that its author hardly meant: no mistake, and worth a word at the build."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gdreport.arithmetic.numpy_code import Floats
from gdreport.descent.numpy_loop import descend_in_numpy, measure_lengths
from gdreport.descent.results import Results
from gdreport.number_text import number_text

BESIDE, TRIED = 8, 3  # runs; epochs

if TYPE_CHECKING:
    from gdreport.descent.descent import Descent


def list_cautions(descent: "Descent", results: Results) -> Iterator[str]:
    """Starts outside the domain or beyond the bound, and a descent of which every run diverged.

    >>> from gdreport import Descent, GradientDescent, Objective
    >>> parabola = Objective("x**2 / 2", domain=(-2, 2))
    >>> descent = Descent(parabola, GradientDescent(learning_rate=0.5), start=[1.0, 3.0], epochs=2)
    >>> list(list_cautions(descent, descent.run()))
    ['1 of 2 starts is outside the domain, the first at 3']
    """
    starts = np.atleast_2d(descent.starts())
    if descent.objective.bounds is not None:
        low, high = np.array(descent.objective.bounds, dtype=float).T
        yield from _count(starts, ((starts < low) | (starts > high)).any(axis=1), "outside the domain")
    beyond = measure_lengths(starts) > descent.bound
    yield from _count(starts, beyond, f"farther from the origin than bound={number_text(descent.bound)}, hence diverged at epoch 0")
    if not beyond.all() and bool(results["diverged"].all()):
        yield "every run diverged"
    if not _is_each_alone(descent):
        name = type(descent.optimizer).__name__
        yield (
            f"{name}.update gives the first run another step beside others than alone: its arrays have the shape "
            "(runs, variables), so sum over variables with axis=1, keepdims=True"
        )


def _is_each_alone(descent: "Descent") -> bool:
    """Whether an author's rule, which is called with all runs at once, gives a run the step that it has alone."""
    is_own = not type(descent.optimizer).__module__.startswith("gdreport.")
    if not is_own or not isinstance(descent.epoch, str) or descent.count_runs() == 1:
        return True
    task = replace(descent.task(), epochs=[TRIED], keeps_path=False)
    alone, beside = (descend_in_numpy(task.take(slice(0, count))).final[0][:1] for count in (1, BESIDE))
    return np.allclose(alone, beside, rtol=1e-9, equal_nan=True)


def _count(starts: Floats, where: NDArray[np.bool_], what: str) -> Iterator[str]:
    if where.any():
        count, first = int(where.sum()), ", ".join(number_text(v) for v in starts[where][0][:3])
        number = f"{count} of {len(starts)} starts {'is' if count == 1 else 'are'}" if len(starts) > 1 else "the start is"
        yield f"{number} {what}, {'the first at' if len(starts) > 1 else 'at'} {first}{', ...' if starts.shape[1] > 3 else ''}"
