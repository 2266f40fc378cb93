"""What every kind of figure lets its author change: labels, scales, limits and notes."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypedDict

from gdreport.errors import ReportError
from gdreport.experiment import Results, beside
from gdreport.figures.palette import light

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Note = tuple[float, float, str]


class Frame(TypedDict, total=False):
    """Keyword arguments that all the ready kinds of figure take."""

    xlabel: str
    ylabel: str
    xlog: bool
    ylog: bool
    xlim: tuple[float, float]
    ylim: tuple[float, float]
    notes: Sequence[Note]  # (x, y, text): a text with an arrow to the point, in the data's coordinates
    of: str  # draw the results of the experiment that stands beside under this name


def apply(axes: "Axes", frame: Frame, xlabel: str, ylabel: str) -> None:
    """Set what the author asked for, and these labels where nothing was asked."""
    axes.gdreport_of = frame.get("of")  # type: ignore[attr-defined]  # by which a click finds the run
    axes.set_xlabel(frame.get("xlabel", xlabel))
    axes.set_ylabel(frame.get("ylabel", ylabel))
    if frame.get("xlog"):
        axes.set_xscale("log")
    if frame.get("ylog"):
        axes.set_yscale("log")
    if "xlim" in frame:
        axes.set_xlim(*frame["xlim"])
    if "ylim" in frame:
        axes.set_ylim(*frame["ylim"])
    for x, y, text in frame.get("notes", ()):
        above = axes.transData.transform((x, y))[1] < axes.bbox.y0 + axes.bbox.height / 2
        axes.annotate(
            text,
            (x, y),
            xytext=(0, 28 if above else -28),
            textcoords="offset points",
            ha="center",
            va="bottom" if above else "top",
            arrowprops={"arrowstyle": "-", "color": light("edge"), "shrinkB": 5},
        )


def runs_of(results: Results, frame: Frame) -> Results:
    """The results to draw: those of the page's experiment, or of the one beside it that `of` names."""
    return beside(results, frame["of"]) if "of" in frame else results


def swept(results: Results, parameter: str) -> None:
    """Errors: ReportError where the parameter is not a dimension of the results."""
    if parameter not in results.dims:
        dims = ", ".join(map(str, results.dims)) or "none"
        raise ReportError(f"the experiment has no sweep over {parameter!r}", remedy=f"its sweeps: {dims}")


def label(results: Results, name: str) -> str:
    """The words for a parameter or a result on an axis."""
    return str(results[name].attrs.get("long_name", name.replace("_", " ")))
