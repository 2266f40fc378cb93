"""The ready kinds of table: callables from results to rows, each a mapping from the column's name to its value."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import xarray

from gdreport.errors import ReportError, show, suggest
from gdreport.experiment import Curve, Results, choose_dataset, require_curve

Row = Mapping[str, Any]
UNITS = {"reached_at": "epochs to the minimum", "diverged_at": "epoch of divergence"}
ABSENT = {"reached_at": "not reached", "diverged_at": "did not diverge"}


def runs_table(
    *names: str, every: int = 1, of: str | None = None, headings: Mapping[str, str] | None = None
) -> Callable[[Results], list[dict[str, Any]]]:
    """A row for every run, or every nth: its swept parameters, then the named results.

    A run that diverged says so in words in place of its numbers; one that never came to stay at
    a minimum says ``not reached``. `headings` gives a column another name; `of` names the run of
    an experiment that has several.
    """

    def tabulate(results: Results) -> list[dict[str, Any]]:
        data = choose_dataset(results, of)
        if not names:
            raise ReportError("runs_table names no result", remedy='name them, as in runs_table("final", "reached_at")')
        if isinstance(every, bool) or not isinstance(every, int) or every < 1:
            raise ReportError(f"every is {show(every)}", remedy="every is a whole number from 1 up: 10 shows each tenth run")
        for name in names:
            if name not in data.variables:
                raise ReportError(f"the results have no {name!r}", remedy=suggest(name, list(map(str, data.data_vars))))
        dims = list(dict.fromkeys(str(d) for name in names for d in data[name].dims if d != "variable"))
        places = list(np.ndindex(*(data.sizes[d] for d in dims)))[::every]
        return [_row(data.isel(dict(zip(dims, at, strict=True))), dims, names, headings or {}) for at in places]

    return tabulate


def _row(run: xarray.Dataset, dims: list[str], names: Sequence[str], headings: Mapping[str, str]) -> dict[str, Any]:
    def heading(name: str) -> str:
        attributes = run[name].attrs
        words = headings.get(name) or UNITS.get(name) or str(attributes.get("long_name", name.replace("_", " ")))
        return f"{words} ({attributes['units']})" if attributes.get("units") and name not in headings else words

    diverged = "diverged" in run and bool(run["diverged"])
    row: dict[str, Any] = {heading(d): run[d].values[()] for d in dims if d in run.coords}
    for name in names:
        value = run[name].values
        if diverged and name in ("final", "final_value"):
            told = "diverged" if "diverged_at" in names else f"diverged at epoch {int(run['diverged_at'])}"
            row |= dict.fromkeys(_columns(run, name, heading(name)), told)
        elif diverged and name == "reached_at":
            row[heading(name)] = "–"
        elif value.ndim == 0:
            row[heading(name)] = ABSENT.get(name, "none") if isinstance(value.item(), float) and np.isnan(value) else value[()]
        else:
            row |= dict(zip(_columns(run, name, heading(name)), value.tolist(), strict=True))
    return row


def _columns(run: xarray.Dataset, name: str, heading: str) -> list[str]:
    """A column, or one for each variable of an iterate that has several."""
    return [f"{heading}, {v}" for v in run["variable"].values] if run[name].ndim else [heading]


def stationary_points(objective: Curve) -> Callable[[Results], list[dict[str, Any]]]:
    """A row for every minimum, maximum and inflection of an objective of one variable, ascending.

    Its curvature f'', and for a minimum the stability threshold 2 / f'': gradient descent with a
    larger learning rate does not settle there.
    """
    require_curve("stationary_points", objective)

    def tabulate(results: Results) -> list[dict[str, Any]]:
        name = objective.variables[0]
        kinds = {"minimum": objective.minima, "maximum": objective.maxima, "inflection": objective.inflections}
        places = sorted((float(x), kind) for kind, found in kinds.items() for x in found)
        rows = []
        for x, kind in places:
            curvature = 0.0 if kind == "inflection" else float(objective.curvature(x))
            threshold: float | str = 2 / curvature if curvature > 0 else "none: unstable" if kind == "maximum" else "not stationary"
            rows.append(
                {
                    "kind": kind,
                    name: x,
                    f"f({name})": float(objective.value(x)),
                    f"f″({name})": curvature,
                    "stability threshold (learning rate)": threshold,
                }
            )
        return rows

    return tabulate
