"""The compiled loop: the same runs as in NumPy, to the last bit, on every core."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from threading import Event

import numpy as np
from numpy.typing import NDArray

from gdreport.arithmetic.llvm_code import LANES
from gdreport.arithmetic.machine_code import allocate_work, make_loop
from gdreport.arithmetic.numpy_code import Floats
from gdreport.descent.epoch import Epoch
from gdreport.descent.evaluations import Tally
from gdreport.descent.layout import lay_out
from gdreport.descent.numpy_loop import descend_in_numpy
from gdreport.descent.runs import RECORDED, Runs, Task

LOOK_UP = 0.2  # seconds
PIECE = 5 * 10**9  # operations that a thread does before it looks up: some tenths of a second


def descend_compiled(task: Task, epoch: Epoch, see: Callable[[float], None] = lambda share: None) -> Runs:
    """The runs of a task by the program of its epoch. `see` is told which share of the work is done."""
    count, variables = len(task.start), epoch.variables
    record, path, is_rare = _run(task, epoch, see)
    diverged_at, at, arrived = (record[:, variables + n, :count] for n in range(3))
    diverged_at = np.where(diverged_at >= 0, diverged_at, np.nan)
    runs = Runs(
        record[:, :variables, :count].transpose(0, 2, 1),
        diverged_at,
        np.where(at >= 0, arrived, np.nan),
        Tally(task.optimizer, count, task.epochs).evaluations(diverged_at),
        path[:, :, :count].transpose(0, 2, 1) if task.keeps_path else None,
    )
    return _mend(runs, task, np.repeat(is_rare, LANES)[:count])


def _run(task: Task, epoch: Epoch, see: Callable[[float], None]) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """The first rows at the recorded epochs, (epochs, rows, lanes), the path, (epochs + 1, variables, lanes), and which is rare."""
    loop = make_loop(epoch.program, epoch.rows, "arrived", ("tolerance", "bound"), epoch.title)
    work, last, kept = _stack(lay_out(task, epoch)), task.epochs[-1], epoch.variables + 3
    chunks = len(work)
    record = np.empty((len(task.epochs), kept, chunks * LANES))
    path = np.empty((last + 1 if task.keeps_path else 0, epoch.variables, chunks * LANES))
    start = work.reshape(chunks, -1, LANES)[:, :kept].transpose(1, 0, 2).reshape(kept, -1)
    record[: task.epochs[0] == 0], path[:1] = start, start[: epoch.variables]
    is_rare, counts = np.zeros(chunks, dtype=bool), np.array(task.epochs, dtype=np.int64)
    settings = float(task.tolerance), float(task.bound)

    def do(first_chunk: int, last_chunk: int, first: int, last: int) -> None:
        loop.run(work, (first_chunk, last_chunk), (first, last), counts, settings, record, path, is_rare)

    _do_all(do, chunks, last, len(epoch.program.operations), see)
    return record, path, is_rare


def _stack(rows: Sequence[Floats]) -> Floats:
    """The rows in chunks, (chunks, rows * LANES). The last run fills the last chunk."""
    chunks = -(-len(rows[0]) // LANES)
    places = np.minimum(np.arange(chunks * LANES), len(rows[0]) - 1)
    work = allocate_work(chunks, len(rows)).reshape(chunks, len(rows), LANES)
    for number, row in enumerate(rows):
        work[:, number] = row[places].reshape(chunks, LANES)
    return work.reshape(chunks, -1)


def _do_all(do: Callable[..., None], chunks: int, last: int, operations: int, see: Callable[[float], None]) -> None:
    """Every chunk through all its epochs, in pieces, on all cores; what is interrupted ends with the pieces that have begun."""
    threads = min(count_threads(), chunks)
    per_chunk = last * LANES * operations
    at_once = max(1, min(PIECE // max(per_chunk, 1), -(-chunks // (4 * threads))))
    epochs = max(1, min(last, PIECE // (at_once * LANES * operations)))
    pieces = [(c, min(c + at_once, chunks)) for c in range(0, chunks, at_once)]
    is_over, done = Event(), [0] * len(pieces)

    def go(number: int) -> None:
        for first in range(0, last, epochs):
            if is_over.is_set():
                return
            do(*pieces[number], first, min(first + epochs, last))
            done[number] += min(first + epochs, last) - first

    with ThreadPoolExecutor(threads) as pool:
        running = [pool.submit(go, number) for number in range(len(pieces))]
        try:
            while wait(running, LOOK_UP).not_done:
                see(sum(done) / (max(last, 1) * len(pieces)))
        finally:
            is_over.set()  # interrupted: what has begun takes some tenths of a second
    for future in running:
        future.result()


def count_threads() -> int:
    """As many as this process has processors."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _mend(runs: Runs, task: Task, is_rare: NDArray[np.bool_]) -> Runs:
    """What needed a function that the loop does not call is run again in NumPy."""
    (which,) = np.nonzero(is_rare)
    if not len(which):
        return runs
    again = descend_in_numpy(task.take(which))
    for name in RECORDED:
        getattr(runs, name)[:, which] = getattr(again, name)
    if runs.path is not None and again.path is not None:
        runs.path[:, which] = again.path
    return runs
