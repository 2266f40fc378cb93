"""The commands that write: `new` begins a report, `build` makes its pages, `serve` keeps and shows them."""

from dataclasses import replace
from pathlib import Path

import click

from gdreport.terminal.ending import end_well
from gdreport.terminal.options import JOBS, NAMES, TIMEOUT, common, read_names
from gdreport.terminal.voice import find_voice


@click.command()
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


@click.command()
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


@click.command()
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
