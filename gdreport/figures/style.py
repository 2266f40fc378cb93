"""The house style: one look for one role, on every figure."""

from collections.abc import Mapping
from dataclasses import dataclass
from textwrap import fill
from typing import TYPE_CHECKING, Any

from gdreport.figures.palette import light
from gdreport.number_text import number_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SIZE, NARROW = (7.2, 4.05), (3.6, 3.3)  # inches, a hundred pixels each; the narrow one for telephones
# Margins in inches, whatever the figure's size.
LEFT, RIGHT, BOTTOM, TOP = 0.79, 0.18, 0.53, 0.41
DATES, FEW_DATES = 7, 3  # written out, that have room side by side in the wide and in the narrow drawing
LETTER, ROW = 0.075, 0.21  # the width of a letter, about, and the height of a legend's row
TICK, MOST_TICK, DIGIT = 6, 16, 0.1  # digits along the height: so many have room, for so many more is room made, of this width


@dataclass(frozen=True)
class ColourBar:
    """Where a colour bar stands, in inches from the right edge."""

    room: float = 1.15
    left: float = 0.97
    width: float = 0.16


COLOUR_BAR = ColourBar()

ROLES: Mapping[str, Mapping[str, Any]] = {
    "objective": {"color": light("objective"), "linewidth": 1.8},
    "derivative": {"color": light("derivative"), "linewidth": 1.3},
    "measured": {"color": light("objective"), "linewidth": 1.6},
    "theory": {"color": light("theory"), "linewidth": 1.3, "linestyle": (0, (5, 3))},
    "start": {"color": light("start"), "marker": "o", "markerfacecolor": light("ground"), "markersize": 7, "linestyle": "none"},
    "end": {"color": light("end"), "marker": "o", "markersize": 7, "linestyle": "none"},
    "minimum": {"color": light("minimum"), "marker": "v", "markersize": 9.5, "linestyle": "none"},
    "maximum": {"color": light("maximum"), "marker": "^", "markersize": 9.5, "linestyle": "none"},
    "inflection": {"color": light("inflection"), "marker": "s", "markersize": 4.5, "linestyle": "none"},
    "diverged": {"color": light("diverged"), "marker": "x", "markersize": 5, "linestyle": "none"},
}

CYCLE = ("objective", "derivative", "minimum", "maximum", "second", "inflection")  # of lines without a role

RC: dict[Any, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "axes.formatter.useoffset": False,
    "text.color": light("ink"),
    "axes.labelcolor": light("ink"),
    "axes.edgecolor": light("edge"),
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.grid": True,
    "axes.prop_cycle": f"cycler('color', {[light(name) for name in CYCLE]})",
    "grid.color": light("grid"),
    "grid.linewidth": 0.8,
    "xtick.color": light("muted"),
    "ytick.color": light("muted"),
    "xtick.labelcolor": light("ink"),
    "ytick.labelcolor": light("ink"),
    "legend.frameon": False,
    "legend.fontsize": 9.5,
    "lines.solid_capstyle": "round",
    "figure.facecolor": light("ground"),
    "axes.facecolor": light("ground"),
    "savefig.facecolor": light("ground"),
    "svg.fonttype": "path",
    "path.simplify": True,
    "path.simplify_threshold": 0.05,  # pixels
}


def role(name: str, **changes: Any) -> dict[str, Any]:
    """Matplotlib's keyword arguments for a role, with the author's changes.

    >>> role("theory", linewidth=1)["linewidth"]
    1
    """
    return {**ROLES[name], **changes}


def set_plain_ticks(axes: "Axes") -> None:
    """Powers of ten on log axes as the page writes them, without Matplotlib's mathematics; no minor ticks."""
    from matplotlib.ticker import FuncFormatter, NullLocator

    for axis in (axes.xaxis, axes.yaxis):
        if axis.get_scale() == "log":
            axis.set_major_formatter(FuncFormatter(lambda value, _: number_text(value)))
            axis.set_minor_locator(NullLocator())
    _thin_dates(axes, DATES)


def _thin_dates(axes: "Axes", most: int) -> None:
    """So many dates along an axis at most as have room side by side, where its author chose none."""
    from matplotlib.dates import AutoDateLocator

    places: Any = axes.xaxis.get_major_locator()
    if isinstance(places, AutoDateLocator) and axes.xaxis.isDefault_majloc:
        places.minticks, places.maxticks = 2, dict.fromkeys(places.maxticks, most)


def set_margins(figure: "Figure") -> None:
    """Margins in inches, whatever the figure's size."""
    width, height = figure.get_size_inches()
    figure.subplots_adjust(left=LEFT / width, right=1 - RIGHT / width, bottom=BOTTOM / height, top=1 - TOP / height)


def narrow_down(figure: "Figure") -> None:
    """The same drawing on a narrow page: nothing is drawn again but the legend."""
    for axes in figure.axes:
        legend = axes.get_legend()
        if legend is not None and getattr(legend, "gdreport_own", False):
            legend.remove()
        _thin_dates(axes, FEW_DATES)
    right, moved = 1 - RIGHT / SIZE[0], figure.subplotpars.right
    figure.set_size_inches(NARROW)
    set_margins(figure)
    if moved != right:
        figure.subplots_adjust(right=moved)  # by the figure itself
    lay_out(figure)


def lay_out(figure: "Figure") -> None:
    """One legend above the axes, where it hides no data, each label once; margins in inches, whatever the figure's size."""
    for axes in figure.axes:
        if not str(axes.get_label()).startswith("<colorbar"):
            _lay_out(axes)


def _find_long_ticks(figure: "Figure") -> int:
    """By how many letters the numbers along the first axes' height are longer than the margin has room for."""
    axis = figure.axes[0].yaxis
    texts = [label.get_text() for label in axis.get_ticklabels()] if axis.get_ticks_position() == "left" else []
    return max(0, min(max(map(len, texts), default=0), MOST_TICK) - TICK)


def _lay_out(axes: "Axes") -> None:
    figure: Any = axes.figure
    width, height = figure.get_size_inches()
    handles, labels = axes.get_legend_handles_labels()
    once = dict(zip(labels, handles, strict=True))
    rows = 0
    if once and axes.get_legend() is None:
        room = int((width - 1.15) / LETTER)
        once = {fill(label, room): handle for label, handle in once.items()}
        sizes = [LETTER * min(len(label), room) + 0.55 for label in once]
        rows = next(n for n in range(1, len(sizes) + 1) if n == len(sizes) or _columns(sizes, n) <= width - 0.6)
        legend: Any = axes.legend(
            once.values(),
            once.keys(),
            loc="lower left",
            bbox_to_anchor=(-0.01, 1.0),
            ncols=-(-len(sizes) // rows),
            handlelength=1.5,
            columnspacing=1.2,
            borderaxespad=0.2,
        )
        legend.gdreport_own = True
        rows += sum(label.count("\n") for label in once)
    left = LEFT + DIGIT * _find_long_ticks(figure)
    figure.subplots_adjust(left=left / width, bottom=BOTTOM / height, top=1 - (ROW * max(rows, 1) + TOP - ROW) / height)
    if (room_at_right := getattr(axes, "gdreport_right", None)) is not None:
        figure.subplots_adjust(right=1 - room_at_right / width)


def _columns(sizes: list[float], rows: int) -> float:
    """The width of a legend in columns of so many rows."""
    return sum(max(sizes[i : i + rows]) for i in range(0, len(sizes), rows))
