"""The objective with its derivative, its stationary points, and the starts and ends of runs on both curves."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Unpack

import numpy as np
import xarray

from gdreport.errors import ReportError
from gdreport.experiment import Curve, Results, require_curve
from gdreport.figures.options import Options, apply_options, check_options, choose_data
from gdreport.figures.palette import light
from gdreport.figures.style import role

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def landscape(
    objective: Curve,
    *,
    points: int = 401,
    derivative: bool = True,
    stationary: bool = True,
    runs: bool = False,
    **options: Unpack[Options],
) -> "Callable[[Axes, Results], None]":
    """Draw f, and f' where asked, over the domain of an objective of one variable.

    `stationary` marks minima, maxima and inflections; `runs` marks where the runs of the
    results start and end, on the curve of f and on that of f'. Diverged runs have no end to mark.
    """
    check_options(landscape, options)
    require_curve("landscape", objective)
    if len(objective.variables) != 1:
        what = f"landscape draws functions of one variable, not of {len(objective.variables)}"
        raise ReportError(what, remedy="draw level lines with a function of your own: draw(axes, results)")

    def draw(axes: "Axes", results: Results) -> None:
        # With the points between those of the grid where the curves turn: what is lowest there is lowest in the description too.
        turns = [objective.minima, objective.maxima, *([objective.inflections] if stationary else [])]
        x = np.union1d(objective.grid(points), np.concatenate(turns))
        name = objective.variables[0]
        axes.axhline(0, color=light("edge"), linewidth=0.8, label="_zero")
        axes.plot(x, objective.value(x), label=f"f({name})", zorder=2.5, **role("objective"))
        if derivative:
            axes.plot(x, objective.gradient(x), label=f"f′({name})", **role("derivative"))
        if stationary:
            for kind, places in (
                ("inflection", objective.inflections),
                ("maximum", objective.maxima),
                ("minimum", objective.minima),
            ):
                axes.plot(places, objective.value(places), label=kind, zorder=3, **role(kind))
        if runs:
            _mark(axes, objective, choose_data(results, options, value="final"), derivative)
        apply_options(axes, options, name, f"f({name}), f′({name})" if derivative else f"f({name})")

    return draw


def _mark(axes: "Axes", objective: Curve, results: xarray.Dataset, derivative: bool) -> None:
    ended = ~results["diverged"].values.ravel()
    ends = results["final"].values.ravel()[ended]
    starts = np.ravel(results["start"].values)
    curves = [objective.value] + ([objective.gradient] if derivative else [])
    for curve in curves:
        axes.plot(starts, curve(starts), label="start", zorder=4, **role("start"))
        axes.plot(ends, curve(ends), label="end", zorder=4, **role("end"))
