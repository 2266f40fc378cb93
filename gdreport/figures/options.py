"""What every kind of figure lets its author change: which run, labels, scales, limits and notes."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypedDict

import xarray

from gdreport.errors import ReportError, suggest
from gdreport.experiment import Results, choose_dataset
from gdreport.figures.labels import label
from gdreport.figures.palette import light

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Note = tuple[float, float, str]


class Options(TypedDict, total=False):
    """Keyword arguments that all the ready kinds of figure take."""

    xlabel: str  # in place of the parameter's name
    ylabel: str  # in place of the result's name
    xlog: bool  # a logarithmic axis
    ylog: bool  # a logarithmic axis
    xlim: tuple[float, float]  # from, to
    ylim: tuple[float, float]  # from, to
    notes: Sequence[Note]  # (x, y, text): a text with an arrow to the point, in the data's coordinates
    of: str  # draw the results of the run of this name, where the experiment has several
    variable: str  # draw this variable of iterates that have several


def refuse_unknown(kind: Callable[..., Any], options: Mapping[str, Any]) -> None:
    """Errors: ReportError for an option that a kind of figure does not know."""
    own = [p.name for p in inspect.signature(kind).parameters.values() if p.kind is not p.VAR_KEYWORD]
    for name in options:
        if name not in Options.__annotations__:
            remedy = suggest(name, [*own, *Options.__annotations__])
            raise ReportError(f"{kind.__name__} knows no option {name!r}", remedy=remedy)


def apply_options(axes: "Axes", options: Options, xlabel: str, ylabel: str) -> None:
    """Set what the author asked for, and these labels where nothing was asked."""
    axes.gdreport_of = options.get("of")  # type: ignore[attr-defined]  # by which a click finds the run
    axes.set_xlabel(options.get("xlabel", xlabel))
    axes.set_ylabel(options.get("ylabel", ylabel))
    if options.get("xlog"):
        axes.set_xscale("log")
    if options.get("ylog"):
        axes.set_yscale("log")
    if "xlim" in options:
        axes.set_xlim(*options["xlim"])
    if "ylim" in options:
        axes.set_ylim(*options["ylim"])
    for x, y, text in options.get("notes", ()):
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


def choose_data(results: Results, options: Options, *sweeps: str, value: str | None = None) -> xarray.Dataset:
    """The Dataset to draw. Errors: ReportError where it has no such sweeps, no such value, or several variables."""
    data = choose_dataset(results, options.get("of"))
    variable = options.get("variable")
    if variable is not None:
        names = [str(v) for v in data["variable"].values] if "variable" in data.coords else []
        if variable not in names:
            raise ReportError(f"there is no variable {variable!r}", remedy=suggest(variable, names))
        data = data.sel(variable=variable, drop=True)
    for name in sweeps:
        if name not in data.dims:
            dims = ", ".join(str(d) for d in data.dims if d != "variable") or "none"
            raise ReportError(f"the experiment has no sweep over {name!r}", remedy=f"its sweeps: {dims}")
    if value is not None and value not in data.variables:
        raise ReportError(f"the results have no {value!r}", remedy=suggest(value, list(map(str, data.data_vars))))
    if value is not None and "variable" in data[value].dims:
        names = [str(v) for v in data["variable"].values]
        remedy = f"choose one, as in variable={names[0]!r}, or draw what has one value for each run, such as value='final_value'"
        raise ReportError(f"{value} has a value for each variable: {', '.join(names)}", remedy=remedy)
    return data


def find_diverged(data: xarray.Dataset, value: str) -> xarray.DataArray:
    """Where runs diverged; nowhere, in results that do not say."""
    return data["diverged"] if "diverged" in data else xarray.zeros_like(data[value], dtype=bool)


def write_label(data: xarray.Dataset, name: str) -> str:
    """The words for a parameter or a result on an axis: its `long_name`, with its `units` where it has any."""
    attributes = data[name].attrs
    words = str(attributes.get("long_name", name.replace("_", " ")))
    return label(f"{words} ({attributes['units']})" if attributes.get("units") else words)
