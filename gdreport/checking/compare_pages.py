"""The committed pages against what is made now: each experiment's, and the pages about pages."""

import re
from dataclasses import replace

from gdreport.building.made import Made
from gdreport.building.overview import list_shared, make_overview
from gdreport.building.progress import Progress
from gdreport.checking.answer import Answer
from gdreport.checking.explanation import explain
from gdreport.comparing.texts import read_text
from gdreport.errors import ReportError
from gdreport.inputs.digests import digest, digest_package
from gdreport.project import Pair, Project
from gdreport.record.manifest import PAGE
from gdreport.record.reasons import Change, Input, Reason
from gdreport.record.staleness import State, find_manifests, find_strays
from gdreport.settings import FILE


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
        return Answer(mistakes=mistake.list_all())
    strays = find_strays(project, manifests, {*own, *list_shared(project, manifests)})
    if len(manifests) < len(project.pairs()):  # what the pages about pages would say is not known
        own = {place: content for place, content in own.items() if place.startswith(f"{project.assets}/")}
    is_ours = any(manifest.inputs.package != digest_package() for manifest in manifests)
    files = (r for place, content in own.items() if (r := _compare_file(project, place, content, is_ours=is_ours)) is not None)
    return Answer((*strays, *files))


def _compare_file(project: Project, place: str, content: bytes, *, is_ours: bool) -> Reason | None:
    """A file that the pages share, or that is about them. `is_ours`: gdreport is not the one that built the pages."""
    path = project.root / place
    if not path.is_file():
        return Reason("missing", place, "the build writes it")
    written = path.read_bytes()
    if digest(written) == digest(content):
        return None
    old, new = _list_pages(written), _list_pages(content)
    if old == new:
        what = Reason("edited", place, "it is not what the build writes")
        return replace(what, kind="changed", detail="the gdreport package") if is_ours else what
    change = Change("page", "order", ", ".join(old), ", ".join(new))
    if sorted(old) != sorted(new):
        return Reason("changed", place, "it is about other pages", changes=(replace(change, name="list"),))
    line, file = project.find_setting("order"), project.root / FILE
    lines = {} if line is None else {line: file.read_text(encoding="utf-8").split("\n")[line - 1]}
    setting = Input(FILE, lines)
    return Reason("changed", place, f"order in {setting}", inputs=(setting,), changes=(change,))


def _list_pages(content: bytes) -> list[str]:
    """The pages that a page about pages lists, in its order."""
    return re.findall(rf"^## \[.*\]\((?:.*/)?([^/()]+)/{re.escape(PAGE)}\)", read_text(content), re.MULTILINE)
