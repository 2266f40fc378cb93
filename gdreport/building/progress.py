"""One voice for what a command does: lines that stay, warnings, and a line that the next one replaces."""

from collections.abc import Callable
from dataclasses import dataclass

Say = Callable[[str], None]


def _keep_quiet(line: str) -> None: ...


@dataclass(frozen=True)
class Progress:
    """What is said while a build or a check is at work; nothing, unless somebody listens."""

    say: Say = _keep_quiet
    warn: Say = _keep_quiet
    doing: Say = _keep_quiet
