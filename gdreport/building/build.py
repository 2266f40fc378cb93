"""A build: what is not fresh is made, each page is written as soon as it is there, then the pages about pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath

from gdreport import files as disk
from gdreport.building.copies import has_copies, remove_outdated, write_copies
from gdreport.building.kept_folder import sweep_kept
from gdreport.building.made import Made, MadeOfBook
from gdreport.building.notebooks import Book, is_fresh, list_books, write_notebook
from gdreport.building.overview import list_shared, make_overview
from gdreport.building.process import Job
from gdreport.building.progress import Progress
from gdreport.building.running import Outcome
from gdreport.building.workers import Workers
from gdreport.building.write_pages import remove_gone, write_page
from gdreport.errors import OK, STALE, FalseSentence, ReportError
from gdreport.number_text import count_text
from gdreport.page.templates import read_assets
from gdreport.project import Pair, Project
from gdreport.record.staleness import examine, find_manifests, find_written_manifests


@dataclass(frozen=True)
class Built:
    """What a build could not write: sentences that are false, and mistakes."""

    false: tuple[FalseSentence, ...] = ()
    mistakes: tuple[ReportError, ...] = ()

    @property
    def found(self) -> tuple[FalseSentence | ReportError, ...]:
        """Both, as they are told."""
        return (*self.false, *self.mistakes)

    @property
    def status(self) -> int:
        """The exit status: 0 all is well, 1 a sentence is false, 2 the report itself is wrong, 3 a fault."""
        return max((m.status for m in self.mistakes), default=STALE if self.false else OK)


def join_built(parts: list[Built]) -> Built:
    """Several as one."""
    return Built(tuple(f for p in parts for f in p.false), tuple(m for p in parts for m in p.mistakes))


@dataclass(frozen=True)
class Build:
    """A build that is under way."""

    project: Project
    names: tuple[str, ...]  # as asked for; none for all
    pairs: list[Pair]
    books: list[Book]
    workers: Workers
    shared: frozenset[str]  # the scripts that the pages shared when it began

    def finish(self, progress: Progress) -> Built:
        """Write what is made. Each experiment stands for itself: a mistake in one keeps no other from its page."""
        every: list[Job] = [*self.pairs, *self.books]
        for job in every:
            if job not in self.workers.work:
                progress.say(f"{self._name(job)}  unchanged")
        parts = [Built(mistakes=tuple(self.project.find_mistakes()))] if self.project.is_lenient else []
        parts += [self.write(outcome, progress) for outcome in self.workers.outcomes(progress)]
        if not self.names and join_built(parts).status == OK:
            remove_gone(self.project, progress)
        return join_built([*parts, self.write_overview()])

    def write_overview(self) -> Built:
        """Write the pages about pages, and remove what no page needs any more."""
        try:
            manifests = find_manifests(self.project)
            for folder in (self.project.output, self.project.assets):
                disk.sweep(disk.require_inside(self.project.root, folder))
            for place, content in make_overview(self.project, manifests).items():
                disk.write(self.project.root / place, content)
            gone = {PurePosixPath(place).name for place in self.shared - list_shared(self.project, manifests)}
            disk.remove(self.project.root / self.project.assets, sorted(gone))
            remove_outdated(self.project)
            sweep_kept(self.project.root)
        except ReportError as mistake:
            return Built(mistakes=mistake.list_all())
        return Built()

    def write(self, outcome: Outcome, progress: Progress) -> Built:
        """Write a page. A mistake, or a sentence that is false, leaves it as it was."""
        job, made = outcome.job, outcome.made
        for warning in made.warnings if isinstance(made, Made) else ():
            progress.warn(warning)
        if isinstance(made, ReportError) or (isinstance(made, Made) and made.false):
            progress.say(f"{self._name(job)}  failed")
            return Built(mistakes=made.list_all()) if isinstance(made, ReportError) else Built(false=made.false)
        try:
            did = self._write_made(job, made, outcome.seconds)
        except ReportError as mistake:
            return Built(mistakes=mistake.list_all())
        progress.say(f"{self._name(job)}  {did}")
        return Built()

    def _write_made(self, job: Job, made: Made | MadeOfBook, seconds: float) -> str:
        """Write the files of a page. What to say of it."""
        if isinstance(made, MadeOfBook):
            write_notebook(self.project, made)
            return f"executed in {seconds:.2f} s"
        assert isinstance(job, Pair)
        written, gone = write_page(self.project, job, made)
        copies = write_copies(job, made.copies)
        rest = "".join(f"; {s}" for s in (*made.shortcomings, *(f"not watched: {u}" for u in made.manifest.page.unwatched)))
        files = f"{count_text(written, 'file')} written" + (f" and {copies} as PDF" if copies else "")
        files += f", {gone} removed" if gone else ""
        did = "ran in" if made.has_run else "its runs were kept, made in"
        return f"{did} {seconds:.2f} s, {files}{rest}"

    def _name(self, job: Job) -> str:
        return f"{job.name:{max((len(p.name) for p in self.pairs), default=0)}}"


@contextmanager
def begin_build(
    project: Project,
    names: tuple[str, ...] = (),
    jobs: int | None = None,
    *,
    rerun: bool = False,
    copies: bool = False,
    seconds: float | None = None,
) -> Iterator[Build]:
    """Prepare to make what is not fresh, or all where manifests are not trusted. Leaving the context ends what is at work.

    `copies`: and what has no PDFs of its figures, with them. `seconds`: each experiment in so many, or it is ended.
    """
    pairs = project.pairs(names)
    assets = disk.require_inside(project.root, project.assets)
    with disk.wait_for_others(project.root):
        for name, content in read_assets().items():  # first: the site's settings may name a folder among them
            disk.write(assets / name, content)
        states = {pair: examine(pair) for pair in pairs}
        lacking = {p for p, state in states.items() if copies and state.manifest is not None and not has_copies(p, state.manifest)}
        stale = [pair for pair, state in states.items() if rerun or not state.is_fresh or pair in lacking]
        books = [] if names else list_books(project)
        # First the notebooks, which take longest: a kernel has to start.
        work: list[Job] = [*(book for book in books if rerun or not is_fresh(book)), *stale]
        with Workers(work, jobs, seconds, copies=copies, takes=not rerun, keeps=True) as workers:
            yield Build(project, names, pairs, books, workers, frozenset(list_shared(project, find_written_manifests(project))))
