"""``gdreport`` and ``python -m gdreport``: the commands, interrupted with one line from the first moment on."""

import sys
from contextlib import suppress

from gdreport.terminal.interrupts import end_interrupted, hear_first_interrupt
from gdreport.terminal.outlet import guard_output


def main() -> None:
    """Run the command that was asked for. Whatever keeps it from beginning is a fault, status 3, never what a finding has."""
    hear_first_interrupt()
    guard_output()
    try:
        import click

        from gdreport.cli import main as commands
        from gdreport.terminal.ending import end_with

        try:
            sys.exit(commands.main(prog_name="gdreport", standalone_mode=False))
        except click.ClickException as error:
            with suppress(OSError):  # standard error may be full
                error.show()
            sys.exit(error.exit_code)
        except Exception as error:  # noqa: BLE001 - such as a standard output that is full
            end_with(error)
    except KeyboardInterrupt:
        end_interrupted()
    except ImportError as error:
        print(f"gdreport cannot begin: {error}\n  remedy: install it again, with what it needs", file=sys.stderr)
        sys.exit(3)


if __name__ == "__main__":
    main()
