"""A heat map of a result over two sweeps, its axes named after them."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Unpack

import numpy as np
from numpy.typing import NDArray

from gdreport.errors import ReportError, show, suggest
from gdreport.experiment import Results
from gdreport.figures.options import Options, apply_options, check_options, choose_data, find_diverged, write_label
from gdreport.figures.plotted_data import round_digits, stand_for
from gdreport.figures.style import BOTTOM, COLOUR_BAR, TOP

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.path import Path
    from matplotlib.transforms import Bbox

MAPS = ["viridis", "cividis", "magma", "inferno", "plasma", "Greys", "RdBu"]  # to name some
LEVELS = 24  # discrete colours keep the colour bar a vector drawing


def heat_map(
    *, x: str, y: str, value: str = "final", colour_map: str = "viridis", **options: Unpack[Options]
) -> "Callable[[Axes, Results], None]":
    """Draw a result as colour over the sweeps `x` (across) and `y` (up); diverged runs stay blank.

    A cell reaches half-way from its run's two parameters to those of its neighbours, on a log axis by their ratio.
    """
    check_options(heat_map, options)
    require_colour_map(colour_map)

    def draw(axes: "Axes", results: Results) -> None:
        from matplotlib import colormaps
        from matplotlib.colors import BoundaryNorm
        from matplotlib.patches import PathPatch
        from matplotlib.ticker import MaxNLocator

        data = choose_data(results, options, x, y, value=value)
        rest = [str(d) for d in data[value].dims if d not in (x, y)]
        if rest:
            raise ReportError(f"{value} also varies over {', '.join(rest)}", remedy="a heat map shows two sweeps")
        z = round_digits(data[value].where(~find_diverged(data, value)).transpose(y, x).values)
        finite = z[np.isfinite(z)]
        steps = MaxNLocator(LEVELS).tick_values(finite.min(), finite.max()) if finite.size else np.array([0.0, 1.0])
        colours = colormaps[colour_map].resampled(len(steps) - 1)
        norm = BoundaryNorm(steps, colours.N)
        x_places, y_places = _place(axes.xaxis, data[x].values), _place(axes.yaxis, data[y].values)
        across = _edges(x_places, log=options.get("xlog", False))
        up = _edges(y_places, log=options.get("ylog", False))
        cells = np.ma.masked_invalid(z)
        mesh = axes.pcolormesh(across, up, cells, cmap=colours, norm=norm, label=f"_{write_label(data, value)}")
        # The mesh keeps the data; what is painted is one outline per colour, a tenth of the bytes.
        mesh.set_visible(False)
        stand_for(mesh, *np.meshgrid(x_places, y_places))
        painted: NDArray[np.intp] = np.ma.filled(np.ma.array(norm(cells), dtype=int), -1)
        for colour in np.unique(painted[painted >= 0]):
            outline = _outline(painted >= colour, across, up)  # over the colours below it: no seams
            axes.add_artist(PathPatch(outline, facecolor=colours(int(colour)), linewidth=0, antialiased=False))
        axes.grid(False)
        apply_options(axes, options, write_label(data, x), write_label(data, y))
        figure: Any = axes.figure
        place = figure.add_axes((0, 0, 1, 1), label="<colorbar>", axes_locator=_place_bar)
        axes.gdreport_right = COLOUR_BAR.room  # type: ignore[attr-defined]  # by which the figure is laid out
        bar = figure.colorbar(mesh, cax=place, ticks=steps[:: max(1, len(steps) // 6)])
        bar.set_label(write_label(data, value))
        bar.outline.set_visible(False)

    return draw


def require_colour_map(name: object) -> None:
    """Errors: ReportError for a colour map that Matplotlib does not know."""
    from matplotlib import colormaps

    if name not in colormaps:
        raise ReportError(f"there is no colour map {show(name)}", remedy=suggest(f"{name}", MAPS))


def _place_bar(bar: "Axes", renderer: object) -> "Bbox":
    """Beside the axes of the first subplot, at every size of the figure."""
    from matplotlib.transforms import Bbox

    figure: Any = bar.figure
    width, height = figure.get_size_inches()
    return Bbox.from_bounds(1 - COLOUR_BAR.left / width, BOTTOM / height, COLOUR_BAR.width / width, 1 - (BOTTOM + TOP) / height)


def _place(axis: Any, values: NDArray[Any]) -> NDArray[Any]:
    """Where values stand along an axis: numbers where they are, dates and categories where Matplotlib puts them."""
    axis.update_units(values)
    return np.asarray(axis.convert_units(values))


def _edges(centres: NDArray[np.float64], *, log: bool) -> NDArray[np.float64]:
    if log:
        return np.exp(_edges(np.log(centres), log=False))
    if len(centres) == 1:
        half = max(abs(float(centres[0])) * 0.5, 0.5)
        return np.array([centres[0] - half, centres[0] + half])
    between = (centres[1:] + centres[:-1]) / 2
    return np.concatenate([[2 * centres[0] - between[0]], between, [2 * centres[-1] - between[-1]]])


def _outline(cells: NDArray[np.bool_], across: NDArray[np.float64], up: NDArray[np.float64]) -> "Path":
    """One path around the marked cells: a rectangle for the same run in neighbouring rows or, where fewer, columns."""
    from matplotlib.path import Path

    def rectangles(marks: NDArray[np.bool_]) -> tuple[NDArray[np.intp], ...]:
        padded = np.pad(marks.astype(int), ((0, 0), (1, 1)))
        line, first = np.nonzero(np.diff(padded, axis=1) == 1)
        last = np.nonzero(np.diff(padded, axis=1) == -1)[1]
        order = np.lexsort([line, last, first])
        line, first, last = line[order], first[order], last[order]
        begins = np.ones(len(line), dtype=bool)
        begins[1:] = (np.diff(first) != 0) | (np.diff(last) != 0) | (np.diff(line) != 1)
        return line[begins], line[np.roll(begins, -1)] + 1, first[begins], last[begins]

    rows, columns = rectangles(cells), rectangles(cells.T)
    if len(rows[0]) <= len(columns[0]):
        y0, y1, x0, x1 = rows
    else:
        x0, x1, y0, y1 = columns
    corners = [(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)]
    points = np.stack([np.stack([across[i], up[j]], axis=1) for i, j in corners], axis=1).reshape(-1, 2)
    codes = np.tile([Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY], len(x0))
    return Path(points, codes)
