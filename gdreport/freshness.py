"""Whether a committed page is what its experiment makes today, and if not, why."""

from collections.abc import Iterator
from dataclasses import dataclass

from gdreport import disk
from gdreport.compare import Files, differences
from gdreport.errors import ReportError
from gdreport.manifest import NAME, Manifest, digest, digests, from_bytes, package_digest, versions
from gdreport.report import Report


@dataclass(frozen=True)
class Reason:
    """Why a committed file is not fresh: `missing`, `changed`, `edited` or `unexpected`, and what differs."""

    kind: str
    file: str
    detail: str
    remedy: str = "run `gdreport build`"

    def __str__(self) -> str:
        return f"{self.kind}: {self.file}: {self.detail}"


@dataclass(frozen=True)
class State:
    """What is known of a page without running anything."""

    manifest: Manifest | None
    reasons: tuple[Reason, ...]  # about the committed files
    changed: tuple[str, ...]  # inputs that are not the manifest's
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


def _inputs(report: Report, manifest: Manifest) -> tuple[tuple[str, ...], bool]:
    now = digests(report.root, set(manifest.inputs))
    files = [n for n in sorted(now) if now[n] != manifest.inputs[n]]
    if package_digest() != manifest.package:
        files.append("the gdreport package")
    installed = versions()
    libraries = [f"{n} {manifest.versions.get(n, 'none')} -> {v}" for n, v in installed.items() if manifest.versions.get(n) != v]
    return (*files, *libraries), bool(libraries) and not files


def explain(report: Report, name: str, state: State, new: Files) -> list[Reason]:
    """What a run in memory found: the committed files against the new ones, by meaning."""
    folder = report.folder(name)
    old = disk.read(report.root / folder)
    listed = set(old) if state.manifest is None else {NAME, *state.manifest.outputs}
    same_drawing = state.manifest is None or _minor(state.manifest.versions.get("matplotlib")) == _minor(versions()["matplotlib"])
    found = differences({n: c for n, c in old.items() if n in listed}, new, drawings=same_drawing and not state.only_versions)
    return [Reason("changed", f"{folder}/{file}", what + cause(state)) for file, what in found]


def cause(state: State) -> str:
    """The inputs that changed, in words."""
    return f" (changed: {', '.join(state.changed)})" if state.changed else ""


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
            remedy = "run `gdreport build`" if made else f"delete {place}"
            yield Reason("unexpected", place, "its experiment is gone" if made else "no experiment makes it", remedy)
        elif path.is_file() and path.name not in own:
            yield Reason("unexpected", place, "no experiment makes it", f"delete {place}")
