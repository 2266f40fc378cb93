"""Pages onto the disk: only what differs, the manifest last; and away from it, only what a manifest lists."""

from gdreport import files as disk
from gdreport.building.made import Made
from gdreport.building.progress import Progress
from gdreport.errors import ReportError
from gdreport.project import Pair, Project
from gdreport.record.manifest import NAME, read_manifest
from gdreport.record.staleness import find_manifest


def write_page(project: Project, pair: Pair, made: Made) -> int:
    """Write a page. How many files were written."""
    folder, assets = pair.path(pair.folder), pair.path(project.assets)
    old = find_manifest(pair.root, pair.folder)
    written = sum(disk.write(folder / file, content) for file, content in made.files.items())
    written += sum(disk.write(assets / file, content) for file, content in made.shared.items())
    disk.remove(folder, [] if old is None else sorted(old.outputs.keys() - made.files.keys()))
    # The manifest comes last: a build that is cut off leaves a page that check calls edited.
    return written + disk.write(folder / NAME, made.manifest.to_bytes())


def remove_gone(project: Project, progress: Progress) -> None:
    """Remove the pages whose experiment is gone: only files that their manifest lists."""
    output = project.root / project.output
    kept = {pair.slug for pair in project.pairs()}
    for file in sorted(output.glob(f"*/{NAME}")):
        if file.parent.name not in kept:
            try:
                manifest = read_manifest(file.read_bytes(), str(file.relative_to(project.root)))
            except ReportError:
                continue
            disk.remove(file.parent, [*manifest.outputs, NAME])
            progress.say(f"removed {project.output}/{file.parent.name}: its experiment is gone")
