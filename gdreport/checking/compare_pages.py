"""The committed pages against what is made now: each experiment's, and the pages about pages."""

from gdreport.building.made import Made
from gdreport.building.overview import list_shared, make_overview
from gdreport.building.progress import Progress
from gdreport.checking.answer import Answer
from gdreport.checking.explanation import explain
from gdreport.errors import ReportError
from gdreport.inputs.digests import digest
from gdreport.project import Pair, Project
from gdreport.record.reasons import Reason
from gdreport.record.staleness import State, find_manifests, find_strays


def compare_page(pair: Pair, state: State, made: object, progress: Progress, *, moved: bool = False) -> Answer:
    """What is known of a page without a run, and what a run in memory says where there was one."""
    if isinstance(made, ReportError):
        return Answer(state.reasons, made.list_all())
    if not isinstance(made, Made):
        return Answer(state.reasons)
    found = tuple(explain(pair, state, made, moved=moved))
    if not found and state.changed:
        progress.say(f"{pair.name}: same results although {state.cause} changed; run `gdreport build` to record it")
    return Answer((*state.reasons, *found))


def compare_rest(project: Project) -> Answer:
    """The pages about pages, and what stands in the output folder without belonging there."""
    manifests = find_manifests(project)
    try:
        own = make_overview(project, manifests)
    except ReportError as mistake:
        return join_answers([notebooks, Answer(mistakes=mistake.list_all())])
    strays = find_strays(project, manifests, {*own, *list_shared(project, manifests)})
    files = (r for place, content in own.items() if (r := _compare_file(project, place, content)) is not None)
    return Answer((*strays, *files))


def _compare_file(project: Project, place: str, content: bytes) -> Reason | None:
    path = project.root / place
    if not path.is_file():
        return Reason("missing", place, "the build writes it")
    return None if digest(path.read_bytes()) == digest(content) else Reason("edited", place, "it is not what the build writes")
