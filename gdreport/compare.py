"""Old files against new ones by meaning: words exactly, numbers within a tolerance, drawings without their ids."""

import json
import math
import re
from collections.abc import Iterator
from typing import Any

from gdreport.manifest import NAME

Files = dict[str, bytes]
RTOL, ATOL = 1e-9, 1e-12
TEXT_DIGITS = 1e-8  # texts have nine significant digits or fewer: one unit in the ninth is rounding
PIXELS = 1e-5
NUMBER = re.compile(r"(?<![\w#.])[-+−]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?![\w.]*\w)")
IDS = re.compile(r'\b(?:id|clip-path|xlink:href|href)="[^"]*"|url\(#[^)]*\)')
PROVENANCE = "<!-- provenance"
COMPARED = ("parameters", "measures", "early")


def differences(old: Files, new: Files, *, drawings: bool) -> Iterator[tuple[str, str]]:
    """Each file that differs in meaning, with what differs. `drawings`: compare SVGs too, not only the plotted data."""
    for name in sorted(old.keys() | new.keys()):
        if name not in new:
            yield name, "is no longer made"
        elif name not in old:
            yield name, "is new"
        elif name == NAME:
            yield from ((name, what) for what in _manifests(old[name], new[name]))
        elif not name.endswith(".svg") or drawings:
            a, b = _text(name, old[name]), _text(name, new[name])
            tolerance = (0.0, PIXELS) if name.endswith(".svg") else (TEXT_DIGITS, ATOL)
            if (what := text_difference(a, b, *tolerance)) is not None:
                yield name, what


def text_difference(old: str, new: str, rtol: float, atol: float) -> str | None:
    """The first place at which two texts differ in words, or in a number by more than the tolerance.

    >>> text_difference("ends at 0.5", "ends at 0.5000000001", 1e-8, 0)
    >>> text_difference("ends at 0.5", "ends at 0.6", 1e-8, 0)
    'ends at 0.5 -> ends at 0.6'
    """
    if old == new:
        return None
    words_old, words_new = NUMBER.split(old), NUMBER.split(new)
    if words_old != words_new:
        return _first(old, new)
    for a, b in zip(NUMBER.finditer(old), NUMBER.finditer(new), strict=True):
        if not close(_float(a[0]), _float(b[0]), rtol, atol):
            return f"{_around(old, a)} -> {_around(new, b)}"
    return None


def close(a: float, b: float, rtol: float = RTOL, atol: float = ATOL) -> bool:
    """Equal within the tolerance; infinities and NaN only with themselves."""
    if math.isfinite(a) and math.isfinite(b):
        return abs(a - b) <= atol + rtol * max(abs(a), abs(b))
    return a == b or (math.isnan(a) and math.isnan(b))


def _manifests(old: bytes, new: bytes) -> Iterator[str]:
    a, b = json.loads(old), json.loads(new)
    for part in COMPARED:
        for path, before, after in _changes(a.get(part), b.get(part), exact=part == "parameters"):
            yield f"{part.removesuffix('s')} {path}: {before} -> {after}"


def _changes(a: Any, b: Any, *, exact: bool, path: str = "") -> Iterator[tuple[str, Any, Any]]:
    if isinstance(a, dict) and isinstance(b, dict):
        for key in sorted(a.keys() | b.keys()):
            yield from _changes(a.get(key, "none"), b.get(key, "none"), exact=exact, path=f"{path} {key}".strip())
    elif isinstance(a, list) and isinstance(b, list) and len(a) == len(b):
        found = [c for x, y in zip(a, b, strict=True) for c in _changes(x, y, exact=exact, path=path)]
        yield from found[:1]  # one value of an array says enough
    elif isinstance(a, list) and isinstance(b, list):
        yield path, f"{len(a)} values", f"{len(b)} values"
    elif a != b and (exact or not (_numeric(a) and _numeric(b) and close(_float(str(a)), _float(str(b))))):
        yield path, a, b


def _numeric(value: Any) -> bool:
    try:
        float(value)
    except (TypeError, ValueError):
        return False
    return not isinstance(value, bool)


def _text(name: str, content: bytes) -> str:
    text = content.decode("utf-8", errors="replace").replace("\r\n", "\n")
    if name.endswith(".svg"):
        return IDS.sub("", text)
    return text.rsplit(PROVENANCE, 1)[0] if name.endswith(".md") else text


def _float(text: str) -> float:
    return float(text.replace("−", "-"))


def _first(old: str, new: str) -> str:
    for a, b in zip(old.splitlines(), new.splitlines(), strict=False):
        if a != b and NUMBER.split(a) != NUMBER.split(b):
            return f"{_short(a)} -> {_short(b)}"
    return f"{old.count(chr(10))} lines -> {new.count(chr(10))} lines"


def _around(text: str, match: re.Match[str]) -> str:
    start = text.rfind("\n", 0, match.start()) + 1
    end = text.find("\n", match.end())
    return _short(text[max(start, match.start() - 30) : min(end if end >= 0 else len(text), match.end() + 30)])


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 90 else words[:87] + "..."
