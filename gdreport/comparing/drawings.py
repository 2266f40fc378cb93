"""Two drawings of a figure in its author's terms: which part of it, which property, as it was and as it is."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from gdreport.comparing.texts import TEXT_DIGITS, Tolerance, cut_excerpts, text_difference
from gdreport.record.manifest import Drawn
from gdreport.record.reasons import ABSENT, Change

DATA = "drawn from the old data", "drawn from the new data"  # which stand beside it


def compare_drawings(
    old: Mapping[str, Drawn], new: Mapping[str, Drawn], tolerance: Tolerance, *, chaotic: bool
) -> Iterator[Change]:
    """How figures are drawn: artists, styles, labels, scales and limits, under any version of Matplotlib."""
    for name in sorted(old.keys() & new.keys()):
        was, is_now = (d.artists if chaotic else [*d.artists, *d.limits] for d in (old[name], new[name]))
        found = find_difference(was, is_now, tolerance)
        if found is not None:
            yield Change("drawing", name, *found)


def say_of_figure(
    change: Change, data: Collection[str], old: Mapping[str, Drawn], new: Mapping[str, Drawn], tolerance: Tolerance
) -> Change:
    """A figure that differs, in its author's terms where there are any: how it is drawn, its data, its limits.

    `data`: the files of data that differ.
    """
    name = change.name.removesuffix(".svg").removesuffix(".narrow")
    if change.kind != "figure" or ABSENT in (change.old, change.new) or name not in old or name not in new:
        return change
    was, is_now = old[name], new[name]
    found = find_difference(was.artists, is_now.artists, tolerance)
    found = found or (DATA if f"{name}.csv" in data else find_difference(was.limits, is_now.limits, tolerance))
    return change if found is None else replace(change, old=found[0], new=found[1])


def find_difference(old: Sequence[str], new: Sequence[str], tolerance: Tolerance) -> tuple[str, str] | None:
    """The first part of a drawing that differs, and what of it; or the parts that are gone and that are new.

    >>> find_difference(["axes 1 line 1: color #336699, zorder 2"], ["axes 1 line 1: color #336698, zorder 2"], (0, 0))
    ('axes 1 line 1: color #336699', 'color #336698')
    >>> find_difference(["axes 1 line 1: zorder 2"], ["axes 1 area 1: zorder 2"], (0, 0))
    ('axes 1 line 1', 'axes 1 area 1')
    """
    loose = max(tolerance[0], TEXT_DIGITS), tolerance[1]
    heads = [[line.partition(": ")[0] for line in lines] for lines in (old, new)]
    gone, come = ([head for head in heads[i] if head not in heads[1 - i]] for i in (0, 1))
    if gone or come:
        return ", ".join(gone) or ABSENT, ", ".join(come) or ABSENT
    for was, is_now in zip(old, new, strict=False):
        if text_difference(was, is_now, *loose) is not None:
            facts = [line.partition(": ")[2].split(", ") for line in (was, is_now)]
            pairs = [(a, b) for a, b in zip(*facts, strict=False) if text_difference(a, b, *loose) is not None]
            if len(facts[0]) == len(facts[1]) and pairs and heads[0] == heads[1]:
                return f"{was.partition(': ')[0]}: {pairs[0][0]}", pairs[0][1]
            return cut_excerpts(was, is_now)
    return None if len(old) == len(new) else (f"{len(old)} parts", f"{len(new)} parts")
