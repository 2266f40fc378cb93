"""What an experiment really read: every file under the root that Python opens in its process."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from gdreport.author.locating import is_authors
from gdreport.files import list_matches
from gdreport.project import Pair


def record_reads() -> set[str]:
    """A set to which every path is added that this process opens for reading from now on.

    Not seen: what another process reads, and questions that open no file (whether one exists, a
    folder's list). An audit hook cannot be removed: this is for a process of the experiment's own.
    """
    opened: set[str] = set()

    def see(event: str, arguments: tuple[Any, ...]) -> None:
        if event not in {"open", "sqlite3.connect"} or not isinstance(arguments[0], str | bytes | os.PathLike):
            return
        if event == "open" and (arguments[2] or 0) & os.O_WRONLY:
            return
        if arguments[0] not in {"", ":memory:"}:  # databases without a file
            opened.add(os.path.abspath(os.fsdecode(arguments[0])))

    sys.addaudithook(see)
    return opened


def to_inputs(pair: Pair, opened: set[str], declared: Sequence[str] = ()) -> set[str]:
    """The inputs among the paths that were opened, relative to the root, with the pair itself and what was declared.

    Left out: the package itself, generated pages, caches and installed packages. A file that was
    asked for and is not there counts: that it is missing decided something.
    """
    found = {name for path in opened if (name := _to_input(pair, Path(path))) is not None}
    return found | {pair.code, pair.words, *declared} | {name for pattern in declared for name in list_matches(pair.root, pattern)}


def _to_input(pair: Pair, path: Path) -> str | None:
    """The path relative to the root as it was named, or where its links lead; None for what is not an input."""
    output = str(PurePosixPath(pair.folder).parent)
    for file, root in ((path, pair.root), (path.resolve(), pair.root.resolve())):
        if file.is_relative_to(root) and not file.is_dir():
            name = file.relative_to(root).as_posix()
            generated = name.startswith(f"{output}/")
            return None if generated or not is_authors(pair, pair.root / name) else name
    return None
