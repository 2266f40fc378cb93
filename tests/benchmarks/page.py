"""A record of measurements, as text for the terminal, as JSON, and as a page of the site with a figure: all from the record."""

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.descents import IN_C, IN_NUMPY
from benchmarks.measuring import Found, Point, Row, Sizes, Times, describe_machine
from gdreport.escaping import escape_markdown
from gdreport.number_text import number_text

NAME = "benchmarks"
TITLES = {
    "descents": "Descents",
    "fresh": "First calls, and memory",
    "reports": "Builds of a report",
    "many": "Many experiments",
}
HEAD = "| what | measured | yardstick | ratio | wanted | met |\n|---|--:|---|--:|--:|---|"
UNITS = {"s": 1.0, "ms": 1e-3, "µs": 1e-6}
MET = {True: "yes", False: "**no**", None: ""}


@dataclass
class Record:
    """What was measured, when and where."""

    date: str
    rounds: int
    machine: dict[str, str]
    rows: list[Row] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)
    times: Times = field(default_factory=dict)

    @property
    def is_trial(self) -> bool:
        """Whether its sizes are so small that its numbers are no verdict."""
        return self.rounds < Sizes.rounds

    def add(self, found: Found) -> None:
        """Take in what a group found."""
        self.rows += found.rows
        self.points += found.points
        self.times |= found.times


def begin_record(sizes: Sizes) -> Record:
    """One without rows, of today and this machine."""
    return Record(datetime.now(UTC).date().isoformat(), sizes.rounds, describe_machine())


def read_record(text: str) -> Record:
    """The record that `write_json` wrote."""
    known: dict[str, Any] = json.loads(text)
    rows, points = [Row(**row) for row in known.pop("rows")], [Point(**point) for point in known.pop("points")]
    return Record(**known, rows=rows, points=points)


def write_json(record: Record) -> str:
    """Every number as it was measured."""
    return json.dumps(asdict(record), indent=1, ensure_ascii=False) + "\n"


def write_pages(record: Record, folder: Path) -> list[Path]:
    """Write the page, its figure and the record itself. Which files these are."""
    drawing = draw_costs(record)
    files = {
        "json": write_json(record).encode(),
        "md": write_page(record, drawing[1] if drawing else None).encode(),
        **({"svg": drawing[0]} if drawing else {}),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for kind, content in files.items():
        (folder / f"{NAME}.{kind}").write_bytes(content)
    return [folder / f"{NAME}.{kind}" for kind in files]


def draw_costs(record: Record) -> tuple[bytes, str] | None:
    """What an evaluation costs against their number, as SVG in the house style, and in words; nothing where it was not measured."""
    import xarray as xr

    from gdreport.figures.drawing import draw
    from gdreport.figures.style import role

    yardsticks = {IN_NUMPY: role("theory"), IN_C: role("theory", linestyle=(0, (1, 2)))}
    styles = iter((role("measured", marker="o", markersize=5), role("derivative", marker="s", markersize=5)))
    series = {point.series: [p for p in record.points if p.series == point.series] for point in record.points}
    low, high = (end((p.evaluations for p in record.points), default=0) for end in (min, max))
    if low == high:
        return None

    def draw_all(axes: Any, results: xr.Dataset) -> None:
        for name, points in series.items():
            if name in yardsticks:
                axes.plot([low, high], [points[0].nanoseconds] * 2, label=name, **yardsticks[name])
        for name, points in series.items():
            if name not in yardsticks:
                axes.plot([p.evaluations for p in points], [p.nanoseconds for p in points], label=name, **next(styles))
        axes.set(xscale="log", yscale="log", xlabel="gradient evaluations", ylabel="time of each / ns")

    drawing = draw(draw_all, xr.Dataset({"nanoseconds": ("point", np.array([p.nanoseconds for p in record.points]))}))
    return drawing.with_title("What a gradient evaluation costs")[0], drawing.alt


def write_page(record: Record, alt: str | None) -> str:
    """The page, in Markdown. `alt` is the figure in words."""
    return "\n\n".join(_write_blocks(record, alt)) + "\n"


def _write_blocks(record: Record, alt: str | None) -> Iterator[str]:
    yield (
        "---\ntitle: Benchmarks\ndescription: How long gdreport takes, as ratios to yardsticks measured beside it.\n"
        "hide: [navigation] # room for the tables\n---"
    )
    yield "# Benchmarks"
    machine = ", ".join(
        [f"{record.machine['processor']}, {record.machine['cores']} cores", record.machine["system"]]
        + [f"{name} {value}" for name, value in record.machine.items() if name not in ("processor", "cores", "system")]
    )
    yield f"Measured on {record.date}: {escape_markdown(machine)}."
    yield (
        "A record, written by `nox -s bench -- --page` and by no build: `gdreport check` does not judge it. Subject and "
        "yardstick run in turns on the same machine, after a round that warms caches; a number is the median of "
        f"{_count(record.rounds, 'round')}, and a ratio that of two medians. In the sweeps hardly a run rests before its last "
        f"epoch, so that the evaluations that are counted are made. All times are in [{NAME}.json]({NAME}.json)."
    )
    yield _summarise(record)
    for group in dict.fromkeys(row.group for row in record.rows):
        yield f"## {TITLES[group]}"
        if group == "descents" and alt is not None:
            yield f"![{escape_markdown(alt)}]({NAME}.svg)"
        yield "\n".join([HEAD, *(_write_row(row, is_judged=not record.is_trial) for row in record.rows if row.group == group)])


def _summarise(record: Record) -> str:
    if record.is_trial:
        return "This is a trial with tiny sizes: nothing is judged."
    judged = [row.is_met for row in record.rows if row.wanted is not None]
    met, missing = sum(each is True for each in judged), sum(each is None for each in judged)
    words = f"Of {_count(len(judged), 'wanted bound')} {met} {'is' if met == 1 else 'are'} met"
    return words + (f"; {missing} could not be judged." if missing else ".")


def _write_row(row: Row, *, is_judged: bool) -> str:
    what, measured, yardstick, beside, ratio, wanted, met = _write_cells(row, is_judged=is_judged)
    note = f"<br><small>{_mark(row.note)}</small>" if row.note else ""
    against = f"{_mark(yardstick)}{': ' * bool(beside)}{beside}"
    return f"| {_mark(what)}{note} | {measured} | {against} | {ratio} | {wanted} | {met} |"


def _mark(text: str) -> str:
    """A text in which only what stands in backquotes is markup."""
    parts = re.split(" *(`[^`|]*`)", text)
    return " ".join(part if part.startswith("`") else escape_markdown(part) for part in parts if part)


def _write_cells(row: Row, *, is_judged: bool) -> list[str]:
    unit = "" if row.yardstick else f" {row.unit}"
    return [
        row.what,
        _with_unit(row.measured, row.unit),
        row.yardstick,
        _with_unit(row.beside, row.unit),
        "" if row.ratio is None else number_text(row.ratio, 2),
        "" if row.wanted is None else f"≤ {number_text(row.wanted)}{unit}",
        "missing" if row.wanted is not None and row.is_met is None else MET[row.is_met if is_judged else None],
    ]


def write_text(record: Record) -> str:
    """The same table for a terminal."""
    lines = [f"{record.date}, median of {_count(record.rounds, 'round')}: " + ", ".join(map(" ".join, record.machine.items()))]
    for group in dict.fromkeys(row.group for row in record.rows):
        lines += ["", TITLES[group]]
        for row in (row for row in record.rows if row.group == group):
            what, measured, yardstick, beside, ratio, wanted, met = _write_cells(row, is_judged=not record.is_trial)
            against = f" / {yardstick} {beside} = {ratio}" if ratio else f" / {yardstick}" if yardstick else ""
            judged = f" (wanted {wanted}{', met: ' * bool(met)}{met.strip('*')})" if wanted else ""
            lines.append(f"  {what}: {measured}{against}{judged}" + (f" [{row.note}]" if row.note else ""))
    return "\n".join([*lines, "", _summarise(record)])


def _with_unit(value: float | None, unit: str) -> str:
    if value is None:
        return ""
    name = unit
    if unit in UNITS and value > 0:
        seconds = value * UNITS[unit]
        name = next((name for name, size in UNITS.items() if seconds >= size), "µs")
        value = seconds / UNITS[name]
    return f"{number_text(value, 3)} {name}".strip()


def _count(count: int, what: str) -> str:
    return f"{count} {what}{'s' * (count != 1)}"
