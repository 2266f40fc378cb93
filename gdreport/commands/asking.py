"""The commands that answer and leave the pages as they are: `check`, `probe`, `explain`, `list`."""

import os
from pathlib import Path

import click

from gdreport.errors import ReportError
from gdreport.terminal.ending import end_well
from gdreport.terminal.options import JOBS, NAME, NAMES, TIMEOUT, common, read_names
from gdreport.terminal.voice import find_voice


@click.command()
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
@TIMEOUT
@JOBS
@common
@click.pass_obj
@end_well
def check(
    directory: Path,
    names: tuple[str, ...],
    rerun: bool,
    perturb: bool,
    report_folder: Path | None,
    json_file: Path | None,
    seconds: float | None,
    jobs: int | None,
) -> int:
    """Say whether the committed pages are what the experiments make today.

    Nothing is run while inputs and files are those of the manifests. Where inputs differ, the
    experiment is run in memory and compared: numbers within a tolerance, words exactly. Each
    difference is named with its reason: missing, changed, edited or unexpected; a changed page
    with the lines of the inputs that changed and every number, sentence and figure that differs.

    Exit status 1 where something is not fresh, 2 where a mistake keeps a page from being made.

    \b
    gdreport check                            before a commit
    gdreport check --rerun --report answer    in CI: trust nothing, and keep the answer as a page
    """  # noqa: D301 - \b is for click: lines as they stand
    from gdreport import files, pipeline
    from gdreport.checking.answer import Answer
    from gdreport.checking.answer_page import write_answer_page
    from gdreport.project import find_project

    if rerun and perturb:
        raise click.UsageError("--perturb runs every experiment in another way than --rerun: run one after the other")
    voice = find_voice()
    try:
        project = find_project(directory)
        names = read_names(project, directory, names)
        progress = voice.make_progress()
        answer = pipeline.check(project, names, rerun=rerun, perturb=perturb, jobs=jobs, progress=progress, seconds=seconds)
    except ReportError as error:
        answer = Answer(mistakes=error.list_all())
    if report_folder is not None:
        files.write(report_folder / "index.html", write_answer_page(answer))
    if json_file is not None:
        files.write(json_file, answer.to_json())
    for line in answer.lines():
        (voice.say if answer.is_fresh else voice.answer)(line)
    for line in answer.annotations() if os.environ.get("GITHUB_ACTIONS") == "true" else ():
        click.echo(line)
    for mistake in answer.mistakes:
        voice.tell(mistake)
    return answer.status


@click.command()
@NAMES
@click.option("--json", "json_file", type=click.Path(dir_okay=False, path_type=Path), help="Write the tables to FILE for machines.")
@TIMEOUT
@JOBS
@common
@click.pass_obj
@end_well
def probe(directory: Path, names: tuple[str, ...], json_file: Path | None, seconds: float | None, jobs: int | None) -> int:
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

    voice, project = find_voice(), find_project(directory)
    names = read_names(project, directory, names)
    found = pipeline.probe(project, names, jobs, voice.make_progress(), seconds=seconds)
    for line in write_probes(found):
        voice.answer(line)
    if json_file is not None:
        files.write(json_file, probes_to_json(found))
    return find_status(found)


@click.command()
@NAME
@TIMEOUT
@JOBS
@common
@click.pass_obj
@end_well
def explain(directory: Path, name: str, seconds: float | None, jobs: int | None) -> int:
    """Say of every number and every marked sentence of a page where it comes from.

    A line for each number: its measure and full value, the parameter, or that it is cited. A line for
    each sentence: what its condition compares, how far that is from being false, and under which
    variations of the runs it is.
    """
    from gdreport import pipeline
    from gdreport.checking.probes import explain_page
    from gdreport.project import find_project

    voice, project = find_voice(), find_project(directory)
    names = read_names(project, directory, (name,))
    (manifest,) = pipeline.probe(project, names, jobs, voice.make_progress(), seconds=seconds).values()
    for line in explain_page(manifest):
        voice.answer(line)
    return 0


@click.command("list")
@click.option("--json", "is_json", is_flag=True, help="Print the list for machines.")
@common
@click.pass_obj
@end_well
def list_experiments(directory: Path, is_json: bool) -> int:
    """List the experiments in the order of their pages, whether each page is fresh, and what is not on it.

    Nothing is run. With --json each has its files and why its page is not fresh:
    {"schema": 1, "experiments": [{"name", "title", "fresh", "why", "notes", "code", "words", "page"}]}.
    """
    from gdreport.checking.listing import list_pages, list_to_json, write_list
    from gdreport.project import find_project

    listed = list_pages(find_project(directory))
    if is_json:
        click.echo(list_to_json(listed))
        return 0
    for line in write_list(listed):
        find_voice().answer(line)
    return 0
