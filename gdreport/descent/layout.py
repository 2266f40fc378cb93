"""The rows of numbers over which the program of an epoch goes, as they are before the first epoch."""

import numpy as np

from gdreport.arithmetic.numpy_code import Floats
from gdreport.descent.epoch import Epoch
from gdreport.descent.numpy_loop import Watch
from gdreport.descent.optimizers import read_hyperparameters
from gdreport.descent.runs import Task
from gdreport.descent.state import list_leaves


def lay_out(task: Task, epoch: Epoch) -> list[Floats]:
    """One array (runs,) for each row: the iterate, diverged_at, at, arrived, the state, the hyperparameters."""
    count = len(task.start)
    watch = Watch(task.minima, task.tolerance, task.start, task.bound)
    is_out = ~np.isnan(watch.diverged_at)
    rows = [*task.start.T, np.where(is_out, 0.0, -1.0), watch.at.astype(float), np.zeros(count)]
    for leaf in list_leaves(task.optimizer.init(task.start)):
        # Whatever its shape, its first axis is that of the runs; a number is that of all.
        rows += [*(np.reshape(leaf, (count, -1)).T if np.ndim(leaf) else np.full((1, count), leaf)).astype(float)]
    rows += [np.broadcast_to(v, (count, 1))[:, 0] for v in read_hyperparameters(task.optimizer).values()]
    assert len(rows) == len(epoch.rows)
    return rows
