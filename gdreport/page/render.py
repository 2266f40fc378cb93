"""The words of an experiment and what they show, rendered to the files of its page. Nothing touches the disk here."""

import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import jinja2
import numpy as np

from gdreport.author.loading import locating
from gdreport.checking.texts import Files
from gdreport.descent.parameters import parameter_rows
from gdreport.errors import ReportError, one_of
from gdreport.experiment import Experiment, Results
from gdreport.explorer.page_script import script
from gdreport.page.exhibits import Shown, all_shown, macros_of
from gdreport.page.number_filters import number, percent
from gdreport.page.observe_block import Observation, Observe, Verdicts, mark, tally
from gdreport.page.templates import fill
from gdreport.page.typed_numbers import given, parameters, typed_in_claims, typed_in_expressions, typed_numbers
from gdreport.project import Report
from gdreport.tables import to_html

SCRIPT = "experiment.js"


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


def render(report: Report, name: str, module: ModuleType, experiment: Experiment, results: Results) -> Page:
    """The page of an experiment. Errors: ReportError naming file and line of the words, or of the code."""
    words = report.words(name)
    with locating(report, report.code(name)):
        measures = _measures(module, results)
    shown = Shown()
    verdicts = Verdicts({**measures, "results": results}, name)
    told = parameters(experiment)
    environment = _environment(report, words.parent, verdicts, told)
    _no_typed_numbers(report, words, _environment(report, words.parent, Verdicts({}, name), told), told)
    macros = macros_of(report, name, experiment, results, shown)
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
    all_shown(report, name, experiment, shown)
    title, body = _title(body, report, words)
    findings = [o for o in verdicts.observations if o.finding]
    if len(findings) != 1:
        raise ReportError(
            f"the page has {len(findings)} findings",
            file=report.place(words),
            line=findings[1].line if findings else None,
            remedy="write exactly one {% finding CONDITION %} sentence {% endfinding %}",
        )
    if (explorer := script(experiment, results, shown.clickable)) is not None:
        shown.files[SCRIPT] = explorer
    shown.files["index.md"] = fill(
        "page.md.j2",
        title=title,
        description=re.sub(r"<[^>]+>|\]\([^)]*\)|[\[*`]", "", " ".join(findings[0].sentence.split())),
        finding=findings[0],
        mark=mark(findings[0], name),
        objective=experiment.objective,
        parameters=to_html(parameter_rows(experiment), "What was run"),
        body=body,
        tally=tally(verdicts.observations),
        downloads=sorted(f for f in shown.files if not f.endswith((".narrow.svg", ".js"))),
        script=SCRIPT if explorer is not None else "",
        clickable=bool(shown.clickable),
        code=report.place(report.code(name)),
        words=report.place(words),
    ).encode()
    rest = tuple(o for o in verdicts.observations if not o.finding)
    return Page(shown.files, title, findings[0], rest, measures, f"{shown.figures[0]}.svg" if shown.figures else "", shown.alt)


def _measures(module: ModuleType, results: Results) -> dict[str, Any]:
    function = getattr(module, "measures", None)
    measures = {} if function is None else function(results)
    if not isinstance(measures, dict) or not all(isinstance(n, str) and n.isidentifier() for n in measures):
        raise ReportError(f"measures(results) gave {measures!r}", remedy="return a dictionary: name -> number")
    for name, value in measures.items():
        if np.ma.is_masked(value) or np.size(value) == 0:
            raise ReportError(f"the measure {name!r} is missing: masked or empty", remedy="measure what is there, or leave it out")
        if not _is_number(value):
            raise ReportError(
                f"the measure {name!r} is {value!r}", remedy="a measure is a number, a truth value, a text, or an array of them"
            )
    # Each scalar an object of its own, by which a format finds the measure's name.
    return {n: v if isinstance(v, str) or np.ndim(v) else np.array(v) for n, v in measures.items()}


def _no_typed_numbers(report: Report, words: Path, environment: jinja2.Environment, told: set[float]) -> None:
    """Errors: ReportError for a number typed in the words, or in words that they include."""
    if report.typed_numbers == "off":
        return
    with locating(report, words):
        text = words.read_text(encoding="utf-8-sig")
    try:
        template = environment.parse(text, words.name, report.place(words))
    except (jinja2.TemplateSyntaxError, ReportError):
        return  # rendering says what is wrong with it
    for typed in (*typed_numbers(text), *typed_in_expressions(template, told), *typed_in_claims(text, told)):
        error = ReportError(
            f"the number {typed.text} is typed in the words",
            file=report.place(words),
            line=typed.line,
            remedy="measure it and write {{ name | number }}; a parameter as {{ 0.1 | given }}; "
            'or set typed_numbers = "warn" or "off" in [tool.gdreport]',
        )
        if report.typed_numbers == "error":
            raise error
        logging.getLogger("gdreport").warning("warning: %s", error)
    for include in template.find_all(jinja2.nodes.Include):
        name = include.template.value if isinstance(include.template, jinja2.nodes.Const) else None
        if isinstance(name, str) and (words.parent / name).is_file() and (words.parent / name) != words:
            _no_typed_numbers(report, words.parent / name, environment, told)


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


def _render(environment: jinja2.Environment, report: Report, words: Path, context: dict[str, Any]) -> str:
    place = report.place(words)
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


def _title(body: str, report: Report, words: Path) -> tuple[str, str]:
    match = re.match(r"\s*#\s+(?P<title>[^\n]+)\n", body)
    if match is None:
        raise ReportError("the page has no title", file=report.place(words), line=1, remedy="begin it with `# The question?`")
    return match["title"].strip(), body[match.end() :].strip()
