"""Experiment: one question, answered by one page; and the protocol Run, the seam between a computation and its report."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

import xarray

from gdreport.errors import ReportError, require_call, show, suggest
from gdreport.number_text import count_text

LONGEST_NAME = 100  # characters of a figure's or table's name
RTOL, ATOL = 1e-9, 1e-12  # where an experiment states no tolerance of its own
# Addresses within every page, and names of files beside it, which no figure may take.
TAKEN = ("explorer", "try-it", "what-was-run", "downloads", "how-this-page-was-made", "index", "manifest", "experiment")


@runtime_checkable
class Run(Protocol):
    """What an experiment runs. A function without arguments that returns an `xarray.Dataset` does as well.

    A run may offer more, each of it optional:

    - ``parameters() -> Mapping[str, Any]``: what it was told, for the page's table and the manifest, compared exactly. A value is a
      number, a text, a truth value, a tuple (a point, an interval) or an array (a sweep).
    - ``statement() -> str``: Markdown of what is computed.
    - ``explorer(results, figures) -> Explorer | None``: a live explorer for the page, given the results of all its runs and
      where in which figure a run can be clicked.
    - ``early() -> Mapping[str, array]``: values compared besides the results.
    - ``program() -> str``: a digest of the operations by which it computes, where these give the same bits on every machine: its
      results are then compared bit for bit. Nothing where they do not.
    - ``fingerprint() -> str``: a digest of all that decides its results, where that is data and the operations of gdreport itself;
      asked of gdreport's own kinds of runs only.
    - ``variations() -> Mapping[str, Run]``: other runs by name, in which sentences may become false.
    - ``perturbed() -> Run``: the same with its starts moved by a last bit, for ``gdreport check --perturb``.
    - ``shortcomings() -> Sequence[str]``: what an author might expect of it and it does not offer, and why.
    - ``warnings(results: xarray.Dataset) -> Sequence[str]``: what its author hardly meant, printed by a build.
    """

    def run(self) -> xarray.Dataset:
        """The results."""


class Curve(Protocol):
    """A function of one variable on a domain with its stationary points, such as an `Objective`: for figures and tables."""

    @property
    def variables(self) -> Sequence[str]:
        """The name of its variable."""

    @property
    def minima(self) -> Any:
        """Local minima, ascending; so too the next two."""

    @property
    def maxima(self) -> Any:
        """Local maxima."""

    @property
    def inflections(self) -> Any:
        """Where the curvature changes its sign."""

    def grid(self, points: int) -> Any:
        """Evenly spaced points over its domain."""

    def value(self, x: Any) -> Any:
        """f(x)."""

    def gradient(self, x: Any) -> Any:
        """f'(x)."""

    def curvature(self, x: Any) -> Any:
        """f''(x)."""


class Explorer(Protocol):
    """A live explorer: the page's own script, those that all explorers share by name, and what a reader can do, in Markdown."""

    @property
    def script(self) -> bytes:
        """Of the page."""

    @property
    def shared(self) -> Mapping[str, bytes]:
        """Of all pages, by name."""

    @property
    def hint(self) -> str:
        """What a reader can do."""


AnyRun = Run | Callable[[], xarray.Dataset]
Results = xarray.Dataset | Mapping[str, xarray.Dataset]  # of the one run, or of several by name


@dataclass(frozen=True, eq=False, kw_only=True)
class Experiment:
    """What a page runs, draws and tabulates.

    `run` is the one run, or `runs` are several by name; `figures` and `tables` are callables by name, which the words show.
    Each gets the results: the Dataset of the one run, or a mapping from name to Dataset.

    A later run agrees with this one where numbers differ by at most `atol + rtol * size`; what a run computes that has a
    `program` is compared bit for bit besides. Of a `chaotic` experiment, whose runs one rounding error sends elsewhere,
    only the measures and the first epochs are compared where its runs use other arithmetic, and by
    ``gdreport check --perturb``: let its measures be statistics of many runs.

    `variations` are more than those that the runs offer: by name another run, or several by their names where there are
    several runs; a text in place of a run is the reason why a variation is left out.

    `reads` declares files that the run reads where Python does not see it, by patterns below the report's root.

    Errors: ReportError naming the parameter, its value and the remedy.

    >>> import xarray
    >>> experiment = Experiment(run=lambda: xarray.Dataset({"seconds": ("size", [0.1, 0.4])}, {"size": [10, 20]}))
    >>> experiment.run()["seconds"].values
    array([0.1, 0.4])
    """

    run: AnyRun | None = None
    runs: Mapping[str, AnyRun] | None = None
    figures: Mapping[str, Callable[[Any, Any], object]] = field(default_factory=dict)
    tables: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)
    rtol: float = RTOL
    atol: float = ATOL
    chaotic: bool = False
    reads: Sequence[str] = ()
    variations: Mapping[str, AnyRun | Mapping[str, AnyRun] | str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if (self.run is None) == (self.runs is None):
            remedy = 'write run=Descent(...), or runs={"name": Descent(...), ...} for several'
            raise ReportError(f"the experiment has {'no run' if self.run is None else 'run= and runs='}", remedy=remedy)
        _check_names("runs", {} if self.runs is None else self.runs)
        if self.runs is not None and not self.runs:
            raise ReportError("runs is empty", remedy="name one run or more")
        for name, run in list_runs(self).items():
            what = f"runs[{name!r}]" if name else "run"
            if isinstance(run, type):
                raise ReportError(f"{what} is {show(run)} itself", remedy=f"make one of it: {run.__name__}(...)")
            if not callable(run) and not isinstance(run, Run):
                raise _refuse_run(what, run)
            require_call(what if name else "the run", getattr(run, "run", run))
        for key, value in (("rtol", self.rtol), ("atol", self.atol)):
            if isinstance(value, bool) or not (isinstance(value, int | float) and 0 <= value < 1):
                raise ReportError(f"{key} is {show(value)}", remedy=f"{key} is a number from 0 to below 1")
        if not isinstance(self.chaotic, bool):
            raise ReportError(f"chaotic is {show(self.chaotic)}", remedy="chaotic is True or False")
        _check_variations(self.variations)
        if isinstance(self.reads, str) or not isinstance(self.reads, Sequence) or not all(isinstance(p, str) for p in self.reads):
            raise ReportError(f"reads is {show(self.reads)}", remedy='reads is a list of patterns, such as ["data/*.csv"]')
        for pattern in self.reads:
            if not pattern or pattern.startswith(("/", "\\")) or ":" in pattern or ".." in pattern.split("/"):
                what = f"reads names {pattern!r}, outside the report"
                raise ReportError(what, remedy='patterns lead down from the report\'s root, such as "data/*.csv"')
        for kind, items in (("figures", self.figures), ("tables", self.tables)):
            _check_names(kind, items)
            for name, item in items.items():
                _check_exhibit(kind, name, item)


def list_runs(experiment: Experiment) -> dict[str, AnyRun]:
    """The runs by name; the name of the one run is empty."""
    return {"": experiment.run} if experiment.run is not None else dict(experiment.runs or {})


def list_datasets(results: Results) -> dict[str, xarray.Dataset]:
    """The Datasets by name; the name of the one run's is empty."""
    return {"": results} if isinstance(results, xarray.Dataset) else dict(results)


def choose_dataset(results: Results, of: str | None) -> xarray.Dataset:
    """The Dataset of the run that is called `of`, or of the one run. Errors: ReportError where there is no such run."""
    if isinstance(results, xarray.Dataset):
        if of is not None:
            raise ReportError(f"there is no run {of!r}: the experiment has one", remedy="leave out of=")
        return results
    names = list(results)
    if of is None:
        raise ReportError(f"the experiment has {count_text(len(names), 'run')}", remedy=f"name one of them, as in of={names[0]!r}")
    if of not in results:
        raise ReportError(f"there is no run {of!r}", remedy=suggest(of, names))
    return results[of]


def require_curve(what: str, objective: object) -> None:
    """Errors: ReportError for what is no function of one variable."""
    if isinstance(objective, type) or not hasattr(objective, "variables"):
        raise ReportError(
            f"{what} is given {show(objective)}", remedy=f'give it an Objective: {what}(Objective("x**2", domain=(-1, 1)))'
        )


def _refuse_run(what: str, run: object) -> ReportError:
    is_over = isinstance(run, xarray.Dataset)
    remedy = "a run has run() -> xarray.Dataset, such as Descent(...), or is a function"
    return ReportError(f"{what} is {show(run)}", remedy="give what is run, not what it gave: no brackets" if is_over else remedy)


def _check_exhibit(kind: str, name: str, item: Any) -> None:
    """Errors: ReportError for what cannot draw or tabulate."""
    what, example = f"{kind}[{name!r}]", "final_against(...)" if kind == "figures" else "runs_table(...)"
    if not callable(item):
        raise ReportError(f"{what} is {show(item)}", remedy=f"{kind} holds callables, such as {example}")
    own = str(getattr(item, "__module__", "")).startswith("gdreport.") and "<locals>" not in str(getattr(item, "__qualname__", "."))
    if own and hasattr(item, "__code__") and ".experiments." not in item.__module__:
        raise ReportError(f"{what} is {show(item)} itself", remedy=f"call it: {item.__name__}(...)")
    require_call(what, item, *(("axes", "results") if kind == "figures" else ("results",)))


def _check_variations(variations: object) -> None:
    if not isinstance(variations, Mapping) or not all(isinstance(n, str) and n.strip() for n in variations):
        raise ReportError(f"variations is {show(variations)}", remedy="variations is a dictionary: name -> a run, or a reason")
    for name, own in variations.items():
        parts = list(own.values()) if isinstance(own, Mapping) else [own]
        if isinstance(own, str) and not own.strip():
            raise ReportError(f"variations[{name!r}] gives no reason", remedy="say why the variation is left out")
        if not parts or (not isinstance(own, str) and not all(callable(p) or isinstance(p, Run) for p in parts)):
            what = f"variations[{name!r}] is {show(own)}"
            raise ReportError(what, remedy="a run, runs by the names of those that they replace, or the reason why it is left out")


def _check_names(kind: str, items: object) -> None:
    """Names of figures and tables become names of files: plain ones, a figure's not that of a table's CSV."""
    if not isinstance(items, Mapping):
        raise ReportError(f"{kind} is {show(items)}", remedy=f'{kind} is a dictionary: {{"name": ...}}')
    seen: dict[str, str] = {}
    for name in items:
        if isinstance(name, str) and seen.setdefault(name.lower(), name) != name:
            what = f"{kind} has the names {seen[name.lower()]!r} and {name!r}, which are one file on some systems"
            raise ReportError(what, remedy="rename one")
        if isinstance(name, str) and len(name) > LONGEST_NAME:
            what = f"{kind} has a name of {len(name)} characters, {name[:20]}..."
            raise ReportError(what, remedy=f"shorten it to {LONGEST_NAME}: it becomes the name of a file")
        if not isinstance(name, str) or not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", name) or name.endswith("-table"):
            raise ReportError(f"{kind} has the name {show(name)}", remedy="use letters, digits, - and _; no -table at the end")
        if kind == "figures" and name.lower() in TAKEN:
            what = f"figures has the name {name!r}, an address or a file that every page has"
            raise ReportError(what, remedy="name it after what it shows")
