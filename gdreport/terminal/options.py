"""What every command can be told, before its name or after it, and what several have in common; names, and their completion."""

import contextlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

from gdreport.errors import Gathering, ReportError
from gdreport.project import Project
from gdreport.terminal.voice import find_voice


def _go_to(context: click.Context, parameter: click.Parameter, folders: tuple[Path, ...]) -> None:
    """Begin in another folder, as if the command had been given there; each further one is seen from the one before."""
    try:
        context.obj = Path(context.obj or "", *folders).resolve()
    except OSError as error:
        raise click.UsageError(f"the folder in which the command was given is gone: {error}") from None
    if not context.obj.is_dir():
        raise click.BadParameter(f"there is no folder {context.obj}", context, parameter)


def _be_quiet(context: click.Context, parameter: click.Parameter, is_asked: bool) -> None:
    find_voice().is_quiet |= is_asked


def _show_authors_frames(context: click.Context, parameter: click.Parameter, is_asked: bool) -> None:
    voice = find_voice()
    voice.frames = "authors" if is_asked and voice.frames == "none" else voice.frames


def _show_all_frames(context: click.Context, parameter: click.Parameter, is_asked: bool) -> None:
    voice = find_voice()
    voice.frames = "all" if is_asked else voice.frames


def _choose_color(context: click.Context, parameter: click.Parameter, when: str | None) -> None:
    """Where nothing is asked for, as https://no-color.org and https://force-color.org have it; else as the terminal is."""
    if when is None and context.parent is not None:
        return
    wanted = True if os.environ.get("FORCE_COLOR") else None
    wanted = False if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" else wanted
    context.color = {"always": True, "never": False}.get(when or "auto", wanted)


COMMON = (
    click.option(
        "-C",
        "--directory",
        metavar="DIR",
        multiple=True,
        type=click.Path(file_okay=False, path_type=Path),
        callback=_go_to,
        expose_value=False,
        help="The report's folder, or one below it.  [default: here]",
    ),
    click.option(
        "-q", "--quiet", is_flag=True, callback=_be_quiet, expose_value=False, help="Print answers, warnings and mistakes only."
    ),
    click.option(
        "-v",
        "--verbose",
        is_flag=True,
        callback=_show_authors_frames,
        expose_value=False,
        help="With a mistake in your code, show the calls of yours that led to it.",
    ),
    click.option(
        "--traceback", is_flag=True, callback=_show_all_frames, expose_value=False, help="Show all calls, gdreport's too."
    ),
    click.option(
        "--color",
        type=click.Choice(["auto", "always", "never"]),
        callback=_choose_color,
        expose_value=False,
        help="Print in colour.  [default: on a terminal, unless NO_COLOR is set]",
    ),
)


def common(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of every command."""
    for option in reversed(COMMON):
        command = option(command)
    return command


def complete_name(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The experiments of the report that begin so, for a shell; files for a path."""
    from dataclasses import replace

    from gdreport.project import find_project

    if os.sep in incomplete or "/" in incomplete:
        return [CompletionItem(incomplete, type="file")]
    given = context.params.get("names") or ()
    with contextlib.suppress(ReportError, OSError):
        project = replace(find_project(context.obj or Path.cwd()), is_lenient=True)
        names = [pair.name for pair in project.pairs() if pair.name not in given]
        return [CompletionItem(name) for name in names if name.startswith(incomplete)]
    return []


NAME = click.argument("name", metavar="NAME", shell_complete=complete_name)
NAMES = click.argument("names", nargs=-1, metavar="[NAME ...]", shell_complete=complete_name)
JOBS = click.option(
    "-j", "--jobs", type=click.IntRange(min=1), help="Run this many experiments at once.  [default: one per processor]"
)
TIMEOUT = click.option(
    "--timeout",
    "seconds",
    metavar="SECONDS",
    type=click.FloatRange(min=0, min_open=True),
    help="End an experiment or a notebook that is at work for longer: a mistake, with the line or the cell.  "
    "[default: none is ended]",
)


def read_names(project: Project, directory: Path, names: tuple[str, ...]) -> tuple[str, ...]:
    """The names of experiments, each as it is, or as a path of one of its files or of its page.

    Errors: ReportError for a path that leads to none.
    """
    gathering, found = Gathering(), list[str]()
    for name in names:
        with gathering.keep():
            found.append(_read_path(project, directory / name, name) if _is_path(name) else name)
    gathering.end()
    return tuple(found)


def _is_path(name: str) -> bool:
    return os.sep in name or "/" in name or name.endswith((".py", ".md"))


def _read_path(project: Project, path: Path, name: str) -> str:
    place = path.resolve()
    for pair in project.pairs():
        files = {pair.path(pair.code).resolve(), pair.path(pair.words).resolve()}
        page = pair.path(pair.folder).resolve()
        if place in files or place == page or page in place.parents:
            return pair.name
    remedy = f"name an experiment, or give one of its files in {project.experiments}"
    raise ReportError(f"{name} is no file of an experiment", remedy=remedy)
