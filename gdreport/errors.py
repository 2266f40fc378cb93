"""What ends a command: a mistake of an author's, a sentence that is false, a fault; and the exit status of each."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

OK, STALE, WRONG, FAULT = range(4)  # exit statuses


class ReportError(Exception):
    """A mistake in a report: what is wrong, where it stands and what mends it.

    Divergence, a false sentence and other findings of a run are data and never raise. `str()`
    reads ``file:line: what``, with the remedy on a line of its own. `others` are mistakes that were
    found beside it; `frames` and `trace` are the calls that led to it, the author's and all, as Python
    prints them.

    >>> print(ReportError("the domain is empty", remedy="write (low, high) with low < high"))
    the domain is empty
      remedy: write (low, high) with low < high
    >>> print(ReportError("unknown figure 'fnal'", file="experiments/a.md", line=3))
    experiments/a.md:3: unknown figure 'fnal'
    """

    status = WRONG
    asked: object = None  # of a mistake in an experiment: what it had asked of its surroundings by then

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
        self.others: tuple[ReportError, ...] = ()
        self.frames = self.trace = ""

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
        placed = type(self)(self.what, file=file, line=line if self.line is None else self.line, remedy=self.remedy)
        placed.others, placed.frames, placed.trace, placed.asked = self.others, self.frames, self.trace, self.asked
        return placed

    def list_all(self) -> "tuple[ReportError, ...]":
        """Itself and those that were found beside it."""
        return (self, *self.others)


def join_mistakes(found: "Sequence[ReportError]") -> ReportError:
    """Several mistakes as the first one, with the others beside it; each is told once.

    >>> print(*join_mistakes([ReportError("a"), ReportError("b"), ReportError("a")]).list_all(), sep=", ")
    a, b
    """
    first, *others = {str(mistake): mistake for one in found for mistake in one.list_all()}.values()
    first.others = tuple(others)
    return first


@dataclass
class Gathering:
    """Mistakes that do not hang on each other: all are looked for before the command ends with all of them.

    >>> gathering = Gathering()
    >>> for name in ("a", "b"):
    ...     with gathering.keep():
    ...         raise ReportError(f"unknown figure {name}")
    >>> print(*gathering.found, sep=", ")
    unknown figure a, unknown figure b
    """

    found: list[ReportError] = field(default_factory=list)

    @contextmanager
    def keep(self) -> Iterator[None]:
        """Keep a mistake for the end. A fault is not kept: nothing is as it should be after it."""
        try:
            yield
        except Fault:
            raise
        except ReportError as mistake:
            self.found.append(mistake)

    def end(self) -> None:
        """Errors: ReportError with all that was kept."""
        if self.found:
            raise join_mistakes(self.found)


@dataclass(frozen=True)
class FalseSentence:
    """A sentence of a page that is not true of the runs, and what to do about it."""

    file: str
    line: int
    what: str
    remedy: str = "change the sentence and its condition to what was measured, or the experiment"

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}\n  remedy: {self.remedy}"

    def to_mistake(self) -> ReportError:
        """The same as one of the mistakes of its page, where there are others."""
        return ReportError(self.what, file=self.file, line=self.line, remedy=self.remedy)


class Fault(ReportError):
    """No mistake of an author's: the machine refused something, or gdreport itself is wrong."""

    status = FAULT


def make_fault(error: BaseException, *, file: str | None = None) -> Fault:
    """An unexpected exception as a sentence: what it is, and where in the code it rose.

    >>> print(make_fault(KeyError("gap"), file="experiments/a.py"))
    experiments/a.py: gdreport failed: KeyError: 'gap'
      remedy: this is no mistake of yours: please report it, with the command and what --traceback shows
    """
    import traceback

    frames = traceback.extract_tb(error.__traceback__)
    place = f" ({Path(frames[-1].filename).name}, line {frames[-1].lineno})" if frames else ""
    who, remedy = "gdreport failed", "this is no mistake of yours: please report it, with the command and what --traceback shows"
    if isinstance(error, OSError | MemoryError | EOFError):  # the last: a process that could not begin
        who, remedy = "the machine refused", "see that the disk has room, and that files and memory may be had"
    fault = Fault(f"{who}: {type(error).__name__}: {error}{place}", file=file, remedy=remedy)
    fault.trace = "".join(traceback.format_exception(error))
    return fault


def _restore(kind: type[ReportError], what: str, file: str | None, line: int | None, remedy: str | None) -> ReportError:
    return kind(what, file=file, line=line, remedy=remedy)


def suggest(name: str, names: "list[str]") -> str:
    """A remedy that lists what there is and points at the nearest name.

    >>> suggest("fnal", ["final", "heat"])
    "did you mean 'final'? There are: final, heat"
    """
    from difflib import get_close_matches

    if not names:
        return "there are none yet"
    close = get_close_matches(name, names, n=1)
    hint = f"did you mean {close[0]!r}? " if close else ""
    return f"{hint}There are: {', '.join(sorted(names))}"


TAKE_ONE = "take one number of it: .max(), .min() or .mean()"  # the remedy for an array where one number is to stand
SHOWN = 80  # characters of a value in a message
ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")


def show(value: object) -> str:
    """A value of an author's in a message: on one line, short, and the same in every process.

    >>> show(ReportError), show(suggest), show("left"), show(object())
    ('the class ReportError', 'the function suggest', "'left'", 'an object')
    """
    kind = type(value).__name__
    if isinstance(value, type):
        return f"the class {value.__name__}"
    if hasattr(value, "data_vars"):
        return "a Dataset"
    if hasattr(value, "dims") and hasattr(value, "shape"):
        return f"a {kind} of shape {value.shape}"
    if getattr(value, "ndim", 0) and getattr(value, "size", 0) > 6:
        return f"an array of shape {getattr(value, 'shape', ())}"
    name = getattr(value, "__name__", None)
    if callable(value) and isinstance(name, str):
        return "a lambda" if name == "<lambda>" else f"the function {name}"
    if hasattr(value, "item") and not getattr(value, "ndim", 0):
        return f"{value}"  # a number of NumPy's, whose repr hangs on its version
    try:
        text = " ".join(repr(value).split())
    except Exception:  # noqa: BLE001 - an author's __repr__
        return f"an object of the class {kind}"
    if ADDRESS.search(text):
        return "an object" if kind == "object" else f"a {kind}"
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 3]}..."


def find_definition(function: object) -> "tuple[str | None, int | None]":
    """The file and the line of a function's code; none of what is not written in Python."""
    code = getattr(getattr(function, "__func__", function), "__code__", None)
    return (None, None) if code is None else (code.co_filename, code.co_firstlineno)


def require_call(what: str, function: object, *arguments: str) -> None:
    """Errors: ReportError for a function that cannot be called with so many arguments, at the line where it is defined.

    >>> require_call("measures", len, "results", "more")
    Traceback (most recent call last):
    gdreport.errors.ReportError: measures is called with (results, more), and takes (obj, /)
      remedy: let it take (results, more)
    """
    import inspect

    try:
        signature = inspect.signature(function)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return  # nobody knows what it takes
    try:
        signature.bind(*arguments)
    except TypeError:
        file, line = find_definition(function)
        plain = signature.replace(
            parameters=[p.replace(annotation=inspect.Parameter.empty) for p in signature.parameters.values()],
            return_annotation=inspect.Signature.empty,
        )
        called = f"({', '.join(arguments)})" if arguments else "nothing"
        raise ReportError(
            f"{what} is called with {called}, and takes {plain}", file=file, line=line, remedy=f"let it take {called}"
        ) from None
