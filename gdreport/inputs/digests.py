"""Digests of what a page is made from: contents, lines of texts, and gdreport itself."""

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from gdreport.files import unify_line_ends

PACKAGE = Path(__file__).parent.parent
# What uses pages and makes none. Nothing else imports it, so a page is made by the rest, whole.
USERS = frozenset(
    {"__main__.py", "cli.py", "commands", "pipeline.py", "checking", "mkdocs_site", "starter", "terminal", "experiments"}
)
# What a run is computed by: what these import besides, they only say with.
SCIENCE = ("arithmetic", "objectives", "descent", "building/carrying_out.py")
CODE = frozenset({".py", ".ll"})
LINE, MOST_LINES = 6, 1000


def digest(content: bytes) -> str:
    r"""SHA-256; of text with universal newlines, so that a checkout with CRLF is the same.

    >>> digest(b"a\r\nb") == digest(b"a\nb")
    True
    """
    return hashlib.sha256(unify_line_ends(content)).hexdigest()


def digest_lines(content: bytes, most: int | None = MOST_LINES) -> str:
    """Six hexadecimal digits for every line of a text; none for other files, and for a text of more lines than `most`."""
    lines = [] if b"\0" in content else unify_line_ends(content).split(b"\n")
    kept = lines if most is None or len(lines) <= most else []
    return "".join(hashlib.sha256(line).hexdigest()[:LINE] for line in kept)


def split_lines(digests: str) -> list[str]:
    r"""The digests of lines, which stand joined in a manifest.

    >>> split_lines(digest_lines(b"a\nb"))
    ['ca9781', '3e23e8']
    """
    return [digests[i : i + LINE] for i in range(0, len(digests), LINE)]


def is_of_package(file: Path) -> bool:
    """Whether a file is one of gdreport's own that make a page, which `digest_package` covers."""
    parts = file.relative_to(PACKAGE).parts if file.is_relative_to(PACKAGE) else ()
    return bool(parts) and "__pycache__" not in parts and parts[0] not in USERS


@cache
def digest_package() -> str:
    """One digest over the modules, templates and assets of gdreport that make a page, as they were when first asked."""
    return _digest_files(file for file in PACKAGE.rglob("*") if is_of_package(file))


@cache
def digest_science() -> str:
    """The same over the modules that compute a run."""
    files = (file for name in SCIENCE for file in (PACKAGE / name, *(PACKAGE / name).rglob("*")))
    return _digest_files(file for file in files if file.suffix in CODE)


def _digest_files(files: Iterable[Path]) -> str:
    whole = hashlib.sha256()
    for file in sorted(files):
        if file.is_file():
            whole.update(f"{file.relative_to(PACKAGE).as_posix()} {digest(file.read_bytes())}\n".encode())
    return whole.hexdigest()
