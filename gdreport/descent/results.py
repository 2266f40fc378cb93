"""What a descent gives: an `xarray.Dataset` with a dimension for each sweep, every name in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray
from numpy.typing import NDArray

from gdreport.arithmetic.numpy_code import Floats
from gdreport.descent.runs import Runs
from gdreport.objectives.objective import Objective

Results = xarray.Dataset
DISTANCES = np.array([float(f"1e{n}") for n in range(2, 301, 2)])
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
    "evaluations": "evaluations of f and its derivatives",
    "path": "iterate",
}


@dataclass(frozen=True)
class Sweeps:
    """Every combination of the values of a descent's parameters, one after the other."""

    numbers: Mapping[str, Floats]  # the optimizer's hyperparameters, each () or (n,)
    starts: Floats  # (variables,) or (n, variables)
    counts: NDArray[np.int64]  # epochs, () or (n,)

    @property
    def sizes(self) -> dict[str, int]:
        """The swept parameters in their order, but for the epochs."""
        swept = {name: len(v) for name, v in self.numbers.items() if v.ndim}
        return swept | ({"start": len(self.starts)} if self.starts.ndim == 2 else {})

    def columns(self) -> tuple[dict[str, Floats], Floats]:
        """For each run its hyperparameters, (runs, 1), and its start, (runs, variables)."""
        sizes = self.sizes
        index = np.indices(tuple(sizes.values())).reshape(len(sizes), -1) if sizes else np.zeros((0, 1), dtype=int)
        place = dict(zip(sizes, index, strict=True))
        count = index.shape[1]
        columns = {n: np.reshape(v[place[n]] if n in place else np.full(count, v), (count, 1)) for n, v in self.numbers.items()}
        first = self.starts[place["start"]] if "start" in place else np.tile(self.starts, (count, 1))
        return columns, np.array(first)


def find_values(objective: Objective, points: Floats) -> Floats:
    """The function at points, (..., variables) -> (...); far out, where it is no number, its limit along the way there.

    The limit is read off f at distances that grow by powers of ten. Where f is no number there either, it is +inf.

    >>> cubic = Objective("x**3 - 6*x**2", domain=(0, 5))
    >>> find_values(cubic, np.array([[np.inf], [-np.inf], [1e200], [2.0]]))
    array([ inf, -inf,  inf, -16.])
    """
    with np.errstate(all="ignore"):
        values = objective.rule.value(points)
        lost = np.isnan(values)
        if not lost.any():
            return values
        ends = points[lost]
        size = np.abs(ends)
        way = [np.where(size > far, np.copysign(far, ends), np.where(np.isnan(ends), far, ends)) for far in DISTANCES]
        found = np.array([objective.rule.value(points) for points in way])
    known = np.where(np.isfinite(found), found, np.nan)
    last, before = np.full(len(ends), np.nan), np.full(len(ends), np.nan)
    for row in known:
        before, last = np.where(np.isnan(row), before, last), np.where(np.isnan(row), last, row)
    grows = np.abs(last) > 2 * np.abs(before)
    values[lost] = np.where(np.isnan(last), np.inf, np.where(grows, np.copysign(np.inf, last), last))
    return values


def to_dataset(objective: Objective, sweeps: Sweeps, runs: Runs) -> Results:
    """The record of the loop under its names. Its values are read-only: what draws must not change what the next one shows."""
    sizes = sweeps.sizes
    tail = ["variable"] if len(objective.variables) > 1 else []

    def by_run(values: NDArray[Any]) -> NDArray[Any]:
        return np.moveaxis(values, 0, 1).reshape(*sizes.values(), len(values), *values.shape[2:])

    def over_epochs(values: NDArray[Any], *more: str) -> tuple[list[str], NDArray[Any]]:
        shaped = by_run(values)
        if sweeps.counts.ndim:
            return [*sizes, "epochs", *more], shaped
        return [*sizes, *more], np.asarray(shaped.take(0, axis=len(sizes)))

    with np.errstate(all="ignore"):
        values = find_values(objective, runs.final)
    data: dict[str, Any] = {
        "final": over_epochs(objective.without_axes(runs.final), *tail),
        "final_value": over_epochs(values),
        "diverged": over_epochs(~np.isnan(runs.diverged_at)),
        "diverged_at": over_epochs(runs.diverged_at),
        "reached_at": over_epochs(runs.reached_at),
        "evaluations": over_epochs(runs.evaluations),
    }
    coords: dict[str, Any] = {name: ([name] if v.ndim else [], v) for name, v in sweeps.numbers.items()}
    if runs.path is not None:
        data["path"] = ([*sizes, "epoch", *tail], by_run(objective.without_axes(runs.path)))
        coords["epoch"] = (["epoch"], np.arange(len(runs.path)))
    dims = ["start"] if "start" in sizes else []
    if tail:
        coords |= {"start_point": ([*dims, *tail], sweeps.starts), "variable": (tail, list(objective.variables))}
        coords |= {"start": (["start"], np.arange(len(sweeps.starts)))} if dims else {}
    else:
        coords["start"] = (dims, objective.without_axes(sweeps.starts))
    coords["epochs"] = (["epochs"] if sweeps.counts.ndim else [], sweeps.counts)
    for _, array in data.values():
        array.setflags(write=False)
    results = xarray.Dataset(data, coords=coords)
    for name, words in LONG_NAMES.items():
        if name in results.variables:
            results[name].attrs["long_name"] = words
    return results
