"""The one loop: every run of every sweep, in NumPy or compiled, as the amount of work decides. It changes nothing but the time."""

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from gdreport.arithmetic.llvm_code import LANES
from gdreport.arithmetic.numpy_code import make_numpy_function
from gdreport.descent.compiled_loop import descend_compiled
from gdreport.descent.epoch import Epoch, describe_refusal, write_epoch
from gdreport.descent.layout import lay_out
from gdreport.descent.numpy_loop import descend_in_numpy
from gdreport.descent.optimizers import Optimizer
from gdreport.descent.runs import Runs, Task, join_runs
from gdreport.errors import ReportError
from gdreport.objectives.formula import Formula
from gdreport.objectives.objective import Objective
from gdreport.objectives.stationary_points import spread_points

RUNS_AT_ONCE = 1 << 13
TRIAL = 3  # epochs
ENGINE = "GDREPORT_ENGINE"
# Seconds, as measured: to import the compiler; of an operation, in NumPy for any number of runs and for each, to compile it, and
# in a compiled loop.
TO_IMPORT, PER_CALL, PER_ENTRY, TO_COMPILE, PER_LANE = 0.065, 5e-7, 3.2e-10, 1.4e-4, 2.4e-11


def descend(task: Task, epoch: Epoch | str, see: Callable[[float], None] = lambda share: None) -> Runs:
    """The runs of a task, of which an epoch has this program, or has none. `see` is told which share of the work is done."""
    engine = read_engine()
    if isinstance(epoch, Epoch) and len(task.start) and _is_compiled(engine, epoch, len(task.start), task.epochs[-1]):
        return descend_compiled(task, epoch, see)
    parts = range(0, max(len(task.start), 1), RUNS_AT_ONCE)
    return join_runs([_descend_part(task, first, see) for first in parts])


def _descend_part(task: Task, first: int, see: Callable[[float], None]) -> Runs:
    count = max(len(task.start), 1)
    size = min(RUNS_AT_ONCE, count - first)
    return descend_in_numpy(task.take(slice(first, first + size)), lambda share: see((first + share * size) / count))


def find_epoch(objective: Objective, optimizer: Optimizer, make_task: Callable[[], Task]) -> Epoch | str:
    """The program of an epoch, or why there is none: then only NumPy runs it, and its last bits are those of this machine.

    An author's rule is tried, by its program and by its code, from a thousand points of the domain.
    """
    rule, bounds = objective.rule, objective.bounds
    if not isinstance(rule, Formula) or bounds is None:
        return "the objective is not a formula"
    if hasattr(optimizer, "count_evaluations"):
        return f"{type(optimizer).__name__} counts its evaluations as it goes"
    try:
        epoch = write_epoch(rule, optimizer, objective.minimum_points)
        is_own = type(optimizer).__module__.startswith("gdreport.")
        is_followed = is_own or _is_followed(epoch, make_task(), bounds)
    except Exception as error:  # noqa: BLE001 - an author's code, called with what it was perhaps not written for
        return describe_refusal(optimizer, error)
    return epoch if is_followed else f"{type(optimizer).__name__}.update computes otherwise with arrays than its program does"


def _is_followed(epoch: Epoch, task: Task, bounds: Sequence[tuple[float, float]]) -> bool:
    """Whether a program gives the bits that the rule's code gives with arrays: NumPy's sums and powers are its own."""
    start = spread_points(bounds)
    which = np.arange(len(start)) % len(task.start)
    tried = replace(task.take(which), start=start, epochs=[TRIAL], keeps_path=False)
    step, rows = make_numpy_function(epoch.program, "epoch"), lay_out(tried, epoch)
    with np.errstate(all="ignore"):
        for number in range(1, TRIAL + 1):
            scalars = (np.full(len(start), float(v)) for v in (number, tried.tolerance, tried.bound))
            moved = step(*rows, *scalars)
            rows = [*moved, *rows[len(moved) :]]
    return np.array_equal(np.transpose(rows[: epoch.variables]), descend_in_numpy(tried).final[0], equal_nan=True)


def read_engine() -> str:
    """The engine that the environment asks for, nothing where the amount of work is to decide. Errors: ReportError for another."""
    wanted = os.environ.get(ENGINE, "")
    if wanted not in ("", "numpy", "compiled"):
        raise ReportError(f"{ENGINE} is {wanted!r}", remedy="it is numpy or compiled, or not set")
    return wanted


def _is_compiled(engine: str, epoch: Epoch, runs: int, epochs: int) -> bool:
    if engine:
        return engine == "compiled"
    operations, lanes = len(epoch.program.operations), -(-runs // LANES) * LANES
    in_numpy = epochs * operations * (PER_CALL + runs * PER_ENTRY)
    to_import = TO_IMPORT * ("llvmlite.binding" not in sys.modules)
    return to_import + operations * (TO_COMPILE + epochs * lanes * PER_LANE) < in_numpy
