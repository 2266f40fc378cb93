"""The one door to the disk for generated files: written only where they change, each atomically."""

import contextlib
import errno
import os
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from gdreport.errors import Fault, ReportError

Files = dict[str, bytes]  # name -> content, before any disk
FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}
LEFTOVER = re.compile(r"\.gdreport-\w+\.tmp")  # what a build that was killed leaves
CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def unify_line_ends(content: bytes) -> bytes:
    r"""Text as a checkout on another system has it, with \n for \r\n; what is no text stays as it is.

    Text is UTF-8 without control characters: in any other file the two bytes may mean something.

    >>> unify_line_ends(b"a\r\nb"), unify_line_ends(b"\x00\r\n"), unify_line_ends(b"a\rb")
    (b'a\nb', b'\x00\r\n', b'a\rb')
    """
    if b"\r\n" not in content or CONTROL.search(content):
        return content
    try:
        content.decode()
    except UnicodeDecodeError:
        return content
    return content.replace(b"\r\n", b"\n")


def write(file: Path, content: bytes) -> bool:
    """Write a file if more than its line ends differ, by rename, so that no reader sees half of it. Whether it was written.

    Errors: ReportError where the file system refuses.
    """
    try:
        if file.is_file() and unify_line_ends(file.read_bytes()) == unify_line_ends(content):
            return False
        file.parent.mkdir(parents=True, exist_ok=True)
        _replace(file, content)
    except OSError as error:
        what = f"cannot be written: {error.strerror}"
        if error.errno in FULL:
            raise Fault(what, file=file, remedy="make room on the disk, and build again") from None
        raise ReportError(what, file=file, remedy="see what is in its place, and who may write there") from None
    return True


def _replace(file: Path, content: bytes) -> None:
    handle, temporary = tempfile.mkstemp(prefix=".gdreport-", suffix=".tmp", dir=file.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        os.chmod(temporary, 0o644)  # mkstemp makes files that only their owner can read
        os.replace(temporary, file)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def require_inside(root: Path, folder: str) -> Path:
    """A folder of a report on the disk. Errors: ReportError where a link leads out of the report: nothing is written there."""
    path = root / folder
    if not path.resolve().is_relative_to(root.resolve()):
        what = f"it leads out of the report, to {path.resolve()}"
        raise ReportError(
            what, file=folder, remedy="take the link away: generated files are written and removed in the report only"
        )
    return path


@contextlib.contextmanager
def wait_for_others(root: Path) -> Iterator[None]:
    """Hold a report for one build at a time: a second one says so, and waits. Nothing is left of it, however the first one ends."""
    if sys.platform == "win32":
        yield
        return
    import fcntl

    handle = os.open(root, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print(f"another build of {root} is at work: waiting for its end ...", file=sys.stderr, flush=True)
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def sweep(folder: Path) -> None:
    """Remove what a build that was killed in the middle of a file has left in a folder."""
    if folder.is_dir():
        remove(folder, [p.name for p in folder.iterdir() if LEFTOVER.fullmatch(p.name)])


def remove(folder: Path, names: Iterable[str]) -> list[str]:
    """Remove files that are no longer made, and their folder when nothing is left in it."""
    if folder.is_symlink():
        return []  # what a link leads to is not the report's
    gone = [name for name in names if (folder / name).is_file()]
    try:
        for name in gone:
            (folder / name).unlink()
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
    except OSError as error:
        raise ReportError(f"cannot be removed: {error.strerror}", file=folder, remedy="see who may write there") from None
    return gone


def read(folder: Path) -> Files:
    """Every file in a folder, by name; none where there is no folder."""
    paths = sorted(folder.iterdir()) if folder.is_dir() else []
    return {p.name: p.read_bytes() for p in paths if p.is_file() and not LEFTOVER.fullmatch(p.name)}


def list_folders(folder: Path) -> list[str]:
    """The names of the folders in a folder."""
    return sorted(p.name for p in folder.iterdir() if p.is_dir()) if folder.is_dir() else []


def read_tree(folder: Path) -> Files:
    """Every file in a folder and in those below it, by its path from there."""
    paths = (p for p in sorted(folder.rglob("*")) if p.is_file() and not LEFTOVER.fullmatch(p.name))
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in paths}


def list_matches(root: Path, pattern: str) -> list[str]:
    """The files below a folder that a pattern names, by their paths from there."""
    return [p.relative_to(root).as_posix() for p in sorted(root.glob(pattern)) if p.is_file()]
