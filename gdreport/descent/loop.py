"""The one loop: every run of every sweep at once, and what is recorded of them.

Epochs go by in blocks. Within a block only the update rule runs; divergence, the epoch from
which a run stays at its minimum and the iterates that were asked for are read off the block
afterwards, for all its epochs together.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gdreport.arithmetic.numpy_code import Floats
from gdreport.descent.optimizers import Optimizer, read_hyperparameters, with_values

Gradient = Callable[[Floats], Floats]
BLOCK_ITERATES = 1 << 16  # iterates held at once, so that a block stays in the processor's cache
BLOCK_EPOCHS = 256
RUNS_AT_ONCE = 1 << 13


@dataclass(frozen=True)
class Runs:
    """What the loop records, for E epoch counts and N runs of V variables."""

    final: Floats  # (E, N, V): the last iterate; of a diverged run the first that left, infinite in place of NaN
    diverged_at: Floats  # (E, N): the epoch of that iterate, NaN where the run did not diverge
    reached_at: Floats  # (E, N): the epoch from which the run stays within tolerance of the minimum it ends at, or NaN
    path: Floats | None  # (epochs + 1, N, V): every iterate, the start first


def descend(
    gradient: Gradient,
    minima: Floats,
    optimizer: Optimizer,
    start: Floats,
    epochs: Sequence[int],
    *,
    bound: float = np.inf,
    tolerance: float = 1e-4,
    record_path: bool = False,
) -> Runs:
    """Run an optimizer from starts of shape (N, V), its hyperparameters of shape (N, 1), and record at the given epochs.

    `minima` has shape (M, V). A run diverges at the first epoch, the start's 0 included, at which its
    iterate is not finite or is farther than `bound` from the origin; there it stops. `epochs` ascends.
    """
    parts = []
    for first in range(0, len(start), RUNS_AT_ONCE):
        chunk = slice(first, first + RUNS_AT_ONCE)
        part = with_values(optimizer, {name: v[chunk] for name, v in read_hyperparameters(optimizer).items()})
        parts.append(_descend(gradient, minima, part, start[chunk], epochs, bound, tolerance, record_path))
    if len(parts) == 1:
        return parts[0]
    path = np.concatenate([p.path for p in parts if p.path is not None], axis=1) if record_path else None
    final, diverged_at, reached_at = (
        np.concatenate([getattr(p, name) for p in parts], axis=1) for name in ("final", "diverged_at", "reached_at")
    )
    return Runs(final, diverged_at, reached_at, path)


def _descend(
    gradient: Gradient,
    minima: Floats,
    optimizer: Optimizer,
    start: Floats,
    epochs: Sequence[int],
    bound: float,
    tolerance: float,
    record_path: bool,
) -> Runs:
    last = epochs[-1]
    length = int(min(last, np.clip(BLOCK_ITERATES // start.size, 8, BLOCK_EPOCHS))) if last else 0
    block = np.empty((length + 1, *start.shape))
    block[0] = start
    state = optimizer.init(start)
    watch = _Watch(minima, tolerance, start, bound)
    record = _Record(epochs, start, last if record_path else None)
    record.take(0, block[:1], watch)
    with np.errstate(all="ignore"):
        for before in range(0, last, length or 1):
            rows = min(length, last - before)
            for k in range(rows):
                step, state = optimizer.update(gradient(block[k]), state, block[k])
                np.add(block[k], step, out=block[k + 1])
            watch.see(before, block[1 : rows + 1], block[0])
            record.take(before + 1, block[1 : rows + 1], watch)
            block[0] = block[rows]
            if not np.isnan(watch.diverged_at).any():
                break
    return record.runs(watch)


def measure_lengths(points: Floats) -> Floats:
    """Distances from the origin: (..., V) -> (...); without overflow."""
    if points.shape[-1] == 1:  # the same, and ten times as fast
        return np.abs(points[..., 0])
    return np.asarray(np.hypot.reduce(points, axis=-1, initial=0.0))


class _Watch:
    """Per run the epoch of divergence; per epoch of the last block, since when each run has been at one minimum."""

    def __init__(self, minima: Floats, tolerance: float, start: Floats, bound: float) -> None:
        self.minima, self.tolerance, self.bound = minima, tolerance, bound
        self.diverged_at = np.full(len(start), np.nan)
        self.stopped = np.zeros_like(start)
        self._stop(-1, start[None].copy(), start)
        self.at = self._which(start[None])[0]
        self.arrived = np.zeros(len(start))
        self.since = np.where(self.at >= 0, self.arrived, np.nan)[None]

    def see(self, before: int, block: Floats, last: Floats) -> None:
        """Look at the iterates of the epochs after `before`, whose iterate is `last`; stop in place the runs that diverged."""
        self._stop(before, block, last)
        at = self._which(block)
        moved = at != np.concatenate([self.at[None], at[:-1]])
        epoch = np.arange(before + 1, before + 1 + len(block), dtype=float)[:, None]
        arrived = np.maximum.accumulate(np.where(moved, epoch, self.arrived), axis=0)
        self.since = np.where(at >= 0, arrived, np.nan)
        self.at, self.arrived = at[-1], arrived[-1]

    def _stop(self, before: int, block: Floats, last: Floats) -> None:
        size = measure_lengths(block)
        out = ~(size <= self.bound) | ~np.isfinite(size)
        first = out.argmax(axis=0)
        now = out.any(axis=0) & np.isnan(self.diverged_at)
        self.diverged_at[now] = before + 1 + first[now]
        (who,) = np.nonzero(now)
        left, epoch = block[first[who], who], first[who]
        known = np.where((epoch > 0)[:, None], block[np.maximum(epoch, 1) - 1, who], last[who])
        # No number at all: then it is out on the side on which it was last.
        self.stopped[who] = np.where(np.isnan(left), np.copysign(np.inf, known), left)
        first[~now & ~np.isnan(self.diverged_at)] = 0
        over = (np.arange(len(block))[:, None] >= first) & ~np.isnan(self.diverged_at)
        np.copyto(block, self.stopped, where=over[..., None])

    def _which(self, block: Floats) -> NDArray[np.intp]:
        """The index of the minimum within tolerance of each iterate, -1 where there is none."""
        at = np.full(block.shape[:2], -1)
        least = np.full(block.shape[:2], self.tolerance)
        for number, minimum in enumerate(self.minima):
            distance = measure_lengths(block - minimum)
            nearer = distance <= least
            if nearer.any():
                at[nearer], least[nearer] = number, distance[nearer]
        return at


class _Record:
    """Copies what was asked for out of each block before it is overwritten."""

    def __init__(self, epochs: Sequence[int], start: Floats, path_epochs: int | None) -> None:
        self.epochs = np.asarray(epochs)
        self.final = np.empty((len(epochs), *start.shape))
        self.reached_at = np.full((len(epochs), len(start)), np.nan)
        self.path = None if path_epochs is None else np.empty((path_epochs + 1, *start.shape))
        self.taken = 0

    def take(self, first: int, block: Floats, watch: _Watch) -> None:
        """`block` holds the iterates of the epochs from `first`."""
        self.taken = first + len(block)
        if self.path is not None:
            self.path[first : self.taken] = block
        (wanted,) = np.nonzero((self.epochs >= first) & (self.epochs < self.taken))
        rows = self.epochs[wanted] - first
        self.final[wanted] = block[rows]
        self.reached_at[wanted] = watch.since[rows]

    def runs(self, watch: _Watch) -> Runs:
        """The record. Where every run stopped early, the rest of the epochs changed nothing."""
        rest = self.epochs >= self.taken
        self.final[rest] = watch.stopped
        if self.path is not None:
            self.path[self.taken :] = watch.stopped
        by_then = watch.diverged_at[None] <= self.epochs[:, None]
        diverged_at = np.where(by_then, watch.diverged_at[None], np.nan)
        return Runs(self.final, diverged_at, self.reached_at, self.path)
