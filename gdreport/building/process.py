"""What the process of an experiment or a notebook does: it makes one page, and says what it is at; the command reads along."""

import contextlib
import gc
import os
import pickle
import signal
import sys
import threading
import traceback
from dataclasses import dataclass
from multiprocessing import forkserver, parent_process, resource_tracker
from multiprocessing.connection import Connection, wait
from time import perf_counter
from types import FrameType
from typing import Any, NoReturn

from gdreport.building.made import Made, MadeOfBook, NotTheSame
from gdreport.building.notebooks import Book, make_notebook
from gdreport.building.progress import Say
from gdreport.errors import Fault, ReportError, make_fault
from gdreport.project import Pair

Job = Pair | Book  # what a process makes a page of
SAFE = "GDREPORT_SAFE_PATH"  # tells the preload that PYTHONSAFEPATH was set for its process only


@dataclass(frozen=True)
class Wires:
    """Where a process writes: steps and at last its result, and what the author's code prints."""

    result: Connection
    printed: Connection
    warned: Connection
    is_terminal: bool  # whether somebody watches: then code may say how far it is

    def close(self) -> None:
        """In the process that reads at the other ends."""
        for wire in (self.result, self.printed, self.warned):
            wire.close()


def work(wires: Wires, job: Job, seconds: float | None, options: dict[str, Any]) -> NoReturn:
    """Make a page in this process, which ends with it; in so many seconds, where a limit is set."""
    start, own = perf_counter(), os.getpid()
    stand_alone()
    _print_into(wires)
    clock = Clock(wires, job, seconds)
    clock.start()
    # Importing and drawing make so many objects that collections take a fifth of the time.
    gc.disable()
    try:
        result = pickle.dumps(_make(job, clock.tell, options))
    except ReportError as error:
        result = pickle.dumps(_make_plain(error))
    except BaseException as error:  # noqa: BLE001 - of ours: the author's are ReportErrors by now
        result = pickle.dumps(make_fault(error, file=job.code))
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):
            stream.flush()
    clock.stop()
    if os.getpid() == own:  # what the author's code has forked has nothing to say
        wires.result.send((result, perf_counter() - start))
    os._exit(0)  # nothing is to be tidied up, and no thread of the author's waited for


def _make(job: Job, tell: Say, options: dict[str, Any]) -> Made | MadeOfBook:
    if isinstance(job, Book):
        return make_notebook(job, tell)
    from gdreport.building.make import make

    return make(job, tell=tell, **options)


def _make_plain(error: ReportError) -> ReportError:
    """As the class that the command knows: an author's may be derived from it."""
    kind = next(kind for kind in (NotTheSame, Fault, ReportError) if isinstance(error, kind))
    line = None if error.line is None else int(error.line)
    mistake = kind(f"{error.what}", file=error.file, line=line, remedy=None if error.remedy is None else f"{error.remedy}")
    mistake.frames, mistake.trace, mistake.asked = error.frames, error.trace, error.asked
    mistake.others = tuple(map(_make_plain, error.others))
    return mistake


def _print_into(wires: Wires) -> None:
    """What is printed, by Python or by anything else, goes to the command line by line."""
    if sys.platform == "win32":
        return  # its handles are no descriptors: there it is printed as it comes
    for name, number, wire in (("stdout", 1, wires.printed), ("stderr", 2, wires.warned)):
        os.dup2(wire.fileno(), number)
        wire.close()
        stream = open(number, "w", encoding="utf-8", errors="backslashreplace", buffering=1, closefd=False)  # noqa: SIM115
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)
    # There code says how far it is, in lines that replace each other.
    sys.stderr.isatty = lambda: wires.is_terminal  # type: ignore[method-assign]


@dataclass
class Clock:
    """Says which step this process is at, and ends it after so many seconds with the author's line at which it then is.

    Where no signal comes through, since C code holds the interpreter or the author has taken it, the command ends it.
    """

    wires: Wires
    job: Job
    seconds: float | None
    step: str = ""

    def tell(self, step: str) -> None:
        """Begin a step."""
        self.step = step
        self.wires.result.send(step)

    def start(self) -> None:
        """Begin to count."""
        if self.seconds is not None and hasattr(signal, "setitimer"):
            signal.signal(signal.SIGALRM, self._end)
            signal.setitimer(signal.ITIMER_REAL, self.seconds)

    def stop(self) -> None:
        """It is done in time."""
        if self.seconds is not None and hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, 0)

    def _end(self, number: int, frame: FrameType | None) -> NoReturn:
        seconds = self.seconds or 0
        mistake = describe_delay(self.job, seconds, self.step)
        if isinstance(self.job, Pair):  # the code of a notebook is at work elsewhere
            from gdreport.author.locating import keep_frames

            mistake = keep_frames(self.job, mistake, _extract(frame))
        self.wires.result.send((pickle.dumps(mistake), seconds))
        os._exit(0)


def _extract(frame: FrameType | None) -> traceback.StackSummary:
    """The calls that led to a frame; those of words at their own lines, not those of what Jinja made of them."""
    calls = []
    for call, line in traceback.walk_stack(frame):
        template = call.f_globals.get("__jinja_template__")
        calls.append((call, line if template is None else template.get_corresponding_lineno(line)))
    return traceback.StackSummary.extract(reversed(calls))


def describe_delay(job: Job, seconds: float, step: str) -> ReportError:
    """An experiment, or a notebook, that took longer than it may."""
    what = f"{job.name} was still {step or 'at work'} after {seconds:g} s, and was ended"
    return ReportError(what, remedy="look for a loop that does not end; or give it more time with --timeout")


def stand_alone() -> None:
    """A session of its own, without a terminal to wait for, which ends as soon as the command is gone, however it went."""
    if os.environ.pop(SAFE, None):
        os.environ.pop("PYTHONSAFEPATH", None)
    os.environ["MPLBACKEND"] = "agg"  # as in preload.py, where a process is not forked
    if hasattr(os, "setsid"):
        os.setsid()  # whatever it starts ends with it
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    _leave_servers()
    parent = parent_process()
    if parent is None:
        return
    threading.Thread(target=_watch, args=(parent.sentinel,), daemon=True).start()
    if sys.platform != "win32":
        # Where no thread can run, since C code holds the interpreter, the kernel ends the group by SIGIO.
        import fcntl

        fcntl.fcntl(parent.sentinel, fcntl.F_SETOWN, -os.getpid())
        fcntl.fcntl(parent.sentinel, fcntl.F_SETFL, fcntl.fcntl(parent.sentinel, fcntl.F_GETFL) | os.O_ASYNC)


def _leave_servers() -> None:
    """Have the command's server of processes and its tracker end with it, even where what this process starts lives on.

    As long as somebody could still write to them, they would hold the terminal, or the pipe, that the command prints to.
    """
    for server, wire in (
        (getattr(resource_tracker, "_resource_tracker", None), "_fd"),
        (getattr(forkserver, "_forkserver", None), "_forkserver_alive_fd"),
    ):
        if isinstance(handle := getattr(server, wire, None), int):
            os.close(handle)
            setattr(server, wire, None)  # whoever needs one here starts one


def _watch(sentinel: int) -> None:
    """End this process, and what it started, when the command is gone."""
    try:
        wait([sentinel])
    except (OSError, ValueError):
        return  # the author's code has closed it
    kill_group(os.getpid())
    os._exit(1)


def kill_group(pid: int) -> None:
    """End a process of an experiment and what it has started."""
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)
