"""Why a committed file or page is not fresh: the kinds of reason and of change, as `check` states them."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count, groupby
from typing import Any, Literal

from gdreport.number_text import count_text, number_text

MOST = 12  # lines of changed inputs that are printed; --json has them all
REBUILD = "run `gdreport build`"
ABSENT = "absent"
# Kinds of change that are named after their file.
FILES = ("figure", "data", "table", "page", "explorer", "file")
MEASURED = ("measure", "iterate", "output")


@dataclass(frozen=True)
class Change:
    """One thing that differs: what it is, its name, how it was and how it is now."""

    kind: str  # parameter, tolerance, measure, iterate, output; title, sentence, condition; or one of FILES
    name: str
    old: str
    new: str

    @property
    def relative(self) -> float | None:
        """The change of a measured number relative to what it was; None for anything else."""
        old, new = to_number(self.old), to_number(self.new)
        if self.kind not in MEASURED or old is None or new is None or old == 0 or not math.isfinite(new / old):
            return None
        return new / old - 1

    @property
    def share(self) -> str:
        """The relative change as people read it, with its sign; nothing where there is none."""
        if self.relative is None:
            return ""
        text = number_text(100 * abs(self.relative), 2)
        return f"{'−' if self.relative < 0 else '+'}{text} %"

    def __str__(self) -> str:
        share = f" ({self.share})" if self.share else ""
        return f"{self.kind}{self.name and ' '}{self.name}: {self.old} -> {self.new}{share}"


@dataclass(frozen=True)
class Input:
    """An input that is not the manifest's: a file with the lines that are new in it, a library's version, gdreport itself.

    >>> print(Input("experiments/valley.py", {3: "a", 15: "b", 16: "c"}))
    experiments/valley.py:3,15-16
    """

    name: str
    lines: Mapping[int, str] = field(default_factory=dict)

    def __str__(self) -> str:
        ranges = [[n for n, _ in run] for _, run in groupby(zip(self.lines, count(), strict=False), lambda pair: pair[0] - pair[1])]
        at = ",".join(str(r[0]) if len(r) == 1 else f"{r[0]}-{r[-1]}" for r in ranges)
        return f"{self.name}:{at}" if at else self.name


@dataclass(frozen=True)
class Reason:
    """Why a committed file or page is not fresh, and what differs."""

    kind: Literal["missing", "changed", "edited", "unexpected"]
    file: str
    detail: str
    remedy: str = REBUILD
    line: int | None = None
    inputs: tuple[Input, ...] = ()  # of `changed`: what was not as the manifest says
    changes: tuple[Change, ...] = ()  # of `changed`: old -> new
    pictures: Mapping[str, tuple[bytes, bytes]] = field(default_factory=dict)  # the figures that changed: old and new SVG

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        lines = [shorten(f"{i.name}:{number}: {line}") for i in self.inputs for number, line in i.lines.items()]
        more = [f"... and {count_text(len(lines) - MOST, 'line')} more"] if len(lines) > MOST else []
        return "\n  ".join([f"{self.kind}: {place}: {self.detail}", *lines[:MOST], *more, *map(str, self.changes)])


def to_number(value: Any) -> float | None:
    """A number, or the number that a text writes; None for anything else."""
    try:
        return None if isinstance(value, bool | list) else float(value)
    except (TypeError, ValueError):
        return None


def shorten(text: str, most: int | None = 90) -> str:
    """A text on one line, at most so many characters of it."""
    words = " ".join(text.split())
    return words if most is None or len(words) <= most else words[: most - 3] + "..."
