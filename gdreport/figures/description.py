"""A drawing in words, from its data: the alt text. Numbers stand apart from the words, so that a check can compare them."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gdreport.figures.axis_words import InWords
from gdreport.figures.labels import read_label
from gdreport.figures.plotted_data import Series, read_name
from gdreport.number_text import number_text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Description = tuple[str | float, ...]


def write_description(description: Description) -> str:
    """The words with their numbers in four digits.

    >>> write_description(("lowest ", -0.25, " at ", 1.0))
    'lowest −0.25 at 1'
    """
    return "".join(part if isinstance(part, str) else number_text(part) for part in description)


def describe(figure: "Figure", drawn: list[Series]) -> Description:
    """The axes, then for each named series its count and its range."""
    axes = figure.axes[0]
    scale = {"log": " (log scale)"}
    across = f"{read_label(axes.get_xlabel()) or 'x'}{scale.get(axes.get_xscale(), '')}"
    up = f"{read_label(axes.get_ylabel()) or 'y'}{scale.get(axes.get_yscale(), '')}"
    parts: list[str | float] = [f"{up} against {across}." if all(s.value is None for s in drawn) else f"{across} across, {up} up."]
    artists: tuple[Any, ...] = (*axes.lines, *axes.collections, *axes.containers)
    hidden = {s.label for s in drawn} - {read_name(a, "") for a in artists if not str(a.get_label()).startswith("_")}
    for s in drawn:
        parts += _guide(s, is_log=axes.get_xscale() == "log")
        if s.label not in hidden or s.value is not None:
            parts += _range(s, axes.get_xscale(), axes.get_yscale())
    return tuple(parts)


def _guide(s: Series, *, is_log: bool) -> list[str | float]:
    """A line across the axes, or marks at an edge: what has one coordinate."""
    kind = np.asarray(s.y if s.value is None else s.value, dtype=float)
    if len(s.x) == 1 and np.isnan(s.x[0]):
        return [f" {s.label}: a line at ", _tell(s.y[0], s.y_words), "."]
    if not np.isnan(kind).all() or not len(s.x):
        return []
    x = _snap(np.asarray(s.x, dtype=float), is_log=is_log)
    if len(x) == 1:
        return [f" {s.label}: ", _tell(x[0], s.x_words), "."]
    return [f" {s.label}: {len(x)} from ", _tell(x.min(), s.x_words), " to ", _tell(x.max(), s.x_words), "."]


def _range(s: Series, x_scale: str, y_scale: str) -> list[str | float]:
    places, heights = ((s.y, s.y_words), (s.x, s.x_words)) if s.is_across else ((s.x, s.x_words), (s.y, s.y_words))
    at_words, value_words = places[1], heights[1] if s.value is None else None
    kind, at = (np.asarray(v, dtype=float) for v in (heights[0] if s.value is None else s.value, places[0]))
    finite = np.isfinite(kind) & np.isfinite(at)
    if not finite.any():
        return []
    scales = (y_scale, x_scale) if s.is_across else (x_scale, y_scale)
    y = _snap(kind[finite], is_log=s.value is None and scales[1] == "log")
    x = _snap(at[finite], is_log=scales[0] == "log")
    if len(y) == 1:
        return [f" {s.label}: ", _tell(y[0], value_words), " at ", _tell(x[0], at_words), "."]
    if np.ptp(y) == 0:
        return [f" {s.label}: ", _tell(y[0], value_words), " throughout."]
    parts: list[str | float] = [f" {s.label}: {len(y)} points"]
    for name, i in (("lowest", y.argmin()), ("highest", y.argmax())):
        parts += [f", {name} ", _tell(y[i], value_words), " at ", _tell(x[i], at_words)]
    return [*parts, "."]


def _tell(value: Any, in_words: InWords | None) -> str | float:
    """A value along an axis: a number, or a date or a category in words."""
    return float(value) if in_words is None else in_words(np.array([value]))[0]


def _snap(values: NDArray[Any], *, is_log: bool) -> NDArray[Any]:
    """Zero where a value is only the rounding error of the others; none along a scale that shows the smallest."""
    return values if is_log else np.where(np.abs(values) < 1e-12 * np.abs(values).max(), 0.0, values)
