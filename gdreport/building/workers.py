"""Experiments at work, each in a process of its own: what one does to its process, or how it ends, concerns no other."""

import contextlib
import os
import signal
import sys
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.connection import wait
from time import monotonic
from types import ModuleType, TracebackType
from typing import Any, Self

from gdreport.building.made import Made, NotTheSame
from gdreport.building.process import SAFE, Job
from gdreport.building.progress import Progress, describe_work
from gdreport.building.running import Outcome, Running, start
from gdreport.building.temporary import keep_to_own_folder
from gdreport.errors import ReportError

MOST_TRIES = 3  # of a page whose inputs change while it is made
TICK = 1.0  # seconds after which is said again how far the command is


class Workers:
    """Experiments at work, so many at a time. Whoever leaves the context leaves no process behind."""

    def __init__(self, work: Sequence[Job], at_once: int | None = None, seconds: float | None = None, **options: Any) -> None:
        self.work, self.options = list(work), options  # those of `make`
        self.at_once, self.seconds = at_once or os.cpu_count() or 1, seconds  # the limit of each
        self.waiting = deque(self.work)
        self.running: list[Running] = []
        self.tries: Counter[Job] = Counter()
        self.alone: set[Job] = set()  # what takes and keeps no results

    def __enter__(self) -> Self:
        if self.waiting:
            warm_up()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for running in self.running:
            running.end()
        self.running.clear()
        self.waiting.clear()

    def outcomes(self, progress: Progress) -> Iterator[Outcome]:
        """Each experiment's outcome as soon as it is there."""
        self._fill(progress)
        done, begun = 0, monotonic()
        while self.running:
            at_work = [running.describe() for running in self.running]
            progress.doing(describe_work(done, len(self.work), monotonic() - begun, at_work))
            self.wait(TICK)
            for outcome in self.collect(progress):
                done += 1
                yield outcome

    def list_running(self) -> list[str]:
        """The names of the experiments at work."""
        return [running.job.name for running in self.running]

    def is_at_work_on(self, job: Job) -> bool:
        """Whether an experiment runs, or waits for its turn."""
        return job in self.waiting or any(running.job == job for running in self.running)

    def wait(self, seconds: float | None = None) -> None:
        """Return when there may be something to collect, and after so many seconds at the latest."""
        wait([sign for running in self.running for sign in running.list_signs()], seconds)

    def collect(self, progress: Progress) -> list[Outcome]:
        """The outcomes that are there; those that wait begin in their place."""
        found = []
        for running in [*self.running]:
            heard = running.listen(progress)
            if heard is None:
                continue
            self.running.remove(running)
            outcome = self._refuse_kept(heard, progress)
            self._fill(progress)
            found += [] if outcome is None else [outcome]
        return found

    def begin(self, job: Job, progress: Progress) -> None:
        """One more experiment; where it is at work already, anew."""
        self.drop(job)
        self.waiting.append(job)
        self._fill(progress)

    def drop(self, job: Job) -> None:
        """End the work on an experiment: nobody waits for its outcome any more."""
        self.tries.pop(job, None)
        self.alone.discard(job)
        self.waiting = deque(p for p in self.waiting if p != job)
        for running in [r for r in self.running if r.job == job]:
            self.running.remove(running)
            running.close()

    def _refuse_kept(self, outcome: Outcome, progress: Progress) -> Outcome | None:
        """A page whose code makes something else of kept results is made again, where none are taken; None then."""
        job = outcome.job
        if not isinstance(outcome.made, NotTheSame) or job in self.alone:
            return self._refuse_moved(outcome, progress)
        progress.say(f"{job.name}: its code makes something else of kept results than where they ran; it is run again")
        self.alone.add(job)
        self.waiting.append(job)
        return None

    def _refuse_moved(self, outcome: Outcome, progress: Progress) -> Outcome | None:
        """A page whose inputs changed while it was made is made again; None then. After some times it is a mistake."""
        made, job = outcome.made, outcome.job
        if not isinstance(made, Made) or not made.moved:
            return outcome
        self.tries[job] += 1
        if self.tries[job] < MOST_TRIES:
            progress.say(f"{job.name}: {made.moved[0]} changed while it ran; it is run again")
            self.waiting.append(job)
            return None
        what = f"{made.moved[0]} changed while the experiment ran, {MOST_TRIES} times: its page would not be of what stands there"
        remedy = "save it and build again; if the experiment itself changes what it reads, let it write elsewhere"
        return Outcome(job, ReportError(what, file=job.code, remedy=remedy), outcome.seconds)

    def _fill(self, progress: Progress) -> None:
        while self.waiting and len(self.running) < self.at_once:
            with _clean_start():
                job = self.waiting.popleft()
                options = {**self.options, "takes": False, "keeps": False} if job in self.alone else self.options
                self.running.append(start(_context(), job, self.seconds, options, is_terminal=progress.is_terminal))


def _context() -> Any:
    """Processes forked from one that has imported everything and does nothing else; where there is no fork, new ones."""
    if "forkserver" not in get_all_start_methods():
        return get_context("spawn")
    keep_to_own_folder()
    context = get_context("forkserver")
    context.set_forkserver_preload(["gdreport.building.preload"])
    return context


def warm_up() -> None:
    """Begin to import what processes are forked from; to start one waits until all is there."""
    if _context().get_start_method() == "forkserver":
        from multiprocessing import forkserver, resource_tracker

        # The second starts the first, which lets Ctrl-C through again: so each on its own.
        for ensure_running in (resource_tracker.ensure_running, forkserver.ensure_running):
            with _clean_start():
                ensure_running()


@contextlib.contextmanager
def _clean_start() -> Iterator[None]:
    """Start a process that knows neither the folder in which the command was given, nor the command's own main module.

    A random.py in that folder is no module of ours; and to import the main module again would cost
    each process time, and show an experiment other modules under `mkdocs build` than under `gdreport build`.
    """
    names = () if sys.flags.safe_path or "PYTHONSAFEPATH" in os.environ else ("PYTHONSAFEPATH", SAFE)
    os.environ.update(dict.fromkeys(names, "1"))
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    # Ctrl-C is for the command: it ends what it has started.
    masked = hasattr(signal, "pthread_sigmask") and signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        if masked is not False:
            signal.pthread_sigmask(signal.SIG_SETMASK, masked)
        sys.modules["__main__"] = main
        for name in names:
            del os.environ[name]
