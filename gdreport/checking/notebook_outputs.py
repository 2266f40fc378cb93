"""The committed page of a notebook against what it makes now."""

from gdreport import files as disk
from gdreport.building.made import MadeOfBook
from gdreport.building.notebooks import Book, has_inputs_of, read_notebook
from gdreport.checking.answer import Answer
from gdreport.comparing.texts import TEXT_ATOL, TEXT_DIGITS, read_text, text_difference
from gdreport.errors import ReportError
from gdreport.record.manifest import NAME, PAGE
from gdreport.record.reasons import Change, Reason
from gdreport.record.staleness import compare_outputs, find_manifest, make_stray


def examine_notebook(book: Book, *, rerun: bool) -> tuple[Answer, bool]:
    """What is known of its page without a run; and whether only a run can tell more: its files are as they were written,
    and its inputs are not, or nothing is trusted.
    """
    try:
        notebook = read_notebook(book)
    except ReportError as mistake:
        return Answer(mistakes=mistake.list_all()), False
    folder = notebook.folder
    record = find_manifest(book.project.root, folder)
    if record is None:
        what = "the page of the notebook was never built, or its manifest is damaged"
        return Answer((Reason("missing", f"{folder}/{NAME}", what),)), False
    files = disk.read(book.project.root / folder)
    strays = sorted(files.keys() - record.outputs.keys() - {NAME})
    edited = (*compare_outputs(folder, files, record.outputs), *(make_stray(f"{folder}/{n}", "notebook") for n in strays))
    return Answer(edited), not edited and (rerun or not has_inputs_of(record, notebook))


def compare_notebook(book: Book, known: Answer, made: object) -> Answer:
    """What is known of its page without a run, or whether a new run says the same, where there was one.

    Drawings are not compared where a text says what they show.
    """
    if isinstance(made, ReportError):
        return Answer(mistakes=made.list_all())
    if not isinstance(made, MadeOfBook):
        return known
    old, new = (read_text(f[PAGE]) for f in (disk.read(book.project.root / made.folder), made.files))
    found = text_difference(old, new, TEXT_DIGITS, TEXT_ATOL)
    if found is None:
        return Answer()
    changes = (Change("output", PAGE, *found),)
    return Answer((Reason("changed", made.folder, f"{book.place}, executed anew, says something else", changes=changes),))
