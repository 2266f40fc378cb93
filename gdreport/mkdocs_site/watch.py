"""What stands at places on the disk, asked again and again at little cost: contents count, not times."""

import os
import stat
import time
from collections.abc import Iterable
from pathlib import Path

from gdreport.files import list_matches
from gdreport.inputs.inputs import Inputs
from gdreport.inputs.questions import INSTALLED, TOOLS, ask_file

Answers = dict[Path, str]  # place -> what stands there
# What editors keep beside a file while it is open, or put in its place for a moment.
BEGINS = (".", "#", "~$")
ENDS = ("~", ".swp", ".swo", ".swx", ".tmp", ".bak", ".crswap", ".kate-swp", "___jb_tmp___", "___jb_old___")
RECENT = 100_000_000  # nanoseconds within which a second edit may leave the stamp of a file as it is


def is_of_editor(name: str) -> bool:
    """Whether a name is one of those that editors make beside a file.

    >>> [name for name in (".a.md.swp", "a.md~", "4913", "#a.md#", "a.md") if not is_of_editor(name)]
    ['a.md']
    """
    return name == "4913" or name.startswith(BEGINS) or name.endswith(ENDS)


def walk(folder: Path) -> set[Path]:
    """Every file in a folder and below it, but for what editors and tools keep there."""
    found: set[Path] = set()
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in TOOLS and not is_of_editor(name)]
        found |= {Path(place, name) for name in names if not is_of_editor(name)}
    return found


def list_places(root: Path, asked: Inputs) -> set[Path]:
    """Where the answers stand to what a run asked."""
    places = {root / place for place in (*asked.files, *asked.folders)}
    for folder, names in asked.imports.items():
        if folder != INSTALLED:
            places |= {root / folder, *(root / folder / name for name in names)}
    return places | {root / place for pattern in asked.patterns for place in list_matches(root, pattern)}


class Watch:
    """The answers that were given, by which a file is read again only where its stamp is another."""

    def __init__(self) -> None:
        self._known: dict[Path, tuple[tuple[int, ...], str]] = {}

    def ask(self, places: Iterable[Path]) -> Answers:
        """What stands at these places now: the digest of a file, the names in a folder."""
        return {place: self._ask(place) for place in places}

    def _ask(self, place: Path) -> str:
        try:
            found = os.stat(place)
            if stat.S_ISDIR(found.st_mode):
                return "\n".join(sorted(n for n in os.listdir(place) if n not in TOOLS and not is_of_editor(n)))
        except OSError:
            return ask_file(place)
        stamp = (found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino, found.st_dev)
        known = self._known.get(place)
        if known is not None and known[0] == stamp:
            return known[1]
        answer = ask_file(place)
        if time.time_ns() - found.st_mtime_ns > RECENT:
            self._known[place] = stamp, answer
        return answer
