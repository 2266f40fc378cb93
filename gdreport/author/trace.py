"""What a run asked of its surroundings, noted with the answer when it first asked: what is digested is what was read."""

import contextlib
import importlib.metadata
import importlib.util
import os
import re
import sys
import sysconfig
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from multiprocessing import current_process
from pathlib import Path
from threading import local
from types import FrameType

from gdreport.author.locating import EXPERIMENTS
from gdreport.inputs.digests import PACKAGE, digest, digest_lines, is_of_package
from gdreport.inputs.inputs import Inputs
from gdreport.inputs.libraries import is_installed
from gdreport.inputs.questions import FOLDER, TOOLS, ask_file, ask_folder, ask_import, ask_variable
from gdreport.project import Pair

# Where questions are noticed: these ask nothing of their own; and where gdreport calls what an author gave it.
HOOKS = (
    *(str(PACKAGE / "author" / f"{name}.py") for name in ("trace", "hooks", "environment", "finder")),
    str(contextlib.__file__),
)
RUNS = str(PACKAGE / "experiment.py")
# What makes code of programs, and where it keeps it: which compiler there is and what it reads changes no bit of a run.
ENGINE, KEPT = str(PACKAGE / "arithmetic") + os.sep, os.path.join(".cache", "gdreport", "")
STANDARD = sysconfig.get_path("stdlib")
MACHINE = re.compile(r"/(?:proc|sys|dev(?!/shm/))/")
IMPORTING = ("<frozen importlib", str(Path(importlib.metadata.__file__).parent))
SET = ("MPLBACKEND",)  # variables that gdreport itself sets
DIGEST = 64  # characters
CLOCK, CHANCE = "the clock", "draws without a seed"
SMALL = 1 << 20  # of a larger file no lines are told


@dataclass
class Trace:
    """The questions of one run and their first answers. Places as in `Inputs`."""

    pair: Pair
    files: dict[str, str] = field(default_factory=dict)
    lines: dict[str, str] = field(default_factory=dict)  # of texts below the root: by them a check finds what changed
    texts: dict[str, bytes] = field(default_factory=dict)  # the pair as it was read, which the page shows
    folders: dict[str, str] = field(default_factory=dict)
    imports: dict[str, dict[str, str]] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)
    unwatched: set[str] = field(default_factory=set)  # what it used and nobody can watch, in words
    written: set[str] = field(default_factory=set)  # places that the run itself wrote
    set_: set[str] = field(default_factory=lambda: {*SET})  # variables that it, or gdreport, set
    engine: set[str] = field(default_factory=set)  # modules that were imported for it
    is_over: bool = False
    _mine: local = field(default_factory=local)

    @contextlib.contextmanager
    def asking(self) -> Iterator[bool]:
        """Whether this is a question of the run's, and not one that an answer needs."""
        if self.is_over or getattr(self._mine, "busy", False) or is_asked_by_engine():
            yield False
            return
        self._mine.busy = True
        try:
            yield True
        finally:
            self._mine.busy = False

    def see_file(self, path: str, *, is_question: bool = False) -> None:
        """A file was opened, or something about it was asked."""
        with self.asking() as asked:
            place = self._find_place(path, is_question=is_question) if asked else None
            if place is None or place in self.files or self._is_own(place):
                return
            where = self.pair.root / place
            answer = ask_file(where)
            above = self.pair.root.is_relative_to(os.path.realpath(where))
            if answer.startswith(FOLDER) and is_question and (above or not self.is_asked_by_run()):
                return  # the folders above the root, and where gdreport itself looks
            self.files[place] = answer
            with contextlib.suppress(OSError):
                self._keep_text(place, where)

    def _keep_text(self, place: str, where: Path) -> None:
        """The pair as it was read, and the lines of texts below the root, of the content whose digest is kept."""
        own = place in {self.pair.code, self.pair.words}
        small = where.is_file() and where.stat().st_size < SMALL and not place.startswith(("/", "../"))
        if not own and (not small or len(self.files[place]) != DIGEST):
            return
        content = where.read_bytes()
        if len(self.files[place]) == DIGEST:
            self.files[place] = digest(content)
        self.lines[place] = digest_lines(content)
        if own:
            self.texts[place] = content

    def see_writing(self, path: str, *, is_new: bool = False) -> None:
        """A file is about to be written, or made: what is read from it later is the run's own.

        `is_new`: only where nothing stands there; else it is refused.
        """
        with self.asking() as asked:
            place = self._find_place(path, is_question=False) if asked else None
            if place is not None and not (is_new and os.path.lexists(self.pair.root / place)):
                self.written.add(place)

    def see_folder(self, path: str) -> None:
        """The names in a folder were listed."""
        with self.asking() as asked:
            place = self._find_place(path, is_question=True) if asked and self.is_asked_by_run() else None
            if place is not None and place not in self.folders and not self._is_own(place) and not TOOLS & set(Path(place).parts):
                self.folders[place] = ask_folder(self.pair.root / place)

    def see_import(self, folder: str, name: str) -> None:
        """Import looked for a module in a folder."""
        with self.asking() as asked:
            known = self.imports.setdefault(folder, {}) if asked else {}
            if asked and name not in known:
                known[name] = ask_import(self.pair.root, folder, name)

    def see_variable(self, name: str) -> None:
        """A variable of the environment was read."""
        with self.asking() as asked:
            if asked and name not in self.environment and name not in self.set_:
                self.environment[name] = ask_variable(name)

    def see_unwatched(self, what: str) -> None:
        """Something was used whose inputs nobody sees."""
        if self.is_asked_by_run():
            self.unwatched.add(what)

    def count(self) -> int:
        """How much was asked and done up to now."""
        imports = sum(map(len, self.imports.values()))
        kinds = (self.files, self.folders, self.environment, self.unwatched, self.written, self.set_)
        return imports + sum(map(len, kinds))

    def recall(self, asked: Inputs, unwatched: Iterable[str]) -> None:
        """What an earlier run asked, where the answers are the same today: as if this one had asked it."""
        self.folders |= asked.folders
        self.environment |= asked.environment
        self.unwatched.update(unwatched)
        for folder, names in asked.imports.items():
            self.imports.setdefault(folder, {}).update(names)
        for place, answer in asked.files.items():
            if place not in self.files:
                self.files[place] = answer
                with contextlib.suppress(OSError):
                    self._keep_text(place, self.pair.root / place)

    def list_moved(self, now: Inputs) -> list[str]:
        """What changed while the run was under way, but for what it wrote itself."""
        files = [p for p, answer in now.files.items() if self.files.get(p, answer) != answer and p not in self.written]
        return files + [f"{p}/" for p, a in now.folders.items() if self.folders[p] != a and not self._holds_written(p)]

    def _is_own(self, place: str) -> bool:
        """Whether the run itself wrote a place, or made a folder that holds it."""
        return bool(self.written) and not self.written.isdisjoint({place, *map(str, Path(place).parents)})

    def _holds_written(self, folder: str) -> bool:
        return any(Path(place).parent == Path(folder) for place in self.written)

    def _find_place(self, path: str, *, is_question: bool) -> str | None:
        """The place of a path, None for what is no input: gdreport's own, installed packages, the machine."""
        root = str(self.pair.root)
        named = collapse(path if path.startswith("/") else os.path.join(os.getcwd(), path))
        if named.endswith(".pyc") and f"{os.sep}__pycache__{os.sep}" in named:
            named = importlib.util.source_from_cache(named)  # the module is what its source says
        real = os.path.realpath(named)
        if is_of_package(Path(real)) or is_installed(real, root):
            return None
        if named.startswith(f"{getattr(current_process(), '_config', {}).get('tempdir') or PACKAGE}{os.sep}"):
            return None  # where multiprocessing looks for a name that no socket has
        if MACHINE.match(named) or MACHINE.match(real):
            if not is_question and self.is_asked_by_author():
                self.unwatched.add(f"{named}, which the machine makes")
            return None
        for candidate in (named, real):
            if candidate.startswith(f"{root}/{KEPT}"):
                return None
            if candidate.startswith(f"{root}/"):
                return candidate[len(root) + 1 :]
        if not self.is_asked_by_run():
            return None
        above = os.path.dirname(root)  # a clone beside this one has the same neighbours
        return os.path.relpath(named, root) if above != "/" and named.startswith(f"{above}/") else named

    def is_asked_by_author(self) -> bool:
        """Whether the author's own code asks, not a library in its service."""
        frame: FrameType | None = sys._getframe(1)
        while frame is not None:
            file = frame.f_code.co_filename
            if not file.startswith((*HOOKS, "<frozen ")) and not (file.startswith(STANDARD) and "-packages" not in file):
                return not is_installed(file, str(self.pair.root)) and not file.startswith(f"{PACKAGE}/")
            frame = frame.f_back
        return False

    def is_asked_by_run(
        self, is_standard: Callable[[str, str], bool] = lambda file, name: False, *, importing: bool = False
    ) -> bool:
        """Whether the author's code asks, or a library for it; not import, and not gdreport in drawing and rendering.

        `is_standard`: of which code, by file and name, the questions are not the run's. `importing`: what a library asks
        when it is imported counts too.
        """
        root = str(self.pair.root)
        frame: FrameType | None = sys._getframe(1)
        while frame is not None:
            found = _judge(frame.f_code.co_filename, frame.f_code.co_name, root, is_standard, importing)
            if found is not None:
                return found
            frame = frame.f_back
        return True


def is_asked_by_engine() -> bool:
    """Whether it is the compiler of programs that asks, or what looks for the lines of a traceback."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        if frame.f_code.co_filename.startswith(ENGINE) or frame.f_code.co_filename == traceback.__file__:
            return True
        frame = frame.f_back
    return False


@cache  # Matplotlib asks for a variable at every text, under thirty frames
def _judge(file: str, name: str, root: str, is_standard: Callable[[str, str], bool], importing: bool) -> bool | None:
    """Whether code, by file and name, tells that the run asks, or that it does not; None where its caller tells."""
    if file.startswith(HOOKS):
        return None
    if (file.startswith(IMPORTING) and not importing) or is_standard(file, name):
        return False
    if file.startswith(f"{PACKAGE}/") and not file.startswith(f"{EXPERIMENTS}/"):
        return file == RUNS
    return None if file.startswith("<frozen ") or is_installed(file, root) else True


def collapse(path: str) -> str:
    """A path without `.` and `..`, but where `..` follows a link: there it leads elsewhere."""
    parts: list[str] = []
    for part in path.split("/"):
        if part == ".." and parts and parts[-1] != ".." and not os.path.islink("/" + "/".join(parts)):
            parts.pop()
        elif part not in {"", "."}:
            parts.append(part)
    return "/" + "/".join(parts)
