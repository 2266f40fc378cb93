"""The exceptions that gdreport raises: for a mistake in a report, and for a sentence that is not true."""

from collections.abc import Sequence
from pathlib import Path


class ReportError(Exception):
    """A mistake in a report: what is wrong, where it stands and what mends it.

    Divergence and other findings of a run are data and never raise. `str()` reads
    ``file:line: what``, with the remedy on a line of its own.

    >>> print(ReportError("the domain is empty", remedy="write (low, high) with low < high"))
    the domain is empty
      remedy: write (low, high) with low < high
    >>> print(ReportError("unknown figure 'fnal'", file="experiments/a.md", line=3))
    experiments/a.md:3: unknown figure 'fnal'
    """

    def __init__(
        self,
        what: str,
        *,
        file: str | Path | None = None,
        line: int | None = None,
        remedy: str | None = None,
    ) -> None:
        super().__init__(what, file, line, remedy)
        self.what = what
        self.file = None if file is None else str(file)
        self.line = line
        self.remedy = remedy

    def __reduce__(self) -> tuple[object, ...]:
        # Keyword-only arguments do not survive the default pickling between processes.
        return _restore, (type(self), self.what, self.file, self.line, self.remedy), self.__dict__

    def __str__(self) -> str:
        place = "" if self.file is None else f"{self.file}:{'' if self.line is None else f'{self.line}:'} "
        remedy = "" if self.remedy is None else f"\n  remedy: {self.remedy}"
        return f"{place}{self.what}{remedy}"

    def at(self, file: str | Path, line: int | None = None) -> "ReportError":
        """The same error with a place, unless it already has one."""
        if self.file is not None:
            return self
        return type(self)(self.what, file=file, line=line, remedy=self.remedy)


class FalseObservation(ReportError):
    """A sentence of a page is not true of the runs. `files` holds the page as it would have been, for a check to compare."""

    files: dict[str, bytes] | None = None


def _restore(kind: type[ReportError], what: str, file: str | None, line: int | None, remedy: str | None) -> ReportError:
    return kind(what, file=file, line=line, remedy=remedy)


def one_of(name: str, names: "list[str]") -> str:
    """A remedy that lists what there is and points at the nearest name.

    >>> one_of("fnal", ["final", "heat"])
    "did you mean 'final'? There are: final, heat"
    """
    from difflib import get_close_matches

    if not names:
        return "there are none yet"
    close = get_close_matches(name, names, n=1)
    hint = f"did you mean {close[0]!r}? " if close else ""
    return f"{hint}There are: {', '.join(sorted(names))}"


STALE, WRONG = 1, 2


def status(errors: Sequence[ReportError]) -> int:
    """The exit status for what went wrong: 1 where sentences are false, 2 where the report itself is wrong, 0 for nothing.

    >>> status([FalseObservation("so")]), status([FalseObservation("so"), ReportError("no")]), status([])
    (1, 2, 0)
    """
    return WRONG if any(not isinstance(e, FalseObservation) for e in errors) else STALE if errors else 0
