"""What differs in meaning between the old files of a page and the new ones: numbers, sentences, figures, words."""

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any

from gdreport.checking.texts import ATOL, RTOL, TEXT_DIGITS, Files, close, file_difference, page_difference, without_markup
from gdreport.page.number_filters import number_text
from gdreport.record.manifest import NAME

ABSENT = "absent"
FILES = ("figure", "data", "table", "page", "explorer", "copy", "file")  # kinds of change that are named after their file
MEASURED = ("measure", "iterate", "output")
KINDS = {"svg": "figure", "csv": "data", "md": "page", "pdf": "copy", "js": "explorer"}  # a PDF is its figure over again


@dataclass(frozen=True)
class Change:
    """One thing that differs: what it is, its name, how it was and how it is now."""

    kind: str  # parameter, measure, iterate, output; title, sentence, condition; or one of FILES
    name: str
    old: str
    new: str

    @property
    def relative(self) -> float | None:
        """The change of a measured number relative to what it was; None for anything else."""
        old, new = _number(self.old), _number(self.new)
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


def changes(old: Files, new: Files, *, drawings: bool, moved: bool = False) -> Iterator[Change]:
    """Each change, within the tolerance that the old manifest states.

    Of an experiment marked chaotic the measures, the first epochs, the words and the styles count, not where single runs go.
    `drawings`: compare figures too, not only the plotted data. `moved`: the new starts were moved on
    purpose, so parameters are not compared.
    """
    a, b = _manifest(old), _manifest(new)
    parameters = (a or b).get("parameters", {})
    tolerance = parameters.get("rtol", RTOL), parameters.get("atol", ATOL)
    chaotic = parameters.get("chaotic", False)
    if NAME in old and NAME in new:
        if not moved:
            yield from _values("parameter", parameters, b["parameters"], None)
        yield from _values("measure", a["measures"], b["measures"], tolerance)
        yield from _values("iterate", a["early"], b["early"], tolerance)
        yield from _sentences(a["page"], b["page"], tolerance[0])
    names = sorted((old.keys() | new.keys()) - {NAME})
    drawn: set[str] = set()  # figures that differ: their narrow version then says nothing new
    for name in sorted(names, key=lambda n: ".narrow." in n):
        kind = "table" if name.endswith("-table.csv") else KINDS.get(name.rsplit(".", 1)[-1], "file")
        if name not in old or name not in new:
            yield Change(kind, name, *(("made", ABSENT) if name in old else (ABSENT, "made")))
        elif kind != "copy" and (kind != "figure" or (drawings and name.replace(".narrow", "") not in drawn)):
            differing = file_difference(name, old[name], new[name], *tolerance, chaotic=chaotic)
            if differing is not None:
                drawn.add(name)
                yield Change(kind, name, *differing)


def _manifest(files: Files) -> dict[str, Any]:
    values: dict[str, Any] = json.loads(files[NAME]) if NAME in files else {}
    return values


def _values(kind: str, a: Any, b: Any, tolerance: tuple[float, float] | None, path: str = "") -> Iterator[Change]:
    """Numbers, texts and lists of them by name; exactly where there is no tolerance."""
    if isinstance(a, dict) and isinstance(b, dict):
        for key in sorted(a.keys() | b.keys(), key=lambda k: (len(k), k) if kind == "iterate" else (0, k)):
            yield from _values(kind, a.get(key, ABSENT), b.get(key, ABSENT), tolerance, f"{path} {key}".strip())
    elif isinstance(a, list) and isinstance(b, list) and len(a) == len(b):
        found = [c for x, y in zip(a, b, strict=True) for c in _values(kind, x, y, tolerance, path)]
        if found:
            number = f" ({len(found)} of {len(a)} values, the first)" if len(a) > 1 else ""
            yield Change(kind, path + number, found[0].old, found[0].new)
    elif isinstance(a, list) and isinstance(b, list):
        yield Change(kind, path, f"{len(a)} values", f"{len(b)} values")
    elif a != b and not _close(a, b, tolerance):
        yield Change(kind, path, _said(a), _said(b))


def _close(a: Any, b: Any, tolerance: tuple[float, float] | None) -> bool:
    x, y = _number(a), _number(b)
    return tolerance is not None and x is not None and y is not None and close(x, y, *tolerance)


def _number(value: Any) -> float | None:
    try:
        return None if isinstance(value, bool | list) else float(value)
    except (TypeError, ValueError):
        return None


def _said(value: Any) -> str:
    return f"{len(value)} values" if isinstance(value, list) else str(value)


def _sentences(a: Mapping[str, Any], b: Mapping[str, Any], rtol: float) -> Iterator[Change]:
    if a["title"] != b["title"]:
        yield Change("title", "", a["title"], b["title"])
    old, new = [a["finding"], *a["observations"]], [b["finding"], *b["observations"]]
    texts = [_plain(o) for o in old], [_plain(o) for o in new]
    for kind, i, j, k, m in SequenceMatcher(None, *texts, autojunk=False).get_opcodes():
        for x, y in zip_longest(range(i, j), range(k, m)):
            before, after = ABSENT if x is None else texts[0][x], ABSENT if y is None else texts[1][y]
            if kind != "equal" and (x is None or y is None or _differ(old[x], new[y], rtol)):
                yield Change("sentence", "", before, after)
            if x is not None and y is not None and old[x]["condition"] != new[y]["condition"]:
                yield Change("condition", "", old[x]["condition"], new[y]["condition"])


def _differ(a: Mapping[str, str], b: Mapping[str, str], rtol: float) -> bool:
    claims = [[o[part] for part in ("claim", "verdict")] for o in (a, b)]
    return claims[0] != claims[1] or page_difference(a["sentence"], b["sentence"], max(rtol, TEXT_DIGITS), 0) is not None


def _plain(observation: Mapping[str, str]) -> str:
    """An observation's words without markup, with the claim and the verdict in front where there are any."""
    words = without_markup(observation["sentence"])
    return f"{observation['claim']}: {observation['verdict']}. {words}" if observation["claim"] else words
