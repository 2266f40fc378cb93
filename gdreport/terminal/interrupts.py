"""Ctrl-C, once: the first one is answered, and what comes while a command ends what it has started is not heard."""

import signal
import sys
import threading
from types import FrameType
from typing import NoReturn

INTERRUPTED = 130  # as shells say of a command that SIGINT ended
WORDS = "interrupted: what was written is whole, and no process is left"


def hear_first_interrupt() -> None:
    """Raise KeyboardInterrupt at the first SIGINT, and at no other. A shell that ignores it keeps its way."""
    is_main = threading.current_thread() is threading.main_thread()
    if is_main and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _raise_once)


def hear_every_interrupt() -> None:
    """As Python does: for a process in which a command is a part only."""
    if threading.current_thread() is threading.main_thread() and signal.getsignal(signal.SIGINT) is _raise_once:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def end_interrupted() -> NoReturn:
    """Say so in one line, in the place of the one that tells how far the command is, and end."""
    print(f"\r\033[2K{WORDS}" if sys.stderr.isatty() else WORDS, file=sys.stderr)
    sys.exit(INTERRUPTED)


def _raise_once(number: int, frame: FrameType | None) -> NoReturn:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    raise KeyboardInterrupt
