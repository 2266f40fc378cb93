"""One voice for what a command does: lines that stay, warnings, and a line that the next one replaces."""

from collections.abc import Callable
from dataclasses import dataclass

from gdreport.number_text import tell_time

Say = Callable[[str], None]  # told in words what happens, or what is at work


def keep_quiet(line: str) -> None:
    """Where nobody listens."""


@dataclass(frozen=True)
class Progress:
    """What is said while a build or a check is at work; nothing, unless somebody listens."""

    say: Say = keep_quiet
    warn: Say = keep_quiet
    doing: Say = keep_quiet
    is_terminal: bool = False  # whether somebody watches, line by line


def describe_work(done: int, total: int, seconds: float, running: list[str]) -> str:
    """How far a command is, and how long the rest takes if it goes on like this.

    >>> describe_work(2, 6, 20, ["cubic: running wide", "audit"])
    '2 of 6 done, about 40 s left; cubic: running wide; audit'
    """
    left = f", about {tell_time(seconds / done * (total - done))} left" if 0 < done < total else ""
    return "; ".join([f"{done} of {total} done{left}", *running])
