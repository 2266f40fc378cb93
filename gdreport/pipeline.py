"""The program on one screen: `build` makes what is not fresh and writes it; `check` makes it and compares; `probe` reads it."""

from gdreport.building.build import Built, begin_build
from gdreport.building.made import Made
from gdreport.building.notebooks import list_books
from gdreport.building.process import Job
from gdreport.building.progress import Progress
from gdreport.building.workers import Workers
from gdreport.checking.answer import Answer, join_answers
from gdreport.checking.compare_pages import compare_page, compare_rest
from gdreport.checking.notebook_outputs import compare_notebook, examine_notebook
from gdreport.errors import ReportError, join_mistakes
from gdreport.project import Pair, Project
from gdreport.record.manifest import Manifest
from gdreport.record.reasons import REBUILD
from gdreport.record.staleness import examine

QUIET = Progress()


def build(project: Project, names: tuple[str, ...] = (), jobs: int | None = None, progress: Progress = QUIET) -> Built:
    """Make every page that is not fresh and write what changed."""
    with begin_build(project, names, jobs) as begun:
        return begun.finish(progress)


def probe(
    project: Project,
    names: tuple[str, ...] = (),
    jobs: int | None = None,
    progress: Progress = QUIET,
    *,
    seconds: float | None = None,
) -> dict[Pair, Manifest]:
    """What became of each page's sentences under the variations of its runs: as recorded, or run now where that is not fresh.

    `seconds`: each experiment in so many, or it is ended.

    Errors: ReportError for the mistakes in all experiments.
    """
    states = {pair: examine(pair) for pair in project.pairs(names)}
    with Workers([pair for pair, state in states.items() if not state.is_fresh], jobs, seconds, takes=True, keeps=True) as workers:
        made = {outcome.job: outcome.made for outcome in workers.outcomes(progress)}
    mistakes = [page for page in made.values() if isinstance(page, ReportError)]
    if mistakes:
        raise join_mistakes(mistakes)
    found: dict[Pair, Manifest] = {}
    for pair, state in states.items():
        page = made.get(pair, state.manifest)
        if isinstance(page, Made | Manifest):
            found[pair] = page.manifest if isinstance(page, Made) else page
    return found


def check(
    project: Project,
    names: tuple[str, ...] = (),
    *,
    rerun: bool = False,
    perturb: bool = False,
    jobs: int | None = None,
    progress: Progress = QUIET,
    seconds: float | None = None,
) -> Answer:
    """Answer whether the committed pages are what the experiments make today.

    `rerun`: run every experiment and trust no manifest. `perturb`: and whether the pages stay so when
    every start moves by one unit in the last place. `seconds`: each experiment in so many, or it is ended.
    """
    states = {pair: examine(pair) for pair in project.pairs(names)}
    if perturb and any(state.changed or state.manifest is None for state in states.values()):
        raise ReportError("the pages are not up to date, so starts cannot be moved from them", remedy=REBUILD)
    doubtful = [pair for pair, state in states.items() if rerun or perturb or (state.manifest is not None and state.changed)]
    books = {book: examine_notebook(book, rerun=rerun) for book in ([] if names else list_books(project))}
    work: list[Job] = [*(book for book, (_, is_doubtful) in books.items() if is_doubtful), *doubtful]
    with Workers(work, jobs, seconds, perturb=perturb) as workers:
        made = {outcome.job: outcome.made for outcome in workers.outcomes(progress)}
    pages = [compare_page(pair, state, made.get(pair), progress, moved=perturb) for pair, state in states.items()]
    notebooks = [compare_notebook(book, known, made.get(book)) for book, (known, _) in books.items()]
    rest = [] if names else [compare_rest(project)]
    return join_answers([*pages, *notebooks, *rest])
