"""Experiments at work, each in a process of its own: what one does to its process, or how it ends, concerns no other."""

import contextlib
import gc
import os
import pickle
import signal
import sys
import threading
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import get_all_start_methods, get_context, parent_process
from multiprocessing.connection import Connection, wait
from time import perf_counter
from types import ModuleType, TracebackType
from typing import Any, Self

from gdreport.building.made import Made
from gdreport.building.progress import Progress
from gdreport.building.temporary import keep_to_own_folder
from gdreport.errors import Fault, ReportError, make_fault
from gdreport.project import Pair


@dataclass(frozen=True)
class Outcome:
    """What became of an experiment: its page, or the mistake."""

    pair: Pair
    made: Made | ReportError
    seconds: float


MOST_TRIES = 3  # of a page whose inputs change while it is made
SAFE = "GDREPORT_SAFE_PATH"  # tells the preload that PYTHONSAFEPATH was set for its process only


class Workers:
    """Experiments at work, so many at a time. Whoever leaves the context leaves no process behind."""

    def __init__(self, pairs: Sequence[Pair], jobs: int | None = None, **options: Any) -> None:
        self.pairs, self.options = list(pairs), options  # those of `make`
        self.jobs = jobs or os.cpu_count() or 1
        self.waiting = deque(self.pairs)
        self.running: dict[Connection, tuple[Pair, Any]] = {}
        self.tries: Counter[Pair] = Counter()

    def __enter__(self) -> Self:
        if self.waiting:
            warm_up()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._end_all()

    def _end_all(self) -> None:
        for _, process in self.running.values():
            _end(process)
        self.running.clear()
        self.waiting.clear()

    def outcomes(self, progress: Progress) -> Iterator[Outcome]:
        """Each experiment's outcome as soon as it is there."""
        self._fill()
        done = 0
        while self.running:
            progress.doing(f"{done} of {len(self.pairs)} experiments done, running {', '.join(self.list_running())} ...")
            self.wait()
            for outcome in self.collect(progress):
                done += 1
                yield outcome

    def list_running(self) -> list[str]:
        """The names of the experiments at work."""
        return [pair.name for pair, _ in self.running.values()]

    def is_at_work_on(self, pair: Pair) -> bool:
        """Whether an experiment runs, or waits for its turn."""
        return pair in self.waiting or any(p == pair for p, _ in self.running.values())

    def wait(self, seconds: float | None = None) -> None:
        """Return when there may be something to collect, and after so many seconds at the latest."""
        # A result, or the end of a process that gives none, even where a child of its own lives on.
        wait([*self.running, *(process.sentinel for _, process in self.running.values())], seconds)

    def collect(self, progress: Progress) -> list[Outcome]:
        """The outcomes that are there; those that wait begin in their place."""
        found = []
        for pipe, (pair, process) in list(self.running.items()):
            if pipe.poll() or not process.is_alive():
                del self.running[pipe]
                outcome = self._refuse_moved(_receive(pipe, pair, process), progress)
                self._fill()
                found += [] if outcome is None else [outcome]
        return found

    def begin(self, pair: Pair) -> None:
        """One more experiment; where it is at work already, anew."""
        self.drop(pair)
        self.waiting.append(pair)
        self._fill()

    def drop(self, pair: Pair) -> None:
        """End the work on an experiment: nobody waits for its outcome any more."""
        self.tries.pop(pair, None)
        self.waiting = deque(p for p in self.waiting if p != pair)
        for pipe, (other, process) in list(self.running.items()):
            if other == pair:
                del self.running[pipe]
                pipe.close()
                _end(process)

    def _refuse_moved(self, outcome: Outcome, progress: Progress) -> Outcome | None:
        """A page whose inputs changed while it was made is made again; None then. After some times it is a mistake."""
        made, pair = outcome.made, outcome.pair
        if isinstance(made, ReportError) or not made.moved:
            return outcome
        self.tries[pair] += 1
        if self.tries[pair] < MOST_TRIES:
            progress.say(f"{pair.name}: {made.moved[0]} changed while it ran; it is run again")
            self.waiting.append(pair)
            return None
        what = f"{made.moved[0]} changed while the experiment ran, {MOST_TRIES} times: its page would not be of what stands there"
        remedy = "save it and build again; if the experiment itself changes what it reads, let it write elsewhere"
        return Outcome(pair, ReportError(what, file=pair.code, remedy=remedy), outcome.seconds)

    def _fill(self) -> None:
        while self.waiting and len(self.running) < self.jobs:
            pair = self.waiting.popleft()
            receiving, sending = _context().Pipe(duplex=False)
            process = _context().Process(target=_work, args=(sending, pair, self.options), daemon=False)
            with _clean_start():
                process.start()
            sending.close()
            self.running[receiving] = pair, process


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
        from multiprocessing.forkserver import ensure_running

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


def _work(pipe: Connection, pair: Pair, options: dict[str, Any]) -> None:
    """What the process of an experiment does."""
    start = perf_counter()
    _stand_alone()
    # Importing and drawing make so many objects that collections take a fifth of the time.
    gc.disable()
    try:
        from gdreport.building.make import make

        result = pickle.dumps(make(pair, **options))
    except ReportError as error:
        # As the class that the command knows: an author's may be derived from it.
        kind = Fault if isinstance(error, Fault) else ReportError
        line = None if error.line is None else int(error.line)
        mistake = kind(f"{error.what}", file=error.file, line=line, remedy=None if error.remedy is None else f"{error.remedy}")
        mistake.asked = error.asked
        result = pickle.dumps(mistake)
    except BaseException as error:  # noqa: BLE001 - of ours: the author's are ReportErrors by now
        result = pickle.dumps(make_fault(error, file=pair.code))
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):
            stream.flush()
    pipe.send((result, perf_counter() - start))
    pipe.close()
    os._exit(0)  # nothing is to be tidied up, and no thread of the author's waited for


def _stand_alone() -> None:
    """A session of its own, without a terminal to wait for, which ends as soon as the command is gone, however it went."""
    if os.environ.pop(SAFE, None):
        os.environ.pop("PYTHONSAFEPATH", None)
    os.environ["MPLBACKEND"] = "agg"  # as in preload.py, where a process is not forked
    if hasattr(os, "setsid"):
        os.setsid()  # whatever it starts ends with it
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    parent = parent_process()
    if parent is None:
        return
    threading.Thread(target=_watch, args=(parent.sentinel,), daemon=True).start()
    if sys.platform != "win32":
        # Where no thread can run, since C code holds the interpreter, the kernel ends the group by SIGIO.
        import fcntl

        fcntl.fcntl(parent.sentinel, fcntl.F_SETOWN, -os.getpid())
        fcntl.fcntl(parent.sentinel, fcntl.F_SETFL, fcntl.fcntl(parent.sentinel, fcntl.F_GETFL) | os.O_ASYNC)


def _watch(sentinel: int) -> None:
    """End this process, and what it started, when the command is gone."""
    try:
        wait([sentinel])
    except (OSError, ValueError):
        return  # the author's code has closed it
    _kill_group(os.getpid())
    os._exit(1)


def _receive(pipe: Connection, pair: Pair, process: Any) -> Outcome:
    made: Made | ReportError | None = None
    seconds = 0.0
    try:
        if pipe.poll():
            result, seconds = pipe.recv()
            made = pickle.loads(result)  # noqa: S301 - our own, of classes of ours
    except (EOFError, OSError):
        pass
    except Exception as error:  # noqa: BLE001 - whatever an author's code has written into the pipe
        made = ReportError(f"its result cannot be read: {type(error).__name__}: {error}", file=pair.code)
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
