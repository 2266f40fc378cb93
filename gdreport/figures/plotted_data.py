"""The data that a drawing shows, read back from the drawing itself: what the CSV holds, and the alt text."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gdreport.figures.axis_words import InWords, find_words, is_of_dates
from gdreport.figures.labels import read_label

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DIGITS = 9  # the same text on every machine; twelve digits were not


@dataclass(frozen=True)
class Series:
    """One thing drawn: points (n,), or cells with a value each."""

    label: str
    x: NDArray[Any]
    y: NDArray[Any]
    value: NDArray[Any] | None = None
    is_guide: bool = False  # has one coordinate of data, or a shape that its points do not tell
    is_edge: bool = False  # stands at the edge for runs that have no place in the axes
    is_across: bool = False  # its values lie along x: bars on their side
    x_words: InWords | None = None  # how x is written, where it is no number
    y_words: InWords | None = None


def round_digits(values: Any) -> Any:
    """Values to nine significant digits, so that noise in the last bits moves no coordinate of a drawing.

    >>> float(round_digits(1 / 3))
    0.333333333
    """
    array = np.ma.asarray(values) if np.ma.isMaskedArray(values) else np.asarray(values)
    if not np.issubdtype(array.dtype, np.floating):
        return array
    with np.errstate(all="ignore"):
        size = np.floor(np.log10(np.abs(array), where=array != 0, out=np.zeros(array.shape)))
        ordinary = np.isfinite(array) & (np.abs(size) < 280)
        scale = 10.0 ** np.where(ordinary, DIGITS - 1 - size, 0.0)
        result = np.where(ordinary, np.round(array * scale) / scale, array)
    return np.ma.array(result, mask=array.mask) if np.ma.isMaskedArray(array) else result


def round_drawn_data(figure: "Figure") -> None:
    """Round the data of every line and scatter of a figure, in place; but no dates, of which nine digits are some seconds."""
    for axes in figure.axes:
        x, y = (np.asanyarray if is_of_dates(axis) else round_digits for axis in (axes.xaxis, axes.yaxis))
        for line in axes.lines:
            line.set_data(x(line.get_xdata(orig=False)), y(line.get_ydata(orig=False)))
        for collection in axes.collections:
            if _is_scatter(collection):
                points: Any = np.ma.asarray(collection.get_offsets())
                collection.set_offsets(np.ma.stack([x(points[:, 0]), y(points[:, 1])], axis=1))


def collect_series(figure: "Figure") -> list[Series]:
    """Everything drawn from data, in drawing order: lines, scatters, meshes, bars, areas and images."""
    return [s for axes in list_axes(figure) for s in collect_from(axes)]


def list_axes(figure: "Figure") -> list["Axes"]:
    """The axes that show data: all but those of colour bars."""
    return [axes for axes in figure.axes if not str(axes.get_label()).startswith("<colorbar")]


def stand_for(artist: Any, x: NDArray[Any], y: NDArray[Any]) -> None:
    """Remember the data that an artist shows where its shape does not tell: a mesh's runs, not its cells' centres."""
    artist.gdreport_data = (x.ravel(), y.ravel())


def collect_from(axes: "Axes") -> Iterator[Series]:
    """Everything drawn from data on one of its axes."""
    x_words, y_words = find_words(axes.xaxis), find_words(axes.yaxis)
    for s in _collect(axes):
        yield replace(s, x_words=x_words, y_words=y_words)


def _collect(axes: "Axes") -> Iterator[Series]:
    from matplotlib.collections import QuadMesh
    from matplotlib.container import ErrorbarContainer
    from matplotlib.contour import ContourSet

    of_bars = {c[0]: read_name(c, "") for c in axes.containers if isinstance(c, ErrorbarContainer)}
    for number, line in enumerate(axes.lines, 1):
        yield _line(axes, line, of_bars.get(line) or f"line {number}")
    for number, collection in enumerate(axes.collections, 1):
        name = read_name(collection, f"area {number}")
        values = None if collection.get_array() is None else _fill_masked(collection.get_array()).ravel()
        if isinstance(collection, ContourSet):
            yield from _levels(collection)
        elif isinstance(collection, QuadMesh):
            corners = np.asarray(collection.get_coordinates())
            centres = (corners[:-1, :-1] + corners[1:, 1:]) / 2
            x, y = getattr(collection, "gdreport_data", (centres[..., 0].ravel(), centres[..., 1].ravel()))
            yield Series(name, x, y, values)
        elif _is_scatter(collection) or (values is not None and len(values) == len(_fill_masked(collection.get_offsets()))):
            points = _fill_masked(collection.get_offsets())
            matching = values is not None and len(values) == len(points)
            yield Series(name, points[:, 0], points[:, 1], values if matching else None)
        else:
            for path in collection.get_paths():
                x, y = np.asarray(path.vertices).T
                yield Series(name, x, y)
    for bars in axes.containers:
        if patches := getattr(bars, "patches", None):
            across = getattr(bars, "orientation", "vertical") == "horizontal"
            place = np.array([p.get_y() + p.get_height() / 2 if across else p.get_x() + p.get_width() / 2 for p in patches])
            size = np.array([p.get_width() if across else p.get_height() for p in patches])
            shown = bool(np.isfinite(size).any())  # a bar reaches to its foot
            x, y = (size, place) if across else (place, size)
            yield Series(read_name(bars, "bars"), x, y, is_guide=shown, is_across=across)
    for number, image in enumerate(axes.images, 1):
        yield _image(image, f"image {number}")


def _levels(contours: Any) -> Iterator[Series]:
    """Level lines, or the edges of filled levels: a series for each, with a gap between its parts."""
    for level, path in zip(contours.levels, contours.get_paths(), strict=False):
        parts = [part for part in path.to_polygons(closed_only=False) if len(part)]
        if parts:
            gap = np.full((1, 2), np.nan)
            points = round_digits(np.concatenate([piece for part in parts for piece in (part, gap)][:-1]))
            yield Series(f"level {level:.6g}", points[:, 0], points[:, 1])


def _line(axes: "Axes", line: Any, otherwise: str) -> Series:
    """A line's points. A guide across the axes (axhline, axvline) has one coordinate of data: the other is empty."""
    x, y = np.broadcast_arrays(line.get_xdata(orig=False), line.get_ydata(orig=False))
    name = read_name(line, otherwise)
    none = np.array([np.nan])
    if line.get_transform() == axes.get_yaxis_transform(which="grid"):
        return Series(name, none, np.asarray(y[:1], dtype=float), is_guide=True)
    if line.get_transform() == axes.get_xaxis_transform(which="grid"):
        return Series(name, np.asarray(x[:1], dtype=float), none, is_guide=True)
    if getattr(line, "gdreport_edge", False):
        return Series(name, x, np.full(len(x), np.nan), is_guide=True, is_edge=True)
    return Series(name, x, y)


def mark_edge(line: Any) -> None:
    """Mark a line whose points stand at the edge of the axes because they have no value there."""
    line.gdreport_edge = True


def _image(image: Any, otherwise: str) -> Series:
    pixels = np.asarray(image.get_array(), dtype=float)
    flat = pixels if pixels.ndim == 2 else pixels.mean(axis=-1)
    left, right, bottom, top = image.get_extent()
    rows, columns = flat.shape
    x = left + (np.arange(columns) + 0.5) * (right - left) / columns
    y = bottom + (np.arange(rows) + 0.5) * (top - bottom) / rows
    across, up = np.meshgrid(x, y if image.origin == "lower" else y[::-1])
    return Series(read_name(image, otherwise), across.ravel(), up.ravel(), flat.ravel())


def _fill_masked(values: Any) -> NDArray[Any]:
    array: NDArray[Any] = np.ma.filled(np.ma.asarray(values, dtype=float), np.nan)
    return array


def _is_scatter(collection: Any) -> bool:
    return type(collection).__name__ == "PathCollection"


def read_name(artist: Any, otherwise: str) -> str:
    """The artist's label; Matplotlib's own (`_child0`) say nothing, a kind's hidden ones (`_zero`) do."""
    name = read_label(artist.get_label())
    return otherwise if not name or name.startswith(("_child", "_nolegend", "_container")) else name.removeprefix("_")


def to_csv(figure: "Figure", drawn: list[Series]) -> bytes:
    """One row for each point: series, x, y, and a value where a mesh has one; columns named after the axes."""
    first = figure.axes[0]
    header = ["series", read_label(first.get_xlabel()) or "x", read_label(first.get_ylabel()) or "y"]
    mesh = next((s.label for s in drawn if s.value is not None), None)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header + ([mesh] if mesh is not None else []))
    for s in drawn:
        columns = [_texts(s.x, s.x_words), _texts(s.y, s.y_words)]
        if mesh is not None:
            columns.append([""] * len(s.x) if s.value is None else _texts(s.value))
        writer.writerows(zip([s.label] * len(s.x), *columns, strict=True))
    return out.getvalue().encode()


def _texts(values: NDArray[Any], in_words: InWords | None = None) -> list[str]:
    if in_words is not None:
        return in_words(values)
    if values.dtype.kind in "fiu":
        return ["" if v != v else f"{v:.{DIGITS}g}" for v in values.tolist()]
    return [_text(v) for v in values]


def _text(number: Any) -> str:
    if isinstance(number, float | np.floating) and np.isnan(number):
        return ""
    return f"{number:.{DIGITS}g}" if isinstance(number, int | float | np.number) else str(number)
