"""Where a report stands: its root, its pairs of files and its settings."""

import errno
import os
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from gdreport.errors import Gathering, ReportError, join_mistakes, suggest
from gdreport.settings import FILE, find_line, read_settings

RELINK = "let it lead to a file, or write one in its place"
LONGEST_NAME = 100  # characters of an experiment's name
ASSETS = "assets"  # beside the pages: what they all use


@dataclass(frozen=True)
class Pair:
    """The two files of an experiment and the page that they make. Places are relative to `root`, with forward slashes."""

    root: Path
    name: str
    code: str
    words: str
    slug: str  # the name in an address
    folder: str  # of its page
    typed_numbers: str = "error"  # what a digit in its words is
    untested: str = "note"  # what a sentence is that no variation makes false

    @property
    def settings(self) -> dict[str, str]:
        """The report's settings that decide a page."""
        return {"typed_numbers": self.typed_numbers, "untested": self.untested}

    def path(self, place: str) -> Path:
        """A place on the disk."""
        return self.root / place


@dataclass(frozen=True)
class Project:
    """A report on disk. Folders are relative to `root`, with forward slashes."""

    root: Path
    experiments: str  # the pairs <name>.py and <name>.md
    output: str  # generated, committed
    order: tuple[str, ...]  # of the pages; experiments it does not name follow by name
    notebooks: tuple[str, ...]  # executed by build, each a page
    typed_numbers: str = "error"  # what a digit in an experiment's prose is: an error, a warning, or nothing ("off")
    untested: str = "note"  # what a marked sentence is that no variation makes false: an error, or noted on its page
    is_lenient: bool = False  # whether its pairs are those that are good, whatever others are

    @property
    def assets(self) -> str:
        """The folder of the files that all pages use."""
        return f"{self.output}/{ASSETS}"

    def pair(self, name: str) -> Pair:
        """The pair of an experiment, whether its files are there or not."""
        place, slug = f"{self.experiments}/{name}", make_slug(name)
        return Pair(self.root, name, f"{place}.py", f"{place}.md", slug, f"{self.output}/{slug}", self.typed_numbers, self.untested)

    def pairs(self, names: tuple[str, ...] = ()) -> list[Pair]:
        """All pairs in the order of their pages, or those asked for.

        Errors: ReportError for half a pair, a wrong order, an unknown name; all of them at once.
        """
        known = self._names()
        unknown = [name for name in dict.fromkeys(names) if name not in known]
        if unknown:
            raise join_mistakes([ReportError(f"there is no experiment {n!r}", remedy=suggest(n, known)) for n in unknown])
        return [self.pair(n) for n in known if not names or n in names]

    def find_mistakes(self) -> list[ReportError]:
        """All that keeps a file of the report from being one of a pair, and an order from being one of the pairs."""
        gathering = Gathering()
        folder = self.root / self.experiments
        if not folder.is_dir():
            what, remedy = f"there is no folder {self.experiments}", "create it, or set `experiments`"
            return [ReportError(what, file=FILE, line=self.find_setting("experiments"), remedy=remedy)]
        try:
            os.listdir(folder)
        except OSError as error:  # which a pattern passes over
            what = f"it cannot be listed: {error.strerror}"
            return [ReportError(what, file=self.experiments, remedy="see who may read it")]
        words, code = self.list_words(), self._list_code()
        for name in sorted(words | code):
            with gathering.keep():
                self.check_name(name) if name in words else self._refuse_hiding(name)
        gathering.found += [mistake for _, mistake in self.find_shared_pages(words)]
        gathering.found += self._find_overlooked(folder, words)
        for name in sorted(words - code):
            place = f"{self.experiments}/{name}"
            gathering.found.append(ReportError("its experiment is missing", file=f"{place}.md", remedy=f"write {place}.py"))
        gathering.found += self._find_wrong_order(words | {Path(m.file).stem for m in gathering.found if m.file is not None})
        if not words and not gathering.found:
            what, remedy = "there is no pair <name>.py and <name>.md", "write a first experiment: `gdreport new --experiment NAME`"
            gathering.found.append(ReportError(what, file=self.experiments, remedy=remedy))
        return [*{str(mistake): mistake for mistake in gathering.found}.values()]

    def _find_wrong_order(self, known: set[str]) -> Iterator[ReportError]:
        """What `order` names twice, or by a name that nothing has; of what is known to be half a pair that is said already."""
        for name, times in Counter(self.order).items():
            line = self.find_setting("order", name)
            if times > 1:
                yield ReportError(f"order names {name!r} {times} times", file=FILE, line=line, remedy="name each experiment once")
            if name not in known:
                what, remedy = f"order names an unknown experiment {name!r}", suggest(name, sorted(self.list_words()))
                yield ReportError(what, file=FILE, line=line, remedy=remedy)

    def find_setting(self, name: str, entry: str = "") -> int | None:
        """The line of pyproject.toml at which a setting stands, or an entry of its list; None where it is not set."""
        file = self.root / FILE
        return find_line(file.read_text(encoding="utf-8", errors="replace"), name, entry) if file.is_file() else None

    def _names(self) -> list[str]:
        mistakes = self.find_mistakes()
        if mistakes and not self.is_lenient:
            raise join_mistakes(mistakes)
        words = self.list_words()
        wrong = {Path(m.file).stem for m in mistakes if m.file is not None} | {name for name, _ in self.find_shared_pages(words)}
        good = {name for name in words & self._list_code() if not self._has_mistake(name)} - wrong
        order = [name for name in dict.fromkeys(self.order) if name in good]
        return [*order, *sorted(good - set(order))]

    def _has_mistake(self, name: str) -> bool:
        try:
            self.check_name(name)
        except ReportError:
            return True
        return False

    def _list_code(self) -> set[str]:
        return {p.stem for p in (self.root / self.experiments).glob("[!.]*.py")}

    def _find_overlooked(self, folder: Path, words: set[str]) -> Iterator[ReportError]:
        """What is surely meant to be a page and would be none."""
        for file in sorted(folder.rglob("[!.]*")):
            place, suffix = file.relative_to(self.root).as_posix(), file.suffix
            if suffix.lower() in {".py", ".md"} and suffix != suffix.lower() and file.is_file():
                remedy = f"rename it {file.with_suffix(suffix.lower()).name}"
                yield ReportError(f"its ending is {suffix}, not {suffix.lower()}", file=place, remedy=remedy)
            if suffix != ".py" or (file.parent == folder and file.stem in words):
                continue
            if (target := find_lost_target(file)) is not None:
                yield ReportError(f"it is a link to {target}, which is not there", file=place, remedy=RELINK)
            elif file.parent == folder and _has_experiment(file) and not file.with_suffix(".MD").exists():
                remedy = f"write {file.with_suffix('.md').name}; or call the variable otherwise, if the module is a helper"
                yield ReportError("it is an experiment without words", file=place, remedy=remedy)
            elif file.parent != folder and file.with_suffix(".md").is_file() and _has_experiment(file):
                remedy = f"move it to {self.experiments}"
                yield ReportError("a pair in a folder of its own makes no page", file=place, remedy=remedy)

    def list_words(self) -> set[str]:
        """The names of the experiments' files of words."""
        # What editors and systems leave behind begins with a dot.
        return {p.stem for p in (self.root / self.experiments).glob("[!.]*.md") if p.stem != "README"}

    def check_name(self, name: str) -> None:
        """Errors: ReportError for a name that no experiment can have."""
        self._refuse_hiding(name)
        file = f"{self.experiments}/{name}.md"
        if len(name) > LONGEST_NAME:
            what = f"the name of the experiment has {len(name)} characters: {name[:20]}..."
            raise ReportError(what, file=self.experiments, remedy=f"shorten it to {LONGEST_NAME}: it becomes an address")
        if not re.fullmatch(r"\w[\w-]*", name, re.ASCII):
            raise ReportError(f"{name!r} cannot be an address", file=file, remedy="name it with letters, digits, _ and -")
        if make_slug(name) == ASSETS or name == "README":
            raise ReportError(f"{name!r} has a meaning of its own here", file=file, remedy="rename the experiment")

    def find_shared_pages(self, names: Iterable[str]) -> Iterator[tuple[str, ReportError]]:
        """Names that would share their page with another, each with that mistake."""
        first: dict[str, str] = {}
        for name in sorted(names):
            slug = make_slug(name)
            other = first.setdefault(slug.lower(), name)  # some systems do not tell capitals from small letters
            if other != name:
                what = f"{other!r} and {name!r} would share the page {make_slug(other)}/"
                mistake = ReportError(what, file=self.experiments, remedy="rename one of them")
                yield from ((other, mistake), (name, mistake))

    def _refuse_hiding(self, name: str) -> None:
        if name in sys.stdlib_module_names:
            file = f"{self.experiments}/{name}.py"
            raise ReportError(f"{name} is a module of Python itself, which it would hide", file=file, remedy="rename it")


def find_lost_target(file: Path) -> str | None:
    """Where a link leads that leads nowhere; None for anything else."""
    try:
        file.stat()
    except (FileNotFoundError, NotADirectoryError):
        return os.readlink(file) if file.is_symlink() else None
    except OSError as error:
        return os.readlink(file) if error.errno == errno.ELOOP else None
    return None


def _has_experiment(file: Path) -> bool:
    try:
        return (
            file.is_file()
            and re.search(r"^experiment\s*=", file.read_text(encoding="utf-8", errors="replace"), re.MULTILINE) is not None
        )
    except OSError:
        return False


def make_slug(name: str) -> str:
    """The name in an address.

    >>> make_slug("learning_rate")
    'learning-rate'
    """
    return name.replace("_", "-")


def find_project(start: Path) -> Project:
    """The report whose root is `start` or the nearest folder above it with `[tool.gdreport]` in its pyproject.toml."""
    for folder in (start, *start.parents):
        file = folder / FILE
        if file.is_file() and (values := read_settings(file)) is not None:
            return Project(
                folder,
                values["experiments"].rstrip("/"),
                values["output"].rstrip("/"),
                tuple(values["order"]),
                tuple(values["notebooks"]),
                values["typed_numbers"],
                values["untested"],
            )
    raise ReportError(
        f"no report in {start} or above it",
        remedy="begin one with `gdreport new DIR`, add [tool.gdreport] to pyproject.toml, or name the report's folder with -C",
    )
