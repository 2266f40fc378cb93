"""The pipeline: from an experiment's pair of files to its page, and the two that use it, build and check."""

import gc
import os
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter

from gdreport import disk, notebooks
from gdreport.compare import Files
from gdreport.errors import FalseObservation, ReportError
from gdreport.freshness import Reason, State, cause, examine, explain, recorded, strays
from gdreport.manifest import NAME, digest, from_bytes
from gdreport.report import Report

Say = Callable[[str], None]
CARDS, SUMMARY = "_cards.md", "index.md"


@dataclass
class Begun:
    """A build that is under way: what is stale, and the processes that make it."""

    report: Report
    names: tuple[str, ...]  # as asked for; none for all
    chosen: list[str]
    stale: list[str]
    pool: Executor | None
    tasks: dict[str, "Future[tuple[Files | ReportError, float]]"]


def begin(report: Report, names: tuple[str, ...] = (), jobs: int | None = None, *, apart: bool = False) -> Begun:
    """Find what is not fresh and begin to make it in `jobs` processes; a single one waits for `finish`, unless `apart`."""
    chosen = report.chosen(names)
    stale = [name for name in chosen if not examine(report, name).fresh]
    jobs = min(jobs or os.cpu_count() or 1, len(stale))
    if jobs <= (0 if apart else 1):
        return Begun(report, names, chosen, stale, None, {})
    pool = ProcessPoolExecutor(jobs, mp_context=get_context("spawn"))
    return Begun(report, names, chosen, stale, pool, {name: pool.submit(_timed, report, name) for name in stale})


def finish(begun: Begun, say: Say = print, progress: Say = lambda line: None) -> list[ReportError]:
    """Write each page as it is made, then the pages about pages. The mistakes found, each experiment on its own."""
    report, width = begun.report, max(map(len, begun.chosen))
    for name in begun.chosen:
        if name not in begun.stale:
            say(f"{name:{width}}  unchanged")
    errors = []
    for name, outcome, seconds in _outcomes(begun, progress):
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


def _outcomes(begun: Begun, progress: Say) -> Iterator[tuple[str, Files | ReportError, float]]:
    """Each stale page as it is done: made here, or by the processes that `begin` started."""
    if begun.pool is None:
        for number, name in enumerate(begun.stale, 1):
            progress(f"running {name} ({number} of {len(begun.stale)}) ...")
            yield name, *_timed(begun.report, name)
        return
    names = {task: name for name, task in begun.tasks.items()}
    with begun.pool:
        for number, task in enumerate(as_completed(names), 1):
            progress(f"{number} of {len(names)} experiments done ...")
            yield names[task], *_result(begun.report, names[task], task)


def check(
    report: Report, names: tuple[str, ...] = (), *, rerun: bool = False, say: Say = print, progress: Say = lambda line: None
) -> list[Reason | ReportError]:
    """Answer whether the committed pages are what the experiments make today: the reasons, none when fresh."""
    found: list[Reason | ReportError] = []
    for name in report.chosen(names):
        state = examine(report, name)
        found += state.reasons
        if not rerun and (state.manifest is None or not state.changed):
            continue
        progress(f"running {name} ...")
        found += [r for r in _rerun(report, name, state, say) if isinstance(r, ReportError) or not _known(r, state)]
    if not names:
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


def _known(reason: Reason, state: State) -> bool:
    return any(reason.file == r.file for r in state.reasons)


def _rerun(report: Report, name: str, state: State, say: Say) -> list[Reason | ReportError]:
    from gdreport.making import make

    try:
        new = make(report, name)
    except FalseObservation as error:
        return [
            Reason("changed", f"{report.experiments}/{name}.md", f"{error}{cause(state)}", "change the sentence, or the experiment")
        ]
    except ReportError as error:
        return [error]
    reasons = explain(report, name, state, new)
    if not reasons and state.changed:
        say(f"{name}: same results although {', '.join(state.changed)} changed; run `gdreport build` to record it")
    return list(reasons)


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


def _result(report: Report, name: str, task: "Future[tuple[Files | ReportError, float]]") -> tuple[Files | ReportError, float]:
    try:
        return task.result()
    except BrokenProcessPool:
        what = "the process that ran it, or another at the same time, was killed"
        return ReportError(what, file=f"{report.experiments}/{name}.py", remedy="it may need more memory; try --jobs 1"), 0.0


def _timed(report: Report, name: str) -> tuple[Files | ReportError, float]:
    start = perf_counter()
    # Importing SymPy, Matplotlib and pandas makes so many objects that collections take a fifth of the time.
    gc.disable()
    try:
        from gdreport.making import make  # heavy, and only here

        return make(report, name), perf_counter() - start
    except ReportError as error:
        return error, perf_counter() - start
    finally:
        gc.enable()


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
    from gdreport.layout import fill

    pages = [manifest.page for n in report.names() if (manifest := recorded(report, n)) is not None]
    base = Path(report.output).name + "/"
    return {
        f"{report.output}/{CARDS}": fill("cards.md.j2", pages=pages, base=base).encode(),
        f"{report.output}/{SUMMARY}": fill("summary.md.j2", pages=pages).encode(),
    }


def _files(count: int) -> str:
    return f"{count} file{'' if count == 1 else 's'} written"
