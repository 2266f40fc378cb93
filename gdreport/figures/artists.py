"""How a figure is drawn, as facts: its axes, and each thing on them with its style. The same under any version of Matplotlib."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LINE = ("color", "linestyle", "linewidth", "marker", "markersize", "markevery", "markerfacecolor", "markeredgecolor", "drawstyle")
PATCH = ("facecolor", "edgecolor", "linewidth", "linestyle", "hatch")
AREA = ("linewidth", "linestyle", "hatch", "sizes", "clim")
TEXT = ("text", "color", "size", "weight", "style", "rotation", "ha", "va")
MOST = 12  # a style that each point has of its own is told by its ends
ALL = ("label", "visible", "alpha", "zorder")


@dataclass(frozen=True)
class Style:
    """How a figure is drawn, a line for each fact; and apart from that the limits, which may hang on its data only."""

    artists: list[str] = field(default_factory=list)
    limits: list[str] = field(default_factory=list)


def describe_style(figure: "Figure") -> Style:
    """Axes with labels, titles and scales; then what is on them, in drawing order; and the limits of axes and colour scales."""
    style = Style()
    title = figure._suptitle  # type: ignore[attr-defined]  # Matplotlib's getter came late
    texts = [text for text in figure.texts if text is not title]
    for name, text in [("title of the figure", title), *((f"text {n} of the figure", t) for n, t in enumerate(texts, 1))]:
        if text is not None:
            _describe(name, text, (*ALL, *TEXT), style)
    inside = [(f"axes {n} inset {m}", child) for n, axes in enumerate(figure.axes, 1) for m, child in enumerate(axes.child_axes, 1)]
    for name, axes in [*((f"axes {n}", axes) for n, axes in enumerate(figure.axes, 1)), *inside]:
        _describe_axes(name, axes, style)
    return style


def _describe_axes(name: str, axes: Any, style: Style) -> None:
    for axis in ("x", "y"):
        label, scale = getattr(axes, f"get_{axis}label")(), getattr(axes, f"get_{axis}scale")()
        style.artists.append(f"{name} {axis}: label {label!r}, scale {scale}, inverted {getattr(axes, f'{axis}axis_inverted')()}")
        style.limits.append(f"{name} {axis}: {_write(tuple(map(float, getattr(axes, f'get_{axis}lim')())))}")
        axis_ = getattr(axes, f"{axis}axis")
        grid = [line.get_visible() for line in axis_.get_gridlines()[:1]]
        ticks = (
            [t.get_text() for t in axis_.get_ticklabels()] if type(axis_.get_major_formatter()).__name__ == "FixedFormatter" else []
        )
        style.artists.append(f"{name} {axis}: label's color {_write(axis_.label.get_color())}, grid {grid}, named ticks {ticks}")
    spines = {place: (spine.get_visible(), _write(spine.get_edgecolor())) for place, spine in axes.spines.items()}
    facts = (f"title {axes.get_title()!r}", f"facecolor {_write(axes.get_facecolor())}", f"axis {axes.axison}")
    style.artists.append(f"{name}: {', '.join(facts)}, aspect {axes.get_aspect()}, spines {spines}")
    for kind, artists, properties in (
        ("line", axes.lines, LINE),
        ("area", axes.collections, AREA),
        ("patch", axes.patches, PATCH),
        ("text", axes.texts, TEXT),
        ("image", axes.images, ("clim", "interpolation")),
    ):
        for number, artist in enumerate(artists, 1):
            _describe(f"{name} {kind} {number}", artist, (*ALL, *properties), style)
    legend = axes.get_legend()
    if legend is not None:
        words = ", ".join(text.get_text() for text in legend.get_texts())
        style.artists.append(f"{name} legend: {words}; at {getattr(legend, '_loc', '')}, visible {legend.get_visible()}")


def _describe(name: str, artist: Any, properties: tuple[str, ...], style: Style) -> None:
    found = {p: getattr(artist, f"get_{p}")() for p in properties if hasattr(artist, f"get_{p}")}
    if hasattr(artist, "_unscaled_dash_pattern"):
        found["dashes"] = artist._unscaled_dash_pattern
    if "text" in found:
        style.limits.append(f"{name}: at {_write(tuple(map(str, artist.get_position())))}")
    if "clim" in found:
        style.limits.append(f"{name}: {_write(found.pop('clim'))}")
    if hasattr(artist, "get_cmap") and artist.get_array() is not None:
        found["cmap"] = artist.get_cmap().name
    elif hasattr(artist, "get_facecolors"):
        found |= {"facecolors": artist.get_facecolors(), "edgecolors": artist.get_edgecolors()}
    style.artists.append(f"{name}: {', '.join(f'{p} {_write(v)}' for p, v in found.items())}")


def _write(value: Any) -> str:
    """A property in words: numbers with nine digits, however they are kept."""
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if isinstance(value, list | tuple) and len(value) > MOST:
        return f"{len(value)} values, {_write(value[0])} to {_write(value[-1])}"
    if isinstance(value, list | tuple):
        return f"({' '.join(_write(v) for v in value)})"
    return f"{value:.9g}" if isinstance(value, float) else str(value)
