"""One experiment, from its pair of files to every file of its page, in memory: run, measure, draw, tabulate, judge, render."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import gdreport
from gdreport.author.loading import load_experiment
from gdreport.author.locating import locate_mistakes
from gdreport.author.reads import record_reads, to_inputs
from gdreport.building.made import Made
from gdreport.errors import ReportError
from gdreport.experiment import Experiment, Explorer, Results, list_datasets, list_runs, run_all
from gdreport.figures.drawing import Drawing, draw
from gdreport.page.exhibits import find_line
from gdreport.page.marks import Marks, in_digits
from gdreport.page.measures import measure
from gdreport.page.render import Material, Page, render
from gdreport.page.run_table import RunFacts, to_exact
from gdreport.page.table_html import Row, check_rows
from gdreport.page.templates import fence, fill_template
from gdreport.page.verdicts import Observation, count_verdicts, describe_failure
from gdreport.project import Pair
from gdreport.record.digests import digest, digest_files, digest_lines, digest_package, read_versions
from gdreport.record.manifest import Manifest


def make(pair: Pair, *, typed_numbers: str = "error", perturb: bool = False, copies: bool = True) -> Made:
    """Run an experiment and make its page. For a process of its own, which is left as the author's code leaves it.

    `perturb`: move every start by one unit in the last place, to see what hangs on it. `copies`: make the PDFs,
    which a check has no use for.

    Errors: ReportError for a mistake in the pair.
    """
    opened = record_reads()
    module = load_experiment(pair)
    experiment = _check(pair, module.experiment)
    with locate_mistakes(pair, pair.code):
        results = run_all(experiment, perturb=perturb)
        measures = measure(module, results)
    drawings = draw_all(pair, experiment, results, copies=copies)
    tables = tabulate_all(pair, experiment, results)
    with locate_mistakes(pair, pair.code):
        runs = {name: _ask(run) for name, run in list_runs(experiment).items()}
        explorer = _find_explorer(experiment, results, drawings)
    material = Material(results, measures, drawings, tables, runs, explorer, _remark(experiment), typed_numbers)
    page = render(pair, material)
    inputs = digest_files(pair.root, to_inputs(pair, opened, experiment.reads))
    return _record(pair, experiment, material, page, inputs)


def draw_all(pair: Pair, experiment: Experiment, results: Results, *, copies: bool) -> dict[str, Drawing]:
    """Each figure drawn, none depending on another. Errors: ReportError at the line that names the figure."""
    drawn = {}
    for name, figure in experiment.figures.items():
        with _locate_in(pair, "figures", name):
            drawn[name] = draw(figure, results, copies=copies)
    return drawn


def tabulate_all(pair: Pair, experiment: Experiment, results: Results) -> dict[str, Sequence[Row]]:
    """The rows of each table. Errors: ReportError at the line that names the table."""
    rows: dict[str, Sequence[Row]] = {}
    for name, table in experiment.tables.items():
        with _locate_in(pair, "tables", name):
            rows[name] = check_rows(table(results))
    return rows


@contextmanager
def _locate_in(pair: Pair, kind: str, name: str) -> Iterator[None]:
    """A mistake in a figure or table stands where the author's code raised it, or else where it is named."""
    try:
        with locate_mistakes(pair, pair.code):
            yield
    except ReportError as error:
        if error.file != pair.code or error.line is not None:
            raise
        error.line = find_line(pair, kind, name)
        raise


def _check(pair: Pair, experiment: object) -> Experiment:
    if isinstance(experiment, Experiment):
        return experiment
    remedy = "write experiment = Experiment(run=Descent(...), ...)"
    raise ReportError(f"experiment is {experiment!r:.80}", file=pair.code, remedy=remedy)


def _ask(run: Any) -> RunFacts:
    """What a run says of itself; what it does not offer is left out."""

    def answer(name: str, otherwise: Any) -> Any:
        return getattr(run, name)() if hasattr(run, name) else otherwise

    early = {what: in_digits(values) for what, values in answer("early", {}).items()}
    return RunFacts(dict(answer("parameters", {})), str(answer("statement", "")), tuple(answer("shortcomings", ())), early)


def _find_explorer(experiment: Experiment, results: Results, drawings: Mapping[str, Drawing]) -> Explorer | None:
    """The explorer of the first run that offers one."""
    targets = {name: d.click_targets for name, d in drawings.items() if d.click_targets is not None}
    # Where a chaotic run ends is not the same on every machine: the sliders do not hang on it.
    known = [] if experiment.chaotic else list(list_datasets(results).values())
    offers = (run.explorer(known, targets) for run in list_runs(experiment).values() if hasattr(run, "explorer"))
    return next((offer for offer in offers if offer is not None), None)


def _remark(experiment: Experiment) -> dict[str, str]:
    return {"chaotic": "yes: compared by its measures and first epochs"} if experiment.chaotic else {}


def _record(pair: Pair, experiment: Experiment, material: Material, page: Page, inputs: Mapping[str, str]) -> Made:
    """The page with its provenance, and the manifest of both."""
    shared = {} if material.explorer is None else dict(material.explorer.shared)
    observations = (page.finding, *page.observations)
    skeleton = page.marks.make_skeleton(page.text)
    shortcomings = tuple(f"{name}: {s}" if name else s for name, facts in material.runs.items() for s in facts.shortcomings)
    manifest = Manifest(
        pair.name,
        inputs,
        digest_package(),
        read_versions(),
        shared={n: digest(c) for n, c in sorted(shared.items())},
        tolerance={"rtol": experiment.rtol, "atol": experiment.atol, "chaotic": experiment.chaotic},
        parameters={name: to_exact(facts.parameters) for name, facts in material.runs.items()},
        measures={name: in_digits(value) for name, value in material.measures.items()},
        early={f"{name} {what}".strip(): v for name, facts in material.runs.items() for what, v in facts.early.items()},
        page={
            "title": page.marks.fill_plain(page.title),
            "heading": {
                "form": page.marks.make_skeleton(page.title),
                "values": [in_digits(v.value) for v in page.marks.read(page.title)],
            },
            "slug": pair.slug,
            "finding": _sentence(page.finding, page.marks),
            "observations": [_sentence(o, page.marks) for o in page.observations],
            "picture": page.picture,
            "alt": page.alt,
            "tally": count_verdicts(observations),
            "shortcomings": list(shortcomings),
        },
        skeleton=digest(skeleton.encode()),
        skeleton_lines="".join(digest_lines(skeleton.encode(), most=None)),
        values=page.marks.list_by_line(page.text),
        lines={n: "".join(digest_lines(pair.path(n).read_bytes())) for n in inputs if pair.path(n).is_file()},
    )
    files = {**page.files, "index.md": (page.marks.fill(page.text) + _provenance(pair, manifest)).encode()}
    manifest = replace(manifest, outputs={n: digest(c) for n, c in sorted(files.items())})
    false = tuple(describe_failure(o, page.marks) for o in observations if not o.holds)
    return Made(files, manifest, false, shared, page.warnings, shortcomings)


def _provenance(pair: Pair, manifest: Manifest) -> str:
    places = (pair.code, pair.words)
    sources = {place: fence(pair.path(place).read_text(encoding="utf-8-sig")) for place in places}
    return fill_template(
        "provenance.md.j2",
        pair=pair,
        sources=sources,
        others=sorted(set(manifest.inputs) - set(places)),
        versions=manifest.versions,
        own=gdreport.__version__,
    )


def _sentence(observation: Observation, marks: Marks) -> dict[str, Any]:
    parts = ("condition", "claim", "verdict")
    return {
        **{part: getattr(observation, part) for part in parts},
        "sentence": marks.fill(observation.sentence),
        "form": marks.make_skeleton(observation.sentence),
        "values": [in_digits(v.value) for v in marks.read(observation.sentence)],
    }
