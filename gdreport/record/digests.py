"""Digests of what a page is made from: files, lines of files, gdreport itself, and the versions of libraries."""

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from gdreport.files import list_matches

LIBRARIES = ("jinja2", "matplotlib", "numpy", "sympy", "xarray")  # they compute, draw and render
PACKAGE = Path(__file__).parent.parent
# What uses pages and makes none. Nothing else imports it, so a page is made by the rest, whole.
USERS = frozenset({"__main__.py", "cli.py", "pipeline.py", "checking", "mkdocs_site", "starter", "experiments"})
LINE, MOST_LINES = 6, 1000


def digest(content: bytes) -> str:
    r"""SHA-256; of text with universal newlines, so that a checkout with CRLF is the same.

    >>> digest(b"a\r\nb") == digest(b"a\nb")
    True
    """
    if b"\0" not in content:
        content = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return hashlib.sha256(content).hexdigest()


def digest_lines(content: bytes, most: int | None = MOST_LINES) -> list[str]:
    """Six hexadecimal digits for every line of a text; none for other files, and for a text of more lines than `most`."""
    lines = [] if b"\0" in content else content.replace(b"\r\n", b"\n").split(b"\n")
    return [hashlib.sha256(line).hexdigest()[:LINE] for line in lines] if most is None or len(lines) <= most else []


def split_lines(digests: str) -> list[str]:
    """The digests of lines that stand joined in a manifest."""
    return [digests[i : i + LINE] for i in range(0, len(digests), LINE)]


def digest_files(root: Path, names: Iterable[str]) -> dict[str, str]:
    """The digest of each input, `missing` where it is gone; of a pattern that was declared, of the names that it finds."""
    return {name: _digest_input(root, name) for name in sorted(names)}


def _digest_input(root: Path, name: str) -> str:
    if (root / name).is_file():
        return digest((root / name).read_bytes())
    return digest("\n".join(found).encode()) if (found := list_matches(root, name)) else "missing"


@cache
def digest_package() -> str:
    """One digest over the modules, templates and assets of gdreport that make a page."""
    whole = hashlib.sha256()
    for file in sorted(PACKAGE.rglob("*")):
        relative = file.relative_to(PACKAGE)
        if file.is_file() and "__pycache__" not in relative.parts and relative.parts[0] not in USERS:
            whole.update(f"{relative.as_posix()} {digest(file.read_bytes())}\n".encode())
    return whole.hexdigest()


@cache
def read_versions() -> dict[str, str]:
    """The versions of the libraries that compute and draw, without importing them."""
    from importlib.metadata import version

    return {name: version(name) for name in LIBRARIES}
