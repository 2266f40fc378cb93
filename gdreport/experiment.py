"""Experiment: one question, answered by one page; `run()` gives its results as an xarray.Dataset."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
import xarray
from numpy.typing import ArrayLike, NDArray

from gdreport.checking.texts import ATOL, RTOL
from gdreport.descent.loop import Runs, descend
from gdreport.descent.optimizers import Optimizer, hyperparameters, numbers, with_values
from gdreport.descent.starts import Draw
from gdreport.errors import ReportError, one_of
from gdreport.objectives.objective import Objective

Results = xarray.Dataset
Floats = NDArray[np.float64]
BESIDE = "beside"
# Addresses within every page, which no figure may take.
TAKEN = ("explorer", "try-it", "what-is-minimised", "downloads", "how-this-page-was-made")
MOST_EPOCHS = 10**12


@dataclass(frozen=True, eq=False, kw_only=True)
class Experiment:
    """An objective, an optimizer, where it starts and for how many epochs; and what the page shows of it.

    A number stays a number; an array in its place is a sweep and adds a dimension of that name,
    in the order: hyperparameters as declared, `start`, `epochs`. A start may be a `Draw`. Further
    runs of the same page stand in `beside`; `beside(results, name)` gives their results.

    `tolerance` is the distance at which a run counts as having reached a minimum; an iterate
    farther than `bound` from the origin counts as diverged.

    A later run agrees with this one where numbers differ by at most `atol + rtol * size`. Of a
    `chaotic` experiment, whose runs one rounding error sends elsewhere, only the measures and the
    first epochs are compared: let its measures be statistics of many runs.

    Errors: ReportError naming the parameter, its value and the remedy.

    >>> from gdreport import Experiment, GradientDescent, Objective
    >>> parabola = Objective("x**2 / 2", domain=(-2, 2))
    >>> descent = GradientDescent(learning_rate=[0.5, 3.0])
    >>> results = Experiment(objective=parabola, optimizer=descent, start=1.0, epochs=2, bound=3).run()
    >>> results["final"].values, results["diverged"].values
    (array([0.25, 4.  ]), array([False,  True]))
    """

    objective: Objective
    optimizer: Optimizer
    start: ArrayLike | Draw
    epochs: int | ArrayLike
    tolerance: float = 1e-4
    bound: float = np.inf
    record_path: bool = False
    rtol: float = RTOL
    atol: float = ATOL
    chaotic: bool = False
    figures: Mapping[str, Callable[[Any, Results], object]] = field(default_factory=dict)
    tables: Mapping[str, Callable[[Results], Any]] = field(default_factory=dict)
    beside: Mapping[str, "Experiment"] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not isinstance(self.objective, Objective):
            raise ReportError(f"objective is {self.objective!r}", remedy='write objective=Objective("x**2", domain=(-1, 1))')
        if not isinstance(self.optimizer, Optimizer):
            raise ReportError(f"optimizer is {self.optimizer!r}", remedy="write optimizer=GradientDescent(learning_rate=0.1)")
        for name, value in (("tolerance", self.tolerance), ("bound", self.bound)):
            if not (isinstance(value, int | float) and value > 0):
                raise ReportError(f"{name} is {value!r}", remedy=f"{name} is a positive number")
        for name, value in (("rtol", self.rtol), ("atol", self.atol)):
            if isinstance(value, bool) or not (isinstance(value, int | float) and 0 <= value < 1):
                raise ReportError(f"{name} is {value!r}", remedy=f"{name} is a number from 0 to below 1")
        if not isinstance(self.chaotic, bool):
            raise ReportError(f"chaotic is {self.chaotic!r}", remedy="chaotic is True or False")
        for name, values in hyperparameters(self.optimizer).items():
            if values.ndim > 1:
                raise ReportError(f"{name} has shape {values.shape}", remedy="a sweep is an array of one dimension")
        self.starts()
        self.epoch_counts()
        for kind, items in (("figures", self.figures), ("tables", self.tables), ("beside", self.beside)):
            _check_names(kind, items)
        for name, other in self.beside.items():
            if not isinstance(other, Experiment):
                raise ReportError(f"beside[{name!r}] is {other!r}", remedy="beside holds experiments by name")

    def starts(self) -> Floats:
        """The starts, of shape () or (n,), in two variables (2,) or (n, 2)."""
        value = self.start.values if isinstance(self.start, Draw) else numbers("start", self.start)
        two = len(self.objective.variables) == 2
        if value.ndim - two not in (0, 1) or (two and value.shape[-1] != 2):
            expected = "a pair or an array of shape (n, 2)" if two else "a number or an array of one dimension"
            raise ReportError(f"start has shape {value.shape}", remedy=f"for {self.objective!r} a start is {expected}")
        if not np.isfinite(value).all():
            raise ReportError(f"start is {value[~np.isfinite(value)].flat[0]}", remedy="a start is a finite number")
        return value

    def epoch_counts(self) -> NDArray[np.int64]:
        """The epochs, of shape () or (n,) and then ascending."""
        value = numbers("epochs", self.epochs)
        whole = np.isfinite(value) & (value == np.floor(value)) & (value >= 0)
        if value.ndim > 1 or not whole.all() or (value > MOST_EPOCHS).any() or isinstance(self.epochs, bool):
            raise ReportError(f"epochs is {self.epochs!r}", remedy="epochs is a whole number from 0 up, or a list of them")
        if value.ndim and any(a >= b for a, b in pairwise(value)):
            raise ReportError(f"epochs is {self.epochs!r}", remedy="the epochs of a sweep ascend, each stated once")
        return value.astype(np.int64)

    def run(self) -> Results:
        """Run every combination of the sweeps, and the experiments beside it.

        The Dataset has `final`, `final_value`, `diverged`, `diverged_at`, `reached_at`, and `path`
        where it was asked for; the coordinates are the parameters, swept or not.
        """
        two = len(self.objective.variables) == 2
        starts, counts, rates = self.starts(), self.epoch_counts(), hyperparameters(self.optimizer)
        swept_start = starts.ndim == 1 + two
        sizes = [len(v) for v in rates.values() if v.ndim] + ([len(starts)] if swept_start else [])
        index = np.indices(sizes).reshape(len(sizes), -1) if sizes else np.zeros((0, 1), dtype=int)
        places = iter(index)
        columns = {n: (v[next(places)] if v.ndim else np.full(index.shape[1], v)) for n, v in rates.items()}
        first = starts[next(places)] if swept_start else np.broadcast_to(starts, (index.shape[1], *starts.shape))
        if two:
            columns = {name: value[:, None] for name, value in columns.items()}
        runs = descend(
            self.objective,
            with_values(self.optimizer, columns),
            np.array(first),
            np.atleast_1d(counts).tolist(),
            bound=self.bound,
            tolerance=self.tolerance,
            record_path=self.record_path,
        )
        results = self._dataset(runs, sizes, rates, starts, counts)
        results.attrs[BESIDE] = {name: other.run() for name, other in self.beside.items()}
        return results

    def _dataset(
        self, runs: Runs, sizes: list[int], rates: dict[str, Floats], starts: Floats, counts: NDArray[np.int64]
    ) -> Results:
        variable = ["variable"] if len(self.objective.variables) == 2 else []
        dims = [name for name, v in rates.items() if v.ndim] + (["start"] if starts.ndim > len(variable) else [])

        def shaped(values: NDArray[Any], tail: list[str]) -> tuple[list[str], NDArray[Any]]:
            by_run = np.moveaxis(values, 0, 1).reshape(*sizes, len(values), *([2] if tail else []))
            return ([*dims, "epochs", *tail], by_run) if counts.ndim else (dims + tail, np.asarray(by_run.take(0, axis=len(sizes))))

        data = {
            "final": shaped(runs.final, variable),
            "final_value": shaped(self.objective.value(runs.final), []),
            "diverged": shaped(~np.isnan(runs.diverged_at), []),
            "diverged_at": shaped(runs.diverged_at, []),
            "reached_at": shaped(runs.reached_at, []),
        }
        if runs.path is not None:
            path = np.moveaxis(runs.path, 0, 1).reshape(*sizes, len(runs.path), *([2] if variable else []))
            data["path"] = ([*dims, "epoch", *variable], path)
        coords: dict[str, Any] = {name: ([name] if v.ndim else [], v) for name, v in rates.items()}
        if not variable:
            coords["start"] = (["start"] if starts.ndim else [], starts)
        elif starts.ndim == 2:
            coords["start"] = (["start"], np.arange(len(starts)))
            coords["start_point"] = (["start", "variable"], starts)
        else:
            coords["start_point"] = (["variable"], starts)
        coords["epochs"] = (["epochs"] if counts.ndim else [], counts)
        if variable:
            coords["variable"] = (["variable"], list(self.objective.variables))
        if runs.path is not None:
            coords["epoch"] = (["epoch"], np.arange(len(runs.path)))
        for _, values in data.values():
            values.setflags(write=False)  # what draws must not change what the next one shows
        results = xarray.Dataset(data, coords=coords)
        for name, words in LONG_NAMES.items():
            if name in results.variables:
                results[name].attrs["long_name"] = words
        return results


def _check_names(kind: str, items: object) -> None:
    """Names of figures and tables become names of files: plain ones, a figure's not that of a table's CSV."""
    if not isinstance(items, Mapping):
        raise ReportError(f"{kind} is {items!r}", remedy=f"{kind} is a dictionary by name")
    for name, item in items.items():
        if not isinstance(name, str) or not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", name) or name.endswith("-table"):
            raise ReportError(f"{kind} has the name {name!r}", remedy="use letters, digits, - and _; no -table at the end")
        if kind == "figures" and name in TAKEN:
            raise ReportError(
                f"figures has the name {name!r}, an address that every page has", remedy="name it after what it shows"
            )
        if kind != "beside" and not callable(item):
            raise ReportError(f"{kind}[{name!r}] is {item!r}", remedy=f"{kind} holds callables, such as final_against(...)")


LONG_NAMES = {
    "learning_rate": "learning rate",
    "start": "start",
    "epochs": "epochs",
    "epoch": "epoch",
    "final": "final iterate",
    "final_value": "objective at the final iterate",
    "diverged": "diverged",
    "diverged_at": "epoch of divergence",
    "reached_at": "epochs to the minimum",
    "path": "iterate",
}


def beside(results: Results, name: str) -> Results:
    """The results of the experiment that stands beside this one under `name`. Errors: ReportError for an unknown name."""
    others: dict[str, Results] = results.attrs.get(BESIDE, {})
    if name not in others:
        raise ReportError(f"there is no experiment {name!r} beside this one", remedy=one_of(name, list(others)))
    return others[name]
