"""What the loop is asked, and what it records."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gdreport.arithmetic.numpy_code import Floats
from gdreport.descent.optimizers import Optimizer, read_hyperparameters, with_values

RECORDED = ("final", "diverged_at", "reached_at", "evaluations")


@dataclass(frozen=True)
class Task:
    """Runs from starts of shape (N, V) with an optimizer whose hyperparameters have shape (N, 1).

    A run diverges at the first epoch, the start's 0 included, at which its iterate is not finite or is
    farther than `bound` from the origin; there it stops.
    """

    functions: Mapping[str, Callable[[Floats], Floats]]  # value, gradient and curvature of points (N, V)
    minima: Floats  # (M, V)
    optimizer: Optimizer
    start: Floats
    epochs: Sequence[int]  # that are recorded, ascending
    bound: float = np.inf
    tolerance: float = 1e-4
    keeps_path: bool = False

    @property
    def gradient(self) -> Callable[[Floats], Floats]:
        """The gradient at points."""
        return self.functions["gradient"]

    def take(self, which: slice | NDArray[np.intp]) -> "Task":
        """Some of its runs."""
        numbers = {name: values[which] for name, values in read_hyperparameters(self.optimizer).items()}
        return replace(self, optimizer=with_values(self.optimizer, numbers), start=self.start[which])


@dataclass(frozen=True)
class Runs:
    """What the loop records, for E epoch counts and N runs of V variables."""

    final: Floats  # (E, N, V): the last iterate; of a diverged run the first that left, infinite in place of NaN
    diverged_at: Floats  # (E, N): the epoch of that iterate, NaN where the run did not diverge
    reached_at: Floats  # (E, N): the epoch from which the run stays within tolerance of the minimum it ends at, or NaN
    evaluations: NDArray[np.int64]  # (E, N): of f, f' and f'' together, up to that epoch
    path: Floats | None  # (epochs + 1, N, V): every iterate, the start first


def join_runs(parts: Sequence[Runs]) -> Runs:
    """The records of some runs after those of others."""
    if len(parts) == 1:
        return parts[0]
    path = np.concatenate([p.path for p in parts if p.path is not None], axis=1) if parts[0].path is not None else None
    final, diverged_at, reached_at, evaluations = (np.concatenate([getattr(p, n) for p in parts], axis=1) for n in RECORDED)
    return Runs(final, diverged_at, reached_at, evaluations, path)
