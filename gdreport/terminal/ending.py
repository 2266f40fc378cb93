"""How a command ends: with its exit status, and with a sentence whatever it was that ended it."""

import contextlib
import sys
from collections.abc import Callable
from functools import wraps
from typing import Any, NoReturn

import click

from gdreport.errors import ReportError, make_fault
from gdreport.terminal.interrupts import end_interrupted, hear_every_interrupt, hear_first_interrupt
from gdreport.terminal.voice import find_voice


def end_well(command: Callable[..., int]) -> Callable[..., None]:
    """End with the status that the command returns; a mistake or an unexpected error ends it with a sentence, never a traceback."""

    @wraps(command)
    def run(*arguments: Any, **options: Any) -> None:
        hear_first_interrupt()
        try:
            status = command(*arguments, **options)
            sys.stdout.flush()
        except click.ClickException:
            raise
        except KeyboardInterrupt:
            find_voice().clear()
            end_interrupted()
        except Exception as error:  # noqa: BLE001 - the last place where a sentence can be made of it
            end_with(error)
        finally:
            hear_every_interrupt()
            find_voice().clear()
        sys.exit(status)

    return run


def end_with(error: Exception) -> NoReturn:
    """End with the sentence and the status of what went wrong."""
    mistake = error if isinstance(error, ReportError) else make_fault(error)
    with contextlib.suppress(OSError):  # where standard error is refused too, the status says it alone
        for one in mistake.list_all():
            find_voice().tell(one)
    sys.exit(max(m.status for m in mistake.list_all()))
