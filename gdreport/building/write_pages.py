"""Pages onto the disk: only what differs in meaning, the manifest last; and away from it, only what a build has written."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from gdreport import files as disk
from gdreport.building.made import Made
from gdreport.building.progress import Progress
from gdreport.comparing.differences import has_same_minor, list_differences
from gdreport.errors import ReportError
from gdreport.files import Files
from gdreport.inputs.digests import digest
from gdreport.project import Pair, Project
from gdreport.record.manifest import NAME, PAGE, Manifest, read_manifest
from gdreport.record.staleness import compare_outputs, find_manifest


def write_page(project: Project, pair: Pair, made: Made) -> tuple[int, int]:
    """Write a page. How many files were written, and how many removed."""
    folder, assets = (disk.require_inside(pair.root, place) for place in (pair.folder, project.assets))
    disk.sweep(folder)
    old = find_manifest(pair.root, pair.folder, pair.name)
    kept = {} if old is None else _find_kept(old, disk.read(folder), pair, made)
    files = {**made.files, **kept}
    manifest = replace(made.manifest, outputs={name: digest(content) for name, content in sorted(files.items())})
    if old is not None and PAGE in kept:
        # All that was measured is as good as it was: what is new is what it was made from.
        manifest = replace(old, inputs=manifest.inputs, lines=manifest.lines, outputs=manifest.outputs, shared=manifest.shared)
    written = sum(disk.write(folder / file, content) for file, content in files.items())
    written += sum(disk.write(assets / file, content) for file, content in made.shared.items())
    gone, _ = _remove_written(folder, {} if old is None else {n: d for n, d in old.outputs.items() if n not in files})
    # The manifest comes last: a build that is cut off leaves a page that check calls edited.
    return written + disk.write(folder / NAME, manifest.to_bytes()), len(gone)


def _find_kept(old: Manifest, files: Files, pair: Pair, made: Made) -> Files:
    """The committed files that differ from the new ones within their tolerance only; the page where its sources are the same."""
    edited = {reason.file.rpartition("/")[2] for reason in compare_outputs(pair.folder, files, old.outputs)}
    same = {name: content for name, content in files.items() if name in made.files and name not in edited and name in old.outputs}
    sources = replace(old.inputs, versions={}, package="") == replace(made.manifest.inputs, versions={}, package="")
    drawings = has_same_minor(old, made.manifest)
    # The page shows what is in the rest: it stays only where all of that does.
    if [*list_differences(old, made.manifest, same, made.files, drawings=drawings, same_code=sources)] or edited:
        return {}
    page = sources and old.page.unwatched == made.manifest.page.unwatched
    drawn = () if drawings else (".svg",)  # another Matplotlib draws otherwise, and is recorded
    return {name: content for name, content in same.items() if not name.endswith(drawn) and (name != PAGE or page)}


def remove_gone(project: Project, progress: Progress) -> None:
    """Remove the pages whose experiment is gone: only files that their manifest lists, and only as they were written."""
    output = project.root / project.output
    kept = {pair.slug for pair in project.pairs()}
    for file in sorted(output.glob(f"*/{NAME}")):
        if file.parent.name not in kept and not file.parent.is_symlink():
            try:
                manifest = read_manifest(file.read_bytes(), str(file.relative_to(project.root)))
            except ReportError:
                continue
            place = f"{project.output}/{file.parent.name}"
            _, edited = _remove_written(file.parent, manifest.outputs)
            disk.remove(file.parent, [] if edited else [NAME])
            rest = f", but for {', '.join(edited)}: somebody edited it" if edited else ""
            progress.say(f"removed {place}: its experiment is gone{rest}")


def _remove_written(folder: Path, outputs: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """Remove files by name and digest. Those that are gone; those that are not as they were written, which stay."""
    there = {name: (folder / name).read_bytes() for name in sorted(outputs) if (folder / name).is_file()}
    edited = [name for name, content in there.items() if digest(content) != outputs[name]]
    return disk.remove(folder, [name for name in there if name not in edited]), edited
