"""Where a run's questions are noticed: Python's audit events, and the functions and mappings that raise none.

For a process of the run's own, since an audit hook cannot be removed: nothing here is undone.
"""

import os
import random
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from functools import wraps
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Self
from urllib.parse import unquote, urlsplit

from gdreport.author.environment import watch_environment
from gdreport.author.trace import CHANCE, CLOCK, KEPT, Trace
from gdreport.inputs.digests import is_of_package

# Other programs and machines: what they read, nobody sees.
ELSEWHERE = {
    "subprocess.Popen": "another program",
    "os.system": "another program",
    "os.exec": "another program",
    "os.posix_spawn": "another program",
    "os.spawn": "another program",
    "os.fork": "another process",
    "os.forkpty": "another process",
    "socket.connect": "the network",
    "socket.getaddrinfo": "the network",
    "ctypes.dlopen": "a C library that it loads",
}
# Events of what a run makes itself, with the place of the path among their arguments.
CREATED = {"os.mkdir": 0, "os.rename": 1, "os.link": 1, "os.symlink": 1}
QUESTIONS = ("stat", "lstat", "access", "readlink")
_readlink = os.readlink  # before it is replaced
OPENS_ITSELF = ("cv2", "duckdb", "fiona", "h5py", "netCDF4", "osgeo", "polars", "pyarrow", "rasterio", "tables", "zarr")


def watch(trace: Trace) -> None:
    """Note from now on what this process asks."""
    _wrap_questions(trace)
    _wrap_databases(trace)
    _wrap_chance(trace)
    _wrap_processes(trace)
    watch_environment(trace)

    def see(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            _see_open(trace, *arguments)
        elif event in {"os.listdir", "os.scandir"}:
            if not _is_import():
                trace.see_folder(_name_folder(arguments[0]))
        elif event == "sqlite3.connect":
            _see_database(trace, arguments[0])
        elif event in CREATED:
            place = os.path.join(_find_folder(arguments[-1]), os.fsdecode(arguments[CREATED[event]]))
            trace.see_writing(place, is_new=event != "os.rename")
        elif event in ELSEWHERE:
            trace.see_unwatched(ELSEWHERE[event])

    sys.addaudithook(see)


def list_unseen_readers(before: set[str], root: Path) -> Iterator[str]:
    """The libraries that the author's code has, or that were imported since, which open files where Python does not see it."""
    tops = list_used_modules(root)
    yield from (f"what {name} opens" for name in OPENS_ITSELF if name in sys.modules and (name not in before or name in tops))


def list_used_modules(root: Path) -> set[str]:
    """The top-level names of the modules that the author's code has, or of which it has something."""
    files = {m: str(getattr(m, "__file__", None) or "") for m in list(sys.modules.values())}
    inside = {m: file for m, file in files.items() if file.startswith(f"{root}/") and not file.startswith(f"{root}/{KEPT}")}
    own = [m for m, file in inside.items() if not is_of_package(Path(file))]
    used = {getattr(value, "__name__", "") for m in own for value in list(vars(m).values())}
    used |= {getattr(value, "__module__", None) for m in own for value in list(vars(m).values()) if callable(value)}
    return {str(name).partition(".")[0] for name in used}


def _see_open(trace: Trace, path: Any, mode: str | None, flags: int | None) -> None:
    if not isinstance(path, str | bytes | os.PathLike):
        return
    place, flags = os.fsdecode(path), flags or 0
    if flags & os.O_ACCMODE == os.O_WRONLY or flags & (os.O_TRUNC | os.O_EXCL):
        trace.see_writing(place, is_new=bool(flags & os.O_EXCL))
        return
    trace.see_file(place)
    if flags & os.O_ACCMODE == os.O_RDWR:
        trace.see_writing(place)


def _see_database(trace: Trace, database: Any) -> None:
    name = os.fsdecode(database)
    path = unquote(urlsplit(name).path) if name.startswith("file:") else name
    if path not in {"", ":memory:"}:
        for part in (path, f"{path}-wal"):
            trace.see_file(part)
            trace.see_writing(part)  # it may: a change while it runs says nothing


def _wrap_chance(trace: Trace) -> None:
    """The clock, and the chance that the machine gives where no seed does."""

    def note(function: Callable[..., Any], what: str, asked: Callable[[], bool]) -> Callable[..., Any]:
        @wraps(function)
        def ask(*arguments: Any) -> Any:
            if asked():
                trace.unwatched.add(what)
            return function(*arguments)

        return ask

    for name in ("time", "time_ns", "perf_counter", "perf_counter_ns", "monotonic", "process_time"):
        setattr(time, name, note(getattr(time, name), CLOCK, trace.is_asked_by_author))
    os.urandom = note(os.urandom, CHANCE, trace.is_asked_by_run)
    vars(random)["_urandom"] = os.urandom  # by which NumPy draws too


def _wrap_processes(trace: Trace) -> None:
    """A process of multiprocessing that begins without a fork raises no audit event."""
    start = BaseProcess.start

    @wraps(start)
    def ask(process: BaseProcess) -> None:
        trace.see_unwatched("another process")
        start(process)

    BaseProcess.start = ask  # type: ignore[assignment,method-assign]


def _wrap_databases(trace: Trace) -> None:
    """What a statement attaches raises no audit event; SQLite asks whether it may."""
    connect = sqlite3.connect

    @wraps(connect)
    def ask(*arguments: Any, **options: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*arguments, **options)
        connection.set_authorizer(_watch_statements(trace))
        return connection

    sqlite3.connect = sqlite3.dbapi2.connect = ask  # type: ignore[assignment]


def _watch_statements(trace: Trace) -> Callable[..., int]:
    def allow(action: int, name: str | None, *_: Any) -> int:
        if action == sqlite3.SQLITE_ATTACH:
            if name is None:
                trace.unwatched.add("a database that it attaches")
            else:
                _see_database(trace, name)
        return sqlite3.SQLITE_OK

    return allow


def _is_import() -> bool:
    return sys._getframe(2).f_code.co_filename.startswith("<frozen importlib")


def _wrap_questions(trace: Trace) -> None:
    """Questions about one path raise no audit event; nor does the folder from which `os.open` starts."""
    for name in QUESTIONS:
        _replace(name, _ask_first(getattr(os, name), lambda place: trace.see_file(place, is_question=True)))
    _replace("open", _open_first(os.open, trace))
    _replace("scandir", _list(os.scandir, trace))


def _replace(name: str, new: Callable[..., Any]) -> None:
    old = getattr(os, name)
    for known in (os.supports_dir_fd, os.supports_fd, os.supports_follow_symlinks, os.supports_effective_ids):
        if old in known:
            known.add(new)
    setattr(os, name, new)


def _ask_first(function: Callable[..., Any], see: Callable[[str], None]) -> Callable[..., Any]:
    @wraps(function)
    def ask(path: Any, *arguments: Any, **options: Any) -> Any:
        if not isinstance(path, int):
            see(os.path.join(_find_folder(options.get("dir_fd")), os.fsdecode(path)))
        return function(path, *arguments, **options)

    return ask


def _open_first(function: Callable[..., Any], trace: Trace) -> Callable[..., Any]:
    @wraps(function)
    def ask(path: Any, flags: int, *arguments: Any, dir_fd: int | None = None, **options: Any) -> Any:
        if dir_fd is None:
            return function(path, flags, *arguments, **options)
        _see_open(trace, os.path.join(_find_folder(dir_fd), os.fsdecode(path)), None, flags)
        with trace.asking():  # the event does not know the folder
            return function(path, flags, *arguments, dir_fd=dir_fd, **options)

    return ask


def _name_folder(folder: Any) -> str:
    """The folder of a listing, which may be a number or none."""
    return "." if folder is None else _find_folder(folder) if isinstance(folder, int) else os.fsdecode(folder)


def _find_folder(handle: Any) -> str:
    """The folder that is open under a number; nothing where it is none."""
    if not isinstance(handle, int) or handle < 0:
        return ""
    try:
        return _readlink(f"/proc/self/fd/{handle}")
    except OSError:
        return ""


def _list(scandir: Callable[..., Any], trace: Trace) -> Callable[..., Any]:
    @wraps(scandir)
    def scan(path: Any = ".") -> Any:
        if isinstance(path, int):
            return scandir(path)
        return _Entries(scandir(path), trace)

    return scan


class _Entries:
    """What `os.scandir` gives, whose entries answer questions about their files without another call."""

    def __init__(self, entries: Any, trace: Trace) -> None:
        self._entries, self._trace = entries, trace

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> "_Entry":
        return _Entry(next(self._entries), self._trace)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._entries.close()

    def close(self) -> None:
        self._entries.close()


class _Entry(os.PathLike[str]):
    def __init__(self, entry: Any, trace: Trace) -> None:
        self._entry, self._trace = entry, trace

    def __getattr__(self, name: str) -> Any:
        return getattr(self._entry, name)

    def __fspath__(self) -> str:
        path: str = self._entry.__fspath__()
        return path

    def __repr__(self) -> str:
        return repr(self._entry)

    def stat(self, *, follow_symlinks: bool = True) -> os.stat_result:
        self._trace.see_file(os.fsdecode(self._entry.path), is_question=True)
        result: os.stat_result = self._entry.stat(follow_symlinks=follow_symlinks)
        return result
