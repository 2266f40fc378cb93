"""What the words of a page may show, `figure` and `table`; and that all that is made is shown, once."""

import ast
import re
import tokenize
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from gdreport.errors import Gathering, ReportError, show
from gdreport.figures.drawing import Drawing
from gdreport.files import Files
from gdreport.page.marks import Marks, escape_words
from gdreport.page.number_filters import check_digits
from gdreport.page.table_html import Row, to_csv, to_html
from gdreport.page.templates import fill_template
from gdreport.page.unknown import name_unknown
from gdreport.project import Pair


@dataclass
class Shown:
    """What the words have asked for so far."""

    files: Files = field(default_factory=dict)
    figures: list[str] = field(default_factory=list)
    tables: list[str] = field(default_factory=list)


def make_exhibits(
    pair: Pair, drawings: Mapping[str, Drawing], tables: Mapping[str, Sequence[Row]], marks: Marks, shown: Shown
) -> dict[str, Callable[..., str]]:
    """The functions `figure` and `table` of an experiment's words; what they show is added to `shown`."""

    def figure(name: str, caption: str) -> str:
        """The figure with its caption, a link to its data, and alt text made from the data."""
        if not isinstance(name, str) or name not in drawings:
            raise _refuse_unknown("figure", name, drawings, tables)
        caption = _read_caption(caption)
        drawing = drawings[name]
        wide, narrow = drawing.with_title(marks.fill_plain(caption))
        shown.figures.append(name)
        shown.files |= {f"{name}.svg": wide, f"{name}.narrow.svg": narrow, f"{name}.csv": drawing.csv}
        place = f"{pair.code}, line {find_line(pair, 'figures', name) or 1}"
        html = fill_template(
            "figure.html.j2",
            name=name,
            caption=escape_words(caption),
            number=len(shown.figures),
            alt=marks.write("alt", name, "description", list(drawing.description), drawing.alt),
            source=marks.write("place", name, "source", "", place),
        )
        return Markup(html)  # noqa: S704 - of our own template

    def table(name: str, caption: str, digits: int = 6) -> str:
        """The table with its caption and a link to its data."""
        if not isinstance(name, str) or name not in tables:
            raise _refuse_unknown("table", name, tables, drawings)
        caption, digits = _read_caption(caption), check_digits(digits)
        shown.tables.append(name)
        shown.files[f"{name}-table.csv"] = to_csv(tables[name])
        return Markup(to_html(tables[name], caption, digits, f"{name}-table.csv", marks))  # noqa: S704 - made by us

    return {"figure": figure, "table": table}


def _refuse_unknown(kind: str, name: object, known: Mapping[str, Any], others: Mapping[str, Any]) -> ReportError:
    if not isinstance(name, str):
        return ReportError(f"the name of a {kind} is {show(name)}", remedy=f'write {kind}("NAME", caption="...")')
    if name in others:
        other = "table" if kind == "figure" else "figure"
        return ReportError(f"{name!r} is a {other}, not a {kind}", remedy=f'write {other}("{name}", caption="...")')
    return name_unknown(kind, name, list(known))


def _read_caption(caption: object) -> str:
    """The caption as text: it bears numbers, but no markup."""
    if not isinstance(caption, str) or not caption.strip():
        raise ReportError(f"caption is {show(caption)}", remedy="caption is a text that says what is shown")
    return str(caption.unescape() if isinstance(caption, Markup) else caption)


def require_all_shown(pair: Pair, drawings: Mapping[str, Any], tables: Mapping[str, Any], shown: Shown) -> None:
    """Errors: ReportError for figures and tables that the words show nowhere, or twice."""
    gathering = Gathering()
    for kind, made, used in (("figure", drawings, shown.figures), ("table", tables, shown.tables)):
        for item in made:
            if item not in used:
                what, line = f"{kind} {item!r} is made but shown nowhere", find_line(pair, f"{kind}s", item)
                remedy = f'write {{{{ {kind}("{item}", caption="...") }}}} in {pair.words}, or delete it'
                gathering.found.append(ReportError(what, file=pair.code, line=line, remedy=remedy))
        for twice in dict.fromkeys(u for u in used if used.count(u) > 1):
            what, line = f"{kind} {twice!r} is shown twice", _find_second(pair, kind, twice)
            gathering.found.append(ReportError(what, file=pair.words, line=line, remedy="show it once"))
    gathering.end()


def _find_second(pair: Pair, kind: str, name: str) -> int | None:
    """The line of the words that shows a figure or table for the second time."""
    text = pair.path(pair.words).read_text(encoding="utf-8-sig")
    shown = [text.count("\n", 0, m.start()) + 1 for m in re.finditer(rf"\b{kind}\(\s*[\"']{re.escape(name)}[\"']", text)]
    return shown[1] if len(shown) > 1 else None


def find_line(pair: Pair, kind: str, name: str) -> int | None:
    """The line of the code on which a figure or table is named: in the dictionary `figures=` or `tables=`, else anywhere."""
    tree = _parse(pair)
    named = [k.value for k in ast.walk(tree) if isinstance(k, ast.keyword) and k.arg == kind]
    keys = [key for d in named if isinstance(d, ast.Dict) for key in d.keys]
    found = (n for n in [*keys, *ast.walk(tree)] if isinstance(n, ast.Constant) and n.value == name)
    return next((n.lineno for n in found), None)


def find_assignment(pair: Pair, name: str) -> int | None:
    """The last line of the code on which a variable of the module gets its value."""
    assigned = [n for n in _parse(pair).body if isinstance(n, ast.Assign) and any(getattr(t, "id", "") == name for t in n.targets)]
    return assigned[-1].lineno if assigned else None


def _parse(pair: Pair) -> ast.Module:
    with tokenize.open(pair.path(pair.code)) as stream:
        return ast.parse(stream.read())
