"""The committed page of a notebook against what it makes now."""

from gdreport import files as disk
from gdreport.building.notebooks import has_inputs_of, make_notebook, read_notebook
from gdreport.comparing.texts import TEXT_ATOL, TEXT_DIGITS, read_text, text_difference
from gdreport.project import Project
from gdreport.record.manifest import NAME
from gdreport.record.reasons import Change, Reason
from gdreport.record.staleness import compare_outputs, find_manifest, make_stray


def check_notebook(project: Project, place: str, *, rerun: bool = False) -> list[Reason]:
    """Whether the files are those that were written; and, when its inputs changed, whether a new run says the same.

    Drawings are not compared where a text says what they show.
    """
    notebook = read_notebook(project, place)
    record, folder = find_manifest(project.root, notebook.folder), notebook.folder
    if record is None:
        return [Reason("missing", f"{folder}/{NAME}", "the page of the notebook was never built, or its manifest is damaged")]
    files = disk.read(project.root / folder)
    strays = sorted(files.keys() - record.outputs.keys() - {NAME})
    reasons = [*compare_outputs(folder, files, record.outputs), *(make_stray(f"{folder}/{n}", "notebook") for n in strays)]
    if reasons or (has_inputs_of(record, notebook) and not rerun):
        return reasons
    old, new = (read_text(f["index.md"]) for f in (files, make_notebook(project, notebook)))
    found = text_difference(old, new, TEXT_DIGITS, TEXT_ATOL)
    changes = () if found is None else (Change("output", "index.md", *found),)
    return [Reason("changed", folder, f"{place}, executed anew, says something else", changes=changes)] if changes else []
