"""What a run in memory says of a committed page: the differences as reasons."""

from collections.abc import Iterator

from gdreport import files as disk
from gdreport.building.made import Made
from gdreport.comparing.differences import has_same_minor, list_differences
from gdreport.inputs.digests import digest
from gdreport.project import ASSETS, Pair
from gdreport.record.manifest import NAME
from gdreport.record.reasons import FILES, REBUILD, Change, Reason
from gdreport.record.staleness import State

MOVED = "not the same when every start moves by one unit in the last place"
FEWER = "state fewer digits; or measure statistics that do not move, and give the Experiment chaotic=True"


def explain(pair: Pair, state: State, made: Made, *, moved: bool = False) -> Iterator[Reason]:
    """Each sentence that is no longer true, then what differs. Nothing where the page is what is made now."""
    difference = _compare(pair, state, made, moved=moved)
    for sentence in made.false:
        what = f"{sentence.what}\n  {MOVED}" if moved else sentence.what
        inputs = () if difference is not None else state.changed
        yield Reason("changed", sentence.file, what, sentence.remedy, sentence.line, inputs)
    if difference is not None:
        yield difference


def _compare(pair: Pair, state: State, made: Made, *, moved: bool) -> Reason | None:
    """The committed files against the new ones, by meaning; None where they agree, or where there are none."""
    folder, new = pair.folder, made.files
    listed = set(new) if state.manifest is None else set(state.manifest.outputs)
    # What does not stand there, or was edited, has a reason of its own.
    known = {r.file.removeprefix(f"{folder}/") for r in state.reasons}
    old = {n: c for n, c in disk.read(pair.path(folder)).items() if n in listed and n != NAME}
    if state.manifest is None and not old:
        return None
    drawings = not moved and not state.only_versions and (state.manifest is None or has_same_minor(state.manifest, made.manifest))
    same_code = state.only_versions or not state.changed
    differences = [*list_differences(state.manifest, made.manifest, old, new, drawings=drawings, moved=moved, same_code=same_code)]
    differences += _compare_shared(pair, made)
    found = tuple(c for c in differences if c.name not in known or c.kind not in FILES)
    if not found:
        return None
    pictures = {c.name: (old[c.name], new[c.name]) for c in found if c.kind == "figure" and c.name in old and c.name in new}
    detail, remedy = (MOVED, FEWER) if moved else (state.cause, REBUILD)
    return Reason("changed", folder, detail, remedy, inputs=state.changed, changes=found, pictures=pictures)


def _compare_shared(pair: Pair, made: Made) -> Iterator[Change]:
    """The scripts that explorers share, beside the pages: where one stands that is not what this explorer needs."""
    assets = pair.path(pair.folder).parent / ASSETS
    for name, content in made.shared.items():
        file = assets / name
        if file.is_file() and digest(file.read_bytes()) != digest(content):
            yield Change("explorer", f"{ASSETS}/{name}", "as it was built", "another version")
