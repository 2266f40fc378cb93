"""The manifest of a page: what it was made from and what was made, as sorted, versioned JSON beside it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import gdreport
from gdreport.errors import ReportError

FORMAT = 1
NAME = "manifest.json"
LIBRARIES = ("jinja2", "matplotlib", "numpy", "sympy", "xarray")  # they compute, draw and render
PACKAGE = Path(__file__).parent.parent
LINE, MOST_LINES = 6, 1000
# These decide nothing about a page's contents.
APART = {
    "preload.py",
    "workers.py",
    "checking",
    "cli.py",
    "mkdocs_site",
    "notebooks.py",
    "__main__.py",
    "experiments",
    "files.py",
    "pipeline.py",
    "staleness.py",
    "comparison.html.j2",
}


@dataclass(frozen=True)
class Manifest:
    """What a page was made from, and what was made."""

    experiment: str
    inputs: Mapping[str, str]  # path relative to the root -> digest
    package: str  # digest of the modules and templates of gdreport itself
    versions: Mapping[str, str]
    outputs: Mapping[str, str] = field(default_factory=dict)  # name in the page's folder -> digest
    parameters: Mapping[str, Any] = field(default_factory=dict)
    measures: Mapping[str, Any] = field(default_factory=dict)
    early: Mapping[str, Any] = field(default_factory=dict)  # some early iterates: a converged end hides a changed rate
    page: Mapping[str, Any] = field(default_factory=dict)  # title, finding, observations, picture: for the other pages
    lines: Mapping[str, str] = field(default_factory=dict)  # input -> its lines' digests, by which a check finds those that changed

    def to_bytes(self) -> bytes:
        """The manifest as JSON, one key to a line."""
        values = {"format": FORMAT, "digest": _seal(asdict(self)), **asdict(self)}
        return (json.dumps(values, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()


def _seal(values: Mapping[str, Any]) -> str:
    """A digest of all the rest, so that a manifest changed by hand is told from one that was written."""
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()


def from_bytes(content: bytes, file: str) -> Manifest:
    """Read a manifest. Errors: ReportError for a damaged one, one of another format, one that names files elsewhere."""
    remedy = "run `gdreport build`"
    try:
        values = json.loads(content)
    except (ValueError, RecursionError):
        merged = b"<<<<<<<" in content or b">>>>>>>" in content
        what = "the manifest has conflict markers" if merged else "the manifest is damaged"
        raise ReportError(what, file=file, remedy=remedy) from None
    if not isinstance(values, dict) or values.pop("format", None) != FORMAT:
        raise ReportError("the manifest has another format", file=file, remedy=remedy)
    seal = values.pop("digest", None)
    try:
        manifest = Manifest(**values)
        mappings = [manifest.inputs, manifest.versions, manifest.outputs, manifest.page, manifest.lines]
        if not all(isinstance(m, dict) for m in mappings) or not isinstance(manifest.page["title"], str):
            raise TypeError
    except (TypeError, KeyError):
        raise ReportError("the manifest is damaged", file=file, remedy=remedy) from None
    for name in manifest.outputs:
        if "/" in name or "\\" in name or name in {"", ".", "..", NAME}:
            raise ReportError(f"the manifest names {name!r}, outside its folder", file=file, remedy=remedy)
    if seal != _seal(values):
        raise ReportError("the manifest is not what the build wrote", file=file, remedy=remedy)
    return manifest


def digest(content: bytes) -> str:
    r"""SHA-256; of text with universal newlines, so that a checkout with CRLF is the same.

    >>> digest(b"a\r\nb") == digest(b"a\nb")
    True
    """
    if b"\0" not in content:
        content = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return hashlib.sha256(content).hexdigest()


def line_digests(content: bytes) -> list[str]:
    """Six hexadecimal digits for every line of a text; none for other files, and for a text of more than a thousand lines."""
    lines = [] if b"\0" in content else content.replace(b"\r\n", b"\n").split(b"\n")
    return [hashlib.sha256(line).hexdigest()[:LINE] for line in lines] if len(lines) <= MOST_LINES else []


def digests(root: Path, names: "list[str] | set[str]") -> dict[str, str]:
    """The digest of each input, `missing` where it is gone."""
    return {n: digest((root / n).read_bytes()) if (root / n).is_file() else "missing" for n in sorted(names)}


@cache
def package_digest() -> str:
    """One digest over the modules and templates of gdreport that make a page."""
    whole = hashlib.sha256()
    for file in sorted(PACKAGE.rglob("*")):
        relative = file.relative_to(PACKAGE)
        if file.suffix in {".py", ".j2"} and not APART & {relative.parts[0], relative.name}:
            whole.update(f"{relative.as_posix()} {digest(file.read_bytes())}\n".encode())
    return whole.hexdigest()


@cache
def versions() -> dict[str, str]:
    """The versions of the libraries that compute and draw, without importing them."""
    from importlib.metadata import version

    return {name: version(name) for name in LIBRARIES}


def combined(manifest: Manifest) -> str:
    """One short digest of all that a page was made from."""
    text = json.dumps([manifest.inputs, manifest.package, manifest.versions, gdreport.__version__], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
