"""Whatever an author's code raises, as a ReportError with the author's file and line."""

import traceback
from collections.abc import Iterator
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
        raise error.at(*_innermost(pair, error, place)) from error
    except SyntaxError as error:
        file = Path(error.filename or pair.path(place))
        raise ReportError(f"SyntaxError: {error.msg}", file=_relative(pair, file), line=error.lineno) from error
    except BaseException as error:  # KeyboardInterrupt and SystemExit too: an author's code can raise them
        where, line = _innermost(pair, error, place)
        raise ReportError(f"{type(error).__name__}: {_write(error)}", file=where, line=line) from error


def _innermost(pair: Pair, error: BaseException, place: str) -> tuple[str, int | None]:
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        path = pair.root / frame.filename  # templates name their place below the root
        if path.is_file() and is_authors(pair, path):
            return _relative(pair, path), frame.lineno
    return place, None


def _write(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:  # noqa: BLE001 - an author's __str__
        return "(its message cannot be written)"


def _relative(pair: Pair, file: Path) -> str:
    return file.relative_to(pair.root).as_posix() if file.is_relative_to(pair.root) else str(file)
