"""A rendered page with its provenance, and the manifest of both."""

import io
import tokenize
from dataclasses import replace

import gdreport
from gdreport.author.tracing import Traced
from gdreport.building.made import Made
from gdreport.errors import FalseSentence
from gdreport.experiment import Experiment
from gdreport.inputs.digests import digest, digest_lines
from gdreport.page.marks import Marks, in_digits, write_plain
from gdreport.page.render import Material, Page
from gdreport.page.run_table import to_exact
from gdreport.page.templates import fill_template
from gdreport.page.verdicts import (
    Observation,
    count_verdicts,
    describe_comparison,
    describe_failure,
    describe_untested,
    write_probe,
)
from gdreport.project import Pair
from gdreport.record.manifest import ERROR, FALSE, HOLDS, MISSING, PAGE, Drawn, Facts, Manifest, Probed, Sentence, Tolerance


def record_page(pair: Pair, experiment: Experiment, material: Material, page: Page, probe: Probed | None, traced: Traced) -> Made:
    """The page as a value: its files, its manifest, and the sentences that are false."""
    shared = {} if material.explorer is None else dict(material.explorer.shared)
    observations = (page.finding, *page.observations)
    _mark_tests(page, probe)
    skeleton = page.marks.make_skeleton(page.text)
    shortcomings = tuple(f"{name}: {s}" if name else s for name, facts in material.runs.items() for s in facts.shortcomings)
    manifest = Manifest(
        pair.name,
        traced.inputs,
        _state_facts(pair, page, shortcomings, traced.unwatched),
        probed=probe or Probed(),
        shared={n: digest(c) for n, c in sorted(shared.items())},
        tolerance=Tolerance(float(experiment.rtol), float(experiment.atol), experiment.chaotic),
        parameters={name: to_exact(facts.parameters) for name, facts in material.runs.items()},
        exact={name: facts.exact for name, facts in material.runs.items() if facts.exact is not None},
        measures={name: in_digits(value) for name, value in material.measures.items()},
        early={f"{name} {what}".strip(): v for name, facts in material.runs.items() for what, v in facts.early.items()},
        drawings={name: Drawn(d.style.artists, d.style.limits) for name, d in sorted(material.drawings.items())},
        skeleton=digest(skeleton.encode()),
        skeleton_lines=digest_lines(skeleton.encode(), most=None),
        values=page.marks.list_by_line(page.text),
        lines=traced.lines,
    )
    files = {**page.files, PAGE: (page.marks.fill(page.text) + _write_provenance(pair, traced)).encode()}
    manifest = replace(manifest, outputs={n: digest(c) for n, c in sorted(files.items())})
    false = tuple(describe_failure(o, page.marks) for o in observations if not o.holds or o.false_print)
    untested = _list_untested(pair, page, probe)
    return Made(files, manifest, (*false, *untested), shared, page.warnings, shortcomings, traced.moved)


def _mark_tests(page: Page, probe: Probed | None) -> None:
    """Say behind each mark which variations make its sentence false."""
    if probe is None:
        return
    for number in range(len(page.judged)):
        refuting, changing = probe.list_outcomes(number, FALSE), probe.list_outcomes(number, FALSE, HOLDS)
        missing = len(probe.list_outcomes(number, MISSING))
        words = write_probe(refuting, len(changing), missing, len(probe.outcomes), probe.list_outcomes(number, ERROR))
        page.marks.complete("probe", str(number), refuting, words)


def _list_untested(pair: Pair, page: Page, probe: Probed | None) -> list[FalseSentence]:
    if probe is None or pair.untested != "error":
        return []
    sentences = [o for number, o in enumerate(page.judged) if not probe.list_outcomes(number, FALSE)]
    return [describe_untested(o, page.marks, len(probe.outcomes)) for o in sentences]


def _state_facts(pair: Pair, page: Page, shortcomings: tuple[str, ...], unwatched: tuple[str, ...]) -> Facts:
    return Facts(
        title=page.marks.fill_plain(write_plain(page.title)),
        title_words=page.marks.fill_escaped(page.title),
        title_form=page.marks.make_skeleton(page.title),
        title_values=[in_digits(v.value) for v in page.marks.read(page.title)],
        slug=pair.slug,
        finding=_state(page.finding, page.judged.index(page.finding), page.marks),
        observations=[_state(o, n, page.marks) for n, o in enumerate(page.judged) if o is not page.finding],
        numbers=list(page.numbers),
        picture=page.picture,
        alt=page.alt,
        tally=count_verdicts((page.finding, *page.observations)),
        shortcomings=list(shortcomings),
        unwatched=list(unwatched),
    )


def _state(observation: Observation, number: int, marks: Marks) -> Sentence:
    return Sentence(
        observation.condition,
        marks.fill(observation.sentence),
        marks.make_skeleton(observation.sentence),
        [in_digits(v.value) for v in marks.read(observation.sentence)],
        observation.claim,
        observation.verdict,
        number,
        observation.file,
        observation.line,
        [describe_comparison(c) for c in observation.comparisons],
    )


def _decode(content: bytes) -> str:
    """A source in the encoding that it states."""
    encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
    return content.decode(encoding)


def _write_provenance(pair: Pair, traced: Traced) -> str:
    places = (pair.code, pair.words)
    inputs = traced.inputs
    return fill_template(
        "provenance.md.j2",
        pair=pair,
        sources={place: _decode(traced.texts[place]) for place in places},
        others=[*sorted(inputs.files.keys() - set(places)), *(f"{folder}/" for folder in inputs.folders), *inputs.environment],
        versions=inputs.versions,
        unwatched=traced.unwatched,
        own=gdreport.__version__,
    )
