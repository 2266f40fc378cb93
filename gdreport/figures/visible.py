"""That a drawing shows its data: limits that data of nine digits can fill, and something inside them."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gdreport.errors import ReportError
from gdreport.figures.axis_words import is_of_dates
from gdreport.figures.plotted_data import DIGITS, Series

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FINEST = 10 * 10.0**-DIGITS  # of their size: data that differ by less are one value in a drawing
REMEDY = "the runs may have diverged, or xlim and ylim leave them out: draw what has values, inside the limits"


def widen_limits(axes: "Axes") -> None:
    """Give room to data that differ in digits which are not drawn: a twentieth of their size to either side."""
    for side in ("x", "y"):
        low, high = sorted(getattr(axes, f"get_{side}lim")())
        size = max(abs(low), abs(high))
        is_wide = high - low >= FINEST * size or is_of_dates(getattr(axes, f"{side}axis"))
        if getattr(axes, f"get_autoscale{side}_on")() and not is_wide:
            middle = (low + high) / 2
            getattr(axes, f"set_{side}lim")(middle - size / 20, middle + size / 20, auto=True)


def require_visible(axes: "Axes", drawn: list[Series]) -> None:
    """Errors: ReportError where axes show none of the data that are drawn on them."""
    points = [s for s in drawn if not s.is_guide and len(s.x)]
    if points and not any(s.is_edge for s in drawn) and not any(_is_seen(axes, s) for s in points):
        raise ReportError("the figure is empty: it has no finite point inside its limits", remedy=REMEDY)


def _is_seen(axes: "Axes", s: Series) -> bool:
    """Whether the box around its finite points meets the limits: a line between points outside may be seen."""
    x, y = np.asarray(s.x, dtype=float), np.asarray(s.y, dtype=float)
    there = np.isfinite(x) & np.isfinite(y) & (True if s.value is None else np.isfinite(np.asarray(s.value, dtype=float)))
    return bool(there.any()) and _meets(x[there], axes.get_xlim()) and _meets(y[there], axes.get_ylim())


def _meets(values: NDArray[Any], limits: tuple[float, float]) -> bool:
    low, high = sorted(limits)
    little = (high - low) * 1e-6
    return bool(values.min() <= high + little and values.max() >= low - little)
