"""What a command prints: lines, warnings and mistakes, in colour where that is wanted; and how far it is."""

import re
import shutil
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Literal

import click

from gdreport.building.progress import Progress
from gdreport.errors import FalseSentence, ReportError
from gdreport.escaping import escape_line

MINUTE = 60.0  # of silence, after which a line says where nobody watches that the command is at work
LOOKS: tuple[tuple[str, dict[str, Any]], ...] = (
    (r"^warning:", {"fg": "yellow", "bold": True}),
    (r"^(?:missing|changed|edited|unexpected):", {"fg": "red", "bold": True}),
    (r"^ *remedy:", {"fg": "green", "bold": True}),
    (r"^fresh(?=:)", {"fg": "green", "bold": True}),
    (r"(?<=  )failed$", {"fg": "red", "bold": True}),
    (r"^[^\s:]+:(?:\d+:)?(?= )", {"bold": True}),
)


@dataclass
class Voice:
    """How one command speaks, as its options ask."""

    is_quiet: bool = False  # answers, warnings and mistakes only
    frames: Literal["none", "authors", "all"] = "none"  # of what led to a mistake
    _stands: bool = False  # whether a line that the next one replaces is on the terminal
    _spoke: float = field(default_factory=monotonic)

    def say(self, text: str) -> None:
        """What was done."""
        if not self.is_quiet:
            self.answer(text)

    def answer(self, text: str) -> None:
        """What was asked for."""
        self._print(text, err=False)

    def warn(self, text: str) -> None:
        """What its reader hardly wants."""
        self._print(text, err=True)

    def tell(self, found: ReportError | FalseSentence) -> None:
        """A mistake with the calls that led to it, as far as they are asked for; or a false sentence."""
        trace = self._choose_trace(found) if isinstance(found, ReportError) else ""
        self.warn(f"{found}" + (f"\n{trace.rstrip()}" if trace else ""))

    def tell_all(self, found: Iterable[ReportError | FalseSentence]) -> None:
        """Several, each after an empty line."""
        for one in found:
            click.echo(err=True)
            self.tell(one)

    def make_progress(self) -> Progress:
        """The voice of a build or a check."""
        return Progress(self.say, self.warn, self._show, is_terminal=sys.stderr.isatty())

    def clear(self) -> None:
        """Take away the line that says how far the command is."""
        if self._stands:
            click.echo("\r\033[2K", nl=False, err=True, color=True)
            self._stands = False

    def _show(self, line: str) -> None:
        """How far the command is: on a terminal in one line, elsewhere once a minute."""
        if self.is_quiet:
            return
        if sys.stderr.isatty():
            width = shutil.get_terminal_size().columns - 1
            text = escape_line(line)
            click.echo("\r\033[2K" + (text if len(text) <= width else f"{text[: width - 1]}…"), nl=False, err=True, color=True)
            self._stands = True
        elif monotonic() - self._spoke > MINUTE:
            self.warn(line)

    def _choose_trace(self, mistake: ReportError) -> str:
        return {"none": "", "authors": mistake.frames, "all": mistake.trace}[self.frames]

    def _print(self, text: str, *, err: bool) -> None:
        # It may hold words of the data: they command neither the terminal nor a CI.
        self.clear()
        self._spoke = monotonic()
        click.echo(paint(escape_line(text)), err=err)


def find_voice() -> Voice:
    """The voice of the command that is at work."""
    context = click.get_current_context(silent=True)
    voice: Voice = Voice() if context is None else context.meta.setdefault(__name__, Voice())
    return voice


def paint(text: str) -> str:
    r"""The kinds of lines in their colours; where these are not wanted click takes them out.

    >>> paint("missing: a.svg")
    '\x1b[31m\x1b[1mmissing:\x1b[0m a.svg'
    """
    return "\n".join(map(_paint_line, text.split("\n")))


def _paint_line(line: str) -> str:
    for pattern, look in LOOKS:
        painted, times = re.subn(pattern, lambda m, look=look: click.style(m[0], **look), line, count=1)  # type: ignore[misc]
        if times:
            return painted
    return line
