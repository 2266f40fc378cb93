"""Two texts by meaning: words exactly, numbers within a tolerance, drawings without their ids."""

import math
import re

Files = dict[str, bytes]
RTOL, ATOL = 1e-9, 1e-12  # where an experiment states no tolerance of its own
TEXT_DIGITS = 1e-8  # texts have nine significant digits or fewer: one unit in the ninth is rounding
PIXELS = 1e-5
NUMBER = re.compile(r"(?<![\w#.])[-+−]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?![\w.]*\w)")
IDS = re.compile(r'\b(?:id|clip-path)="[^"]*"|href="#[^"]*"|url\(#[^)]*\)')
LABEL = re.compile(r"<!-- (.*?) -->")  # Matplotlib writes each text above its outlines
# Of a page: what was measured, and what of it hangs on single runs.
MEASURED = re.compile(
    r'<data value="[^"]*"[^>]*>.*?</data>|<td[^>]*>.*?</td>|\balt="[^"]*"|<details.*?</details>|^description: .*?$',
    re.DOTALL | re.MULTILINE,
)
CHAOS = re.compile(r'<td[^>]*>.*?</td>|\balt="[^"]*"', re.DOTALL)
STYLE = re.compile(r"stroke[\w-]*: [^;\"]+")  # not what fills a cell of a heat map
SOURCE = re.compile(r'(<a class="gd-source"[^>]*?), line \d+(?=")')  # a comment moves the lines, and nothing else
PLAIN = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
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
        return _first_words(old, new, NUMBER)
    for a, b in zip(NUMBER.finditer(old), NUMBER.finditer(new), strict=True):
        if not close(_float(a[0]), _float(b[0]), rtol, atol):
            return _excerpts(_line(old, a.start()), _line(new, b.start()))
    return None


def page_difference(old: str, new: str, rtol: float, atol: float, *, chaotic: bool = False) -> tuple[str, str] | None:
    """The same for Markdown: a number is compared within the tolerance where it was measured, and is a word elsewhere.

    Measured are those of `| number`, of tables, of descriptions and of marks. Of a chaotic
    experiment only those of `| number` count.

    >>> page_difference('5 epochs <data value="0.5">0.5</data>', '5 epochs <data value="0.5000000001">0.5</data>', 1e-8, 0)
    >>> page_difference('after 5 epochs', 'after 6 epochs', 0.5, 0)
    ('after 5 epochs', 'after 6 epochs')
    """
    if chaotic:
        old, new = (CHAOS.sub("…", text) for text in (old, new))
    if MEASURED.split(old) != MEASURED.split(new):
        return _first_words(old, new, MEASURED)
    for a, b in zip(MEASURED.finditer(old), MEASURED.finditer(new), strict=True):
        if text_difference(_in_e_notation(a[0]), _in_e_notation(b[0]), rtol, atol) is not None:
            return _excerpts(_line(old, a.start()), _line(new, b.start()))
    return None


def _in_e_notation(text: str) -> str:
    """1,009 as 1009 and 9.99 × 10⁻⁶ as 9.99e-6, so that a number is one number however it is written."""
    text = re.sub(r"(?<=\d),(?=\d{3})", "", text)
    return re.sub(r"(?:([\d.]+) × )?10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", lambda m: f"{m[1] or 1}e{m[2].translate(PLAIN)}", text)


def close(a: float, b: float, rtol: float, atol: float) -> bool:
    """Equal within the tolerance; infinities and NaN only with themselves."""
    if math.isfinite(a) and math.isfinite(b):
        return abs(a - b) <= atol + rtol * max(abs(a), abs(b))
    return a == b or (math.isnan(a) and math.isnan(b))


def file_difference(name: str, old: bytes, new: bytes, rtol: float, atol: float, *, chaotic: bool) -> tuple[str, str] | None:
    """The first difference in meaning between two versions of a generated file, as `text_difference` gives it.

    Of a chaotic experiment the data and the places in a drawing may differ; not the heads of the
    columns, the labels in words and how lines are drawn.
    """
    a, b = _text(name, old), _text(name, new)
    rtol = max(rtol, TEXT_DIGITS)
    if name.endswith(".md"):
        return page_difference(a, b, rtol, atol, chaotic=chaotic)
    if name.endswith(".svg"):
        if chaotic:
            a, b = (chr(10).join(sorted({*STYLE.findall(text), *_words(text)})) for text in (a, b))
            return text_difference(a, b, 0.0, 0.0)
        return _drawn(a, b) if text_difference(a, b, 0.0, PIXELS) else None
    if chaotic and name.endswith(".csv"):
        a, b = a.split("\n")[0], b.split("\n")[0]
    return text_difference(a, b, rtol, atol)


def _words(svg: str) -> list[str]:
    """The labels of a drawing that are no numbers."""
    return [label for label in LABEL.findall(svg) if not NUMBER.fullmatch(label)]


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


def without_markup(text: str) -> str:
    """A sentence on one line, without tags."""
    return re.sub(r"<[^>]+>", "", " ".join(text.split()))


def _text(name: str, content: bytes) -> str:
    text = content.decode("utf-8", errors="replace").replace("\r\n", "\n")
    if name.endswith(".svg"):
        return IDS.sub("", text)
    return SOURCE.sub(r"\1", text.rsplit(PROVENANCE, 1)[0]) if name.endswith(".md") else text


def _float(text: str) -> float:
    return float(text.replace("−", "-"))


def _first_words(old: str, new: str, apart: re.Pattern[str]) -> tuple[str, str]:
    """The first lines that differ in more than what is set apart; where there are none, how many lines there are."""
    lines = zip(old.splitlines(), new.splitlines(), strict=False)
    differing = ((a, b) for a, b in lines if apart.split(a) != apart.split(b))
    return _excerpts(*next(differing, (f"{old.count(chr(10))} lines", f"{new.count(chr(10))} lines")))


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
