"""Standard output, whose refusal is told as what it is: a fault of the machine in a sentence, whatever was being printed."""

import os
import sys
from typing import Any, NoReturn

from gdreport.errors import FAULT, Fault

REMEDY = "send it where there is room: to a file, to another command, or to /dev/null"


def guard_output() -> None:
    """Put an `Outlet` in the place of standard output, and let no file of ours get the number of a stream that is closed."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # which gets the lowest free number
    sys.stdout = Outlet(sys.stdout)
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - for the whole command


class Outlet:
    """Standard output, or nothing in its place where whoever called has closed it."""

    def __init__(self, stream: Any) -> None:
        self.stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)

    def isatty(self) -> bool:
        """Whether somebody watches."""
        return self.stream is not None and self.stream.isatty()

    def write(self, text: str) -> int:
        """Errors: Fault where it is refused."""
        if self.stream is None:
            raise Fault("standard output is closed", remedy=REMEDY)
        try:
            return 0 if text == "" else int(self.stream.write(text))  # click looks with nothing whether it may write
        except OSError as error:
            self._end(error)

    def flush(self) -> None:
        """Errors: Fault where what was written is refused."""
        try:
            if self.stream is not None:
                self.stream.flush()
        except OSError as error:
            self._end(error)

    def _end(self, error: OSError) -> NoReturn:
        """A reader who has read enough, as `head` has, is told nothing."""
        os.dup2(os.open(os.devnull, os.O_WRONLY), self.stream.fileno())  # or Python would complain once more at its end
        if isinstance(error, BrokenPipeError):
            sys.exit(FAULT)
        raise Fault(f"standard output cannot be written: {error.strerror}", remedy=REMEDY) from None
