"""Descents that differ in their numbers only, run together: an epoch in NumPy takes as long for ten runs as for one."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from gdreport.descent.optimizers import read_hyperparameters, read_settings, with_values
from gdreport.descent.runs import RECORDED, Runs, Task

if TYPE_CHECKING:
    from gdreport.descent.descent import Descent

MOST_RUNS = 4096
MOST_ITERATES = 1 << 22  # that are kept at once


class Batch:
    """Tasks with one objective and one rule: all are run when the first is asked for, each to its own epochs."""

    def __init__(self, tasks: Sequence[Task], run: Callable[[Task], Runs]) -> None:
        self.tasks, self.run = tasks, run
        self.runs: Runs | None = None
        self.epochs = sorted({epoch for task in tasks for epoch in task.epochs})

    def take(self, number: int) -> Runs:
        """What the task of that number would have given alone."""
        if self.runs is None:
            self.runs = self.run(self._join())
        before = sum(len(task.start) for task in self.tasks[:number])
        task, whole = self.tasks[number], self.runs
        own, rows = slice(before, before + len(task.start)), [self.epochs.index(epoch) for epoch in task.epochs]
        path = None if whole.path is None else whole.path[: task.epochs[-1] + 1, own].copy()
        final, diverged_at, reached_at, evaluations = (getattr(whole, name)[rows, own] for name in RECORDED)
        return Runs(final, diverged_at, reached_at, evaluations, path)

    def _join(self) -> Task:
        first = self.tasks[0]
        columns = [read_hyperparameters(task.optimizer) for task in self.tasks]
        numbers = {name: np.concatenate([column[name] for column in columns]) for name in columns[0]}
        start = np.concatenate([task.start for task in self.tasks])
        return replace(first, optimizer=with_values(first.optimizer, numbers), start=start, epochs=self.epochs)


def find_batches(descents: Iterable["Descent"]) -> list[list["Descent"]]:
    """Those that can be run together, and that do not ask for much."""
    groups: dict[object, list[Descent]] = {}
    for descent in descents:
        if isinstance(descent.epoch, str):
            continue  # an author's rule that takes one run may not take several
        rule = type(descent.optimizer), repr(read_settings(descent.optimizer)), tuple(read_hyperparameters(descent.optimizer))
        key = id(descent.objective), rule, descent.tolerance, descent.bound, descent.record_path
        groups.setdefault(key, []).append(descent)
    return [group for group in groups.values() if len(group) > 1 and _is_small(group)]


def _is_small(group: Sequence["Descent"]) -> bool:
    runs = sum(descent.count_runs() for descent in group)
    epochs = max(int(np.max(descent.epoch_counts())) for descent in group)
    kept = runs * (epochs + 1 if group[0].record_path else len({e for d in group for e in np.ravel(d.epoch_counts()).tolist()}))
    return runs <= MOST_RUNS and kept <= MOST_ITERATES
