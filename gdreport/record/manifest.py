"""The manifest of a page: what it was made from and what was made, as sorted, versioned JSON beside it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from gdreport.errors import ReportError

FORMAT = 2
NAME = "manifest.json"


@dataclass(frozen=True)
class Manifest:
    """What a page was made from, and what was made."""

    experiment: str
    inputs: Mapping[str, str]  # path relative to the root -> digest
    package: str  # digest of the modules and templates of gdreport itself
    versions: Mapping[str, str]
    outputs: Mapping[str, str] = field(default_factory=dict)  # name in the page's folder -> digest
    shared: Mapping[str, str] = field(default_factory=dict)  # name in the assets folder -> digest: what its explorer shares
    tolerance: Mapping[str, Any] = field(default_factory=dict)  # rtol, atol, chaotic
    parameters: Mapping[str, Any] = field(default_factory=dict)  # run -> what it was told, exact
    measures: Mapping[str, Any] = field(default_factory=dict)
    early: Mapping[str, Any] = field(default_factory=dict)  # some early iterates: a converged end hides a changed rate
    page: Mapping[str, Any] = field(default_factory=dict)  # for the other pages: title, slug, finding, observations, picture ...
    skeleton: str = ""  # digest of the page's text with its measured values taken out
    skeleton_lines: str = ""  # of each of its lines
    values: Mapping[str, Any] = field(default_factory=dict)  # line -> kind and name -> the measured values there
    lines: Mapping[str, str] = field(default_factory=dict)  # input -> its lines' digests, by which a check finds those that changed

    def to_bytes(self) -> bytes:
        """The manifest as JSON, one key to a line."""
        values = {"format": FORMAT, "digest": _seal(asdict(self)), **asdict(self)}
        return (json.dumps(values, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()


def _seal(values: Mapping[str, Any]) -> str:
    """A digest of all the rest, so that a manifest changed by hand is told from one that was written."""
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()


def read_manifest(content: bytes, file: str) -> Manifest:
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
        if not all(isinstance(v, str | dict) for v in values.values()):
            raise TypeError
        _check_page(manifest)
    except (TypeError, KeyError):
        raise ReportError("the manifest is damaged", file=file, remedy=remedy) from None
    for name in (*manifest.outputs, *manifest.shared):
        if "/" in name or "\\" in name or name in {"", ".", "..", NAME}:
            raise ReportError(f"the manifest names {name!r}, outside its folder", file=file, remedy=remedy)
    if seal != _seal(values):
        raise ReportError("the manifest is not what the build wrote", file=file, remedy=remedy)
    return manifest


def _check_page(manifest: Manifest) -> None:
    if not isinstance(manifest.page["title"], str) or not isinstance(manifest.page.get("observations", []), list):
        raise TypeError
