"""The commands. Exit status: 0 all is well, 1 stale or false, 2 the report is wrong, 3 a fault of the machine or of gdreport."""

import os
from dataclasses import replace
from pathlib import Path

import click

from gdreport import __version__
from gdreport.errors import ReportError
from gdreport.terminal.ending import end_well
from gdreport.terminal.options import JOBS, NAME, NAMES, TIMEOUT, common, read_names
from gdreport.terminal.voice import find_voice

MORE = """gdreport COMMAND --help explains a command. The options above may stand behind it too.

\b
Completion of commands, options and names of experiments, for bash in ~/.bashrc:
  eval "$(_GDREPORT_COMPLETE=bash_source gdreport)"
for zsh in ~/.zshrc the same with zsh_source; for fish in ~/.config/fish/completions/gdreport.fish:
  _GDREPORT_COMPLETE=fish_source gdreport | source"""


@click.group(context_settings={"help_option_names": ["-h", "--help"]}, epilog=MORE)
@common
@click.version_option(__version__, prog_name="gdreport")
def main() -> None:
    """Reports on experiments: figures and numbers come from runs, and the condition of each marked sentence is judged in them.

    An experiment is a pair of files, NAME.py and NAME.md. `new` begins a report; `build` runs what
    changed and writes its page; `check` says whether the committed pages are what the experiments
    make today.

    Exit status: 0 all is well, 1 something is stale or a sentence is false, 2 the report itself is
    wrong, 3 a fault of the machine or of gdreport.
    """


@main.command()
@click.argument("folder", metavar="DIR", required=False, type=click.Path(path_type=Path))
@click.option("--experiment", metavar="NAME", help="Add a pair to the report in DIR instead.  [default DIR: here]")
@click.option("--from-notebook", "notebook", metavar="FILE", type=click.Path(path_type=Path), help="Make that pair of its cells.")
@common
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
        find_voice().say(line)
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
@click.option(
    "--keep-going",
    is_flag=True,
    help="Write the good pages where the report is wrong too, such as by half a pair; with --site, the site of what is there.",
)
@TIMEOUT
@common
@click.pass_obj
@end_well
def build(
    directory: Path,
    names: tuple[str, ...],
    jobs: int | None,
    twice: bool,
    rerun: bool,
    pdf: bool,
    site: bool,
    keep_going: bool,
    seconds: float | None,
) -> int:
    """Run the experiments that changed and write their pages.

    With NAMEs only those; a path such as experiments/valley.py is a name too. A page whose inputs
    and files are those of its manifest is not run again, and a file is written only if its bytes
    change. What an experiment prints appears behind its name.

    A sentence that is not true of the runs fails the build, and so does a mistake: its page stays as
    it was, the others are written, and all that was found is told at the end. PDFs are no part of a
    page: they are not to be committed, and a build removes those whose figure has changed since.

    \b
    gdreport build                        what changed
    gdreport build valley --timeout 60    one experiment, in a minute at most
    gdreport build --site --keep-going    a site, whatever is wrong
    """  # noqa: D301 - \b is for click: lines as they stand
    from gdreport.building.build import begin_build
    from gdreport.project import find_project

    if site and names:
        raise click.UsageError("--site builds every page: give no NAME with it")
    if site and twice:
        raise click.UsageError("--twice runs the experiments again: run it without --site")
    voice = find_voice()
    project = replace(find_project(directory), is_lenient=keep_going)
    names = read_names(project, directory, names)
    with begin_build(project, names, jobs, rerun=rerun, copies=pdf, seconds=seconds) as begun:
        if site:
            # Imported while the process from which the others are forked imports the rest.
            from gdreport.mkdocs_site.build_site import build_site

            return build_site(project, begun, voice)
        built = begun.finish(voice.make_progress())
    voice.tell_all(built.found)
    if not twice or built.status:
        return built.status
    from gdreport.terminal.twice import run_again

    limit = () if seconds is None else ("--timeout", f"{seconds}")
    return run_again(voice, project.root, (*names, *limit))


@main.command()
@click.option(
    "-p", "--port", type=click.IntRange(0, 65535), default=8000, help="Listen there; 0 for any free one.  [default: 8000]"
)
@click.option("-a", "--host", default="127.0.0.1", help="Answer at this address.  [default: 127.0.0.1, for this machine alone]")
@click.option("--open", "is_opening", is_flag=True, help="Open the site in a browser.")
@JOBS
@TIMEOUT
@common
@click.pass_obj
@end_well
def serve(directory: Path, port: int, host: str, is_opening: bool, jobs: int | None, seconds: float | None) -> int:
    """Show the site in a browser while you write: a saved file is on the page a moment later.

    What an edit changes is run, its page written as `build` does, the site made anew, and the page
    reloaded where you are on it. A mistake stands above the last good page, with its file, line and
    remedy, and goes when it is mended. An experiment that still runs when its files are edited begins
    anew; pages are answered meanwhile. Ctrl-C ends it.

    It does not follow its own code: after an update of gdreport, MkDocs, its theme or a plugin, end it
    and begin again. `mkdocs serve` works too, but its reader waits while an experiment runs, and a
    mistake stands in the terminal alone.

    \b
      gdreport serve --open          in your browser, at http://127.0.0.1:8000/
      gdreport serve --port 8001     beside another one
      gdreport serve --host 0.0.0.0  for a phone, or from inside a container
    """  # noqa: D301 - \b is for click: lines as they stand
    from gdreport.mkdocs_site.serve import serve as serve_site

    return serve_site(directory, host, port, jobs, find_voice().make_progress(), seconds=seconds, is_opening=is_opening)


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


@main.command()
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


@main.command()
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


@main.command("list")
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
