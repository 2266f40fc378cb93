"""The page of an experiment: its words, judged, with their numbers and exhibits in place. Nothing touches the disk here."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gdreport.errors import Fault, Gathering, ReportError, join_mistakes
from gdreport.escaping import clean
from gdreport.experiment import Explorer, Results
from gdreport.figures.drawing import Drawing
from gdreport.files import Files
from gdreport.number_text import count_text
from gdreport.page.exhibits import Shown, make_exhibits, require_all_shown
from gdreport.page.false_sentences import list_false
from gdreport.page.formulas import let_formulas_be_plain
from gdreport.page.marks import CLOSE, OPEN, OWN, Marks, write_plain
from gdreport.page.observe_block import Judging
from gdreport.page.rendered_words import read_words, render_words
from gdreport.page.run_table import RunFacts, list_numbers, write_gaps, write_parameters, write_statements
from gdreport.page.table_html import Row
from gdreport.page.templates import fill_template
from gdreport.page.verdicts import Observation, count_verdicts, write_mark
from gdreport.page.words import make_words
from gdreport.project import ASSETS, Pair
from gdreport.record.manifest import Number

SCRIPT = "experiment.js"


@dataclass(frozen=True)
class Material:
    """What a page is made of: all was run, measured, drawn and tabulated."""

    results: Results
    measures: Mapping[str, Any]
    drawings: Mapping[str, Drawing]
    tables: Mapping[str, Sequence[Row]]
    runs: Mapping[str, RunFacts]
    explorer: Explorer | None = None  # of the first run that offers one
    remarks: Mapping[str, str] = field(default_factory=dict)  # more rows for the table of parameters
    lines: Mapping[str, int | None] = field(default_factory=dict)  # of the code, on which each measure is named


@dataclass(frozen=True)
class Page:
    """A rendered page: its files but the words, its text with marks in it, and what other pages say of it."""

    files: Files
    text: str
    marks: Marks
    title: str  # its numbers are marks
    finding: Observation
    observations: tuple[Observation, ...]  # but for the finding
    judged: tuple[Observation, ...]  # all, in the order of the words
    picture: str  # the first figure, shown on the landing page
    alt: str
    warnings: tuple[str, ...]
    numbers: tuple[Number, ...]  # that stand in the words, in their order
    sources: Mapping[str, str]  # the files of words, by their places
    used: frozenset[str]  # the names that the words read


def render(pair: Pair, material: Material) -> Page:
    """The page. Errors: ReportError naming file and line of the words, or of the code; beside it the sentences that are false."""
    judging = Judging({**material.measures, "results": material.results}, pair, Marks())
    try:
        return _render(pair, material, judging)
    except Fault:
        raise
    except ReportError as mistake:
        raise join_mistakes([mistake, *list_false(judging)]) from None


def _render(pair: Pair, material: Material, judging: Judging) -> Page:
    marks, shown = judging.marks, Shown()
    words = make_words(pair, judging, list_numbers(material.runs))
    exhibits = make_exhibits(pair, material.drawings, material.tables, marks, shown)
    refuse_clash(pair, material, exhibits)
    there = {"figure": material.drawings, "table": material.tables}
    body = render_words(words, pair, {**exhibits, **judging.measures}, there)
    require_all_shown(pair, material.drawings, material.tables, shown)
    title, body = _split_title(body, pair)
    finding, rest = _split_finding(judging.observations, pair)
    let_formulas_be_plain(f"{title}\n\n{body}", marks)
    for observation in judging.observations:
        let_formulas_be_plain(observation.sentence, marks)
    _refuse_broken(marks, "\n".join([title, body, *(o.sentence for o in judging.observations)]), pair)
    text = _fill_page(pair, material, marks, title, body, finding, judging.observations, shown)
    scripts = {} if material.explorer is None else {SCRIPT: material.explorer.script}
    first = shown.figures[0] if shown.figures else ""
    picture, alt = (f"{first}.svg", material.drawings[first].alt) if first else ("", "")
    return Page(
        {**shown.files, **scripts},
        text,
        marks,
        title,
        finding,
        rest,
        tuple(judging.observations),
        picture,
        alt,
        tuple(words.warnings),
        tuple(words.ledger.written),
        dict(judging.sources),
        frozenset(words.used),
    )


def look_at_words(pair: Pair, results: Results, measures: Mapping[str, Any], runs: Mapping[str, RunFacts]) -> None:
    """Errors: ReportError for the mistakes that the words have whatever there is to show, and for sentences that are false."""
    judging = Judging({**measures, "results": results}, pair, Marks())
    words, gathering = make_words(pair, judging, list_numbers(runs)), Gathering()
    with gathering.keep():
        read_words(words, pair)
    gathering.found += [*words.mistakes, *list_false(judging)]
    gathering.end()


def _fill_page(
    pair: Pair,
    material: Material,
    marks: Marks,
    title: str,
    body: str,
    finding: Observation,
    observations: Sequence[Observation],
    shown: Shown,
) -> str:
    plain = marks.fill_plain(re.sub(r"<[^>]+>|\]\([^)]*\)|[\[*`]", "", " ".join(finding.sentence.split())))
    values = [v.value for v in marks.read(finding.sentence)]
    name, title_values = marks.fill_plain(write_plain(title)), [v.value for v in marks.read(title)]
    return fill_template(
        "page.md.j2",
        head=marks.write("description", "title", "title", title_values, name, _quote(name)),
        title=title,
        description=marks.write("description", "", "description", values, plain, _quote(plain)),
        finding=finding,
        mark=write_mark(finding, [*observations].index(finding), pair.name, marks),
        statements=write_statements(material.runs),
        parameters=write_parameters(material.runs, material.remarks),
        gaps=write_gaps(material.results, marks),
        body=body,
        tally=count_verdicts(observations),
        downloads=sorted(f for f in shown.files if not f.endswith((".narrow.svg", ".js"))),
        explorer=material.explorer,
        script=SCRIPT,
        assets=ASSETS,
        pair=pair,
    )


def _refuse_broken(marks: Marks, words: str, pair: Pair) -> None:
    """Errors: ReportError for a mark that something has changed since: nobody knows any more what was measured there."""
    filled = marks.fill(words)
    if OPEN in filled or CLOSE in filled or OWN.lower() in filled.lower():
        what = "a number was changed after it was formatted"
        raise ReportError(what, file=pair.words, remedy="let `number`, `percent`, `given` or `cited` be the last filter of a value")


def _quote(text: str) -> str:
    """A text for the head of a page, which themes put between tags and into attributes as it is."""
    return json.dumps(re.sub('[&<>"]', lambda m: f"&#{ord(m[0])};", clean(text)), ensure_ascii=False)


def refuse_clash(pair: Pair, material: Material, names: Mapping[str, Any]) -> None:
    """Errors: ReportError for a measure that takes a name which the words have already."""
    clash = sorted(set(material.measures) & {*names, "results"})
    if clash:
        what = f"measures() gives {clash[0]!r}, a name that the page already has"
        raise ReportError(what, file=pair.code, line=material.lines.get(clash[0]), remedy="rename it")


def _split_title(body: str, pair: Pair) -> tuple[str, str]:
    match = re.match(r"\s*#\s+(?P<title>[^\n]+)\n", body)
    if match is None:
        raise ReportError("the page has no title", file=pair.words, line=1, remedy="begin it with `# The question?`")
    return match["title"].strip(), body[match.end() :].strip()


def _split_finding(observations: Sequence[Observation], pair: Pair) -> tuple[Observation, tuple[Observation, ...]]:
    findings = [o for o in observations if o.finding]
    if len(findings) != 1:
        raise ReportError(
            f"the page has {count_text(len(findings), 'finding') if findings else 'no finding'}",
            file=pair.words,
            line=findings[1].line if findings else None,
            remedy="write exactly one {% finding CONDITION %} sentence {% endfinding %}",
        )
    return findings[0], tuple(o for o in observations if not o.finding)
