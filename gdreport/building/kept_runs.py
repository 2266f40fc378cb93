"""Runs apart from words: what a run gave is taken again while nothing that it depends on has changed.

Only `build`, and what shows its pages, takes results that were kept. `check` never does, with `--rerun` or without: whether a
page is fresh is decided by the committed files and by runs of now. Nor does `build --rerun`. To delete the folder changes
nothing but the time.

There are two kinds of runs, each with an argument of its own.

**Runs that are data** say by a `fingerprint()` all that decides their results: a `Descent` of a formula by an optimizer and
schedules of gdreport's. It digests the operations of an epoch as a program, the numbers that these are applied to, and the
classes of gdreport's that take part; the key has besides a digest of the modules that compute a run, and the versions of
Python and of the libraries that these use. What computes is a function of these, the same bits everywhere: equal keys, equal
results, whichever file states the run and whatever else stands there. So an edited figure, measure or table takes them
again. It is believed only of classes of gdreport's own, and kept only if the run asked nothing of its surroundings.
(Who replaces parts of gdreport while it runs has to use `--rerun`.)

**Runs of an author's own** (functions, objects with `run()`, descents with an optimizer, a schedule or an objective of an
author's code) can depend on every line that was executed before, so no part of a file is left out: their key is the file of
code, whole, and all that it asked until the results were there is asked again and has to have the same answers: files,
folders, imports, variables, versions, gdreport itself. What the words say is not among these. They are kept together, with
their variations, or not at all. They are not kept

- where what they use is not watched: another program or process, the network, a C library that opens files;
- where they write files or set variables of the environment, which others may read;
- where a variation of theirs fails, an input changes while they run, or the results are no plain data, or too large.

A run may leave more behind than its results, such as a list that a measure counts. So digests of all that the code makes of
the results are kept with them: measures, drawings, tables, parameters, also under each variation. Where what is made of kept
results differs, the page is made again in a new process that takes nothing, and this code is not trusted again. So what the
words are given is, bit for bit, what the code made in the process in which it ran.

The clock and draws without a seed are no reason to run anew: an edited sentence times nothing again. What a run prints is
printed when it runs. Notebooks are left out: what their cells read is not watched.
"""

import hashlib
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

import msgspec
import xarray

from gdreport.author.trace import CHANCE, CLOCK, SET
from gdreport.author.tracing import Tracing
from gdreport.building.carrying_out import carry_out
from gdreport.building.exactness import digest_exactly
from gdreport.building.kept_files import Entry, read_entry, write_entry
from gdreport.building.made import NotTheSame
from gdreport.errors import Fault, ReportError
from gdreport.experiment import AnyRun
from gdreport.inputs.digests import digest_science, is_of_package
from gdreport.inputs.inputs import Inputs, ask_again
from gdreport.inputs.libraries import read_versions
from gdreport.page.marks import in_digits
from gdreport.project import Pair

FORMAT = 1
LIBRARIES = ("mpmath", "numpy", "sympy", "xarray")  # by which a descent of a formula computes
KNOWN = frozenset({CLOCK, CHANCE})  # what is not watched and may be kept all the same


class Keeping:
    """The runs of one page: taken where they are kept, else carried out, and kept.

    `takes`: whether kept results are used. `keeps`: whether results are kept.
    """

    def __init__(self, pair: Pair, tracing: Tracing, *, takes: bool = False, keeps: bool = False) -> None:
        self.pair, self.tracing, self.takes, self.keeps = pair, tracing, takes, keeps
        self.carried_out = self.taken = 0
        self._keys: dict[int, tuple[AnyRun, str]] = {}  # by address; the run is held, so that it stays its own
        self._results: dict[str, xarray.Dataset] = {}  # of the author's own runs
        self._made: dict[str, str] = {}  # what the code makes of results -> digest
        self._early: dict[str, Any] = {}
        self._entry: Entry | None = None  # of the author's own runs, where it is taken
        self._keeps_own = keeps  # the author's own runs too

    def begin(self) -> None:
        """Look for results of the author's own runs."""
        entry = self._read(self._own_key) if self.takes else None
        if entry is None:
            return
        asked = msgspec.convert(entry.facts["inputs"], Inputs)
        if self._ask_again(asked) != asked:
            return
        if entry.facts["is_trusted"]:
            self.tracing.recall(asked, entry.facts["unwatched"])
            self._entry = entry
        else:
            self._keeps_own = False

    def carry(self, name: str, run: AnyRun, variation: str = "") -> xarray.Dataset:
        """The results of a run, kept or new."""
        if not (self.takes or self.keeps):
            self.carried_out += 1
            return carry_out(name, run)
        key = self.find_key(run)
        return self._carry_data(name, run, key) if key else self._carry_own(name, run, f"{variation}/{name}")

    def under(self, variation: str) -> Callable[[str, AnyRun], xarray.Dataset]:
        """The same for the runs of a variation."""
        return partial(self.carry, variation=variation)

    def _carry_data(self, name: str, run: AnyRun, key: str) -> xarray.Dataset:
        entry = self._read(key) if self.takes else None
        if entry is not None:
            self.taken += 1
            return entry.results[""]
        asked = self.tracing.trace.count()
        self.carried_out += 1
        results = carry_out(name, run)
        if self.keeps and self.tracing.trace.count() == asked:
            self._write(key, Entry({"": results}))
        return results

    def _carry_own(self, name: str, run: AnyRun, place: str) -> xarray.Dataset:
        if self._entry is not None:
            if place not in self._entry.results:  # where it ran, it did not run
                self._distrust()
            self.taken += 1
            return self._entry.results[place]
        self.carried_out += 1
        try:
            self._results[place] = carry_out(name, run)
        except BaseException:
            self._keeps_own = False
            raise
        return self._results[place]

    def ask_early(self, name: str, run: Any) -> dict[str, Any]:
        """The early values of a run, in digits, which an author's own computes by running it for a while."""
        if self._entry is not None and name in self._entry.facts["early"]:
            return dict(self._entry.facts["early"][name])
        found = {what: in_digits(values) for what, values in run.early().items()} if hasattr(run, "early") else {}
        if self.is_own(run):
            self._early[name] = found
        return found

    def confirm(self, what: str, made: object) -> None:
        """Compare what the code made of the results with what it made where it ran. Errors: NotTheSame."""
        if self.takes or self.keeps:
            self._made[what] = digest_exactly(made)
            if self._entry is not None and self._entry.facts["made"].get(what) != self._made[what]:
                self._distrust()

    @contextmanager
    def run_code(self) -> Iterator[None]:
        """Errors: NotTheSame in place of one that the code did not raise in the process in which it ran."""
        try:
            yield
        except Fault:
            raise
        except ReportError as error:
            if self._entry is not None:
                self._distrust(error)
            raise

    def end(self) -> None:
        """Keep the results of the author's own runs, once all of them are there."""
        trace = self.tracing.trace
        if self._entry is not None or not self._keeps_own or not self._results:
            return
        asked = self.tracing.list_asked()
        changed = trace.list_moved(self._ask_again(asked))
        unwatched = self.tracing.list_unwatched()
        if changed or trace.written or not unwatched <= KNOWN or trace.set_ - {*SET}:
            return
        files = {place: answer for place, answer in asked.files.items() if place != self.pair.words}
        inputs = asdict(replace(asked, files=files, settings={}))
        facts = {"inputs": inputs, "unwatched": sorted(unwatched), "is_trusted": True, "made": self._made, "early": self._early}
        self._write(self._own_key, Entry(self._results, facts))

    def _distrust(self, why: Exception | None = None) -> NoReturn:
        assert self._entry is not None
        self._write(self._own_key, Entry({}, {**self._entry.facts, "is_trusted": False}))
        raise NotTheSame from why

    # What is asked here is no question of the run's.

    def _read(self, key: str) -> Entry | None:
        with self.tracing.trace.asking():
            return read_entry(self.pair.root, key)

    def _write(self, key: str, entry: Entry) -> None:
        with self.tracing.trace.asking():
            write_entry(self.pair.root, key, entry)

    def _ask_again(self, asked: Inputs) -> Inputs:
        with self.tracing.trace.asking():
            return ask_again(self.pair.root, asked, {})

    def find_key(self, run: AnyRun) -> str:
        """The key of a run that is data, by which its results are kept; nothing for an author's own."""
        if id(run) not in self._keys:
            module = sys.modules.get(type(run).__module__)
            is_ours = is_of_package(Path(str(getattr(module, "__file__", None))))
            fingerprint = run.fingerprint() if is_ours and hasattr(run, "fingerprint") else ""
            self._keys[id(run)] = run, fingerprint and _digest(fingerprint, digest_science(), read_versions(LIBRARIES))
        return self._keys[id(run)][1]

    def is_own(self, run: AnyRun) -> bool:
        """Whether it is a run of the author's own, and may be kept as such."""
        return (self.takes or self.keeps) and not self.find_key(run)

    @property
    def has_run(self) -> bool:
        """Whether anything was run; else all results were kept."""
        return self.carried_out > 0 or self.taken == 0

    @property
    def _own_key(self) -> str:
        return _digest(self.pair.code, self.tracing.trace.files[self.pair.code])


def _digest(*parts: object) -> str:
    return hashlib.sha256(repr((FORMAT, *parts)).encode()).hexdigest()
