"""A mistake in what the code has read: in which file and line it stands, where what was raised tells it."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

LARGEST = 1 << 24  # of a larger file no line is looked for
CODE = frozenset({".py", ".pyc", ".md", ".toml"})
NUMBER, DATE = "a number is written as 1.5 or 1e-3", "a date is written as 2024-01-31"
# What readers say of a text that they cannot read; it stands in quotes of some kind.
TEXTS = (
    (
        re.compile(r"could not convert string (?:to float: )?(['\"])(?P<text>.*?)\1(?: to \w+ at row|$)", re.DOTALL),
        "number",
        NUMBER,
    ),
    (re.compile(r"invalid literal for int\(\) with base 10: (['\"])(?P<text>.*)\1", re.DOTALL), "whole number", NUMBER),
    (re.compile(r"Unable to parse string (['\"])(?P<text>.*)\1"), "number", NUMBER),
    (re.compile(r"(?:Invalid isoformat string: |time data |(?:in|parsing) datetime string )(['\"])(?P<text>.*?)\1"), "date", DATE),
)
LINE = re.compile(r"(?:Line #|in line |: line )(\d+)")
COLUMNS = re.compile(r"the number of columns changed from \d+ to \d+ at row \d+")  # of the data, from the first
READERS = ("json", "pandas")  # which tell the line of the file


def explain_data(error: BaseException, root: Path, places: Iterable[str]) -> tuple[str, str] | None:
    """What is wrong in a file and what mends it; None where no line of a file is known. `places`: what was read, in this order."""
    files = [place for place in places if Path(place).suffix not in CODE and _is_small(root / place)][::-1]
    said = str(error)
    for pattern, kind, remedy in TEXTS:
        if isinstance(error, ValueError) and (match := pattern.search(said)):
            return _find_text(match["text"].strip(), kind, remedy, root, files)
    if files and (match := COLUMNS.match(said)):
        return f"in {files[0]} {match[0]}", "give each row the same number of columns; an empty cell has its comma too"
    is_of_reader = type(error).__module__.partition(".")[0] in READERS or said.startswith("Some errors were detected")
    if files and is_of_reader and (match := LINE.search(said)):
        return f"{files[0]}:{match[1]} cannot be read: {' '.join(said.split())}", "see what stands in this line"
    return None


def _find_text(text: str, kind: str, remedy: str, root: Path, files: list[str]) -> tuple[str, str] | None:
    for place in files:
        lines = list(islice(_list_lines(text, root / place), 100))
        if lines:
            more = len(lines) - 1
            others = "" if not more else f"; it stands in {'another line' if more == 1 else f'{more} other lines'} too"
            named = f"{text!r}" if text else "an empty cell"
            head = "; a first line of names is left out, as by skiprows=1" if lines[0] == 1 else ""
            return f"{named} in {place}:{lines[0]} is no {kind}{others}", f"{remedy}{head}"
    return None


def _list_lines(text: str, file: Path) -> Iterator[int]:
    """The lines in which it stands as a cell."""
    with file.open(encoding="utf-8-sig", errors="replace") as stream:
        for number, line in enumerate(stream, 1):
            cells = [cell.strip().strip("\"'").strip() for cell in re.split(r"[,;\t]", line)]
            if text in cells or (text and text in line.split()):
                yield number


def _is_small(file: Path) -> bool:
    return file.is_file() and file.stat().st_size < LARGEST
