"""The loop in NumPy: every run at once, one epoch after the other. It takes any objective and any rule.

Epochs go by in blocks. Within a block only the update rule runs; divergence, the epoch from
which a run stays at its minimum and the iterates that were asked for are read off the block
afterwards, for all its epochs together.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdreport.arithmetic.numpy_code import Floats
from gdreport.descent.epoch import measure_length
from gdreport.descent.evaluations import Tally
from gdreport.descent.optimizers import list_needs
from gdreport.descent.runs import Runs, Task
from gdreport.descent.state import list_leaves
from gdreport.errors import ReportError, find_definition, show
from gdreport.number_text import count_text

BLOCK_ITERATES = 1 << 16  # iterates held at once, so that a block stays in the processor's cache
BLOCK_EPOCHS = 256


def descend_in_numpy(task: Task, see: Callable[[float], None] = lambda share: None) -> Runs:
    """The runs of a task. `see` is told which share of the epochs has gone by."""
    start, epochs, last, optimizer = task.start, task.epochs, task.epochs[-1], task.optimizer
    extras = {need: _find_function(task, need) for need in list_needs(optimizer)}
    length = int(min(last, np.clip(BLOCK_ITERATES // max(start.size, 1), 8, BLOCK_EPOCHS))) if last else 0
    block = np.empty((length + 1, *start.shape))
    block[0] = start
    state = optimizer.init(start)
    watch = Watch(task.minima, task.tolerance, start, task.bound)
    record = _Record(epochs, start, last if task.keeps_path else None)
    tally = Tally(optimizer, len(start), epochs)
    record.take(0, block[:1], watch)
    with np.errstate(all="ignore"):
        for before in range(0, last, length or 1):
            rows = min(length, last - before)
            for k in range(rows):
                known = state
                iterate = block[k]
                iterate.setflags(write=False)  # a rule that works in place would change the path
                updated = optimizer.update(task.gradient(iterate), state, iterate, **extras)
                step, state = updated if before or k else _check_update(optimizer, updated, start.shape)
                np.add(block[k], step, out=block[k + 1])
                tally.see(state)
            watch.see(before, block[1 : rows + 1], block[0])
            record.take(before + 1, block[1 : rows + 1], watch)
            tally.close_block(before, watch.diverged_at)
            is_at_rest = block[rows].tobytes() == block[rows - 1].tobytes() and _is_same(known, state)
            block[0] = block[rows]
            if is_at_rest or not np.isnan(watch.diverged_at).any():
                break
            see((before + rows) / last)
    return record.runs(watch, tally, block[0])


def _check_update(optimizer: Any, updated: Any, shape: tuple[int, ...]) -> tuple[Any, Any]:
    """What a rule's update gave. Errors: ReportError for anything but a step for each run, and the next state."""
    name, (file, line) = f"{type(optimizer).__name__}.update", find_definition(optimizer.update)
    if not isinstance(updated, tuple) or len(updated) != len(("step", "state")):
        raise ReportError(f"{name} gave {show(updated)}", file=file, line=line, remedy="return step, state")
    step = np.asarray(updated[0])
    if step.dtype.kind not in "iufb":
        what = f"{name} gave the step {show(updated[0])}"
        raise ReportError(what, file=file, line=line, remedy="a step is an array of numbers, to be added to the iterate")
    try:
        fits = np.broadcast_shapes(step.shape, shape) == shape
    except ValueError:
        fits = False
    if not fits or (step.ndim and step.shape[0] != shape[0] and step.ndim == 1 and shape[0] > 1):
        what = f"{name} gave a step of shape {step.shape} for {count_text(shape[0], 'run')} of {count_text(shape[1], 'variable')}"
        remedy = "arrays have the shape (runs, variables): sum over variables with axis=1, keepdims=True"
        raise ReportError(what, file=file, line=line, remedy=remedy)
    return updated


def _is_same(before: Any, after: Any) -> bool:
    both = zip(list_leaves(before), list_leaves(after), strict=True)
    return all(np.asarray(a).tobytes() == np.asarray(b).tobytes() for a, b in both)


def _find_function(task: Task, need: str) -> Callable[[Floats], Floats]:
    if need == "value":
        return lambda points: task.functions["value"](points)[..., None]
    return task.functions[need]


def measure_lengths(points: Floats) -> Floats:
    """Distances from the origin: (..., V) -> (...)."""
    return np.asarray(measure_length([*np.moveaxis(points, -1, 0)]))


class Watch:
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
        out = ~(size <= self.bound) | ~np.isfinite(block).all(axis=-1)
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

    def take(self, first: int, block: Floats, watch: Watch) -> None:
        """`block` holds the iterates of the epochs from `first`."""
        self.taken = first + len(block)
        if self.path is not None:
            self.path[first : self.taken] = block
        (wanted,) = np.nonzero((self.epochs >= first) & (self.epochs < self.taken))
        rows = self.epochs[wanted] - first
        self.final[wanted] = block[rows]
        self.reached_at[wanted] = watch.since[rows]

    def runs(self, watch: Watch, tally: Tally, last: Floats) -> Runs:
        """The record. Where every run stopped early or came to rest, the rest of the epochs changed nothing."""
        rest = self.epochs >= self.taken
        self.final[rest] = last
        self.reached_at[rest] = watch.since[-1]
        if self.path is not None:
            self.path[self.taken :] = last
        by_then = watch.diverged_at[None] <= self.epochs[:, None]
        diverged_at = np.where(by_then, watch.diverged_at[None], np.nan)
        return Runs(self.final, diverged_at, self.reached_at, tally.evaluations(diverged_at), self.path)
