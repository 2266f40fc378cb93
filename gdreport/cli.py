"""The commands. Exit status: 0 all is well, 1 stale or false, 2 the report is wrong, 3 a fault of the machine or of gdreport."""

import os
import subprocess
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from gdreport import __version__
from gdreport.errors import STALE, ReportError, make_fault
from gdreport.escaping import escape_line

INTERRUPTED = 130  # as shells say of a command that SIGINT ended
NAMES = click.argument("names", nargs=-1, metavar="[NAME ...]")
JOBS = click.option(
    "-j", "--jobs", type=click.IntRange(min=1), help="Run this many experiments at once.  [default: one per processor]"
)


def end_well(command: Callable[..., int]) -> Callable[..., None]:
    """End with the status that the command returns; a mistake or an unexpected error ends it with a sentence, never a traceback."""

    @wraps(command)
    def run(*arguments: Any, **options: Any) -> None:
        try:
            for name in ("stdout", "stderr"):
                if getattr(sys, name) is None:  # closed by whoever called
                    setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - for the whole command
            status = command(*arguments, **options)
            sys.stdout.flush()
        except click.ClickException:
            raise
        except KeyboardInterrupt:
            click.echo("\ninterrupted: what was written is whole, and no process is left", err=True)
            sys.exit(INTERRUPTED)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python would complain once more at its end
            sys.exit(make_fault(BrokenPipeError("standard output is closed")).status)
        except Exception as error:  # noqa: BLE001 - the last place where a sentence can be made of it
            mistake = error if isinstance(error, ReportError) else make_fault(error)
            _print(str(mistake), err=True)
            sys.exit(mistake.status)
        sys.exit(status)

    return run


@click.group(context_settings={"help_option_names": ["-h", "--help"]}, epilog="gdreport COMMAND --help explains a command.")
@click.option(
    "-C",
    "--directory",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path(),
    help="The report's folder, or one below it.  [default: here]",
)
@click.version_option(__version__, prog_name="gdreport")
@click.pass_context
def main(context: click.Context, directory: Path) -> None:
    """Reports on experiments: figures and numbers come from runs, and the condition of each marked sentence is judged in them.

    An experiment is a pair of files, NAME.py and NAME.md. `new` begins a report; `build` runs what
    changed and writes its page; `check` says whether the committed pages are what the experiments
    make today.

    Exit status: 0 all is well, 1 something is stale or a sentence is false, 2 the report itself is
    wrong, 3 a fault of the machine or of gdreport.
    """
    try:
        context.obj = directory.resolve()
    except OSError as error:
        raise click.UsageError(f"the folder in which the command was given is gone: {error}") from None


@main.command()
@click.argument("folder", metavar="DIR", required=False, type=click.Path(path_type=Path))
@click.option("--experiment", metavar="NAME", help="Add a pair to the report in DIR instead.  [default DIR: here]")
@click.option("--from-notebook", "notebook", metavar="FILE", type=click.Path(path_type=Path), help="Make that pair of its cells.")
@click.pass_obj
@end_well
def new(directory: Path, folder: Path | None, experiment: str | None, notebook: Path | None) -> int:
    """Begin a report in DIR: one experiment with its data, the site's settings, a workflow for CI.

    It builds, checks and serves at once. With --experiment NAME a small pair of files is added to
    the report that stands in DIR, and its place to `order`; with --from-notebook FILE the pair
    has the notebook's code and prose, and what is left to decide is listed. No file is ever
    overwritten.
    """
    from gdreport.starter.new_report import add_experiment, begin_report

    if folder is None and experiment is None and notebook is None:
        raise click.UsageError("Missing argument 'DIR': where the report is to stand.")
    place = directory / (folder or Path())
    if notebook is not None:
        from gdreport.starter.from_notebook import add_from_notebook

        lines = add_from_notebook(place, directory / notebook, experiment)
    else:
        lines = begin_report(place) if experiment is None else add_experiment(place, experiment)
    for line in lines:
        _print(line)
    return 0


@main.command()
@NAMES
@JOBS
@click.option(
    "--twice",
    is_flag=True,
    help="Then run it all again under another hash seed, locale and time zone, and with starts moved by a last bit: does it agree?",
)
@click.option("--rerun", is_flag=True, help="Run every experiment and trust no manifest.")
@click.option(
    "--pdf",
    is_flag=True,
    help="Draw every figure as a PDF too, into pdf/NAME/: for a paper, and for the site, which then links to it.",
)
@click.option("--site", is_flag=True, help="Build the site too, as `mkdocs build --strict` does, in the same process.")
@click.pass_obj
@end_well
def build(directory: Path, names: tuple[str, ...], jobs: int | None, twice: bool, rerun: bool, pdf: bool, site: bool) -> int:
    """Run the experiments that changed and write their pages.

    With NAMEs only those. A page whose inputs and files are those of its manifest is not run
    again, and a file is written only if its bytes change. A sentence that is not true of the
    runs fails the build, and its page stays as it was. PDFs are no part of a page: they are not to be
    committed, and a build removes those whose figure has changed since.
    """
    from gdreport.building.build import begin_build
    from gdreport.project import find_project

    if site and names:
        raise click.UsageError("--site builds every page: give no NAME with it")
    if site and twice:
        raise click.UsageError("--twice runs the experiments again: run it without --site")
    project = find_project(directory)
    with begin_build(project, names, jobs, rerun=rerun, copies=pdf) as begun:
        if site:
            # Imported while the process from which the others are forked imports the rest.
            from gdreport.mkdocs_site.build_site import build_site

            return build_site(project, begun)
        built = begun.finish(_progress())
    for found in (*built.false, *built.mistakes):
        _print(f"\n{found}", err=True)
    return _run_again(project.root, names) if twice and built.status == 0 else built.status


@main.command()
@click.option(
    "-p", "--port", type=click.IntRange(0, 65535), default=8000, help="Listen there; 0 for any free one.  [default: 8000]"
)
@click.option("-a", "--host", default="127.0.0.1", help="Answer at this address.  [default: 127.0.0.1, for this machine alone]")
@click.option("--open", "is_opening", is_flag=True, help="Open the site in a browser.")
@JOBS
@click.pass_obj
@end_well
def serve(directory: Path, port: int, host: str, is_opening: bool, jobs: int | None) -> int:
    r"""Show the site in a browser while you write: a saved file is on the page a moment later.

    What an edit changes is run, its page written as `build` does, the site made anew, and the page
    reloaded where you are on it. A mistake stands above the last good page, with its file, line and
    remedy, and goes when it is mended. An experiment that still runs when its files are edited begins
    anew; pages are answered meanwhile. Ctrl-C ends it.

    \b
      gdreport serve --open          in your browser, at http://127.0.0.1:8000/
      gdreport serve --port 8001     beside another one
      gdreport serve --host 0.0.0.0  for a phone, or from inside a container
    """
    from gdreport.mkdocs_site.serve import serve as serve_site

    return serve_site(directory, host, port, jobs, _progress(), is_opening=is_opening)


@main.command()
@NAMES
@click.option("--rerun", is_flag=True, help="Run every experiment and trust no manifest.")
@click.option(
    "--perturb", is_flag=True, help="Run every experiment with its starts moved by one unit in the last place: do the words hold?"
)
@click.option(
    "--report",
    "report_folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write DIR/index.html: figures old beside new, numbers, sentences.",
)
@click.option("--json", "json_file", type=click.Path(dir_okay=False, path_type=Path), help="Write the answer to FILE for machines.")
@JOBS
@click.pass_obj
@end_well
def check(
    directory: Path,
    names: tuple[str, ...],
    rerun: bool,
    perturb: bool,
    report_folder: Path | None,
    json_file: Path | None,
    jobs: int | None,
) -> int:
    """Say whether the committed pages are what the experiments make today.

    Nothing is run while inputs and files are those of the manifests. Where inputs differ, the
    experiment is run in memory and compared: numbers within a tolerance, words exactly. Each
    difference is named with its reason: missing, changed, edited or unexpected; a changed page
    with the lines of the inputs that changed and every number, sentence and figure that differs.
    """
    from gdreport import files, pipeline
    from gdreport.checking.answer import Answer
    from gdreport.checking.answer_page import write_answer_page
    from gdreport.project import find_project

    if rerun and perturb:
        raise click.UsageError("--perturb runs every experiment in another way than --rerun: run one after the other")
    try:
        project = find_project(directory)
        answer = pipeline.check(project, names, rerun=rerun, perturb=perturb, jobs=jobs, progress=_progress())
    except ReportError as error:
        answer = Answer(mistakes=(error,))
    if report_folder is not None:
        files.write(report_folder / "index.html", write_answer_page(answer))
    if json_file is not None:
        files.write(json_file, answer.to_json())
    for line in answer.lines():
        _print(line)
    for line in answer.annotations() if os.environ.get("GITHUB_ACTIONS") == "true" else ():
        click.echo(line)
    for mistake in answer.mistakes:
        _print(str(mistake), err=True)
    return answer.status


@main.command()
@NAMES
@click.option("--json", "json_file", type=click.Path(dir_okay=False, path_type=Path), help="Write the tables to FILE for machines.")
@JOBS
@click.pass_obj
@end_well
def probe(directory: Path, names: tuple[str, ...], json_file: Path | None, jobs: int | None) -> int:
    """Say how well the marked sentences were tested.

    Every experiment is run under variations: other seeds, starts moved, learning rates and epochs
    halved and doubled, another objective, and what its author adds. A sentence that stays true
    whatever is run says nothing that was run. The build has done it for every page that is fresh.

    Exit status 1 where a sentence is not put to the test and the report asks for it:
    `untested = "error"` in [tool.gdreport].
    """
    from gdreport import files, pipeline
    from gdreport.checking.probes import find_status, probes_to_json, write_probes
    from gdreport.project import find_project

    found = pipeline.probe(find_project(directory), names, jobs, _progress())
    for line in write_probes(found):
        _print(line)
    if json_file is not None:
        files.write(json_file, probes_to_json(found))
    return find_status(found)


@main.command()
@click.argument("name", metavar="NAME")
@JOBS
@click.pass_obj
@end_well
def explain(directory: Path, name: str, jobs: int | None) -> int:
    """Say of every number and every marked sentence of a page where it comes from.

    A line for each number: its measure and full value, the parameter, or that it is cited. A line for
    each sentence: what its condition compares, how far that is from being false, and under which
    variations of the runs it is.
    """
    from gdreport import pipeline
    from gdreport.checking.probes import explain_page
    from gdreport.project import find_project

    (manifest,) = pipeline.probe(find_project(directory), (name,), jobs, _progress()).values()
    for line in explain_page(manifest):
        _print(line)
    return 0


@main.command("list")
@click.pass_obj
@end_well
def list_experiments(directory: Path) -> int:
    """List the experiments in the order of their pages, whether each page is fresh, and what is not on it."""
    from gdreport.project import find_project
    from gdreport.record.staleness import examine

    pairs = find_project(directory).pairs()
    width = max(len(pair.name) for pair in pairs)
    for pair in pairs:
        state = examine(pair)
        facts = state.manifest.page if state.manifest else None
        notes = [] if facts is None else [*facts.shortcomings, *(f"not watched: {what}" for what in facts.unwatched)]
        title, rest = "not built yet" if facts is None else facts.title, "".join(f"\n{'':{width}}  {note}" for note in notes)
        _print(f"{pair.name:{width}}  {'fresh' if state.is_fresh and not state.reasons else 'stale'}  {title}{rest}")
    return 0


def _run_again(root: Path, names: tuple[str, ...]) -> int:
    """The report once more in another process that shares nothing with this one but the files. Its exit status."""
    seed = "1" if os.environ.get("PYTHONHASHSEED") != "1" else "2"
    other = {"PYTHONHASHSEED": seed, "LC_ALL": "C", "TZ": "Pacific/Chatham"}
    command = [sys.executable, "-m", "gdreport", "-C", str(root), "check", *names]
    for option, doing in (
        ("--rerun", "running everything a second time"),
        ("--perturb", "and with every start moved by a last bit"),
    ):
        click.echo(f"{doing} ...")
        code = subprocess.run([*command, option], env=os.environ | other, check=False).returncode  # noqa: S603 - our own command
        if code == STALE and option == "--rerun":
            click.echo(
                "the second run differs from the first: look for a draw without a seed, or an order that is not fixed", err=True
            )
        if code:
            return code
    return 0


def _print(text: str, *, err: bool = False) -> None:
    """What is printed may hold words of the data: they command neither the terminal nor a CI."""
    click.echo(escape_line(text), err=err)


def _progress() -> Any:
    """Lines on standard output, warnings on standard error; what is being done now on a terminal only."""
    from gdreport.building.progress import Progress

    def do(line: str) -> None:
        if sys.stdout.isatty():
            click.echo(f"\r\033[2K{line}", nl=False)

    def say(line: str) -> None:
        do("")
        _print(line)

    def warn(line: str) -> None:
        do("")
        _print(line, err=True)

    return Progress(say, warn, do)
