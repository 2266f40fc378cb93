"""Two texts by meaning: words exactly, numbers within a tolerance; and where they part, for people to read."""

import math
import re
from html import unescape

from gdreport.number_text import count_text
from gdreport.record.reasons import shorten

TEXT_DIGITS, TEXT_ATOL = 1e-8, 1e-12  # texts have nine significant digits or fewer: one unit in the ninth is rounding
Tolerance = tuple[float, float]  # relative, absolute
NUMBER = re.compile(r"(?<![\w#.])[-+−]?(?:\d++\.?\d*+|\.\d++)(?:[eE][-+]?\d++)?(?!\.*+\w)")  # nothing is read twice
TAG = re.compile(r"<[^>]*>")


def read_text(content: bytes) -> str:
    """A committed file as text; a checkout with CRLF is the same."""
    return content.decode("utf-8", errors="replace").replace("\r\n", "\n")


def text_difference(old: str, new: str, rtol: float, atol: float) -> tuple[str, str] | None:
    """The first place at which two texts differ in words, or in a number by more than the tolerance: as it was, as it is.

    >>> text_difference("ends at 0.5", "ends at 0.5000000001", 1e-8, 0)
    >>> text_difference("ends at 0.5", "ends at 0.6", 1e-8, 0)
    ('ends at 0.5', 'ends at 0.6')
    """
    if old == new:
        return None
    if NUMBER.split(old) != NUMBER.split(new):
        return _first_words(old, new)
    for a, b in zip(NUMBER.finditer(old), NUMBER.finditer(new), strict=True):
        large = math.isinf(_float(a[0]))  # more digits than a float holds
        if a[0] != b[0] and (large or not is_close(_float(a[0]), _float(b[0]), rtol, atol)):
            return cut_excerpts(_line(old, a.start()), _line(new, b.start()))
    return None


def is_close(a: float, b: float, rtol: float, atol: float) -> bool:
    """Equal within the tolerance; infinities and NaN only with themselves."""
    if math.isfinite(a) and math.isfinite(b):
        return abs(a - b) <= atol + rtol * max(abs(a), abs(b))
    return a == b or (math.isnan(a) and math.isnan(b))


def cut_excerpts(old: str, new: str) -> tuple[str, str]:
    """Two lines without markup, unless it is the markup that differs, from a little before the place where they part."""
    old, new = old.strip(), new.strip()
    plain = shorten(unescape(TAG.sub(" ", old)), None), shorten(unescape(TAG.sub(" ", new)), None)
    old, new = plain if plain[0] != plain[1] else (old, new)
    part = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    start = 0 if part <= 40 else old.find(" ", part - 40) + 1
    return shorten(old[start:]) or "nothing", shorten(new[start:]) or "nothing"


def _float(text: str) -> float:
    return float(text.replace("−", "-"))


def _first_words(old: str, new: str) -> tuple[str, str]:
    """The first lines that differ in more than numbers; where there are none, how many lines there are."""
    lines = zip(old.splitlines(), new.splitlines(), strict=False)
    differing = ((a, b) for a, b in lines if NUMBER.split(a) != NUMBER.split(b))
    return cut_excerpts(*next(differing, [count_text(text.count("\n"), "line") for text in (old, new)]))


def _line(text: str, at: int) -> str:
    end = text.find("\n", at)
    return text[text.rfind("\n", 0, at) + 1 : end if end >= 0 else len(text)]
