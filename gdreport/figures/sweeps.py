"""What a sweep shows: where runs end, and how many epochs they take, against a parameter."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Unpack

import numpy as np
import xarray
from numpy.typing import ArrayLike

from gdreport.errors import ReportError, show
from gdreport.experiment import Results
from gdreport.figures.labels import label
from gdreport.figures.options import (
    Options,
    Place,
    apply_options,
    check_options,
    choose_data,
    find_diverged,
    is_number,
    is_place,
    write_label,
    write_place,
)
from gdreport.figures.palette import shade
from gdreport.figures.plotted_data import mark_edge
from gdreport.figures.style import role
from gdreport.figures.visible import widen_limits

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MARKERS = 400  # a longer sweep is drawn thinner; its CSV holds every run


def final_against(
    parameter: str,
    *,
    value: str = "final",
    joined: bool = False,
    levels: Sequence[tuple[float, str]] = (),
    mark: Place | None = None,
    **options: Unpack[Options],
) -> "Callable[[Axes, Results], None]":
    """Draw where each run ends against the swept parameter: a point for each run, joined where asked.

    `levels` are horizontal lines that carry their name, such as minima; `mark` rings the run at one value
    of the parameter. Runs that diverged stand at the lower edge as crosses, never left out.
    """
    check_options(final_against, options)
    for level in levels:
        if not isinstance(level, tuple | list) or len(level) != 2 or not is_number(level[0]) or not isinstance(level[1], str):
            raise ReportError(f"levels has {show(level)}", remedy='a level is a height with its name: levels=[(0.5, "bound")]')
    if mark is not None and not is_place(mark):
        raise ReportError(f"mark is {show(mark)}", remedy="mark is a value of the parameter: a number, or a date")

    def draw(axes: "Axes", results: Results) -> None:
        data = choose_data(results, options, parameter, value=value)
        x, y = _one_line(data, parameter, value)
        diverged = find_diverged(data, value).values
        style = role("measured", marker="o", markersize=4 if len(x) <= 100 else 2, markevery=_every(x))
        axes.plot(
            x[~diverged], y[~diverged], label=write_label(data, value), **(style if joined else style | {"linestyle": "none"})
        )
        for level, name in levels:
            axes.axhline(level, label=f"_{name}", **role("theory"))
            axes.annotate(
                name,
                (1, level),
                xycoords=("axes fraction", "data"),
                xytext=(0, 3),
                textcoords="offset points",
                ha="right",
                fontsize=9,
            )
        if mark is not None:
            at = _find_nearest(x, mark)
            axes.plot(x[[at]], y[[at]], label=f"{write_label(data, parameter)} {write_place(x[at])}", zorder=4, **role("end"))
        apply_options(axes, options, write_label(data, parameter), write_label(data, value))
        _edge(axes, x[diverged])

    return draw


def family(parameter: str, *, each: str, value: str = "final", **options: Unpack[Options]) -> "Callable[[Axes, Results], None]":
    """Draw a line against the parameter for every value of a second sweep, light to dark, the ends named."""
    check_options(family, options)

    def draw(axes: "Axes", results: Results) -> None:
        data = choose_data(results, options, parameter, each, value=value)
        rest = [str(d) for d in data[value].dims if d not in (parameter, each)]
        if rest:
            raise ReportError(f"{value} also varies over {', '.join(rest)}", remedy="a family shows two sweeps")
        x, values = data[parameter].values, data[each].values
        lines = data[value].where(~find_diverged(data, value)).transpose(each, parameter).values
        named = {0, len(values) // 4, len(values) // 2, len(values) - 1}
        for i, (at, y) in enumerate(zip(values, lines, strict=True)):
            name = label(at) if isinstance(at, str) else f"{write_place(at)} {write_label(data, each)}"
            axes.plot(
                x,
                y,
                color=shade(i / max(1, len(values) - 1)),
                linewidth=1.8 if i in named else 0.9,
                label=name if i in named else f"_{name}",
            )
        apply_options(axes, options, write_label(data, parameter), write_label(data, value))

    return draw


def epochs_to_reach(
    parameter: str = "learning_rate",
    *,
    theory: "Callable[[Any], ArrayLike] | None" = None,
    theory_name: str = "theory",
    **options: Unpack[Options],
) -> "Callable[[Axes, Results], None]":
    """Draw the epochs until a run stays within its tolerance of a minimum, against the parameter, on log axes.

    `theory` gives the expected epochs for an array of the parameter's values. Runs that did not
    get there stand at the upper edge as crosses.
    """
    check_options(epochs_to_reach, options)

    def draw(axes: "Axes", results: Results) -> None:
        data = choose_data(results, options, parameter, value="reached_at")
        x, y = _one_line(data, parameter, "reached_at")
        there = np.isfinite(y)
        style = role("measured", marker="o", markersize=4, linestyle="none")
        axes.plot(x[there], y[there], label="measured", **style)
        if theory is not None:
            smooth = np.geomspace(x.min(), x.max(), 200)
            axes.plot(smooth, np.asarray(theory(smooth)), label=theory_name, **role("theory"))
        apply_options(axes, {"xlog": True, "ylog": True, **options}, write_label(data, parameter), write_label(data, "reached_at"))
        _edge(axes, x[~there], top=True, name="not reached")

    return draw


def _one_line(data: xarray.Dataset, parameter: str, value: str) -> tuple[Any, Any]:
    if data[value].dims != (parameter,):
        others = [str(d) for d in data[value].dims if d != parameter]
        raise ReportError(
            f"{value} has more sweeps than {parameter!r}: {', '.join(others)}",
            remedy=f'choose the kind family("{parameter}", each="{others[0] if others else parameter}")',
        )
    return data[parameter].values, data[value].values


def _find_nearest(values: Any, mark: Any) -> int:
    """Errors: ReportError where a mark is a date and the values are none, or the other way round."""
    if (values.dtype.kind == "M") == is_number(mark) or values.dtype.kind not in "Mfiu":
        raise ReportError(f"mark is {show(mark)}", remedy=f"mark is a value of the parameter, as {write_place(values[0])} is")
    return int(np.abs(values - (np.datetime64(mark) if values.dtype.kind == "M" else mark)).argmin())


def _edge(axes: "Axes", x: Any, *, top: bool = False, name: str = "diverged") -> None:
    """Crosses at the edge of the axes for the runs that have no place in them."""
    if len(x):
        widen_limits(axes)
        low, high = axes.get_ylim()
        if axes.get_yscale() == "log" and low <= 0:
            low, high = 1.0, 10.0  # nothing else is drawn
        (crosses,) = axes.plot(
            x, np.full(len(x), high if top else low), label=name, clip_on=False, zorder=5, markevery=_every(x), **role("diverged")
        )
        mark_edge(crosses)
        axes.set_ylim(low, high)


def _every(x: Any) -> int:
    return 1 + (len(x) - 1) // MARKERS
