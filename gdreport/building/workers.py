"""Experiments at work: in this process one after another, or in others side by side."""

import gc
import os
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.context import BaseContext
from time import perf_counter

from gdreport.checking.texts import Files
from gdreport.errors import ReportError
from gdreport.project import Report

Outcome = tuple[Files | ReportError, float]  # the files of the page, or the mistake; and the seconds


@dataclass
class Work:
    """Experiments to run, and the processes that have begun with them, if any."""

    report: Report
    names: list[str]
    perturb: bool = False  # whether to move every start by one unit in the last place
    pool: Executor | None = None
    tasks: dict[str, "Future[Outcome]"] = field(default_factory=dict)


def begin_work(report: Report, names: list[str], jobs: int | None = None, *, apart: bool = False, perturb: bool = False) -> Work:
    """Begin to run experiments in `jobs` processes; a single one waits for `outcomes`, unless `apart`."""
    jobs = min(jobs or os.cpu_count() or 1, len(names))
    if jobs <= (0 if apart else 1):
        return Work(report, names, perturb)
    pool = ProcessPoolExecutor(jobs, mp_context=_context())
    return Work(report, names, perturb, pool, {name: pool.submit(_timed, report, name, perturb) for name in names})


def outcomes(work: Work, progress: Callable[[str], None]) -> Iterator[tuple[str, Outcome]]:
    """Each experiment's outcome as soon as it is there."""
    if work.pool is None:
        for number, name in enumerate(work.names, 1):
            progress(f"running {name} ({number} of {len(work.names)}) ...")
            yield name, _timed(work.report, name, work.perturb)
        return
    names = {task: name for name, task in work.tasks.items()}
    with work.pool:
        progress(f"running {len(names)} experiments ...")
        for number, task in enumerate(as_completed(names), 1):
            progress(f"{number} of {len(names)} experiments done ...")
            yield names[task], _result(work.report, names[task], task)


def _context() -> BaseContext:
    """Processes forked from one that has imported everything and does nothing else; where there is no fork, new ones."""
    if "forkserver" not in get_all_start_methods():
        return get_context("spawn")
    context = get_context("forkserver")
    context.set_forkserver_preload(["gdreport.building.preload"])
    return context


def _result(report: Report, name: str, task: "Future[Outcome]") -> Outcome:
    try:
        return task.result()
    except BrokenProcessPool:
        what = "the process that ran it, or another at the same time, was killed"
        return ReportError(what, file=f"{report.experiments}/{name}.py", remedy="it may need more memory; try --jobs 1"), 0.0


def _timed(report: Report, name: str, perturb: bool) -> Outcome:
    start = perf_counter()
    # Importing SymPy, Matplotlib and pandas makes so many objects that collections take a fifth of the time.
    gc.disable()
    try:
        from gdreport.building.make import make  # heavy, and only here

        return make(report, name, perturb=perturb), perf_counter() - start
    except ReportError as error:
        return error, perf_counter() - start
    finally:
        gc.enable()
