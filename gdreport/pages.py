"""The words of an experiment and what they show, rendered to the files of its page. Nothing touches the disk here."""

import ast
import logging
import re
import tokenize
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import jinja2
import numpy as np

from gdreport.errors import ReportError, one_of
from gdreport.experiment import Experiment, Results
from gdreport.figures.drawing import draw
from gdreport.inputs import locating
from gdreport.layout import fill
from gdreport.numerals import number, percent
from gdreport.observations import Observation, Observe, Verdicts, tally
from gdreport.parameters import parameter_rows
from gdreport.prose import given, parameters, typed_in_captions, typed_numbers
from gdreport.report import Report
from gdreport.tables import checked, to_csv, to_html

Files = dict[str, bytes]


@dataclass(frozen=True)
class Page:
    """A rendered page: its files, and what other pages and the manifest say of it."""

    files: Files  # names within the page's folder
    title: str
    finding: Observation
    observations: tuple[Observation, ...]
    measures: Mapping[str, Any]
    picture: str  # the first figure, shown on the landing page
    alt: str


@dataclass
class _Shown:
    """What the words have asked for so far."""

    files: Files = field(default_factory=dict)
    figures: list[str] = field(default_factory=list)
    tables: list[str] = field(default_factory=list)
    alt: str = ""


def render(report: Report, name: str, module: ModuleType, experiment: Experiment, results: Results) -> Page:
    """The page of an experiment. Errors: ReportError naming file and line of the words, or of the code."""
    words = report.words(name)
    with locating(report, report.code(name)):
        measures = _measures(module, results)
    shown = _Shown()
    verdicts = Verdicts({**measures, "results": results})
    told = parameters(experiment)
    environment = _environment(report, words.parent, verdicts, told)
    _no_typed_numbers(report, words, told)
    macros = _macros(experiment, results, shown)
    clash = set(measures) & (set(macros) | {"results", "experiment"})
    if clash:
        raise ReportError(
            f"measures() gives {min(clash)!r}, a name that the page already has", file=report.code(name), remedy="rename it"
        )
    body = _render(environment, report, words, {**macros, **measures, "results": results, "experiment": experiment})
    if (missed := verdicts.unjudged()) is not None:
        file, line, condition = missed
        raise ReportError(
            f"the observation of {condition!r} was never judged", file=file, line=line, remedy="take it out of the `if`"
        )
    _all_shown(report, name, experiment, shown)
    title, body = _title(body, report, words)
    findings = [o for o in verdicts.observations if o.finding]
    if len(findings) != 1:
        raise ReportError(
            f"the page has {len(findings)} findings",
            file=_path(report, words),
            line=findings[1].line if findings else None,
            remedy="write exactly one {% finding CONDITION %} sentence {% endfinding %}",
        )
    shown.files["index.md"] = fill(
        "page.md.j2",
        title=title,
        finding=findings[0],
        objective=experiment.objective,
        parameters=to_html(parameter_rows(experiment), "What was run"),
        body=body,
        tally=tally(verdicts.observations),
        downloads=sorted(shown.files),
        code=_path(report, report.code(name)),
        words=_path(report, words),
    ).encode()
    rest = tuple(o for o in verdicts.observations if not o.finding)
    return Page(shown.files, title, findings[0], rest, measures, f"{shown.figures[0]}.svg" if shown.figures else "", shown.alt)


def _measures(module: ModuleType, results: Results) -> dict[str, Any]:
    function = getattr(module, "measures", None)
    measures = {} if function is None else function(results)
    if not isinstance(measures, dict) or not all(isinstance(n, str) and n.isidentifier() for n in measures):
        raise ReportError(f"measures(results) gave {measures!r}", remedy="return a dictionary: name -> number")
    for name, value in measures.items():
        if not _is_number(value):
            raise ReportError(
                f"the measure {name!r} is {value!r}", remedy="a measure is a number, a truth value, a text, or an array of them"
            )
    # Each scalar an object of its own, by which a format finds the measure's name.
    return {n: v if isinstance(v, str) or np.ndim(v) else np.array(v) for n, v in measures.items()}


def _no_typed_numbers(report: Report, words: Path, told: set[float]) -> None:
    if report.typed_numbers == "off":
        return
    text = words.read_text(encoding="utf-8-sig")
    for typed in (*typed_numbers(text), *typed_in_captions(text, told)):
        error = ReportError(
            f"the number {typed.text} is typed in the words",
            file=_path(report, words),
            line=typed.line,
            remedy="measure it and write {{ name | number }}; a parameter as {{ 0.1 | given }}; "
            'or set typed_numbers = "warn" or "off" in [tool.gdreport]',
        )
        if report.typed_numbers == "error":
            raise error
        logging.getLogger("gdreport").warning("warning: %s", error)


def _is_number(value: Any) -> bool:
    kind = getattr(getattr(value, "dtype", None), "kind", None)
    return isinstance(value, bool | int | float | str) or kind in {"b", "i", "u", "f", "U"}


class _Words(jinja2.FileSystemLoader):
    """Templates that know their place below the report's root: errors and observations name it."""

    def __init__(self, report: Report, folder: Path) -> None:
        super().__init__(folder, encoding="utf-8-sig")
        self.root = report.root

    def get_source(self, environment: jinja2.Environment, template: str) -> Any:
        source, filename, current = super().get_source(environment, template)
        return source, Path(filename).relative_to(self.root).as_posix(), current


def _environment(report: Report, folder: Path, verdicts: Verdicts, told: set[float]) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=_Words(report, folder),
        undefined=jinja2.StrictUndefined,
        extensions=[Observe],
        autoescape=False,  # noqa: S701 - the output is Markdown, written by the report's author
        finalize=_finalize,
    )

    def named(format_: Callable[..., str]) -> Callable[..., str]:
        def with_name(value: Any, *arguments: Any, **options: Any) -> str:
            name = next((n for n, v in verdicts.measures.items() if v is value), "")
            return format_(value, *arguments, name=name, **options)

        return with_name

    environment.filters |= {"number": named(number), "percent": named(percent), "given": lambda value: given(value, told)}
    environment.extend(verdicts=verdicts)
    return environment


def _finalize(value: Any) -> Any:
    if isinstance(value, str):
        return value
    raise ReportError(f"{value!r} is printed as it is", remedy="numbers go through a format: {{ gap | number }}")


def _macros(experiment: Experiment, results: Results, shown: _Shown) -> dict[str, Any]:
    def figure(name: str, caption: str) -> str:
        """The figure with its caption, a link to its data, and alt text made from the data."""
        if name not in experiment.figures:
            raise ReportError(f"unknown figure {name!r}", remedy=one_of(name, list(experiment.figures)))
        _text(caption, "caption")
        drawing = draw(experiment.figures[name], results, caption)
        shown.alt = shown.alt or drawing.alt
        shown.figures.append(name)
        shown.files |= {f"{name}.svg": drawing.svg, f"{name}.csv": drawing.csv}
        return fill("figure.html.j2", name=name, caption=caption, number=len(shown.figures), alt=drawing.alt)

    def table(name: str, caption: str, digits: int = 6) -> str:
        """The table with its caption and a link to its data."""
        if name not in experiment.tables:
            raise ReportError(f"unknown table {name!r}", remedy=one_of(name, list(experiment.tables)))
        _text(caption, "caption")
        rows = checked(experiment.tables[name](results))
        shown.tables.append(name)
        shown.files[f"{name}-table.csv"] = to_csv(rows)
        return to_html(rows, caption, digits)

    return {"figure": figure, "table": table}


def _text(value: object, name: str) -> None:
    if not isinstance(value, str) or not value.strip():
        raise ReportError(f"{name} is {value!r}", remedy=f"{name} is a text that says what is shown")


def _render(environment: jinja2.Environment, report: Report, words: Path, context: dict[str, Any]) -> str:
    place = _path(report, words)
    try:
        with locating(report, words):
            return environment.get_template(words.name).render(context)
    except ReportError as error:
        cause = error.__cause__
        if isinstance(cause, jinja2.TemplateSyntaxError):
            raise ReportError(f"{cause.message}", file=cause.filename or place, line=cause.lineno) from None
        if isinstance(cause, jinja2.UndefinedError):
            names = re.findall(r"'([^']+)' is undefined", str(cause))
            known = [n for n in context if n != "results"]
            remedy = one_of(names[0], known) if names else None
            what = f"unknown number {names[0]!r}" if names else str(cause)
            raise ReportError(what, file=error.file, line=error.line, remedy=remedy) from None
        raise


def _all_shown(report: Report, name: str, experiment: Experiment, shown: _Shown) -> None:
    for kind, made, used in (("figure", experiment.figures, shown.figures), ("table", experiment.tables, shown.tables)):
        for item in made:
            if item not in used:
                raise ReportError(
                    f"{kind} {item!r} is made but shown nowhere",
                    file=_path(report, report.code(name)),
                    line=_line_of(report.code(name), item),
                    remedy=f'write {{{{ {kind}("{item}", caption="...") }}}} in {_path(report, report.words(name))}, or delete it',
                )
        twice = next((u for u in used if used.count(u) > 1), None)
        if twice is not None:
            raise ReportError(f"{kind} {twice!r} is shown twice", file=_path(report, report.words(name)), remedy="show it once")


def _line_of(code: Path, text: str) -> int | None:
    with tokenize.open(code) as stream:
        tree = ast.parse(stream.read())
    return next((n.lineno for n in ast.walk(tree) if isinstance(n, ast.Constant) and n.value == text), None)


def _title(body: str, report: Report, words: Path) -> tuple[str, str]:
    match = re.match(r"\s*#\s+(?P<title>[^\n]+)\n", body)
    if match is None:
        raise ReportError("the page has no title", file=_path(report, words), line=1, remedy="begin it with `# The question?`")
    return match["title"].strip(), body[match.end() :].strip()


def _path(report: Report, file: Path) -> str:
    return file.relative_to(report.root).as_posix()
