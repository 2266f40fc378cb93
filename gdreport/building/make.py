"""One experiment, from its pair of files to every file of its page, in memory: run, measure, draw, tabulate, judge, render."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from importlib import import_module
from types import ModuleType
from typing import Any

import xarray

from gdreport.author.loading import load_experiment
from gdreport.author.locating import locate_mistakes
from gdreport.author.reading import require_readable
from gdreport.author.tracing import begin_trace
from gdreport.building.carrying_out import hand_out, list_varied_runs, run_all
from gdreport.building.cautions import list_cautions
from gdreport.building.exactness import digest_results
from gdreport.building.kept_runs import Keeping
from gdreport.building.made import Made
from gdreport.building.progress import Say, keep_quiet
from gdreport.building.record_page import record_page
from gdreport.building.variations import probe
from gdreport.errors import Gathering, ReportError, show
from gdreport.escaping import clean
from gdreport.experiment import AnyRun, Experiment, Explorer, Results, list_datasets, list_runs
from gdreport.figures.drawing import Drawing, draw
from gdreport.page.exhibits import find_assignment, find_line
from gdreport.page.formulas import refuse_unreadable
from gdreport.page.measures import find_line_of_measure, measure
from gdreport.page.reductions import state_what_is_left_out
from gdreport.page.render import Material, look_at_words, render
from gdreport.page.run_table import RunFacts
from gdreport.page.table_html import Row, check_rows
from gdreport.project import Pair
from gdreport.record.manifest import PAGE, Exact


def make(
    pair: Pair,
    *,
    perturb: bool = False,
    copies: bool = False,
    takes: bool = False,
    keeps: bool = False,
    tell: Say = keep_quiet,
) -> Made:
    """Run an experiment and make its page. For a process of its own, which is left as the author's code leaves it.

    `perturb`: move every start by one unit in the last place, to see what hangs on it. `copies`: draw the figures
    as PDFs too, which is as much work again. `takes`, `keeps`: take results that were kept, keep those that are new.
    `tell` is told what is at work.

    Errors: ReportError for the mistakes in the pair, all that can be found at once; NotTheSame where what is kept is of no use.
    """
    known = set(sys.modules)
    if copies:
        import_module("matplotlib.backends.backend_pdf")  # before questions are noted: it is no input of the page
    require_readable(pair)
    tracing = begin_trace(pair, set(sys.modules) - known)
    with tracing.tell_of_mistakes():
        module = load_experiment(pair)
        experiment = _check(pair, module.experiment)
        tracing.declare(experiment.reads)
        keeping = Keeping(pair, tracing, takes=takes and not perturb, keeps=keeps and not perturb)
        return _make(pair, module, experiment, keeping, perturb=perturb, copies=copies, tell=tell)


def _make(
    pair: Pair, module: ModuleType, experiment: Experiment, keeping: Keeping, *, perturb: bool, copies: bool, tell: Say
) -> Made:
    with keeping.run_code():
        material, warnings = _prepare(pair, module, experiment, keeping, perturb=perturb, copies=copies, tell=tell)
        varied = {} if perturb else _list_varied(pair, experiment)
    keeping.confirm("material", _list_made(material))
    if not any(keeping.is_own(run) for instead in varied.values() for run in instead.values()):
        keeping.end()  # before a mistake in the words
    with state_what_is_left_out():
        page = render(pair, material)
    probed = None if perturb else probe(pair, module, experiment, material, page.judged, varied, keeping, tell)
    cautions = () if perturb else tuple(list_cautions(pair, experiment, material, page, probed))
    keeping.end()
    made = record_page(pair, experiment, material, page, probed, keeping.tracing.end())
    gathering = Gathering()
    with gathering.keep():
        refuse_unreadable(pair, made.files[PAGE].decode(), page.sources)  # at last: what reads formulas is no input of a page
    gathering.found += [sentence.to_mistake() for sentence in made.false if gathering.found]
    gathering.end()
    copies_made = {name: drawing.pdf for name, drawing in material.drawings.items() if copies}
    all_warnings = (*warnings, *made.warnings, *cautions)
    return replace(made, warnings=all_warnings, copies=copies_made, has_run=keeping.has_run)


def _list_varied(pair: Pair, experiment: Experiment) -> dict[str, dict[str, AnyRun]]:
    with locate_mistakes(pair, pair.code):
        try:
            return list_varied_runs(experiment)
        except ReportError as error:
            error.line = find_assignment(pair, "experiment")
            raise


def _prepare(
    pair: Pair, module: ModuleType, experiment: Experiment, keeping: Keeping, *, perturb: bool, copies: bool, tell: Say
) -> tuple[Material, tuple[str, ...]]:
    """All that the code gives: run, measured, drawn, tabulated; and what a build warns of."""
    with locate_mistakes(pair, pair.code):
        keeping.begin()
        results = run_all(experiment, perturb=perturb, carry=keeping.carry, tell=tell)
        tell("measuring")
        measures = measure(module, hand_out(results))
        found = list_datasets(results)
        runs = {name: _ask(name, run, found[name], keeping) for name, run in list_runs(experiment).items()}
    gathering = Gathering()
    with gathering.keep():
        drawings = draw_all(pair, experiment, results, copies=copies, tell=tell)
    with gathering.keep():
        tables = tabulate_all(pair, experiment, results)
    if gathering.found:
        with gathering.keep():
            look_at_words(pair, results, measures, runs)
        gathering.end()
    tell("making the page")
    with locate_mistakes(pair, pair.code):
        is_exact = all(facts.exact is not None for facts in runs.values())
        explorer = _find_explorer(experiment, results, drawings, is_exact=is_exact)
        warnings = tuple(f"warning: {pair.code}: {text}" for text in _warn(experiment, results))
    lines = {name: find_line_of_measure(str(module.__file__), name) for name in measures}
    return Material(results, measures, drawings, tables, runs, explorer, _remark(experiment), lines), warnings


def draw_all(pair: Pair, experiment: Experiment, results: Results, *, copies: bool, tell: Say = keep_quiet) -> dict[str, Drawing]:
    """Each figure drawn, none depending on another. Errors: ReportError at the line that names the figure, for all that fail."""
    drawn, gathering = {}, Gathering()
    for name, figure in experiment.figures.items():
        tell(f"drawing {name}")
        with gathering.keep(), _locate_in(pair, "figures", name):
            drawn[name] = draw(figure, hand_out(results), copies=copies)
    gathering.end()
    return drawn


def tabulate_all(pair: Pair, experiment: Experiment, results: Results) -> dict[str, Sequence[Row]]:
    """The rows of each table. Errors: ReportError at the line that names the table, for all that fail."""
    rows: dict[str, Sequence[Row]] = {}
    gathering = Gathering()
    for name, table in experiment.tables.items():
        with gathering.keep(), _locate_in(pair, "tables", name), state_what_is_left_out():
            rows[name] = check_rows(table(hand_out(results)))
    gathering.end()
    return rows


def _list_made(material: Material) -> list[object]:
    """What the code makes of the results."""
    explorer, drawings = material.explorer, material.drawings.values()
    offer = None if explorer is None else (explorer.script, explorer.shared, explorer.hint)
    return [material.measures, [replace(d, pdf=b"") for d in drawings], material.tables, material.runs, offer]


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
    line = find_assignment(pair, "experiment")
    raise ReportError(f"experiment is {show(experiment)}", file=pair.code, line=line, remedy=remedy)


def _ask(name: str, run: Any, results: xarray.Dataset, keeping: Keeping) -> RunFacts:
    """What a run says of itself; what it does not offer is left out."""

    def answer(question: str, otherwise: Any) -> Any:
        return getattr(run, question)() if hasattr(run, question) else otherwise

    early = keeping.ask_early(name, run)
    program = str(answer("program", ""))
    exact = Exact(program, digest_results(results)) if program else None
    shortcomings = tuple(map(clean, answer("shortcomings", ())))
    return RunFacts(dict(answer("parameters", {})), str(answer("statement", "")), shortcomings, early, exact)


def _warn(experiment: Experiment, results: Results) -> Iterator[str]:
    """What each run warns of, with its name where there are several."""
    found = list_datasets(results)
    for name, run in list_runs(experiment).items():
        if hasattr(run, "warnings"):
            yield from (f"{name}: {text}" if name else text for text in map(clean, run.warnings(found[name])))


def _find_explorer(experiment: Experiment, results: Results, drawings: Mapping[str, Drawing], *, is_exact: bool) -> Explorer | None:
    """The explorer of the first run that offers one."""
    targets = {name: d.click_targets for name, d in drawings.items() if d.click_targets is not None}
    # Where a chaotic run of other arithmetic ends is not the same on every machine: the sliders do not hang on it.
    known = [] if experiment.chaotic and not is_exact else list(list_datasets(results).values())
    offers = (run.explorer(known, targets) for run in list_runs(experiment).values() if hasattr(run, "explorer"))
    return next((offer for offer in offers if offer is not None), None)


def _remark(experiment: Experiment) -> dict[str, str]:
    return {"chaotic": "yes: compared by its measures and first epochs"} if experiment.chaotic else {}
