"""The pipeline: from an experiment's pair of files to its page, and the two that use it, build and check."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from gdreport import files as disk
from gdreport.building import notebooks
from gdreport.building.workers import Work, begin_work, outcomes
from gdreport.checking.texts import Files
from gdreport.errors import FalseObservation, ReportError
from gdreport.project import Report
from gdreport.record.manifest import NAME, digest, from_bytes
from gdreport.record.staleness import MOVED, REBUILD, Reason, State, cause, examine, explain, recorded, strays

Say = Callable[[str], None]
CARDS, SUMMARY = "_cards.md", "index.md"


@dataclass
class Begun:
    """A build that is under way."""

    names: tuple[str, ...]  # as asked for; none for all
    chosen: list[str]
    work: Work

    @property
    def report(self) -> Report:
        """The report that is built."""
        return self.work.report


def begin(report: Report, names: tuple[str, ...] = (), jobs: int | None = None, *, apart: bool = False) -> Begun:
    """Find what is not fresh and begin to make it."""
    chosen = report.chosen(names)
    stale = [name for name in chosen if not examine(report, name).fresh]
    return Begun(names, chosen, begin_work(report, stale, jobs, apart=apart))


def finish(begun: Begun, say: Say = print, progress: Say = lambda line: None) -> list[ReportError]:
    """Write each page as it is made, then the pages about pages. The mistakes found, each experiment on its own."""
    report, width = begun.report, max(map(len, begun.chosen))
    for name in begun.chosen:
        if name not in begun.work.names:
            say(f"{name:{width}}  unchanged")
    errors = []
    for name, (outcome, seconds) in outcomes(begun.work, progress):
        if isinstance(outcome, ReportError):
            say(f"{name:{width}}  failed")
            errors.append(outcome)
        else:
            try:
                written = _write(report, name, outcome)
            except ReportError as error:
                errors.append(error)
                continue
            say(f"{name:{width}}  ran in {seconds:.2f} s, {_files(written)}")
    if not begun.names:
        if not errors:
            _remove_gone(report, say)
        errors += _notebooks(report, say, progress)
    for file, content in _shared(report).items():
        disk.write(report.root / file, content)
    return errors


def build(
    report: Report, names: tuple[str, ...] = (), jobs: int | None = None, say: Say = print, progress: Say = lambda line: None
) -> list[ReportError]:
    """Make every page that is not fresh and write what changed."""
    return finish(begin(report, names, jobs), say, progress)


def check(
    report: Report,
    names: tuple[str, ...] = (),
    *,
    rerun: bool = False,
    perturb: bool = False,
    jobs: int | None = None,
    say: Say = print,
    progress: Say = lambda line: None,
) -> list[Reason | ReportError]:
    """Answer whether the committed pages are what the experiments make today: the reasons, none when fresh.

    `perturb`: and whether they stay so when every start moves by one unit in the last place.
    """
    states = {name: examine(report, name) for name in report.chosen(names)}
    if perturb and any(state.changed or state.manifest is None for state in states.values()):
        raise ReportError("the pages are not up to date, so starts cannot be moved from them", remedy=REBUILD)
    doubtful = [n for n, state in states.items() if rerun or perturb or (state.manifest is not None and state.changed)]
    new = {name: outcome for name, (outcome, _) in outcomes(begin_work(report, doubtful, jobs, perturb=perturb), progress)}
    found: list[Reason | ReportError] = []
    for name, state in states.items():
        found += state.reasons
        if name in new:
            found += _compared(report, name, state, new[name], say, moved=perturb)
    return found if names else found + _check_shared(report, rerun, progress)


def _compared(
    report: Report, name: str, state: State, new: Files | ReportError, say: Say, *, moved: bool
) -> list[Reason | ReportError]:
    """What a run in memory says of the committed page: what is no longer true, then what differs."""
    if isinstance(new, ReportError) and not isinstance(new, FalseObservation):
        return [new]
    files = new if isinstance(new, dict) else new.files or {}
    reason = explain(report, name, state, files, moved=moved)
    found: list[Reason | ReportError] = []
    if isinstance(new, FalseObservation):
        what = f"{new.what}\n  {MOVED}" if moved else new.what
        inputs = () if reason else state.changed
        found.append(Reason("changed", str(new.file), what, new.remedy or "", new.line, inputs))
    if reason is not None:
        found.append(reason)
    elif not found and state.changed:
        say(f"{name}: same results although {cause(state)} changed; run `gdreport build` to record it")
    return found


def _check_shared(report: Report, rerun: bool, progress: Say) -> list[Reason | ReportError]:
    """The notebooks, the pages about pages, and what stands in the output folder without belonging there."""
    found: list[Reason | ReportError] = []
    for notebook in report.notebooks:
        progress(f"checking {notebook} ...")
        try:
            found += notebooks.check(report, notebook, rerun=rerun)
        except ReportError as error:
            found.append(error)
    own = {file.rsplit("/", 1)[1]: content for file, content in _shared(report).items()}
    found += strays(report, report.names(), set(own))
    for file, content in own.items():
        path = report.root / report.output / file
        if not path.is_file():
            found.append(Reason("missing", f"{report.output}/{file}", "the build writes it"))
        elif digest(path.read_bytes()) != digest(content):
            found.append(Reason("edited", f"{report.output}/{file}", "it is not what the pages' manifests say"))
    return found


def _notebooks(report: Report, say: Say, progress: Say) -> list[ReportError]:
    errors = []
    for name in report.notebooks:
        progress(f"executing {name} ...")
        try:
            say(f"{name}  {'executed' if notebooks.build(report, name) else 'unchanged'}")
        except ReportError as error:
            say(f"{name}  failed")
            errors.append(error)
    return errors


def _write(report: Report, name: str, files: Files) -> int:
    folder = report.root / report.folder(name)
    old = recorded(report, name)
    written = sum(disk.write(folder / file, content) for file, content in files.items() if file != NAME)
    disk.remove(folder, [] if old is None else sorted(old.outputs.keys() - files.keys()))
    # The manifest comes last: a build that is cut off leaves a page that check calls edited.
    return written + disk.write(folder / NAME, files[NAME])


def _remove_gone(report: Report, say: Say) -> None:
    """Remove the pages whose experiment is gone: only files that their manifest lists."""
    output = report.root / report.output
    kept = {report.folder(n).rsplit("/", 1)[1] for n in report.names()}
    for file in sorted(output.glob(f"*/{NAME}")):
        if file.parent.name not in kept:
            try:
                manifest = from_bytes(file.read_bytes(), str(file.relative_to(report.root)))
            except ReportError:
                continue
            disk.remove(file.parent, [*manifest.outputs, NAME])
            say(f"removed {report.output}/{file.parent.name}: its experiment is gone")


def _shared(report: Report) -> Files:
    """The report's own pages, made from the manifests: the cards of the landing page and the summary."""
    from gdreport.page.templates import fill, shared_scripts

    pages = [manifest.page for n in report.names() if (manifest := recorded(report, n)) is not None]
    base = Path(report.output).name + "/"
    return {
        f"{report.output}/{CARDS}": fill("cards.md.j2", pages=pages, base=base).encode(),
        f"{report.output}/{SUMMARY}": fill("summary.md.j2", pages=pages).encode(),
        **{f"{report.output}/{name}": content for name, content in shared_scripts().items()},
    }


def _files(count: int) -> str:
    return f"{count} file{'' if count == 1 else 's'} written"
