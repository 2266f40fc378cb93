"""The committed page of a notebook against what it makes now."""

from gdreport import files as disk
from gdreport.building.notebooks import find_record, has_inputs_of, make_notebook, read_notebook
from gdreport.checking.texts import TEXT_ATOL, TEXT_DIGITS, text_difference
from gdreport.project import Project
from gdreport.record.digests import digest
from gdreport.record.manifest import NAME
from gdreport.record.reasons import Change, Reason


def check_notebook(project: Project, place: str, *, rerun: bool = False) -> list[Reason]:
    """Whether the files are those that were written; and, when its inputs changed, whether a new run says the same.

    Drawings are not compared where a text says what they show.
    """
    notebook = read_notebook(project, place)
    record, folder = find_record(project, notebook), notebook.folder
    if record is None:
        return [Reason("missing", f"{folder}/{NAME}", "the page of the notebook was never built, or its manifest is damaged")]
    files = disk.read(project.root / folder)
    reasons = []
    for name, expected in record.outputs.items():
        if name not in files:
            reasons.append(Reason("missing", f"{folder}/{name}", "the manifest lists it"))
        elif digest(files[name]) != expected:
            reasons.append(Reason("edited", f"{folder}/{name}", "it is not what the build wrote"))
    strays = sorted(files.keys() - record.outputs.keys() - {NAME})
    reasons += [Reason("unexpected", f"{folder}/{n}", "no notebook makes it", f"delete {folder}/{n}") for n in strays]
    if reasons or (has_inputs_of(record, notebook) and not rerun):
        return reasons
    old, new = (f["index.md"].decode("utf-8", errors="replace") for f in (files, make_notebook(project, notebook)))
    found = text_difference(old.replace("\r\n", "\n"), new, TEXT_DIGITS, TEXT_ATOL)
    changes = () if found is None else (Change("output", "index.md", *found),)
    return [Reason("changed", folder, f"{place}, executed anew, says something else", changes=changes)] if changes else []
