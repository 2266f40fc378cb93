"""Where on a figure its runs stand, so that a click there can open one in an explorer."""

from typing import TYPE_CHECKING, Any

import numpy as np
import xarray
from numpy.typing import NDArray

from gdreport.experiment import Results, choose_dataset, list_datasets
from gdreport.figures.options import write_label

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox


def find_click_targets(figure: "Figure", wide: "Bbox", results: Results) -> dict[str, Any] | None:
    """For each axis that is a swept parameter: its name, scale, limits and values, and where it lies in either drawing.

    `figure` is the narrow drawing, `wide` the place of its first axes when it was wide.

    None where the horizontal axis is no sweep of the results that the figure shows.
    """
    axes = figure.axes[0]
    narrow = axes.get_position()
    of = getattr(axes, "gdreport_of", None)
    known = list(list_datasets(results).values()) if of is None else [choose_dataset(results, of)]
    data = next((d for d in known if _parameter(d, axes.get_xlabel())), known[0])
    sides: dict[str, Any] = {}
    for side in ("x", "y"):
        name = _parameter(data, getattr(axes, f"get_{side}label")())
        if name is not None:
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
    rest = [str(n) for n, c in data.coords.items() if c.ndim <= 1 and c.dtype.kind in "if" and n not in {*shown, "epoch"}]
    return {**sides, "fixed": {p: data[p].values.flat[-1].item() for p in rest}}


def _parameter(data: xarray.Dataset, words: str) -> str | None:
    """The swept parameter that these words name."""
    swept = (str(d) for d in data.dims if d in data.coords and data[d].ndim == 1 and data[d].dtype.kind in "if")
    return next((d for d in swept if write_label(data, d) == words), None)


def _place(box: "Bbox", side: str) -> list[float]:
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
