"""The house style: one look for one role, on every figure."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from gdreport.numerals import number_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INK, GRID, GROUND = "#2b2f36", "#dfe3e8", "#ffffff"
WIDTH, HEIGHT = 7.2, 4.05  # inches; the page scales the drawing to its column

# Okabe and Ito's palette, darkened where it falls below 3:1 on white.
ROLES: Mapping[str, Mapping[str, Any]] = {
    "objective": {"color": "#0b5fa5", "linewidth": 1.8},
    "derivative": {"color": "#b35900", "linewidth": 1.3},
    "measured": {"color": "#0b5fa5", "linewidth": 1.6},
    "theory": {"color": "#5b6270", "linewidth": 1.3, "linestyle": (0, (5, 3))},
    "start": {"color": "#5b6270", "marker": "o", "markerfacecolor": GROUND, "markersize": 7, "linestyle": "none"},
    "end": {"color": "#2b2f36", "marker": "o", "markersize": 7, "linestyle": "none"},
    "minimum": {"color": "#007a5e", "marker": "v", "markersize": 7, "linestyle": "none"},
    "maximum": {"color": "#a3406f", "marker": "^", "markersize": 7, "linestyle": "none"},
    "inflection": {"color": "#5b6270", "marker": "s", "markersize": 4.5, "linestyle": "none"},
    "diverged": {"color": "#c22f1d", "marker": "x", "markersize": 5, "linestyle": "none"},
}
SEQUENCE = ("#c9d8ea", "#1b3a63")  # few to many, light to dark

RC: dict[Any, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "axes.formatter.useoffset": False,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": "#8a919c",
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.grid": True,
    "axes.prop_cycle": "cycler('color', ['#0b5fa5', '#b35900', '#007a5e', '#a3406f', '#5b6270'])",
    "grid.color": GRID,
    "grid.linewidth": 0.8,
    "xtick.color": "#5b6270",
    "ytick.color": "#5b6270",
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "legend.frameon": False,
    "legend.fontsize": 9.5,
    "lines.solid_capstyle": "round",
    "figure.facecolor": GROUND,
    "axes.facecolor": GROUND,
    "savefig.facecolor": GROUND,
    "svg.fonttype": "path",
    "path.simplify": False,
}


def role(name: str, **changes: Any) -> dict[str, Any]:
    """Matplotlib's keyword arguments for a role, with the author's changes.

    >>> role("theory", linewidth=1)["linewidth"]
    1
    """
    return {**ROLES[name], **changes}


def shade(position: float) -> str:
    """The sequential colour at a position from 0 (light) to 1 (dark).

    >>> shade(0), shade(1)
    ('#c9d8ea', '#1b3a63')
    """
    low, high = (tuple(int(c[i : i + 2], 16) for i in (1, 3, 5)) for c in SEQUENCE)
    return "#" + "".join(f"{round(a + (b - a) * position):02x}" for a, b in zip(low, high, strict=True))


def plain_ticks(axes: "Axes") -> None:
    """Powers of ten on log axes as the page writes them, without Matplotlib's mathematics; no minor ticks."""
    from matplotlib.ticker import FuncFormatter, NullLocator

    for axis in (axes.xaxis, axes.yaxis):
        if axis.get_scale() == "log":
            axis.set_major_formatter(FuncFormatter(lambda value, _: number_text(value)))
            axis.set_minor_locator(NullLocator())


def legend(axes: "Axes") -> None:
    """One legend above the axes, where it hides no data, each label once."""
    handles, labels = axes.get_legend_handles_labels()
    once = dict(zip(labels, handles, strict=True))
    if once and axes.get_legend() is None:
        axes.legend(
            once.values(),
            once.keys(),
            loc="lower left",
            bbox_to_anchor=(-0.01, 1.0),
            ncols=min(len(once), 5),
            handlelength=1.5,
            columnspacing=1.2,
            borderaxespad=0.2,
        )
