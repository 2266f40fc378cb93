"""The committed page of a notebook against what it makes now."""

from gdreport import files as disk
from gdreport.building.made import MadeOfBook
from gdreport.building.notebooks import Book, is_fresh, read_notebook
from gdreport.checking.answer import Answer
from gdreport.comparing.texts import TEXT_ATOL, TEXT_DIGITS, read_text, text_difference
from gdreport.errors import ReportError
from gdreport.record.manifest import NAME, PAGE
from gdreport.record.reasons import Change, Reason
from gdreport.record.staleness import compare_outputs, find_manifest, make_stray


def find_edited(book: Book) -> list[Reason]:
    """Whether the files of its page are those that were written. Errors: ReportError where it cannot be read."""
    folder = read_notebook(book).folder
    record = find_manifest(book.project.root, folder)
    if record is None:
        return [Reason("missing", f"{folder}/{NAME}", "the page of the notebook was never built, or its manifest is damaged")]
    files = disk.read(book.project.root / folder)
    strays = sorted(files.keys() - record.outputs.keys() - {NAME})
    return [*compare_outputs(folder, files, record.outputs), *(make_stray(f"{folder}/{n}", "notebook") for n in strays)]


def is_to_be_executed(book: Book, *, rerun: bool) -> bool:
    """Whether only a new run can tell: its page is as it was written, and its inputs are not, or nothing is trusted."""
    try:
        return not find_edited(book) and (rerun or not is_fresh(book))
    except ReportError:
        return False


def compare_notebook(book: Book, made: object) -> Answer:
    """What is known of its page without a run, and whether a new run says the same, where there was one.

    Drawings are not compared where a text says what they show.
    """
    if isinstance(made, ReportError):
        return Answer(mistakes=made.list_all())
    if not isinstance(made, MadeOfBook):
        try:
            return Answer(tuple(find_edited(book)))
        except ReportError as mistake:
            return Answer(mistakes=mistake.list_all())
    old, new = (read_text(f[PAGE]) for f in (disk.read(book.project.root / made.folder), made.files))
    found = text_difference(old, new, TEXT_DIGITS, TEXT_ATOL)
    if found is None:
        return Answer()
    changes = (Change("output", PAGE, *found),)
    return Answer((Reason("changed", made.folder, f"{book.place}, executed anew, says something else", changes=changes),))
