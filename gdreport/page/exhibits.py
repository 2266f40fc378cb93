"""What the words of a page may show, `figure` and `table`, and that all that is made is shown."""

import ast
import tokenize
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gdreport.checking.texts import Files
from gdreport.errors import ReportError, one_of
from gdreport.experiment import Experiment, Results
from gdreport.figures.drawing import draw
from gdreport.page.templates import fill
from gdreport.project import Report
from gdreport.tables import checked, to_csv, to_html


@dataclass
class Shown:
    """What the words have asked for so far."""

    files: Files = field(default_factory=dict)
    figures: list[str] = field(default_factory=list)
    tables: list[str] = field(default_factory=list)
    clickable: dict[str, Any] = field(default_factory=dict)  # figure -> where its runs stand
    alt: str = ""


def macros_of(report: Report, page: str, experiment: Experiment, results: Results, shown: Shown) -> dict[str, Callable[..., str]]:
    """The functions `figure` and `table` of an experiment's words; what they made is added to `shown`."""

    def figure(name: str, caption: str) -> str:
        """The figure with its caption, a link to its data, and alt text made from the data."""
        if name not in experiment.figures:
            raise ReportError(f"unknown figure {name!r}", remedy=one_of(name, list(experiment.figures)))
        _text(caption, "caption")
        drawing = draw(experiment.figures[name], results, caption)
        shown.alt = shown.alt or drawing.alt
        shown.figures.append(name)
        if drawing.clickable is not None:
            shown.clickable[name] = drawing.clickable
        shown.files |= {f"{name}.svg": drawing.svg, f"{name}.narrow.svg": drawing.narrow}
        shown.files |= {f"{name}.pdf": drawing.pdf, f"{name}.csv": drawing.csv}
        code = report.code(page)
        source = f"{report.place(code)}, line {_line_of(code, name) or 1}"
        return fill("figure.html.j2", name=name, caption=caption, number=len(shown.figures), alt=drawing.alt, source=source)

    def table(name: str, caption: str, digits: int = 6) -> str:
        """The table with its caption and a link to its data."""
        if name not in experiment.tables:
            raise ReportError(f"unknown table {name!r}", remedy=one_of(name, list(experiment.tables)))
        _text(caption, "caption")
        rows = checked(experiment.tables[name](results))
        shown.tables.append(name)
        shown.files[f"{name}-table.csv"] = to_csv(rows)
        return to_html(rows, caption, digits, f"{name}-table.csv")

    return {"figure": figure, "table": table}


def _text(value: object, name: str) -> None:
    if not isinstance(value, str) or not value.strip():
        raise ReportError(f"{name} is {value!r}", remedy=f"{name} is a text that says what is shown")


def all_shown(report: Report, name: str, experiment: Experiment, shown: Shown) -> None:
    """Errors: ReportError for a figure or table that the words show nowhere, or twice."""
    for kind, made, used in (("figure", experiment.figures, shown.figures), ("table", experiment.tables, shown.tables)):
        for item in made:
            if item not in used:
                raise ReportError(
                    f"{kind} {item!r} is made but shown nowhere",
                    file=report.place(report.code(name)),
                    line=_line_of(report.code(name), item),
                    remedy=f'write {{{{ {kind}("{item}", caption="...") }}}} in {report.place(report.words(name))}, or delete it',
                )
        twice = next((u for u in used if used.count(u) > 1), None)
        if twice is not None:
            raise ReportError(f"{kind} {twice!r} is shown twice", file=report.place(report.words(name)), remedy="show it once")


def _line_of(code: Path, text: str) -> int | None:
    with tokenize.open(code) as stream:
        tree = ast.parse(stream.read())
    return next((n.lineno for n in ast.walk(tree) if isinstance(n, ast.Constant) and n.value == text), None)
