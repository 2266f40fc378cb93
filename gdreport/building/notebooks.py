"""Notebooks of the site: executed when their cells or gdreport changed, their outputs kept in the file."""

import json
from dataclasses import dataclass
from typing import Any

from gdreport import files as disk
from gdreport.checking.differences import Change
from gdreport.checking.texts import ATOL, TEXT_DIGITS, text_difference
from gdreport.errors import ReportError
from gdreport.project import Report
from gdreport.record.manifest import digest, package_digest, versions
from gdreport.record.staleness import Reason

KEY = "gdreport"
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


@dataclass(frozen=True)
class Notebook:
    """A notebook on disk and what it was executed from."""

    name: str  # relative to the root
    content: dict[str, Any]

    @property
    def inputs(self) -> dict[str, Any]:
        """What decides its outputs: its code cells, gdreport itself and the libraries."""
        code = [_source(c) for c in self.content["cells"] if c["cell_type"] == "code"]
        return {"cells": digest(json.dumps(code).encode()), "package": package_digest(), "versions": versions()}

    @property
    def fresh(self) -> bool:
        """Executed from what is there now."""
        recorded: object = self.content.get("metadata", {}).get(KEY)
        return recorded == self.inputs


def read(report: Report, name: str) -> Notebook:
    """Errors: ReportError for a notebook that is missing or damaged."""
    try:
        content = json.loads((report.root / name).read_text(encoding="utf-8"))
        if not all({"cell_type", "source"} <= c.keys() for c in content["cells"]):
            raise KeyError("cells")
    except FileNotFoundError:
        raise ReportError(f"there is no notebook {name}", file="pyproject.toml", remedy="correct `notebooks`") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise ReportError("the notebook is damaged", file=name, remedy="restore it from git") from None
    return Notebook(name, content)


def executed(report: Report, notebook: Notebook) -> bytes:
    """The notebook run from its first cell to its last in a new kernel. Errors: ReportError naming a cell that fails."""
    import nbformat
    from jupyter_client.kernelspec import NoSuchKernel
    from nbclient import NotebookClient
    from nbclient.exceptions import CellControlSignal, CellExecutionError, DeadKernelError

    book = nbformat.reads(json.dumps(notebook.content), as_version=4)
    folder = (report.root / notebook.name).parent
    client = NotebookClient(
        book,
        timeout=600,
        kernel_name="python3",
        record_timing=False,
        extra_arguments=["--log-level=ERROR"],
        resources={"metadata": {"path": str(folder)}},
    )
    try:
        client.execute()
    except CellExecutionError as error:
        cell = next((n for n, c in enumerate(book.cells, 1) if any(o.output_type == "error" for o in c.get("outputs", []))), None)
        raise ReportError(f"cell {cell} fails: {error.ename}: {error.evalue}", file=notebook.name, remedy="mend the cell") from None
    except (CellControlSignal, DeadKernelError, NoSuchKernel) as error:
        raise ReportError(f"cannot be executed: {error}", file=notebook.name, remedy="see that ipykernel is installed") from None
    # The kernel writes its Python's patch version here, which decides nothing.
    book.metadata = {"kernelspec": KERNEL, "language_info": {"name": "python"}, KEY: notebook.inputs}
    return (json.dumps(book, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()


def build(report: Report, name: str) -> bool:
    """Execute a notebook that is not fresh and write its outputs. Whether it was executed."""
    notebook = read(report, name)
    if notebook.fresh:
        return False
    disk.write(report.root / name, executed(report, notebook))
    return True


def check(report: Report, name: str, *, rerun: bool = False) -> list[Reason]:
    """The outputs of a notebook against those of a new run, when its inputs changed."""
    notebook = read(report, name)
    if notebook.fresh and not rerun:
        return []
    new = json.loads(executed(report, notebook))
    cells = enumerate(zip(notebook.content["cells"], new["cells"], strict=True), 1)
    found = ((n, text_difference(_outputs(a), _outputs(b), TEXT_DIGITS, ATOL)) for n, (a, b) in cells)
    changes = tuple(Change("output", f"cell {n}", *what) for n, what in found if what is not None)
    return [Reason("changed", name, "executed anew, its outputs differ", changes=changes)] if changes else []


def _outputs(cell: dict[str, Any]) -> str:
    """The texts of a cell's outputs. Drawings are left out where a text says what they show."""
    shown = [o.get("text") or o.get("data", {}).get("text/plain", "") for o in cell.get("outputs", [])]
    return "\n".join("".join(t) for t in shown)


def _source(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])
