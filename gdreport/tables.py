"""Summary tables: callables from results to rows, and rows as HTML with a caption and as CSV."""

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any

import numpy as np

from gdreport.errors import ReportError
from gdreport.experiment import Results, beside
from gdreport.objectives.objective import Objective
from gdreport.page.number_filters import number_text

Row = Mapping[str, Any]
DIGIT, POINT = "\u2007", "\u2008"  # spaces as wide as a digit, and as a point
UNITS = {"reached_at": "epochs to the minimum", "diverged_at": "epoch of divergence"}


def runs_table(
    *names: str, every: int = 1, of: str | None = None, headings: Mapping[str, str] | None = None
) -> Callable[[Results], list[dict[str, Any]]]:
    """A row for every run, or every nth: its swept parameters, then the named results.

    A run that diverged says so in words in place of its numbers; one that never came to stay at
    a minimum says ``not reached``. `headings` gives a column another name.
    """

    def tabulate(results: Results) -> list[dict[str, Any]]:
        data = results if of is None else beside(results, of)
        unknown = [n for n in names if n not in data.variables]
        if unknown:
            raise ReportError(f"the results have no {unknown[0]!r}", remedy=f"there are: {', '.join(map(str, data.data_vars))}")
        dims = [str(d) for d in data["final"].dims if d != "variable"]
        places = list(np.ndindex(*(data.sizes[d] for d in dims)))[::every]
        return [_row(data.isel(dict(zip(dims, at, strict=True))), dims, names, headings or {}) for at in places]

    return tabulate


def _row(run: Results, dims: list[str], names: Sequence[str], headings: Mapping[str, str]) -> dict[str, Any]:
    def heading(name: str) -> str:
        return headings.get(name) or UNITS.get(name) or str(run[name].attrs.get("long_name", name))

    row: dict[str, Any] = {heading(d): run[d].item() for d in dims}
    for name in names:
        value = run[name].values
        if run["diverged"] and name in ("final", "final_value"):
            row[heading(name)] = "diverged" if "diverged_at" in names else f"diverged at epoch {int(run['diverged_at'])}"
        elif run["diverged"] and name == "reached_at":
            row[heading(name)] = "–"
        elif value.ndim == 0:
            row[heading(name)] = ABSENT.get(name, "none") if isinstance(value.item(), float) and np.isnan(value) else value.item()
        else:
            row |= {f"{heading(name)}, {v}": x for v, x in zip(run["variable"].values, value.tolist(), strict=True)}
    return row


ABSENT = {"reached_at": "not reached", "diverged_at": "did not diverge"}


def checked(rows: Any) -> list[Row]:
    """The rows an author's callable returned. Errors: ReportError where they are not a list of equal mappings."""
    if not isinstance(rows, Sequence) or not rows or not all(isinstance(r, Mapping) and r for r in rows):
        what = "empty" if isinstance(rows, Sequence) and not rows else f"{rows!r:.60}"
        raise ReportError(f"a table is {what}", remedy="return a list of dictionaries: column name -> value")
    columns = list(rows[0])
    for number, row in enumerate(rows, 1):
        if list(row) != columns:
            raise ReportError(
                f"row {number} has the columns {list(row)}, the first row {columns}", remedy="give every row the same"
            )
    return list(rows)


def to_csv(rows: Sequence[Row]) -> bytes:
    """The rows with nine significant digits."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(rows[0])
    for row in rows:
        writer.writerow([f"{v:.9g}" if isinstance(v, float) else v for v in map(_plain, row.values())])
    return out.getvalue().encode()


def to_html(rows: Sequence[Row], caption: str, digits: int = 6, link: str = "") -> str:
    """The rows as an HTML table: a caption with a link to its CSV, column heads, numbers aligned on the decimal point."""
    columns = {c: [_cell(_plain(r[c]), digits) for r in rows] for c in rows[0]}
    numeric = {c for c in rows[0] if any(isinstance(_plain(r[c]), int | float) for r in rows)}
    columns |= {c: _aligned(columns[c]) for c in numeric}
    heads = "".join(f'<th scope="col"{_side(c in numeric)}>{escape(c)}</th>' for c in columns)
    lines = zip(*columns.values(), strict=True)
    cells = ("".join(f"<td{_side(c in numeric)}>{v}</td>" for c, v in zip(columns, line, strict=True)) for line in lines)
    body = "\n".join(f"<tr>{row}</tr>" for row in cells)
    csv_link = f' <a class="gd-csv" href="{escape(link)}" download>CSV</a>' if link else ""
    kind = "gd-table gd-sortable" if link else "gd-table"
    return (
        f'<div class="gd-scroll" role="region" aria-label="{escape(caption)}" tabindex="0">\n'
        f'<table class="{kind}">\n<caption><span>{escape(caption)}{csv_link}</span></caption>\n'
        f"<thead><tr>{heads}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>\n</div>"
    )


def _side(numeric: bool) -> str:
    return ' class="n"' if numeric else ""


def _aligned(cells: Sequence[str]) -> list[str]:
    """Plain numbers padded with spaces as wide as a digit, so that their decimal points stand below each other."""
    fractions = {c: len(c.partition(".")[2]) for c in cells if re.fullmatch(r"−?[\d,]+(\.\d+)?", c)}
    most = max(fractions.values(), default=0)
    return [c if c not in fractions else c + DIGIT * (most - fractions[c]) + POINT * (fractions[c] == 0 < most) for c in cells]


def _cell(value: Any, digits: int) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return escape({True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value))
    return number_text(value, digits)


def _plain(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic | np.ndarray) and np.ndim(value) == 0 else value


def stationary_points(objective: Objective) -> Callable[[Results], list[dict[str, Any]]]:
    """A row for every minimum, maximum and inflection of an objective of one variable, ascending.

    Its curvature f'', and for a minimum the stability threshold 2 / f'': gradient descent with a
    larger learning rate does not settle there.
    """

    def tabulate(results: Results) -> list[dict[str, Any]]:
        name = objective.variables[0]
        kinds = {"minimum": objective.minima, "maximum": objective.maxima, "inflection": objective.inflections}
        places = sorted((float(x), kind) for kind, found in kinds.items() for x in found)
        rows = []
        for x, kind in places:
            curvature = 0.0 if kind == "inflection" else float(objective.curvature(x))
            threshold: float | str = 2 / curvature if curvature > 0 else "none: unstable" if kind == "maximum" else "not stationary"
            rows.append(
                {
                    "kind": kind,
                    name: x,
                    f"f({name})": float(objective.value(x)),
                    f"f″({name})": curvature,
                    "stability threshold (learning rate)": threshold,
                }
            )
        return rows

    return tabulate
