"""Rows as HTML with a caption, as CSV, and in a notebook."""

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from gdreport.errors import TAKE_ONE, ReportError, show
from gdreport.escaping import MOST, clean, escape_markdown, is_too_long
from gdreport.number_text import number_text, write_dates
from gdreport.page.marks import DIGIT, POINT, Marks, escape_words

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Table:
    """The rows of a table, which show themselves in a notebook."""

    rows: Sequence[Row]
    caption: str = ""
    digits: int = 6

    def _repr_html_(self) -> str:
        return to_html(self.rows, self.caption, self.digits)


def tabulate(table: Callable[[Any], Any], results: Any, caption: str = "", digits: int = 6) -> Table:
    """A table of these results, for a notebook: ``tabulate(runs_table("final"), results)`` as the last line of a cell.

    Errors: ReportError where the callable gives no list of equal mappings.

    >>> tabulate(lambda results: [{"runs": len(results)}], [1, 2]).rows
    [{'runs': 2}]
    """
    return Table(check_rows(table(results)), caption, digits)


def check_rows(rows: Any) -> list[Row]:
    """The rows an author's callable returned, each text of them on one line.

    Errors: ReportError where they are not a list of equal mappings, or a cell is longer than a page bears.
    """
    if not isinstance(rows, Sequence) or not rows or not all(isinstance(r, Mapping) and r for r in rows):
        what = "empty" if isinstance(rows, Sequence) and not rows else show(rows)
        remedy = "return a list of dictionaries: column name -> value"
        raise ReportError(
            f"a table is {what}", remedy=f"call it: {rows.__qualname__.split('.')[0]}(...)" if callable(rows) else remedy
        )
    columns = list(rows[0])
    for number, row in enumerate(rows, 1):
        if list(row) != columns:
            raise ReportError(
                f"row {number} has the columns {list(row)}, the first row {columns}", remedy="give every row the same"
            )
        for column, value in row.items():
            if np.ndim(value) > 0 or not isinstance(_plain(value), bool | int | float | str):
                if np.ndim(value):
                    what = f"row {number} has an array of shape {np.shape(value)} in {column!r}, which needs one number"
                    raise ReportError(what, remedy=TAKE_ONE)
                what = f"row {number} has {show(value)} in {column!r}"
                raise ReportError(what, remedy="a cell is a number, a truth value or a text")
            if is_too_long(_plain(value)) or is_too_long(column):
                what = f"row {number} has more than {MOST} characters in {str(column)[:40]!r}"
                raise ReportError(what, remedy="a cell is short: leave the rest to the caption or the words")
    dates = {c: write_dates([row[c] for row in rows]) for c in columns if all(_is_date(row[c]) for row in rows)}
    return [{clean(str(c)): dates[c][i] if c in dates else _plain(v) for c, v in row.items()} for i, row in enumerate(rows)]


def to_csv(rows: Sequence[Row]) -> bytes:
    """The rows with nine significant digits."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(rows[0])
    for row in rows:
        writer.writerow([f"{v:.9g}" if isinstance(v, float) else v for v in row.values()])
    return out.getvalue().encode()


def to_html(rows: Sequence[Row], caption: str, digits: int = 6, link: str = "", marks: Marks | None = None) -> str:
    """The rows as an HTML table: a caption with a link to its CSV, column heads, numbers aligned on the decimal point.

    With `marks` each cell is a measured value of the page.
    """
    columns = {c: [_cell(r[c], digits) for r in rows] for c in rows[0]}
    numeric = {c for c in rows[0] if any(isinstance(r[c], int | float) for r in rows)}
    columns |= {c: _align(columns[c]) for c in numeric}
    if marks is None:
        columns = {c: [escape_markdown(text) for text in column] for c, column in columns.items()}
    else:
        columns = {
            c: [marks.write("cell", c, f"{digits} digits", r[c], text) for r, text in zip(rows, column, strict=True)]
            for c, column in columns.items()
        }
    heads = "".join(f'<th scope="col"{_side(c in numeric)}>{escape_markdown(c)}</th>' for c in columns)
    lines = zip(*columns.values(), strict=True)
    cells = ("".join(f"<td{_side(c in numeric)}>{v}</td>" for c, v in zip(columns, line, strict=True)) for line in lines)
    body = "\n".join(f"<tr>{row}</tr>" for row in cells)
    csv_link = f' <a class="gd-csv" href="{link}" download>CSV</a>' if link else ""
    kind = "gd-table gd-sortable" if link else "gd-table"
    words = escape_words(caption)
    label = words if marks is None else marks.fill_escaped(words)
    head = f"<caption><span>{words}{csv_link}</span></caption>\n" if words or csv_link else ""
    return (
        f'<div class="gd-scroll" role="region" aria-label="{label or "Table"}" tabindex="0">\n'
        f'<table class="{kind}">\n{head}'
        f"<thead><tr>{heads}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>\n</div>"
    )


def _side(numeric: bool) -> str:
    return ' class="n"' if numeric else ""


def _align(cells: Sequence[str]) -> list[str]:
    """Plain numbers padded with spaces as wide as a digit, so that their decimal points stand below each other."""
    fractions = {c: len(c.partition(".")[2]) for c in cells if re.fullmatch(r"−?[\d,]+(\.\d+)?", c)}
    most = max(fractions.values(), default=0)
    return [c if c not in fractions else c + DIGIT * (most - fractions[c]) + POINT * (fractions[c] == 0 < most) for c in cells]


def _cell(value: Any, digits: int) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return number_text(value, digits) if isinstance(value, int | float) else value


def _is_date(value: Any) -> bool:
    return getattr(getattr(value, "dtype", None), "kind", "") == "M"


def _plain(value: Any) -> Any:
    if _is_date(value):
        return write_dates([np.asarray(value)])[0]
    if getattr(getattr(value, "dtype", None), "kind", "") == "m":
        return str(np.asarray(value))
    value = value.item() if hasattr(value, "item") and np.ndim(value) == 0 else value
    return clean(value) if isinstance(value, str) else value
