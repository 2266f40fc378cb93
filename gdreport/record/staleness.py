"""Whether a committed page is what its experiment makes today, as far as that is known without running anything."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from gdreport import files as disk
from gdreport.errors import ReportError
from gdreport.files import Files, unify_line_ends
from gdreport.inputs.digests import digest, digest_lines, split_lines
from gdreport.inputs.inputs import ask_again, list_changed_files, list_changes, list_new_versions
from gdreport.number_text import count_text
from gdreport.project import ASSETS, Pair, Project
from gdreport.record.manifest import NAME, Manifest, read_manifest
from gdreport.record.reasons import REBUILD, Input, Reason


@dataclass(frozen=True)
class State:
    """What is known of a page without running anything."""

    manifest: Manifest | None
    reasons: tuple[Reason, ...]  # about the committed files
    changed: tuple[Input, ...]
    only_versions: bool = False

    @property
    def is_fresh(self) -> bool:
        """Inputs and outputs equal to the manifest; a stray file beside them is no reason to run anything."""
        return not self.changed and all(r.kind == "unexpected" for r in self.reasons)

    @property
    def cause(self) -> str:
        """The inputs that changed, in words."""
        return ", ".join(map(str, self.changed)) or "another run gives another result"


def examine(pair: Pair) -> State:
    """Compare a page's committed files and its inputs with its manifest; nothing is run."""
    folder = pair.folder
    files = disk.read(pair.path(folder))
    if NAME not in files:
        return State(None, (Reason("missing", f"{folder}/{NAME}", "the page was never built"),), ())
    try:
        manifest = read_manifest(files[NAME], f"{folder}/{NAME}", pair.name)
    except ReportError as error:
        return State(None, (Reason("edited", f"{folder}/{NAME}", error.what),), ())
    folders = (make_stray(f"{folder}/{n}") for n in disk.list_folders(pair.path(folder)))
    return State(manifest, (*_outputs(pair, manifest, files), *folders), *_inputs(pair, manifest))


def find_manifest(root: Path, folder: str, experiment: str | None = None) -> Manifest | None:
    """The manifest of the page in a folder, None where there is none that can be read."""
    file = root / folder / NAME
    try:
        return read_manifest(file.read_bytes(), str(file), experiment) if file.is_file() else None
    except ReportError:
        return None


def find_written_manifests(project: Project) -> list[Manifest]:
    """The manifests that stand among the pages, also of those whose experiment is gone."""
    folders = sorted(file.parent.name for file in (project.root / project.output).glob(f"*/{NAME}"))
    found = (find_manifest(project.root, f"{project.output}/{folder}") for folder in folders)
    return [manifest for manifest in found if manifest is not None]


def find_manifests(project: Project) -> list[Manifest]:
    """The manifests of all experiments that have one, in the order of their pages."""
    return [m for pair in project.pairs() if (m := find_manifest(project.root, pair.folder, pair.name)) is not None]


def compare_outputs(folder: str, files: Files, outputs: Mapping[str, str]) -> Iterator[Reason]:
    """Which of the files that a manifest lists in a folder are missing, or are not what was written."""
    for name, expected in outputs.items():
        if name not in files:
            yield Reason("missing", f"{folder}/{name}", "the manifest lists it")
        elif digest(files[name]) != expected:
            yield Reason("edited", f"{folder}/{name}", "it is not what the build wrote")


def find_strays(project: Project, manifests: Sequence[Manifest], own: set[str]) -> Iterator[Reason]:
    """What stands in the output folder but belongs to no experiment and is not one of the report's own files (by their places)."""
    output = project.root / project.output
    pairs = project.pairs()
    folders = {pair.slug for pair in pairs} | {ASSETS}
    for path in sorted(output.iterdir()) if output.is_dir() else ():
        place = f"{project.output}/{path.name}"
        if path.is_dir() and path.name not in folders:
            made = find_manifest(project.root, place) is not None
            yield Reason("unexpected", place, "its experiment is gone", REBUILD) if made else make_stray(place)
        elif path.is_file() and place not in own and not disk.LEFTOVER.fullmatch(path.name):
            yield make_stray(place)
    assets = project.root / project.assets
    if len(manifests) < len(pairs):
        return  # whose the others are is not known
    for file in disk.read_tree(assets) if assets.is_dir() else ():
        if f"{project.assets}/{file}" not in own:
            yield make_stray(f"{project.assets}/{file}")


def make_stray(place: str, maker: str = "experiment") -> Reason:
    """What stands among generated files and is none of them."""
    return Reason("unexpected", place, f"no {maker} makes it", remedy=f"delete {place}")


def _outputs(pair: Pair, manifest: Manifest, files: Files) -> Iterator[Reason]:
    folder = pair.folder
    assets = f"{folder.rpartition('/')[0]}/{ASSETS}"
    shared = {n: file.read_bytes() for n in manifest.shared if (file := pair.path(f"{assets}/{n}")).is_file()}
    yield from compare_outputs(folder, files, manifest.outputs)
    yield from compare_outputs(assets, shared, manifest.shared)
    for name in sorted(files.keys() - manifest.outputs.keys() - {NAME}):
        yield make_stray(f"{folder}/{name}")


def _inputs(pair: Pair, manifest: Manifest) -> tuple[tuple[Input, ...], bool]:
    old, new = manifest.inputs, ask_again(pair.root, manifest.inputs, pair.settings)
    files = [_find_lines(pair, manifest, place) for place in list_changed_files(old, new)]
    files += [Input(what) for what in list_changes(old, new)]
    libraries = [Input(what) for what in list_new_versions(old, new)]
    return (*files, *libraries), bool(libraries) and not files


def _find_lines(pair: Pair, manifest: Manifest, name: str) -> Input:
    """An input file with the lines that the manifest does not have; where lines were taken out, the one that follows."""
    file = pair.path(name)
    known = split_lines(manifest.lines.get(name, ""))
    inside = not name.startswith(("/", "../")) and file.resolve().is_relative_to(pair.root.resolve())
    if not known or not inside or not file.is_file():
        return Input(name)
    content = unify_line_ends(file.read_bytes())
    new = split_lines(digest_lines(content))
    lines = content.decode("utf-8", errors="replace").split("\n")
    found = SequenceMatcher(None, known, new, autojunk=False).get_opcodes() if new else []
    changed = {n + 1: lines[n] for kind, _, _, i, j in found if kind in ("replace", "insert") for n in range(i, j)}
    for a, b, i in [(a, b, i) for kind, a, b, i, _ in found if kind == "delete"]:
        n = min(i, len(lines) - 1)
        changed.setdefault(n + 1, f"({count_text(b - a, 'line')} gone before) {lines[n]}")
    return Input(name, dict(sorted(changed.items())))
