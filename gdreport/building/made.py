"""A page as a value: what the process of an experiment gives, and what build and check use. Light, since both import it."""

from dataclasses import dataclass, field
from typing import Any

from gdreport.errors import FalseSentence, Fault
from gdreport.files import Files
from gdreport.record.manifest import Manifest


class NotTheSame(Fault):
    """What the code makes of kept results is not what it made where it ran: its page is to be made where nothing is taken."""

    def __init__(self, what: str = "its code makes something else of kept results", **place: Any) -> None:
        super().__init__(what, **{"remedy": "run `gdreport build --rerun`", **place})


@dataclass(frozen=True)
class Made:
    """A page as it was made. Nothing of it has touched the disk."""

    files: Files  # of its folder, but for the manifest
    manifest: Manifest
    false: tuple[FalseSentence, ...]  # the sentences that are not true of the runs
    shared: Files  # scripts that its explorer shares with others
    warnings: tuple[str, ...] = ()
    shortcomings: tuple[str, ...] = ()  # what an author might expect on the page and is not there, and why
    moved: tuple[str, ...] = ()  # inputs that changed while it was made
    has_run: bool = True  # else all results were kept
    copies: Files = field(default_factory=dict)  # its figures as PDFs, by their names, where they were asked for


@dataclass(frozen=True)
class MadeOfBook:
    """The page of a notebook as it was made."""

    folder: str
    files: Files  # with the manifest
