"""Where a report stands: its root, its pairs of files and its settings, from `[tool.gdreport]` in pyproject.toml."""

import os
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gdreport.errors import Gathering, ReportError, join_mistakes, show, suggest

DEFAULTS: dict[str, Any] = {
    "experiments": "experiments",
    "output": "docs/experiments",
    "order": [],
    "notebooks": [],
    "typed_numbers": "error",
    "untested": "note",
}
CHOICES = {"typed_numbers": ("error", "warn", "off"), "untested": ("error", "note")}
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
            return [ReportError(what, file="pyproject.toml", remedy=remedy)]
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
        if len(set(self.order)) < len(self.order):
            gathering.found.append(ReportError("order names an experiment twice", file="pyproject.toml", remedy="name each once"))
        for name in dict.fromkeys(self.order):
            if name not in words:
                what, remedy = f"order names an unknown experiment {name!r}", suggest(name, sorted(words))
                gathering.found.append(ReportError(what, file="pyproject.toml", remedy=remedy))
        if not words and not gathering.found:
            what, remedy = "there is no pair <name>.py and <name>.md", "write a first experiment: `gdreport new --experiment NAME`"
            gathering.found.append(ReportError(what, file=self.experiments, remedy=remedy))
        return [*{str(mistake): mistake for mistake in gathering.found}.values()]

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
            if suffix != ".py" or (file.parent == folder and file.stem in words) or not _has_experiment(file):
                continue
            if file.parent == folder:
                remedy = f"write {file.with_suffix('.md').name}; or call the variable otherwise, if the module is a helper"
                yield ReportError("it is an experiment without words", file=place, remedy=remedy)
            elif file.with_suffix(".md").is_file():
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
        file = folder / "pyproject.toml"
        if file.is_file() and (settings := _settings(file)) is not None:
            _check_settings(folder, settings, file)
            values = {**DEFAULTS, **settings}
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


def _check_settings(root: Path, settings: dict[str, Any], file: Path) -> None:
    unknown = sorted(set(settings) - set(DEFAULTS))
    if unknown:
        what = f"unknown setting {unknown[0]!r} in [tool.gdreport]"
        raise ReportError(what, file=file, remedy=suggest(unknown[0], list(DEFAULTS)))
    for name, value in settings.items():
        texts = value if isinstance(value, list) else [value]
        what = f"{name} is {show(value)} in [tool.gdreport]"
        if not isinstance(value, type(DEFAULTS[name])) or not all(isinstance(t, str) for t in texts):
            kind = "a list of texts" if isinstance(DEFAULTS[name], list) else "a text"
            raise ReportError(what, file=file, remedy=f"{name} is {kind}")
        if name in CHOICES and value not in CHOICES[name]:
            raise ReportError(what, file=file, remedy=f"one of {', '.join(CHOICES[name])}")
    values = {**DEFAULTS, **settings}
    for name in ("experiments", "output"):
        _check_inside(root, values[name], name, file)
    if (root / values["output"]).resolve() == (root / values["experiments"]).resolve():
        raise ReportError("output and experiments are the same folder", file=file, remedy="generated pages need their own")


def _settings(file: Path) -> dict[str, Any] | None:
    try:
        with file.open("rb") as stream:
            tools = tomllib.load(stream).get("tool", {})
            settings = tools.get("gdreport") if isinstance(tools, dict) else None
    except OSError as error:
        raise ReportError(f"it cannot be read: {error.strerror}", file=file, remedy="see who may read it") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ReportError(f"it cannot be read: {error}", file=file, remedy="write it in TOML, saved as UTF-8") from None
    if settings is not None and not isinstance(settings, dict):
        raise ReportError(f"gdreport is {show(settings)} in [tool]", file=file, remedy="write a table: [tool.gdreport]")
    return settings if isinstance(settings, dict) else None


def _check_inside(root: Path, value: str, name: str, file: Path) -> None:
    resolved = (root / value).resolve()
    if resolved == root.resolve() or root.resolve() not in resolved.parents:
        raise ReportError(f"{name} = {value!r} is not a folder inside the report", file=file, remedy="name a folder below the root")
