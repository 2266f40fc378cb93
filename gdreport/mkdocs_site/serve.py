"""`gdreport serve`: the site at a local address, always as its files say, with what is wrong above the last good page."""

import contextlib
import shutil
import signal
import tempfile
import threading
import time
import webbrowser
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from gdreport.building.progress import Progress
from gdreport.building.workers import Workers, warm_up
from gdreport.errors import ReportError, make_fault
from gdreport.mkdocs_site.build_site import require_mkdocs
from gdreport.mkdocs_site.page_keeper import PageKeeper
from gdreport.mkdocs_site.problems import Problem, describe
from gdreport.mkdocs_site.site_maker import SiteMaker
from gdreport.mkdocs_site.watch import Answers, Watch
from gdreport.mkdocs_site.web_server import Stage, open_server
from gdreport.project import find_project

PAUSE, SETTLING = 0.05, 0.03  # seconds between two looks; between those that see whether an edit is over
SHARE = 10  # looking takes at most one part in so many of the time
TOGETHER = 1.0  # seconds for which a page waits for those that are made beside it


class Service:
    """The report's pages, the site made of them, and what its readers are shown. `step` does what there is to do."""

    def __init__(self, root: Path, sites: Path, address: str, workers: Workers, stage: Stage, progress: Progress) -> None:
        self.root, self.sites, self.stage, self.progress = root, sites, stage, progress
        watch = Watch()
        self.workers = workers
        self.keeper = PageKeeper(root, workers, watch, progress)
        self.maker = SiteMaker(root, address, watch)
        self.seen: tuple[Answers, Answers] | None = None
        self.made_of: Answers | None = None  # what the site was made of
        self.waits_since: float | None = None
        self.problems: tuple[Problem, ...] = ()  # of the site
        self.count = 0
        self.is_unfinished = False  # a step ended in a fault

    def step(self) -> float:
        """Begin what has to be made, and show what is there. In how many seconds to look again.

        Whatever is wrong is shown, and ends nothing.
        """
        start = time.perf_counter()
        try:
            if self._settle() or self.keeper.list_doing() or self.is_unfinished:
                self.is_unfinished = False
                self.keeper.step()
                self._make_site()
                found = self.keeper.list_problems()
                problems = [describe(m, self.root) for m in found.mistakes] + [describe(f, self.root) for f in found.false]
                self._show((*problems, *self.problems))
                return PAUSE
        except Exception as error:  # noqa: BLE001 - a fault in one step is no reason not to take the next one
            self.is_unfinished = True
            mistake = error if isinstance(error, ReportError) else make_fault(error)
            self._show(tuple(describe(one, self.root) for one in mistake.list_all()))
            return 20 * PAUSE
        return max(PAUSE, SHARE * (time.perf_counter() - start))

    def _ask(self) -> tuple[Answers, Answers]:
        return self.keeper.ask(), self.maker.ask()

    def _settle(self) -> bool:
        """Whether anything is another than when it was last looked at, once the edit is over.

        Editors move a file away, and write it anew a moment later.
        """
        before, now = self.seen, self._ask()
        for _ in range(20):
            if now == self.seen:
                break
            self.seen = now
            time.sleep(SETTLING)
            now = self._ask()
        return self.seen != before

    def _make_site(self) -> None:
        answers = self.maker.ask()
        if answers == self.made_of:
            return
        self.waits_since = self.waits_since or time.monotonic()
        is_early = time.monotonic() - self.waits_since < TOGETHER
        if self.made_of is not None and is_early and self.workers.list_running():
            return
        self.waits_since, self.made_of = None, answers
        start = time.perf_counter()
        self.count += 1
        folder = self.sites / str(self.count)
        made = self.maker.make(folder)
        # It may have come to know of other places.
        self.made_of = {place: answers.get(place, found) for place, found in self.maker.ask().items()}
        self.problems = made.problems
        if not made.is_whole:
            shutil.rmtree(folder, ignore_errors=True)
            return
        self.progress.say(f"site built in {time.perf_counter() - start:.2f} s")
        old = self.stage.now.folder
        for other in self.sites.iterdir():
            if other not in {folder, old}:  # some reader may still be reading the old one
                shutil.rmtree(other, ignore_errors=True)
        self.stage.show(replace(self.stage.now, folder=folder, site=f"{time.time_ns()}"))
        self.maker.tidy_up()

    def _show(self, problems: tuple[Problem, ...]) -> None:
        problems = tuple(dict.fromkeys(problems))
        doing = self.keeper.list_doing()
        now = self.stage.now
        for problem in problems:
            if problem not in now.problems:
                self.progress.warn(f"\n{problem}")
        if now.problems and not problems:
            self.progress.say("nothing is wrong any more")
        shown = replace(now, problems=problems, doing=f"running {', '.join(doing)} ..." if doing else "")
        if shown != now:
            self.progress.doing(shown.doing)
            self.stage.show(shown)


@contextlib.contextmanager
def open_service(
    root: Path, host: str, port: int, jobs: int | None, progress: Progress, seconds: float | None = None
) -> Iterator[tuple[Service, str]]:
    """A service whose readers are answered from now on, and its address. Leaving the context leaves nothing behind.

    `seconds`: each experiment in so many, or it is ended.

    Errors: Fault where the address cannot be had.
    """
    stage = Stage()
    with open_server(host, port, stage) as server, tempfile.TemporaryDirectory(prefix="gdreport-site-") as sites:
        threading.Thread(target=server.serve_forever, args=(PAUSE,), daemon=True).start()
        try:
            with Workers([], jobs, seconds, takes=True, keeps=True) as workers:
                yield Service(root, Path(sites), server.address, workers, stage, progress), server.address
        finally:
            server.shutdown()


def serve(
    directory: Path,
    host: str,
    port: int,
    jobs: int | None,
    progress: Progress,
    *,
    seconds: float | None = None,
    is_opening: bool = False,
) -> int:
    """Show the site until it is interrupted. The exit status. `seconds`: each experiment in so many, or it is ended.

    Errors: ReportError where there is no report, or MkDocs is not installed; Fault where the address cannot be had.
    """
    root = find_root(directory)
    with (
        _ended_by_signals(),
        contextlib.suppress(KeyboardInterrupt),
        open_service(root, host, port, jobs, progress, seconds) as (service, address),
    ):
        progress.say(f"{address}  shows {root.name or root} as it is written; Ctrl-C ends it")
        require_mkdocs(root / "mkdocs.yml")
        with contextlib.suppress(OSError):  # what the machine refuses is said where it is needed
            warm_up()
        if is_opening:
            webbrowser.open(address)
        try:
            while True:
                service.workers.wait(service.step())
        finally:
            progress.doing("")
            _ignore_signals()
    progress.say("ended")
    return 0


def find_root(directory: Path) -> Path:
    """The report's folder, also where its settings are wrong. Errors: ReportError where there is no report."""
    try:
        return find_project(directory).root
    except ReportError as mistake:
        if mistake.file is None or not Path(mistake.file).is_absolute():
            raise
        return Path(mistake.file).parent


@contextlib.contextmanager
def _ended_by_signals() -> Iterator[None]:
    """A request to end ends as Ctrl-C does: with nothing left behind."""
    signals = (signal.SIGINT, signal.SIGTERM) if threading.current_thread() is threading.main_thread() else ()
    before = [signal.signal(number, signal.default_int_handler) for number in signals]
    try:
        yield
    finally:
        for number, handler in zip(signals, before, strict=True):
            signal.signal(number, handler)


def _ignore_signals() -> None:
    """What is being tidied up is not left half done by a second Ctrl-C."""
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
