"""Figures as PDFs, where they are asked for: neither committed nor compared. Each says of which SVG it is a copy."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from gdreport import files as disk
from gdreport.inputs.digests import digest
from gdreport.project import Pair, Project
from gdreport.record.manifest import Manifest

FOLDER = "pdf"  # beside the experiments; a folder for each page
OF = b"\n% a copy of the SVG "  # after its end, where readers of PDFs do not look


def write_copies(pair: Pair, copies: Mapping[str, bytes]) -> int:
    """Write the PDFs of a page that has just been written, by the names of its figures. How many there are."""
    folder = disk.require_inside(pair.root, f"{FOLDER}/{pair.slug}")
    for name, content in copies.items():
        svg = pair.path(f"{pair.folder}/{name}.svg").read_bytes()
        disk.write(folder / f"{name}.pdf", content + OF + digest(svg).encode() + b"\n")
    return len(copies)


def has_copies(pair: Pair, manifest: Manifest) -> bool:
    """Whether each figure of a page has a PDF, of the SVG that stands there now."""
    place = pair.path(f"{FOLDER}/{pair.slug}")
    return all(_is_current(place / f"{name}.pdf", pair.path(pair.folder)) for name in manifest.drawings)


def list_copies(project: Project) -> Iterator[tuple[Path, Path]]:
    """Each SVG that has a PDF, and that."""
    for pdf in sorted((project.root / FOLDER).glob("*/*.pdf")):
        page = project.root / project.output / pdf.parent.name
        if _is_current(pdf, page):
            yield page / f"{pdf.stem}.svg", pdf


def remove_outdated(project: Project) -> None:
    """Remove the PDFs of figures that are others by now, or gone; none that a build has not written."""
    for slug in disk.list_folders(project.root / FOLDER):
        folder, page = project.root / FOLDER / slug, project.root / project.output / slug
        disk.sweep(folder)
        made = [file for file in folder.glob("*.pdf") if _read_digest(file)]
        disk.remove(folder, [file.name for file in made if not _is_current(file, page)])
    disk.remove(project.root / FOLDER, [])


def _is_current(pdf: Path, page: Path) -> bool:
    svg = page / f"{pdf.stem}.svg"
    return svg.is_file() and _read_digest(pdf) == digest(svg.read_bytes())


def _read_digest(pdf: Path) -> str:
    """Of the SVG, as its copy has it; nothing where there is no PDF, or none of a build's."""
    _, mark, last = pdf.read_bytes().rpartition(OF) if pdf.is_file() else (b"", b"", b"")
    return last.strip().decode(errors="replace") if mark else ""
