"""What a run can ask of its surroundings, each with an answer that is short, and the same on every machine."""

import hashlib
import os
import stat
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path

from gdreport.files import list_matches
from gdreport.inputs.digests import digest
from gdreport.inputs.libraries import find_installed

MISSING, FOLDER, SPECIAL, CLOSED = "missing", "folder", "special", "unreadable"
LARGE = 1 << 26  # a file from this size up is no text
# A tool's own folders, of whose names nobody's results are made; Python writes the last one while it imports.
TOOLS = frozenset({".git", ".hypothesis", ".mypy_cache", ".nox", ".pytest_cache", ".ruff_cache", "__pycache__"})
CACHE = ".cache"  # likewise: where builds keep what saves time, which a clone has not
INSTALLED = "installed packages"  # where import looks besides the author's folders


def ask_file(path: str | Path) -> str:
    """What stands at a place: the digest of its content, or what else it is; of a link also where it leads."""
    answer = _ask_content(path)
    try:
        return f"{answer}, by a link to {os.readlink(path)}" if os.path.islink(path) else answer
    except OSError:
        return CLOSED


def _ask_content(path: str | Path) -> str:
    # Only an ordinary file is opened: a pipe would wait.
    try:
        mode = os.stat(path).st_mode
        if stat.S_ISDIR(mode):
            return FOLDER
        if not stat.S_ISREG(mode):
            return SPECIAL
        with open(path, "rb") as stream:
            large = os.fstat(stream.fileno()).st_size >= LARGE
            return hashlib.file_digest(stream, "sha256").hexdigest() if large else digest(stream.read())
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return MISSING
    except OSError:
        return CLOSED


def ask_folder(path: str | Path) -> str:
    """The digest of the names in a folder, a folder's with a slash, a link's marked; of what else stands there, what it is."""
    try:
        with os.scandir(path) as entries:
            names = sorted(f"{e.name}{'/' * e.is_dir()}{'@' * e.is_symlink()}" for e in entries if e.name not in {*TOOLS, CACHE})
    except (FileNotFoundError, NotADirectoryError):
        return MISSING
    except OSError:
        return CLOSED
    return digest("\n".join(names).encode("utf-8", "surrogateescape"))


def ask_pattern(root: Path, pattern: str) -> str:
    """The digest of the names that a pattern finds; `missing` where it finds none."""
    return digest("\n".join(found).encode()) if (found := list_matches(root, pattern)) else MISSING


def ask_import(root: Path, folder: str, name: str) -> str:
    """What stands in a folder that `import name` would find there, by its names; of the installed ones, whether there is one."""
    if folder == INSTALLED:
        return find_installed(name)
    tried = [f"{name}/__init__.py", *(f"{name}{end}" for end in EXTENSION_SUFFIXES), f"{name}.py", f"{name}.pyc"]
    found = [t for t in tried if (root / folder / t).is_file()]
    return " ".join(found or [f"{name}/"] * (root / folder / name).is_dir())


def ask_variable(name: str) -> str:
    """The digest of the value of a variable of the environment: never the value."""
    value = os.environ.get(name)
    return MISSING if value is None else digest_value(value)


def digest_value(value: str) -> str:
    """Of a text that must not be told."""
    return hashlib.sha256(value.encode("utf-8", "surrogateescape")).hexdigest()
