"""Notebooks as pages: executed from the first cell to the last in a new kernel, and written as Markdown with pictures beside it."""

import json
import os
import re
from dataclasses import dataclass, replace
from html import unescape
from pathlib import PurePosixPath
from typing import Any

from gdreport import files as disk
from gdreport.building.made import MadeOfBook
from gdreport.building.progress import Say
from gdreport.errors import ReportError
from gdreport.escaping import escape_markdown
from gdreport.files import Files
from gdreport.inputs.digests import digest, digest_package
from gdreport.inputs.inputs import Inputs
from gdreport.inputs.libraries import read_versions
from gdreport.page.marks import write_plain
from gdreport.project import Project, make_slug
from gdreport.record.manifest import NAME, PAGE, Facts, Manifest
from gdreport.record.staleness import compare_outputs, find_manifest

LIBRARIES = ("jinja2", "matplotlib", "numpy", "sympy", "xarray")  # its cells run elsewhere: what they import besides is not seen
UNWATCHED = "\n*What the cells read is not watched: a change there goes unnoticed until the notebook is executed again.*\n"
EXTRA = "install it: pip install 'gdreport[notebook]'"
FALLBACK = "xr-text-repr-fallback"  # xarray's HTML has random ids and needs its own style sheet: its text is shown
DESCRIPTION = re.compile(r'<desc id="description">(.*?)</desc>', re.DOTALL)


@dataclass(frozen=True)
class Book:
    """A notebook of a report, by its place, as a process makes a page of it."""

    project: Project
    place: str

    @property
    def name(self) -> str:
        """As the commands call it."""
        return self.place

    @property
    def code(self) -> str:
        """The file in which its mistakes are."""
        return self.place


def list_books(project: Project) -> list[Book]:
    """All notebooks of a report."""
    return [Book(project, place) for place in project.notebooks]


@dataclass(frozen=True)
class Notebook:
    """A notebook on disk and the page that it makes. Places are relative to the root."""

    place: str
    content: dict[str, Any]
    folder: str  # of its page

    @property
    def manifest(self) -> Manifest:
        """What decides its page: its cells, gdreport itself, some libraries; not what the cells read, as the page says."""
        cells = [[c["cell_type"], _source(c)] for c in self.content["cells"]]
        inputs = Inputs({self.place: digest(json.dumps(cells).encode())}, read_versions(LIBRARIES), digest_package())
        title = next((t for c in self.content["cells"] if (t := _title(c))), PurePosixPath(self.place).stem)
        return Manifest(self.place, inputs, Facts(title))


def read_notebook(book: Book) -> Notebook:
    """Errors: ReportError for a notebook that is missing or damaged, or whose page another one has."""
    project, place = book.project, book.place
    slugs = [make_slug(PurePosixPath(p).stem) for p in project.notebooks]
    if slugs.count(make_slug(PurePosixPath(place).stem)) > 1:
        raise ReportError(f"{place} would share its page with another notebook", file="pyproject.toml", remedy="rename one of them")
    try:
        content = json.loads((project.root / place).read_text(encoding="utf-8"))
        if not all({"cell_type", "source"} <= c.keys() for c in content["cells"]):
            raise KeyError("cells")
    except FileNotFoundError:
        raise ReportError(f"there is no notebook {place}", file="pyproject.toml", remedy="correct `notebooks`") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise ReportError("the notebook is damaged", file=place, remedy="restore it from git") from None
    folder = PurePosixPath(project.output).parent / "notebooks" / make_slug(PurePosixPath(place).stem)
    return Notebook(place, content, str(folder))


def has_inputs_of(record: Manifest | None, notebook: Notebook) -> bool:
    """Whether a page was made from what is there now."""
    return record is not None and record.inputs == notebook.manifest.inputs


def is_fresh(book: Book) -> bool:
    """Whether its page is what was made of it as it stands; not where it cannot be read, which to execute it says."""
    try:
        notebook = read_notebook(book)
    except ReportError:
        return False
    folder = disk.require_inside(book.project.root, notebook.folder)
    record = find_manifest(book.project.root, notebook.folder)
    if record is None or not has_inputs_of(record, notebook):
        return False
    return not [*compare_outputs(notebook.folder, disk.read(folder), record.outputs)]


def write_notebook(project: Project, made: MadeOfBook) -> None:
    """Write the page of a notebook, the manifest last."""
    folder = disk.require_inside(project.root, made.folder)
    record = find_manifest(project.root, made.folder)
    for name, content in made.files.items():
        if name != NAME:
            disk.write(folder / name, content)
    disk.remove(folder, [] if record is None else sorted(record.outputs.keys() - made.files.keys()))
    disk.write(folder / NAME, made.files[NAME])


def make_notebook(book: Book, tell: Say) -> MadeOfBook:
    """Execute a notebook and make its page. `tell` is told which cell is at work.

    Errors: ReportError naming a cell that fails, or the extra that is not installed.
    """
    notebook = read_notebook(book)
    executed = _execute(book, notebook, tell)
    try:
        from nbconvert import MarkdownExporter
    except ModuleNotFoundError as error:
        raise ReportError(f"a notebook needs {error.name}", file=notebook.place, remedy=EXTRA) from None
    tell("making the page")
    exporter: Any = MarkdownExporter
    text, resources = exporter().from_notebook_node(executed, resources={"unique_key": "cell", "output_files_dir": ""})
    for name, content in resources.get("outputs", {}).items():
        if name.endswith(".svg") and (found := DESCRIPTION.search(content.decode())):
            text = text.replace(f"![svg]({name})", f"![{escape_markdown(unescape(found[1]))}]({name})")
    title = json.dumps(notebook.manifest.page.title, ensure_ascii=False)
    head = f"---\ntitle: {title}\n---\n<!-- Made by gdreport from {notebook.place}; edit that, then run `gdreport build`. -->\n\n"
    files: Files = {PAGE: (head + _tidy(text) + UNWATCHED).encode(), **dict(sorted(resources.get("outputs", {}).items()))}
    manifest = replace(notebook.manifest, outputs={n: digest(c) for n, c in sorted(files.items())})
    return MadeOfBook(notebook.folder, {**files, NAME: manifest.to_bytes()})


def _execute(book: Book, notebook: Notebook, tell: Say) -> Any:
    try:
        import nbformat
        from jupyter_client.kernelspec import NoSuchKernel
        from nbclient import NotebookClient
        from nbclient.exceptions import CellControlSignal, CellExecutionError, DeadKernelError
    except ModuleNotFoundError as error:
        raise ReportError(f"a notebook needs {error.name}", file=notebook.place, remedy=EXTRA) from None

    read = nbformat.reads(json.dumps(notebook.content), as_version=4)
    folder = (book.project.root / notebook.place).parent
    client = NotebookClient(
        read,
        timeout=None,  # the process has a limit
        kernel_name="python3",
        record_timing=False,
        extra_arguments=["--log-level=ERROR"],
        resources={"metadata": {"path": str(folder)}},
        on_cell_start=lambda cell, cell_index: tell(f"at cell {cell_index + 1}"),
    )
    # Figures are to appear in the notebook, not, as with an experiment, nowhere.
    env = {name: value for name, value in os.environ.items() if name != "MPLBACKEND"}
    try:
        client.execute(env=env)
    except CellExecutionError as error:
        cell = next((n for n, c in enumerate(read.cells, 1) if any(o.output_type == "error" for o in c.get("outputs", []))), None)
        what = f"cell {cell} fails: {error.ename}: {error.evalue}"
        raise ReportError(what, file=notebook.place, remedy="mend the cell") from None
    except (CellControlSignal, DeadKernelError, NoSuchKernel) as error:
        raise ReportError(f"cannot be executed: {error}", file=notebook.place, remedy=EXTRA) from None
    for cell in read.cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if FALLBACK in data.get("text/html", ""):
                del data["text/html"]
            elif "text/html" in data:
                data["text/html"] = _plain_html(data["text/html"])
    return read


def _plain_html(html: str) -> str:
    """A table without a style sheet of its own and without blank lines, at which CommonMark ends a block of HTML."""
    without = re.sub(r"<style.*?</style>", "", html, flags=re.DOTALL)
    return "\n".join(line for line in without.splitlines() if line.strip())


def _tidy(text: str) -> str:
    """No spaces at the ends of lines, one line break at the end."""
    return "\n".join(line.rstrip() for line in text.strip().splitlines()) + "\n"


def _title(cell: dict[str, Any]) -> str:
    match = re.match(r"#\s+(.+)", _source(cell)) if cell["cell_type"] == "markdown" else None
    return write_plain(match[1].strip()) if match else ""


def _source(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])
