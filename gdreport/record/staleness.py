"""Whether a committed page is what its experiment makes today, and if not, why."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import count, groupby

from gdreport import files as disk
from gdreport.checking.differences import FILES, Change, changes
from gdreport.checking.texts import Files, shortened
from gdreport.errors import ReportError
from gdreport.project import Report
from gdreport.record.manifest import LINE, NAME, Manifest, digest, digests, from_bytes, line_digests, package_digest, versions

MOST = 12  # lines of changed inputs that are printed; --json has them all
REBUILD = "run `gdreport build`"
MOVED = "not the same when every start moves by one unit in the last place"
FEWER = "state fewer digits; or measure statistics that do not move, and give the Experiment chaotic=True"


@dataclass(frozen=True)
class Input:
    """An input that is not the manifest's: a file with the lines that are new in it, a library's version, gdreport itself.

    >>> print(Input("experiments/valley.py", {3: "a", 15: "b", 16: "c"}))
    experiments/valley.py:3,15-16
    """

    name: str
    lines: Mapping[int, str] = field(default_factory=dict)

    def __str__(self) -> str:
        ranges = [[n for n, _ in run] for _, run in groupby(zip(self.lines, count(), strict=False), lambda pair: pair[0] - pair[1])]
        at = ",".join(str(r[0]) if len(r) == 1 else f"{r[0]}-{r[-1]}" for r in ranges)
        return f"{self.name}:{at}" if at else self.name


@dataclass(frozen=True)
class Reason:
    """Why a committed file or page is not fresh: `missing`, `changed`, `edited` or `unexpected`, and what differs."""

    kind: str
    file: str
    detail: str
    remedy: str = REBUILD
    line: int | None = None
    inputs: tuple[Input, ...] = ()  # of `changed`: what was not as the manifest says
    changes: tuple[Change, ...] = ()  # of `changed`: old -> new
    pictures: Mapping[str, tuple[bytes, bytes]] = field(default_factory=dict)  # the figures that changed: old and new SVG

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        lines = [shortened(f"{i.name}:{number}: {line}") for i in self.inputs for number, line in i.lines.items()]
        more = [f"... and {len(lines) - MOST} lines more"] if len(lines) > MOST else []
        return "\n  ".join([f"{self.kind}: {place}: {self.detail}", *lines[:MOST], *more, *map(str, self.changes)])


@dataclass(frozen=True)
class State:
    """What is known of a page without running anything."""

    manifest: Manifest | None
    reasons: tuple[Reason, ...]  # about the committed files
    changed: tuple[Input, ...]
    only_versions: bool = False

    @property
    def fresh(self) -> bool:
        """Inputs and outputs equal to the manifest; a stray file beside them is no reason to run anything."""
        return not self.changed and all(r.kind == "unexpected" for r in self.reasons)


def examine(report: Report, name: str) -> State:
    """Compare a page's committed files and its inputs with its manifest; nothing is run."""
    folder = report.folder(name)
    files = disk.read(report.root / folder)
    if NAME not in files:
        return State(None, (Reason("missing", f"{folder}/{NAME}", "the page was never built"),), ())
    try:
        manifest = from_bytes(files[NAME], f"{folder}/{NAME}")
    except ReportError as error:
        return State(None, (Reason("edited", f"{folder}/{NAME}", error.what),), ())
    folders = (
        Reason("unexpected", f"{folder}/{n}", "no experiment makes it", f"delete {folder}/{n}")
        for n in disk.folders(report.root / folder)
    )
    return State(manifest, (*_outputs(folder, manifest, files), *folders), *_inputs(report, manifest))


def recorded(report: Report, name: str) -> Manifest | None:
    """The manifest of a page, None where there is none that can be read."""
    file = report.root / report.folder(name) / NAME
    try:
        return from_bytes(file.read_bytes(), str(file)) if file.is_file() else None
    except ReportError:
        return None


def _outputs(folder: str, manifest: Manifest, files: Files) -> Iterator[Reason]:
    for name, expected in manifest.outputs.items():
        if name not in files:
            yield Reason("missing", f"{folder}/{name}", "the manifest lists it")
        elif digest(files[name]) != expected:
            yield Reason("edited", f"{folder}/{name}", "it is not what the build wrote")
    for name in sorted(files.keys() - manifest.outputs.keys() - {NAME}):
        yield Reason("unexpected", f"{folder}/{name}", "no experiment makes it", remedy=f"delete {folder}/{name}")


def _inputs(report: Report, manifest: Manifest) -> tuple[tuple[Input, ...], bool]:
    now = digests(report.root, set(manifest.inputs))
    files = [_lines(report, manifest, n) for n in sorted(now) if now[n] != manifest.inputs[n]]
    if package_digest() != manifest.package:
        files.append(Input("the gdreport package"))
    installed = versions()
    old = manifest.versions
    libraries = [Input(f"{n} {old.get(n, 'none')} -> {v}") for n, v in installed.items() if old.get(n) != v]
    return (*files, *libraries), bool(libraries) and not files


def _lines(report: Report, manifest: Manifest, name: str) -> Input:
    """An input file with the lines that the manifest does not have; where lines were taken out, the one that follows."""
    file = report.root / name
    known = manifest.lines.get(name, "")
    if not known or not file.is_file():
        return Input(name)
    content = file.read_bytes()
    old, new = [known[i : i + LINE] for i in range(0, len(known), LINE)], line_digests(content)
    lines = content.decode("utf-8", errors="replace").replace("\r\n", "\n").split("\n")
    found = SequenceMatcher(None, old, new, autojunk=False).get_opcodes() if new else []
    changed = [n for kind, _, _, i, j in found if kind != "equal" for n in range(i, max(j, min(i + 1, len(lines))))]
    return Input(name, {n + 1: lines[n] for n in changed})


def explain(report: Report, name: str, state: State, new: Files, *, moved: bool = False) -> Reason | None:
    """What a run in memory found: the committed files against the new ones, by meaning; None where they agree."""
    folder = report.folder(name)
    old = disk.read(report.root / folder)
    listed = set(new) if state.manifest is None else {NAME, *state.manifest.outputs}
    # A manifest that cannot be read says nothing; what does not stand there, or was edited, has a reason of its own.
    known = {r.file.removeprefix(f"{folder}/") for r in state.reasons}
    old = {n: c for n, c in old.items() if n in listed and not (n == NAME and n in known)}
    if state.manifest is None and not old:
        return None
    drawings = not moved and not state.only_versions and _same_drawing(state.manifest)
    found = [c for c in changes(old, new, drawings=drawings, moved=moved) if c.name not in known or c.kind not in FILES]
    if not found:
        return None
    pictures = {c.name: (old[c.name], new[c.name]) for c in found if c.kind == "figure" and c.name in old and c.name in new}
    detail = MOVED if moved else cause(state)
    return Reason(
        "changed", folder, detail, FEWER if moved else REBUILD, inputs=state.changed, changes=tuple(found), pictures=pictures
    )


def cause(state: State) -> str:
    """The inputs that changed, in words."""
    return ", ".join(map(str, state.changed)) or "another run gives another result"


def _same_drawing(manifest: Manifest | None) -> bool:
    """Whether the same minor version of Matplotlib drew the figures: another draws the same data otherwise."""
    return manifest is None or _minor(manifest.versions.get("matplotlib")) == _minor(versions()["matplotlib"])


def _minor(version: str | None) -> list[str]:
    return (version or "").split(".")[:2]


def strays(report: Report, names: list[str], own: set[str]) -> Iterator[Reason]:
    """What stands in the output folder but belongs to no experiment and is not one of the report's own files."""
    output = report.root / report.output
    folders = {report.folder(n).rsplit("/", 1)[1] for n in names}
    for path in sorted(output.iterdir()) if output.is_dir() else ():
        place = f"{report.output}/{path.name}"
        if path.is_dir() and path.name not in folders:
            made = (path / NAME).is_file()
            remedy = REBUILD if made else f"delete {place}"
            yield Reason("unexpected", place, "its experiment is gone" if made else "no experiment makes it", remedy)
        elif path.is_file() and path.name not in own:
            yield Reason("unexpected", place, "no experiment makes it", f"delete {place}")
