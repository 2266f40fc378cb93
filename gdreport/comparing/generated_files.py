"""Two versions of a generated file by meaning: data within a tolerance, drawings without their ids."""

import re

from gdreport.comparing.texts import NUMBER, TEXT_DIGITS, read_text, text_difference
from gdreport.record.reasons import shorten

PIXELS = 0.011  # drawings have two decimals: one unit in the second is rounding; data, limits and bits stand beside them
IDS = re.compile(r'\b(?:id|clip-path)="[^"]*"|href="#[^"]*"|url\(#[^)]*\)')
LABEL = re.compile(r"<!-- (.*?) -->")  # Matplotlib writes each text above its outlines
STYLE = re.compile(r"stroke[\w-]*: [^;\"]+")  # not what fills a cell of a heat map
DESCRIPTION = re.compile(r'<desc id="description">.*?</desc>', re.DOTALL)  # numbers of the data, which are compared as data


def file_difference(name: str, old: bytes, new: bytes, rtol: float, atol: float, *, chaotic: bool) -> tuple[str, str] | None:
    """The first difference in meaning between two versions of a generated file, as `text_difference` gives it.

    Of a chaotic experiment the data and the places in a drawing may differ; not the heads of the
    columns, the labels in words and how lines are drawn.
    """
    a, b = read_text(old), read_text(new)
    if name.endswith(".svg"):
        return _drawing_difference(*(IDS.sub("", DESCRIPTION.sub("", text)) for text in (a, b)), chaotic=chaotic)
    if chaotic and name.endswith(".csv"):
        a, b = a.split("\n")[0], b.split("\n")[0]
    return text_difference(a, b, max(rtol, TEXT_DIGITS), atol)


def _drawing_difference(old: str, new: str, *, chaotic: bool) -> tuple[str, str] | None:
    if chaotic:
        old, new = (chr(10).join(sorted({*STYLE.findall(text), *_words(text)})) for text in (old, new))
        return text_difference(old, new, 0.0, 0.0)
    if text_difference(old, new, 0.0, PIXELS) is None:
        return None
    a, b = LABEL.findall(old), LABEL.findall(new)
    gone, come = [label for label in a if label not in b], [label for label in b if label not in a]
    if gone or come:
        return shorten(", ".join(gone) or "no label"), shorten(", ".join(come) or "no label")
    return text_difference(old, new, 0.0, PIXELS)


def _words(svg: str) -> list[str]:
    """The labels of a drawing that are no numbers."""
    return [label for label in LABEL.findall(svg) if not NUMBER.fullmatch(label)]
