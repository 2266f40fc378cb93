"""The data that a drawing shows, read back from the drawing itself: what the CSV holds, and the alt text."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gdreport.numerals import number_text

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


def rounded(values: Any) -> Any:
    """Values to nine significant digits, so that noise in the last bits moves no coordinate of a drawing.

    >>> float(rounded(1 / 3))
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


def round_drawn(figure: "Figure") -> None:
    """Round the data of every line, scatter and mesh of a figure, in place."""
    for axes in figure.axes:
        for line in axes.lines:
            line.set_data(rounded(line.get_xdata(orig=False)), rounded(line.get_ydata(orig=False)))
        for collection in axes.collections:
            if _is_scatter(collection):
                collection.set_offsets(rounded(collection.get_offsets()))


def series(figure: "Figure") -> list[Series]:
    """Everything drawn from data, in drawing order: lines, scatters, meshes, bars, areas and images."""
    return [s for axes in figure.axes if not str(axes.get_label()).startswith("<colorbar") for s in _of(axes)]


def _of(axes: "Axes") -> Iterator[Series]:
    from matplotlib.collections import QuadMesh

    for number, line in enumerate(axes.lines, 1):
        x, y = np.broadcast_arrays(line.get_xdata(orig=False), line.get_ydata(orig=False))
        yield Series(_name(line, f"line {number}"), x, y)
    for number, collection in enumerate(axes.collections, 1):
        name = _name(collection, f"area {number}")
        if isinstance(collection, QuadMesh):
            corners = np.asarray(collection.get_coordinates())
            centres = (corners[:-1, :-1] + corners[1:, 1:]) / 2
            values: NDArray[Any] = np.ma.filled(np.ma.asarray(collection.get_array(), dtype=float), np.nan)
            yield Series(name, centres[..., 0].ravel(), centres[..., 1].ravel(), values.ravel())
        elif _is_scatter(collection):
            points: NDArray[Any] = np.ma.filled(np.ma.asarray(collection.get_offsets(), dtype=float), np.nan)
            yield Series(name, points[:, 0], points[:, 1])
        else:
            for path in collection.get_paths():
                x, y = np.asarray(path.vertices).T
                yield Series(name, x, y)
    for bars in axes.containers:
        if patches := getattr(bars, "patches", None):
            x = np.array([p.get_x() + p.get_width() / 2 for p in patches])
            yield Series(_name(bars, "bars"), x, np.array([p.get_height() for p in patches]))
    for number, image in enumerate(axes.images, 1):
        pixels = np.asarray(image.get_array(), dtype=float)
        row, column = np.indices(pixels.shape[:2])
        flat = pixels if pixels.ndim == 2 else pixels.mean(axis=-1)
        yield Series(_name(image, f"image {number}"), column.ravel(), row.ravel(), flat.ravel())


def _is_scatter(collection: Any) -> bool:
    return type(collection).__name__ == "PathCollection"


def _name(artist: Any, otherwise: str) -> str:
    """The artist's label; Matplotlib's own (`_child0`) say nothing, a kind's hidden ones (`_zero`) do."""
    name = str(artist.get_label())
    return otherwise if not name or name.startswith(("_child", "_nolegend", "_container")) else name.removeprefix("_")


def to_csv(figure: "Figure", drawn: list[Series]) -> bytes:
    """One row for each point: series, x, y, and a value where a mesh has one; columns named after the axes."""
    first = figure.axes[0]
    header = ["series", first.get_xlabel() or "x", first.get_ylabel() or "y"]
    mesh = next((s.label for s in drawn if s.value is not None), None)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header + ([mesh] if mesh is not None else []))
    for s in drawn:
        for i in range(len(s.x)):
            value = [] if mesh is None else [_text(s.value[i]) if s.value is not None else ""]
            writer.writerow([s.label, _text(s.x[i]), _text(s.y[i]), *value])
    return out.getvalue().encode()


def _text(number: Any) -> str:
    return f"{number:.{DIGITS}g}" if isinstance(number, int | float | np.number) else str(number)


def describe(figure: "Figure", drawn: list[Series]) -> str:
    """The drawing in words, from its data: the axes, then for each named series its count and its range."""
    axes = figure.axes[0]
    scale = {"log": " (log scale)"}
    across = f"{axes.get_xlabel() or 'x'}{scale.get(axes.get_xscale(), '')}"
    up = f"{axes.get_ylabel() or 'y'}{scale.get(axes.get_yscale(), '')}"
    parts = [f"{up} against {across}." if all(s.value is None for s in drawn) else f"{across} across, {up} up."]
    artists = (*axes.lines, *axes.collections)
    hidden = {s.label for s in drawn} - {_name(a, "") for a in artists if not str(a.get_label()).startswith("_")}
    for s in drawn:
        kind = s.y if s.value is None else s.value
        finite = np.isfinite(np.asarray(kind, dtype=float))
        if (s.label in hidden and s.value is None) or not finite.any():
            continue
        y, x = (_snapped(np.asarray(v, dtype=float)[finite]) for v in (kind, s.x))
        if len(y) == 1:
            parts.append(f"{s.label}: {number_text(y[0])} at {number_text(x[0])}.")
        elif np.ptp(y) == 0:
            parts.append(f"{s.label}: {number_text(y[0])} throughout.")
        else:
            low, high = int(y.argmin()), int(y.argmax())
            ends = (f"{word} {number_text(y[i])} at {number_text(x[i])}" for word, i in (("lowest", low), ("highest", high)))
            parts.append(f"{s.label}: {len(y)} points, {', '.join(ends)}.")
    return " ".join(parts)


def _snapped(values: NDArray[Any]) -> NDArray[Any]:
    """Zero where a value is only the rounding error of the others."""
    return np.where(np.abs(values) < 1e-12 * np.abs(values).max(), 0.0, values)
