"""What an experiment really read: its code loaded afresh, with every file under the root that it opens recorded."""

import importlib.machinery
import importlib.util
import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from gdreport.errors import ReportError
from gdreport.project import Report

PACKAGE = Path(__file__).parent.parent
IGNORED = frozenset(
    {".git", ".cache", ".hypothesis", ".mypy_cache", ".nox", ".pytest_cache", ".ruff_cache", ".venv"}
    | {"__pycache__", "node_modules", "site-packages"}
)
# Every file that is opened while something is recorded; an audit hook has no other way to be told.
_recording: list[set[str]] = []


@contextmanager
def recording(report: Report) -> Iterator[set[str]]:
    """Collect the files under the report's root that Python opens for reading, as paths relative to it.

    Left out: the package itself, generated pages, caches and installed packages. Not seen: what
    another process reads, and questions that open no file (whether one exists, a folder's list).
    A file that was asked for and is not there counts: that it is missing decided something.
    """
    _install_hook()
    opened: set[str] = set()
    found: set[str] = set()
    _recording.append(opened)
    try:
        yield found
    finally:
        _recording.remove(opened)
        found |= {p for path in opened if (p := _relative(report, path)) is not None}


@cache
def _install_hook() -> None:
    # An audit hook cannot be removed; outside `recording` it does nothing.
    sys.addaudithook(_see)


def _see(event: str, arguments: tuple[Any, ...]) -> None:
    if not _recording or event not in {"open", "sqlite3.connect"} or not isinstance(arguments[0], str | bytes | os.PathLike):
        return
    if event == "open" and (arguments[2] or 0) & os.O_WRONLY:
        return
    if arguments[0] in {"", ":memory:"}:  # databases without a file
        return
    for opened in _recording:
        opened.add(os.path.abspath(os.fsdecode(arguments[0])))


def _relative(report: Report, path: str) -> str | None:
    """The path relative to the root as it was named, or where its links lead; None for what is not an input."""
    for file, root in ((Path(path), report.root), (Path(path).resolve(), report.root.resolve())):
        if file.is_relative_to(root) and not file.is_dir():
            name = file.relative_to(root)
            generated = name.as_posix().startswith(f"{report.output}/")
            own = file.resolve().is_relative_to(PACKAGE) and not name.as_posix().startswith(f"{report.experiments}/")
            return None if generated or own or IGNORED & set(name.parts) else name.as_posix()
    return None


def _below(report: Report, path: str) -> bool:
    """Whether a module or a package's folder is the author's: below the root, not gdreport's and not installed."""
    file = Path(path).resolve()
    if not file.is_relative_to(report.root.resolve()) or IGNORED & set(file.relative_to(report.root.resolve()).parts):
        return False
    return not file.is_relative_to(PACKAGE) or file.is_relative_to((report.root / report.experiments).resolve())


class _Fresh(importlib.machinery.SourceFileLoader):
    """Compiles from the source each time: a cached .pyc can be older than an edit within the same second."""

    def get_code(self, fullname: str) -> CodeType:
        return self.source_to_code(self.get_data(self.path), self.path)


@contextmanager
def loaded(report: Report, name: str) -> Iterator[ModuleType]:
    """The experiment's module, executed afresh, its folder and the root importable; helpers are forgotten afterwards."""
    file = report.code(name)
    root, folder = str(report.root), str(file.parent)

    def hook(path: str) -> Any:
        if not os.path.abspath(path).startswith(root) or "site-packages" in path or _inside_package(path, folder):
            raise ImportError
        return importlib.machinery.FileFinder(path, (_Fresh, [".py"]))

    before, path_before, here = set(sys.modules), list(sys.path), os.getcwd()
    sys.path_hooks.insert(0, hook)
    sys.path[:0] = [folder, root]
    importlib.invalidate_caches()
    sys.path_importer_cache.pop(folder, None)
    sys.path_importer_cache.pop(root, None)
    try:
        loader = _Fresh(f"gdreport_experiment_{name}", str(file))
        spec = importlib.util.spec_from_loader(loader.name, loader)
        assert spec is not None
        module = importlib.util.module_from_spec(spec)
        with locating(report, file):
            loader.exec_module(module)
        yield module
    finally:
        os.chdir(here)  # wherever the author's code went
        sys.path_hooks.remove(hook)
        sys.path[:] = path_before
        for cached in [p for p in sys.path_importer_cache if p.startswith(root)]:
            del sys.path_importer_cache[cached]
        for new in set(sys.modules) - before:
            where = [getattr(sys.modules[new], "__file__", None), *getattr(sys.modules[new], "__path__", [])]
            if any(w and _below(report, w) for w in where):
                del sys.modules[new]


def _inside_package(path: str, folder: str) -> bool:
    return Path(path).resolve().is_relative_to(PACKAGE) and not Path(path).resolve().is_relative_to(folder)


@contextmanager
def locating(report: Report, file: Path) -> Iterator[None]:
    """Turn whatever an author's code raises into a ReportError with the author's file and line."""
    try:
        yield
    except ReportError as error:
        raise error.at(*_place(report, error, file)) from error
    except SyntaxError as error:
        place = _shown(report, Path(error.filename or file))
        raise ReportError(f"SyntaxError: {error.msg}", file=place, line=error.lineno) from error
    except (Exception, SystemExit) as error:
        where, line = _place(report, error, file)
        raise ReportError(f"{type(error).__name__}: {error}", file=where, line=line) from error


def _place(report: Report, error: BaseException, file: Path) -> tuple[str, int | None]:
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        path = report.root / frame.filename  # templates name their place below the root
        if path.is_file() and _relative(report, str(path)) is not None:
            return _shown(report, path), frame.lineno
    return _shown(report, file), None


def _shown(report: Report, file: Path) -> str:
    return file.relative_to(report.root).as_posix() if file.is_relative_to(report.root) else str(file)
