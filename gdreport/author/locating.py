"""Whatever an author's code raises, as a ReportError with the author's file and line, and what mends it."""

import linecache
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from gdreport.author.explaining import explain
from gdreport.errors import Fault, ReportError
from gdreport.inputs.digests import PACKAGE
from gdreport.inputs.libraries import is_installed
from gdreport.project import Pair

EXPERIMENTS = PACKAGE / "experiments"  # where gdreport's own report stands
LONGEST = 100  # characters of a line of code in a remedy


def is_authors(pair: Pair, file: Path) -> bool:
    """Whether a file is the author's: below the root, not gdreport's own and not installed."""
    if not file.is_relative_to(pair.root) or is_installed(str(file), str(pair.root)):
        return False
    return not file.resolve().is_relative_to(PACKAGE) or file.resolve().is_relative_to(EXPERIMENTS)


@contextmanager
def locate_mistakes(pair: Pair, place: str) -> Iterator[None]:
    """Turn what is raised into a ReportError at the author's innermost line, or at `place` where no line is theirs."""
    try:
        yield
    except Fault:
        raise
    except ReportError as error:
        raise _remember(pair, _place(pair, error, place), error) from error
    except SyntaxError as error:
        file = Path(error.filename or pair.path(place))
        what, remedy = _explain_syntax(error)
        mistake = ReportError(what, file=_relative(pair, file), line=error.lineno, remedy=remedy)
        raise _remember(pair, mistake, error) from error
    except BaseException as error:  # KeyboardInterrupt and SystemExit too: an author's code can raise them
        where, line, frame = _find_innermost(pair, error, place)
        what, remedy = explain(error, frame, _read_line(pair, where, line))
        raise _remember(pair, ReportError(what, file=where, line=line, remedy=remedy), error) from error


def _remember(pair: Pair, mistake: ReportError, error: BaseException) -> ReportError:
    """A mistake with the calls that led to it, unless it has them from nearer to where it rose."""
    if not mistake.trace:
        mistake = keep_frames(pair, mistake, traceback.extract_tb(error.__traceback__))
        mistake.trace = _format(error)
    return mistake


def keep_frames(pair: Pair, mistake: ReportError, frames: Sequence[traceback.FrameSummary]) -> ReportError:
    """A mistake with the calls that led to it, at the author's innermost one unless it has a place."""
    authors = [frame for frame in frames if _find_authors(pair, frame.filename) is not None]
    file = None if not authors else _find_authors(pair, authors[-1].filename)
    placed = mistake.at(pair.code if file is None else _relative(pair, file), authors[-1].lineno if authors else None)
    placed.frames, placed.trace = ("".join(traceback.format_list([*some])) for some in (authors, frames))
    return placed


def _format(error: BaseException) -> str:
    try:
        return "".join(traceback.format_exception(error))
    except Exception:  # noqa: BLE001 - an author's __str__
        return "".join(traceback.format_tb(error.__traceback__))


def _find_authors(pair: Pair, filename: str) -> Path | None:
    path = pair.root / filename  # templates name their place below the root
    return path if path.is_file() and is_authors(pair, path) else None


def _place(pair: Pair, error: ReportError, place: str) -> ReportError:
    """At the definition that it names, where that is the author's; else at the author's innermost line."""
    if error.file is not None and Path(error.file).is_absolute():
        file, line = Path(error.file), error.line
        error.file = error.line = None
        if is_authors(pair, file):
            return error.at(_relative(pair, file), line)
    where, line, _ = _find_innermost(pair, error, place)
    return error.at(where, line)


def _find_innermost(pair: Pair, error: BaseException, place: str) -> tuple[str, int | None, FrameType | None]:
    for frame, line in reversed(list(traceback.walk_tb(error.__traceback__))):
        path = _find_authors(pair, frame.f_code.co_filename)
        if path is not None:
            return _relative(pair, path), line, frame
    return place, None, None


def _read_line(pair: Pair, place: str, line: int | None) -> str:
    text = "" if line is None else linecache.getline(str(pair.path(place)), line).strip()
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}..."


def _explain_syntax(error: SyntaxError) -> tuple[str, str]:
    if "unicode error" in f"{error.msg}" and "codec can't decode" in f"{error.msg}":
        return "it is not UTF-8", "save it as UTF-8"
    text = (error.text or "").strip()
    remedy = f"look at the line: {text[:LONGEST]}" if text else "look at the lines above: something there does not end"
    return f"it is no Python: {error.msg}", remedy


def _relative(pair: Pair, file: Path) -> str:
    return file.relative_to(pair.root).as_posix() if file.is_relative_to(pair.root) else str(file)
