"""Two texts by meaning: words exactly, numbers within a tolerance, drawings without their ids."""

import math
import re

Files = dict[str, bytes]
TEXT_DIGITS = 1e-8  # texts have nine significant digits or fewer: one unit in the ninth is rounding
PIXELS = 1e-5
NUMBER = re.compile(r"(?<![\w#.])[-+−]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?![\w.]*\w)")
IDS = re.compile(r'\b(?:id|clip-path|xlink:href|href)="[^"]*"|url\(#[^)]*\)')
LABEL = re.compile(r"<!-- (.*?) -->")  # Matplotlib writes each text above its outlines
TAG = re.compile(r"<[^>]*>")
PROVENANCE = "<!-- provenance"


def text_difference(old: str, new: str, rtol: float, atol: float) -> tuple[str, str] | None:
    """The first place at which two texts differ in words, or in a number by more than the tolerance: as it was, as it is.

    >>> text_difference("ends at 0.5", "ends at 0.5000000001", 1e-8, 0)
    >>> text_difference("ends at 0.5", "ends at 0.6", 1e-8, 0)
    ('ends at 0.5', 'ends at 0.6')
    """
    if old == new:
        return None
    if NUMBER.split(old) != NUMBER.split(new):
        lines = zip(old.splitlines(), new.splitlines(), strict=False)
        differing = ((a, b) for a, b in lines if a != b and NUMBER.split(a) != NUMBER.split(b))
        return _excerpts(*next(differing, (f"{old.count(chr(10))} lines", f"{new.count(chr(10))} lines")))
    for a, b in zip(NUMBER.finditer(old), NUMBER.finditer(new), strict=True):
        if not close(_float(a[0]), _float(b[0]), rtol, atol):
            return _excerpts(_line(old, a.start()), _line(new, b.start()))
    return None


def close(a: float, b: float, rtol: float, atol: float) -> bool:
    """Equal within the tolerance; infinities and NaN only with themselves."""
    if math.isfinite(a) and math.isfinite(b):
        return abs(a - b) <= atol + rtol * max(abs(a), abs(b))
    return a == b or (math.isnan(a) and math.isnan(b))


def file_difference(name: str, old: bytes, new: bytes, rtol: float, atol: float, *, words_only: bool) -> tuple[str, str] | None:
    """The first difference in meaning between two versions of a generated file, as `text_difference` gives it.

    `words_only`: of a page every number may differ, of data everything but the heads of the columns.
    """
    a, b = _text(name, old), _text(name, new)
    if words_only:
        if name.endswith(".csv"):
            a, b = a.split("\n")[0], b.split("\n")[0]
        a, b = NUMBER.sub("…", a), NUMBER.sub("…", b)
    tolerance = (0.0, PIXELS) if name.endswith(".svg") else (max(rtol, TEXT_DIGITS), atol)
    found = text_difference(a, b, *tolerance)
    return found if found is None or not name.endswith(".svg") else _drawn(a, b)


def _drawn(old: str, new: str) -> tuple[str, str]:
    """Two drawings that differ: their first different labels; with the same labels, the first different places or styles."""
    a, b = LABEL.findall(old), LABEL.findall(new)
    gone, come = [label for label in a if label not in b], [label for label in b if label not in a]
    if gone or come:
        return shortened(", ".join(gone) or "no label"), shortened(", ".join(come) or "no label")
    return text_difference(old, new, 0.0, PIXELS) or ("", "")


def shortened(text: str, most: int | None = 90) -> str:
    """A text on one line, at most so many characters of it."""
    words = " ".join(text.split())
    return words if most is None or len(words) <= most else words[: most - 3] + "..."


def _text(name: str, content: bytes) -> str:
    text = content.decode("utf-8", errors="replace").replace("\r\n", "\n")
    if name.endswith(".svg"):
        return IDS.sub("", text)
    return text.rsplit(PROVENANCE, 1)[0] if name.endswith(".md") else text


def _float(text: str) -> float:
    return float(text.replace("−", "-"))


def _line(text: str, at: int) -> str:
    end = text.find("\n", at)
    return text[text.rfind("\n", 0, at) + 1 : end if end >= 0 else len(text)]


def _excerpts(old: str, new: str) -> tuple[str, str]:
    """Two lines without markup, unless it is the markup that differs, from a little before the place where they part."""
    old, new = old.strip(), new.strip()
    plain = shortened(TAG.sub(" ", old), None), shortened(TAG.sub(" ", new), None)
    old, new = plain if plain[0] != plain[1] else (old, new)
    part = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    start = 0 if part <= 40 else old.find(" ", part - 40) + 1
    return shortened(old[start:]) or "nothing", shortened(new[start:]) or "nothing"
