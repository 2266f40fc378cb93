"""What is wrong, as its author is told: where, what, and what mends it."""

import logging
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from gdreport.errors import FalseSentence, ReportError
from gdreport.mkdocs_site.site_mistakes import explain_setting


@dataclass(frozen=True)
class Problem:
    """A mistake, or a warning that ends a strict build."""

    what: str
    place: str = ""  # file:line
    remedy: str = ""
    is_warning: bool = False

    def __str__(self) -> str:
        return f"{self.place}: {self.what}".removeprefix(": ") + (f"\n  remedy: {self.remedy}" if self.remedy else "")


class Listener(logging.Handler):
    """Notes what MkDocs warns of."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.warnings: list[str] = []
        self.errors: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Logging's way to listen is a subclass."""
        (self.errors if record.levelno >= logging.ERROR else self.warnings).append(record.getMessage())

    def list_all(self) -> list[str]:
        """What was said, errors first."""
        return self.errors + self.warnings


def describe(mistake: ReportError | FalseSentence, root: Path) -> Problem:
    """A mistake as a problem; a file of the report by its place there."""
    file = "" if mistake.file is None else mistake.file.removeprefix(f"{root}/")
    return Problem(mistake.what, file if mistake.line is None else f"{file}:{mistake.line}", mistake.remedy or "")


def describe_failure(error: BaseException, told: list[str], root: Path) -> Iterator[Problem]:
    """What ended MkDocs, which may have told more of it before, with its place where that is known."""
    if isinstance(error, ReportError):
        yield from (describe(mistake, root) for mistake in error.list_all())
        return
    file, line = getattr(error, "filename", None), getattr(error, "lineno", None)
    if file and line:  # of a template, or of a hook
        yield describe(ReportError(f"{type(error).__name__}: {error}", file=file, line=line), root)
        return
    text = str(error) if type(error).__module__.startswith("mkdocs") else f"{type(error).__name__}: {error}"
    ours = re.fullmatch(r"(?P<place>[^\s:]+(?::\d+)?): (?P<what>.*?)(?:\n  remedy: (?P<remedy>.*))?", text, re.DOTALL)
    if ours is not None and type(error).__name__ == "PluginError":  # our plugin's sentence has its place
        yield Problem(ours["what"], ours["place"], ours["remedy"] or "")
        return
    said = told if told and text.startswith("Aborted") else [*told, text]
    yield Problem("\n".join(dict.fromkeys(said)), "mkdocs.yml")


def describe_warnings(messages: Iterable[str], docs: Path, root: Path) -> Iterator[Problem]:
    """What MkDocs warns of, at the line of the page that it quotes.

    MkDocs quotes first the page, and then what is wrong in it.
    """
    for message in messages:
        if (mistake := explain_setting(message, root / "mkdocs.yml")) is not None:
            yield replace(describe(mistake, root), is_warning=True)
            continue
        quoted = re.findall(r"'([^']+)'", message)
        pages = [docs / q for q in quoted if q.endswith(".md") and (docs / q).is_file()]
        place = ""
        if pages and message.startswith("Doc file"):
            place = pages[0].relative_to(root).as_posix() if pages[0].is_relative_to(root) else str(pages[0])
            line = _find_line(pages[0], quoted[1]) if len(quoted) > 1 else None
            place = place if line is None else f"{place}:{line}"
        yield Problem(message, place, "correct it: `gdreport build --site` stops at this", is_warning=True)


def _find_line(page: Path, text: str) -> int | None:
    lines = page.read_text(encoding="utf-8", errors="replace").splitlines()
    return next((number for number, line in enumerate(lines, 1) if text in line), None)
