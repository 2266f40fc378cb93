"""Whatever an author's code raises, as a ReportError with the author's file and line."""

import traceback
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from gdreport.errors import Fault, ReportError
from gdreport.inputs.digests import PACKAGE
from gdreport.inputs.libraries import is_installed
from gdreport.project import Pair

EXPERIMENTS = PACKAGE / "experiments"  # where gdreport's own report stands


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
        raise _remember(pair, error.at(*_innermost(pair, error, place)), error) from error
    except SyntaxError as error:
        file = Path(error.filename or pair.path(place))
        mistake = ReportError(f"SyntaxError: {error.msg}", file=_relative(pair, file), line=error.lineno)
        raise _remember(pair, mistake, error) from error
    except BaseException as error:  # KeyboardInterrupt and SystemExit too: an author's code can raise them
        where, line = _innermost(pair, error, place)
        raise _remember(pair, ReportError(f"{type(error).__name__}: {_write(error)}", file=where, line=line), error) from error


def _remember(pair: Pair, mistake: ReportError, error: BaseException) -> ReportError:
    """A mistake with the calls that led to it, unless it has them from nearer to where it rose."""
    if not mistake.trace:
        mistake = keep_frames(pair, mistake, traceback.extract_tb(error.__traceback__))
        mistake.trace = _format(error)
    return mistake


def keep_frames(pair: Pair, mistake: ReportError, frames: Sequence[traceback.FrameSummary]) -> ReportError:
    """A mistake with the calls that led to it, at the author's innermost one unless it has a place."""
    authors = [frame for frame in frames if _find_authors(pair, frame.filename) is not None]
    placed = mistake.at(*_find_place(pair, authors, pair.code))
    placed.frames, placed.trace = ("".join(traceback.format_list([*some])) for some in (authors, frames))
    return placed


def _format(error: BaseException) -> str:
    try:
        return "".join(traceback.format_exception(error))
    except Exception:  # noqa: BLE001 - an author's __str__
        return "".join(traceback.format_tb(error.__traceback__))


def _find_place(pair: Pair, frames: Iterable[traceback.FrameSummary], place: str) -> tuple[str, int | None]:
    """File and line of the innermost of some frames that is the author's, or `place` where none is."""
    for frame in reversed([*frames]):
        path = _find_authors(pair, frame.filename)
        if path is not None:
            return _relative(pair, path), frame.lineno
    return place, None


def _innermost(pair: Pair, error: BaseException, place: str) -> tuple[str, int | None]:
    return _find_place(pair, traceback.extract_tb(error.__traceback__), place)


def _find_authors(pair: Pair, filename: str) -> Path | None:
    path = pair.root / filename  # templates name their place below the root
    return path if path.is_file() and is_authors(pair, path) else None


def _write(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:  # noqa: BLE001 - an author's __str__
        return "(its message cannot be written)"


def _relative(pair: Pair, file: Path) -> str:
    return file.relative_to(pair.root).as_posix() if file.is_relative_to(pair.root) else str(file)
