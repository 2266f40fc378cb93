"""Experiments at work, each in a process of its own: what one does to its process, or how it ends, concerns no other."""

import contextlib
import gc
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import get_all_start_methods, get_context, parent_process
from multiprocessing.connection import Connection, wait
from time import perf_counter
from types import TracebackType
from typing import Any, Self

from gdreport.building.made import Made
from gdreport.building.progress import Progress
from gdreport.errors import ReportError, make_fault
from gdreport.project import Pair


@dataclass(frozen=True)
class Outcome:
    """What became of an experiment: its page, or the mistake."""

    pair: Pair
    made: Made | ReportError
    seconds: float


SAFE = "GDREPORT_SAFE_PATH"  # tells the preload that PYTHONSAFEPATH was set for its process only


class Workers:
    """Experiments at work, so many at a time. Whoever leaves the context leaves no process behind."""

    def __init__(self, pairs: Sequence[Pair], jobs: int | None = None, **options: Any) -> None:
        self.pairs, self.options = list(pairs), options  # those of `make`
        self.jobs = jobs or os.cpu_count() or 1
        self.waiting = deque(self.pairs)
        self.running: dict[Connection, tuple[Pair, Any]] = {}

    def __enter__(self) -> Self:
        self._fill()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for _, process in self.running.values():
            _end(process)
        self.running.clear()
        self.waiting.clear()

    def outcomes(self, progress: Progress) -> Iterator[Outcome]:
        """Each experiment's outcome as soon as it is there."""
        done = 0
        while self.running:
            names = ", ".join(pair.name for pair, _ in self.running.values())
            progress.doing(f"{done} of {len(self.pairs)} experiments done, running {names} ...")
            # A result, or the end of a process that gives none, even where a child of its own lives on.
            wait([*self.running, *(process.sentinel for _, process in self.running.values())])
            for pipe, (pair, process) in list(self.running.items()):
                if pipe.poll() or not process.is_alive():
                    del self.running[pipe]
                    outcome = _receive(pipe, pair, process)
                    self._fill()
                    done += 1
                    yield outcome

    def _fill(self) -> None:
        while self.waiting and len(self.running) < self.jobs:
            pair = self.waiting.popleft()
            receiving, sending = _context().Pipe(duplex=False)
            process = _context().Process(target=_work, args=(sending, pair, self.options), daemon=False)
            with _safe_path():
                process.start()
            sending.close()
            self.running[receiving] = pair, process


def _context() -> Any:
    """Processes forked from one that has imported everything and does nothing else; where there is no fork, new ones."""
    if "forkserver" not in get_all_start_methods():
        return get_context("spawn")
    context = get_context("forkserver")
    context.set_forkserver_preload(["gdreport.building.preload"])
    return context


@contextlib.contextmanager
def _safe_path() -> Iterator[None]:
    """The server that imports everything does not look where the command was given: a random.py there is no module of ours."""
    names = () if sys.flags.safe_path or "PYTHONSAFEPATH" in os.environ else ("PYTHONSAFEPATH", SAFE)
    os.environ.update(dict.fromkeys(names, "1"))
    try:
        yield
    finally:
        for name in names:
            del os.environ[name]


def _work(pipe: Connection, pair: Pair, options: dict[str, Any]) -> None:
    """What the process of an experiment does."""
    start = perf_counter()
    if hasattr(os, "setpgid"):
        os.setpgid(0, 0)  # so that whatever it starts ends with it
    threading.Thread(target=_watch_parent, daemon=True).start()
    # Importing and drawing make so many objects that collections take a fifth of the time.
    gc.disable()
    made: Made | ReportError
    try:
        from gdreport.building.make import make

        made = make(pair, **options)
    except ReportError as error:
        made = error
    except BaseException as error:  # noqa: BLE001 - of ours: the author's are ReportErrors by now
        made = make_fault(error, file=pair.code)
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):
            stream.flush()
    pipe.send((made, perf_counter() - start))
    pipe.close()
    os._exit(0)  # nothing is to be tidied up, and no thread of the author's waited for


def _watch_parent() -> None:
    """End this process, and what it started, as soon as the command is gone, however it went."""
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        _kill_group(os.getpid())
        os._exit(1)


def _receive(pipe: Connection, pair: Pair, process: Any) -> Outcome:
    try:
        made, seconds = pipe.recv() if pipe.poll() else (None, 0.0)
    except (EOFError, OSError):
        made, seconds = None, 0.0
    pipe.close()
    if made is None:
        process.join()
        made = _death(pair, process.exitcode)
    _end(process)
    return Outcome(pair, made, seconds)


def _death(pair: Pair, code: int) -> ReportError:
    """Its process ended before the page was made."""
    if code < 0:
        name = signal.Signals(-code).name if -code in set(signal.Signals) else f"signal {-code}"
        remedy = "it may have needed more memory than there is; try --jobs 1" if name == "SIGKILL" else "see what its code calls"
        return ReportError(f"its process was ended by {name}", file=pair.code, remedy=remedy)
    what = f"its process ended with status {code} before the page was made"
    return ReportError(what, file=pair.code, remedy="see what its code calls: os._exit, perhaps")


def _end(process: Any) -> None:
    """End it, and what it started."""
    _kill_group(process.pid)
    if process.is_alive():
        process.kill()
    process.join()


def _kill_group(pid: int) -> None:
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)
