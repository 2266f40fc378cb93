"""The pages kept fresh while their author writes: what changes is made again, beside whatever else is at work."""

from dataclasses import dataclass, field
from pathlib import Path

from gdreport import files as disk
from gdreport.building.build import Build, Built, join_built
from gdreport.building.made import Made
from gdreport.building.notebooks import Book, is_fresh, list_books
from gdreport.building.overview import SUMMARY, list_shared
from gdreport.building.process import Job
from gdreport.building.progress import Progress
from gdreport.building.running import Outcome
from gdreport.building.workers import Workers
from gdreport.building.write_pages import remove_gone
from gdreport.errors import ReportError
from gdreport.inputs.inputs import Inputs, ask_again
from gdreport.mkdocs_site.watch import Answers, Watch, list_places, walk
from gdreport.project import Pair, Project, find_project
from gdreport.record.staleness import examine, find_manifests, find_written_manifests


@dataclass
class Kept:
    """A page that is kept fresh."""

    seen: tuple[Answers, Answers] | None = None  # its inputs and its files, when they were last looked at
    begun: Answers = field(default_factory=dict)  # its inputs, when its run began
    asked: Inputs | None = None  # what its run asks, as its manifest says
    failed: Built | None = None  # what kept the last run from the page
    failed_asked: Inputs | None = None  # and what that run asked: only another answer is a reason for another run


@dataclass
class KeptBook:
    """A notebook whose page is kept fresh."""

    seen: Answers | None = None  # its file, when it was last looked at
    built: Built = field(default_factory=Built)


class PageKeeper:
    """Makes each page whose inputs or files are not those of its manifest; one that is at work begins anew when they change."""

    def __init__(self, root: Path, workers: Workers, watch: Watch, progress: Progress) -> None:
        self.root, self.workers, self.watch, self.progress = root, workers, watch, progress
        self.project: Project | None = None
        self.pages: dict[Pair, Kept] = {}
        self.settings: Answers | None = None
        self.wrong: ReportError | None = None  # what is wrong with the report as a whole
        self.overview = Built()
        self.is_overview_due = False
        self.overview_seen: Answers = {}
        self.shared: frozenset[str] = frozenset()  # the scripts that the pages shared by the last overview
        self.books: dict[Book, KeptBook] = {}

    def list_problems(self) -> Built:
        """All that keeps pages from being what their files say."""
        wrong = [] if self.wrong is None else [Built(mistakes=self.wrong.list_all())]
        failed = [kept.failed for kept in self.pages.values() if kept.failed is not None]
        return join_built([*wrong, *failed, self.overview, *(kept.built for kept in self.books.values())])

    def list_doing(self) -> list[str]:
        """What is at work."""
        return self.workers.list_running()

    def ask(self) -> Answers:
        """What stands at all places that decide a page."""
        places = self._list_settings().union(
            self._list_overview(), *(self._list_inputs(p) | self._list_outputs(p) for p in self.pages)
        )
        return self.watch.ask(places | {self.root / book.place for book in self.books})

    def step(self) -> None:
        """Begin what has to be made, and write what is made. Returns at once, whatever is at work."""
        settings = self.watch.ask(self._list_settings())
        if settings != self.settings:
            self.settings = settings
            self._read_project()
        for pair in self.pages:
            self._look_at(pair)
        for book in self.books:
            self._look_at_book(book)
        for outcome in self.workers.collect(self.progress):
            self._write(outcome)
        if self.is_overview_due or self.watch.ask(self._list_overview()) != self.overview_seen:
            self.is_overview_due = False
            self._write_overview()
            self.overview_seen = self.watch.ask(self._list_overview())

    def _list_settings(self) -> set[Path]:
        folder = self.root / (self.project.experiments if self.project else "experiments")
        return {self.root / "pyproject.toml", folder, *folder.glob("[!.]*.py"), *folder.glob("[!.]*.md")}

    def _list_overview(self) -> set[Path]:
        """The pages about pages, and what all pages use: somebody may edit or delete them."""
        if self.project is None:
            return set()
        output = self.root / self.project.output
        return {output / SUMMARY, output.parent / "index.md", *walk(self.root / self.project.assets)}

    def _list_inputs(self, pair: Pair) -> set[Path]:
        kept = self.pages[pair]
        places = {pair.path(pair.code), pair.path(pair.words)}
        known = [asked for asked in (kept.asked, kept.failed_asked) if asked is not None]
        # Of a run that nothing is known of yet, what it may import.
        return places.union(*(list_places(self.root, asked) for asked in known)) if known else places | self._list_settings()

    def _list_outputs(self, pair: Pair) -> set[Path]:
        return {pair.path(pair.folder), *walk(pair.path(pair.folder))}

    def _read_project(self) -> None:
        try:
            project = find_project(self.root)
            if project.root != self.root:
                raise ReportError("[tool.gdreport] is gone", file="pyproject.toml", remedy="write it again")
            self.project = project  # also where its pairs are wrong: its folder is to be watched
            pairs = project.pairs()
        except ReportError as mistake:
            self.wrong = mistake
            return
        self.wrong = None
        books = list_books(project)
        known: set[Job] = {*pairs, *books}
        for job in [job for jobs in (self.pages, self.books) for job in jobs if job not in known]:
            self.workers.drop(job)
        self.pages = {pair: self.pages.get(pair, Kept()) for pair in pairs}
        self.books = {book: self.books.get(book, KeptBook()) for book in books}
        self.is_overview_due = True

    def _look_at(self, pair: Pair) -> None:
        """Begin to make a page that is not fresh, unless nothing has changed since that failed."""
        kept = self.pages[pair]
        inputs = self.watch.ask(self._list_inputs(pair))
        if (seen := (inputs, self.watch.ask(self._list_outputs(pair)))) == kept.seen:
            return
        kept.seen = seen
        if self.workers.is_at_work_on(pair) and inputs == kept.begun:
            return
        if not (pair.path(pair.code).is_file() and pair.path(pair.words).is_file()):
            return  # half a pair is said to be wrong already
        state = examine(pair)
        if state.manifest is not None:
            kept.asked = state.manifest.inputs
        if state.is_fresh:
            self.workers.drop(pair)
            kept.failed = kept.failed_asked = None
        elif kept.failed is None or not self._would_fail_again(pair, kept, inputs):
            kept.begun = self.watch.ask(self._list_inputs(pair))
            self.workers.begin(pair, self.progress)

    def _look_at_book(self, book: Book) -> None:
        """Begin to execute a notebook that has changed."""
        kept = self.books[book]
        if (seen := self.watch.ask({self.root / book.place})) == kept.seen:
            return
        kept.seen = seen
        if is_fresh(book):
            self.workers.drop(book)
            kept.built = Built()
        else:
            self.workers.begin(book, self.progress)

    def _would_fail_again(self, pair: Pair, kept: Kept, inputs: Answers) -> bool:
        if kept.failed_asked is None:  # its process ended and left no word
            return inputs == kept.begun
        return ask_again(self.root, kept.failed_asked, pair.settings) == kept.failed_asked

    def _write(self, outcome: Outcome) -> None:
        with disk.wait_for_others(self.root):
            built = self._begin().write(outcome, self.progress)
        if isinstance(outcome.job, Book):
            self.books[outcome.job].built = built
            return
        made, kept = outcome.made, self.pages[outcome.job]
        kept.seen = None  # what it asked may be other places: they are looked at anew
        kept.failed = built if built.status else None
        asked = made.manifest.inputs if isinstance(made, Made) else made.asked if isinstance(made, ReportError) else None
        kept.failed_asked = asked if built.status and isinstance(asked, Inputs) else None
        self.is_overview_due = True

    def _write_overview(self) -> None:
        if self.wrong is not None:
            return
        assert self.project is not None
        manifests = find_manifests(self.project)
        self.shared |= list_shared(self.project, find_written_manifests(self.project))
        with disk.wait_for_others(self.root):
            if not any(kept.failed for kept in self.pages.values()):
                remove_gone(self.project, self.progress)
            self.overview = self._begin().write_overview()
        self.shared = frozenset(list_shared(self.project, manifests))

    def _begin(self) -> Build:
        assert self.project is not None
        return Build(self.project, (), [*self.pages], [*self.books], self.workers, self.shared)
