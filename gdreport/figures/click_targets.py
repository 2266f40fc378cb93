"""Where on a figure its runs stand, so that a click there can open one in the explorer."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gdreport.experiment import BESIDE, Results, beside
from gdreport.figures.options import label

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PARAMETERS = ("learning_rate", "start", "epochs")


def clickable(wide: "Figure", narrow: "Figure", results: Results) -> dict[str, Any] | None:
    """For each axis that is a swept parameter: its name, scale, limits and values, and where it lies in either drawing.

    None where the horizontal axis is no sweep of the results that the figure shows.
    """
    axes = wide.axes[0]
    of = getattr(axes, "gdreport_of", None)
    datasets = [results, *results.attrs.get(BESIDE, {}).values()] if of is None else [beside(results, of)]
    across = axes.get_xlabel()
    data = next((d for d in datasets if any(p in d.dims and label(d, p) == across for p in PARAMETERS)), results)
    sides: dict[str, Any] = {}
    for side in ("x", "y"):
        words = getattr(axes, f"get_{side}label")()
        name = next((p for p in PARAMETERS if p in data.dims and data[p].ndim == 1 and label(data, p) == words), None)
        if name is not None and "start_point" not in data.coords:
            low, high = getattr(axes, f"get_{side}lim")()
            sides[side] = {
                "name": name,
                "log": getattr(axes, f"get_{side}scale")() == "log",
                "low": float(low),
                "high": float(high),
                "values": _values(data[name].values),
                "wide": _place(wide, side),
                "narrow": _place(narrow, side),
            }
    if "x" not in sides:
        return None
    shown = {side["name"] for side in sides.values()}
    fixed = {p: data[p].values.flat[-1].item() for p in PARAMETERS if p in data.coords and p not in shown}
    return {**sides, "fixed": fixed}


def _place(figure: "Figure", side: str) -> list[float]:
    box = figure.axes[0].get_position()
    ends = (box.x0, box.x1) if side == "x" else (box.y0, box.y1)
    return [round(float(v), 6) for v in ends]


def _values(values: NDArray[Any]) -> Any:
    """The values, or how to compute them where they are evenly spaced to the last bit."""
    first, last, count = values[0].item(), values[-1].item(), len(values)
    if count > 2:
        step = (last - first) / (count - 1)
        if np.array_equal((np.arange(count) * step + first)[:-1], values[:-1]):
            return {"first": first, "step": step, "count": count, "last": last}
    return values.tolist()
