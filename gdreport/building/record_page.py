"""A rendered page with its provenance, and the manifest of both."""

from dataclasses import replace

import gdreport
from gdreport.author.tracing import Traced
from gdreport.building.made import Made
from gdreport.experiment import Experiment
from gdreport.inputs.digests import digest, digest_lines
from gdreport.page.marks import Marks, in_digits
from gdreport.page.render import Material, Page
from gdreport.page.run_table import to_exact
from gdreport.page.templates import fence, fill_template
from gdreport.page.verdicts import Observation, count_verdicts, describe_failure
from gdreport.project import Pair
from gdreport.record.manifest import PAGE, Drawn, Facts, Manifest, Sentence, Tolerance


def record_page(pair: Pair, experiment: Experiment, material: Material, page: Page, traced: Traced) -> Made:
    """The page as a value: its files, its manifest, and the sentences that are false."""
    shared = {} if material.explorer is None else dict(material.explorer.shared)
    observations = (page.finding, *page.observations)
    skeleton = page.marks.make_skeleton(page.text)
    shortcomings = tuple(f"{name}: {s}" if name else s for name, facts in material.runs.items() for s in facts.shortcomings)
    manifest = Manifest(
        pair.name,
        traced.inputs,
        _state_facts(pair, page, shortcomings, traced.unwatched),
        shared={n: digest(c) for n, c in sorted(shared.items())},
        tolerance=Tolerance(float(experiment.rtol), float(experiment.atol), experiment.chaotic),
        parameters={name: to_exact(facts.parameters) for name, facts in material.runs.items()},
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
    false = tuple(describe_failure(o, page.marks) for o in observations if not o.holds)
    return Made(files, manifest, false, shared, page.warnings, shortcomings, traced.moved)


def _state_facts(pair: Pair, page: Page, shortcomings: tuple[str, ...], unwatched: tuple[str, ...]) -> Facts:
    return Facts(
        title=page.marks.fill_plain(page.title),
        title_form=page.marks.make_skeleton(page.title),
        title_values=[in_digits(v.value) for v in page.marks.read(page.title)],
        slug=pair.slug,
        finding=_state(page.finding, page.marks),
        observations=[_state(o, page.marks) for o in page.observations],
        picture=page.picture,
        alt=page.alt,
        tally=count_verdicts((page.finding, *page.observations)),
        shortcomings=list(shortcomings),
        unwatched=list(unwatched),
    )


def _state(observation: Observation, marks: Marks) -> Sentence:
    return Sentence(
        observation.condition,
        marks.fill(observation.sentence),
        marks.make_skeleton(observation.sentence),
        [in_digits(v.value) for v in marks.read(observation.sentence)],
        observation.claim,
        observation.verdict,
    )


def _write_provenance(pair: Pair, traced: Traced) -> str:
    places = (pair.code, pair.words)
    inputs = traced.inputs
    return fill_template(
        "provenance.md.j2",
        pair=pair,
        sources={place: fence(traced.texts[place].decode("utf-8-sig")) for place in places},
        others=[*sorted(inputs.files.keys() - set(places)), *(f"{folder}/" for folder in inputs.folders), *inputs.environment],
        versions=inputs.versions,
        unwatched=traced.unwatched,
        own=gdreport.__version__,
    )
