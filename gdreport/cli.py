"""The commands. Exit status: 0 all is well, 1 something is stale or a sentence is false, 2 the report itself is wrong."""

import os
import subprocess
import sys
from pathlib import Path

import click

from gdreport import __version__
from gdreport.errors import STALE, WRONG, ReportError, status

NAMES = click.argument("names", nargs=-1, metavar="[NAME ...]")


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
    """Reports on optimisation experiments in which every figure, number and sentence comes from a run.

    An experiment is a pair of files, NAME.py and NAME.md. `build` runs what changed and writes
    its page; `check` says whether the committed pages are what the experiments make today.

    Exit status: 0 all is well, 1 something is stale or a sentence is false, 2 the report itself
    is wrong.
    """
    context.obj = directory.resolve()


@main.command()
@NAMES
@click.option("-j", "--jobs", type=click.IntRange(min=1), help="Run this many experiments at once.  [default: one per processor]")
@click.option(
    "--twice",
    is_flag=True,
    help="Then run it all again under another hash seed, locale and time zone, and with starts moved by a last bit: does it agree?",
)
@click.option("--site", is_flag=True, help="Build the site too, as `mkdocs build --strict` does, in the same process.")
@click.pass_obj
def build(directory: Path, names: tuple[str, ...], jobs: int | None, twice: bool, site: bool) -> None:
    """Run the experiments that changed and write their pages.

    With NAMEs only those. A page whose inputs and files are those of its manifest is not run
    again, and a file is written only if its bytes change. A sentence that is not true of the
    runs fails the build, and its page stays as it was.
    """
    from gdreport.pipeline import begin, finish
    from gdreport.project import find_report

    if site and names:
        raise click.UsageError("--site builds every page: give no NAME with it")
    if site and twice:
        raise click.UsageError("--twice runs the experiments again: run it without --site")
    with _errors():
        report = find_report(directory)
        begun = begin(report, names, jobs, apart=site)
        if site:
            # Imported while the experiments run in other processes.
            from gdreport.mkdocs_site.plugin import build_site

            sys.exit(build_site(report, begun))
        mistakes = finish(begun, _say, _progress)
    for mistake in mistakes:
        click.echo(f"\n{mistake}", err=True)
    if twice and not mistakes:
        sys.exit(_second_run(report.root, names))
    sys.exit(status(mistakes))


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
@click.option("-j", "--jobs", type=click.IntRange(min=1), help="Run this many experiments at once.  [default: one per processor]")
@click.pass_obj
def check(
    directory: Path,
    names: tuple[str, ...],
    rerun: bool,
    perturb: bool,
    report_folder: Path | None,
    json_file: Path | None,
    jobs: int | None,
) -> None:
    """Say whether the committed pages are what the experiments make today.

    Nothing is run while inputs and files are those of the manifests. Where inputs differ, the
    experiment is run in memory and compared: numbers within a tolerance, words exactly. Each
    difference is named with its reason: missing, changed, edited or unexpected; a changed page
    with the lines of the inputs that changed and every number, sentence and figure that differs.
    """
    from gdreport.checking import answer as answers
    from gdreport.checking.answer_page import to_html
    from gdreport.files import write
    from gdreport.pipeline import check as check_site
    from gdreport.project import find_report
    from gdreport.record.staleness import Reason

    if rerun and perturb:
        raise click.UsageError("--perturb runs every experiment in another way than --rerun: run one after the other")
    json_file, report_folder = (None if p is None else p.absolute() for p in (json_file, report_folder))
    found: list[Reason | ReportError]
    try:
        report = find_report(directory)
        found = check_site(report, names, rerun=rerun, perturb=perturb, jobs=jobs, say=_say, progress=_progress)
    except ReportError as error:
        found = [error]
    with _errors():
        if report_folder is not None:
            write(report_folder / "index.html", to_html(found))
        if json_file is not None:
            write(json_file, answers.to_json(found))
    for line in answers.lines(found):
        click.echo(line)
    if os.environ.get("GITHUB_ACTIONS") == "true":
        for line in answers.annotations(found):
            click.echo(line)
    mistakes = [f for f in found if isinstance(f, ReportError)]
    for mistake in mistakes:
        click.echo(str(mistake), err=True)
    sys.exit(WRONG if mistakes else STALE if found else 0)


@main.command("list")
@click.pass_obj
def list_experiments(directory: Path) -> None:
    """List the experiments in the order of their pages, and whether each page is fresh."""
    from gdreport.project import find_report
    from gdreport.record.staleness import examine

    with _errors():
        report = find_report(directory)
        names = report.names()
        states = [examine(report, n) for n in names]
    width = max(map(len, names))
    for name, state in zip(names, states, strict=True):
        title = state.manifest.page["title"] if state.manifest else "not built yet"
        click.echo(f"{name:{width}}  {'fresh' if state.fresh and not state.reasons else 'stale'}  {title}")


def _second_run(root: Path, names: tuple[str, ...]) -> int:
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


def _say(line: str) -> None:
    _progress("")
    click.echo(line)


def _progress(line: str) -> None:
    """What is being done now, on a terminal only; the next line takes its place."""
    if sys.stdout.isatty():
        click.echo(f"\r\033[2K{line}", nl=False)


class _errors:  # noqa: N801 - reads as the statement it is
    """Mistakes in the report end the command with their message and status 2, never with a traceback."""

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if isinstance(error, ReportError):
            click.echo(str(error), err=True)
            sys.exit(WRONG)
