r"""What an experiment prints: lines that stay, and lines that the next one replaces, as a terminal would show them."""

import re
from dataclasses import dataclass

STYLE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")  # colours, and orders to clear a line
LONGEST = 1 << 16  # bytes of a line; a longer one is cut


@dataclass
class Printed:
    r"""One of its streams, as far as it has been read.

    >>> printed = Printed()
    >>> printed.take(b"one\r\ntw"), printed.take("o\n\r\033[2K50%".encode()), printed.passing
    (['one'], ['two'], '50%')
    >>> printed.take(b"\r\033[2K"), printed.passing, printed.take(b"three\nfour"), printed.end()
    ([], '', ['three'], ['four'])
    """

    rest: bytes = b""

    @property
    def passing(self) -> str:
        """The line that the next one replaces."""
        return _show(self.rest) if b"\r" in self.rest else ""

    def take(self, content: bytes) -> list[str]:
        """The lines that are whole now."""
        *whole, rest = (self.rest + content).split(b"\n")
        if len(rest) > LONGEST:
            whole, rest = [*whole, rest], b""
        self.rest = rest[max(0, rest.rstrip(b"\r").rfind(b"\r")) :]  # what came before, it has replaced
        return [_show(line) for line in whole if b"\r" not in line.rstrip(b"\r") or _show(line)]

    def end(self) -> list[str]:
        """The line at which it stopped."""
        return [_show(self.rest)] if self.rest and b"\r" not in self.rest else []


def _show(line: bytes) -> str:
    """A line as a terminal shows it: without colours, and what was written last over itself."""
    return STYLE.sub("", line.decode(errors="backslashreplace").rstrip("\r")).rpartition("\r")[2]
