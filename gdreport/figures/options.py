"""What every kind of figure lets its author change: which run, labels, scales, limits and notes."""

import datetime
import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypedDict

import numpy as np
import xarray

from gdreport.errors import ReportError, show, suggest
from gdreport.experiment import Results, choose_dataset
from gdreport.figures.labels import label
from gdreport.figures.palette import light
from gdreport.number_text import number_text, write_dates

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Place = float | datetime.date | np.datetime64  # along an axis
Note = tuple[Place, Place, str]


class Options(TypedDict, total=False):
    """Keyword arguments that all the ready kinds of figure take."""

    xlabel: str  # in place of the parameter's name
    ylabel: str  # in place of the result's name
    xlog: bool  # a logarithmic axis
    ylog: bool  # a logarithmic axis
    xlim: tuple[Place, Place]  # from, to
    ylim: tuple[Place, Place]  # from, to
    notes: Sequence[Note]  # (x, y, text): a text with an arrow to the point, in the data's coordinates
    of: str  # draw the results of the run of this name, where the experiment has several
    variable: str  # draw this variable of iterates that have several


def check_options(kind: Callable[..., Any], options: Mapping[str, Any]) -> None:
    """Errors: ReportError for an option that a kind of figure does not know, or that is not what it is to be."""
    own = [p.name for p in inspect.signature(kind).parameters.values() if p.kind is not p.VAR_KEYWORD]
    for name, value in options.items():
        if name not in Options.__annotations__:
            remedy = suggest(name, [*own, *Options.__annotations__])
            raise ReportError(f"{kind.__name__} has no parameter {name!r}", remedy=remedy)
        is_right, remedy = RIGHT[name]
        if not is_right(value) and not (name in ("of", "variable") and value is None):
            raise ReportError(f"{name} is {show(value)}", remedy=f"{name} is {remedy}")


def is_number(value: object) -> bool:
    """Whether it is one real number."""
    return isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)


def is_place(value: object) -> bool:
    """Whether it is one value along an axis: a real number, or a date."""
    return is_number(value) or isinstance(value, datetime.date | np.datetime64)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_pair(value: object) -> bool:
    return isinstance(value, tuple | list | np.ndarray) and len(value) == len(("low", "high")) and all(map(is_place, value))


def _are_notes(value: object) -> bool:
    notes = value if isinstance(value, Sequence) and not isinstance(value, str) else [None]
    return all(isinstance(n, tuple | list) and len(n) == len(("x", "y", "text")) and _is_text(n[2]) for n in notes)


TEXT, TRUTH, PAIR = (
    (_is_text, "a text"),
    (lambda v: isinstance(v, bool), "True or False"),
    (_is_pair, "two numbers, (low, high), or two dates along dates"),
)
RIGHT: Mapping[str, tuple[Callable[[object], bool], str]] = {
    "xlabel": TEXT,
    "ylabel": TEXT,
    "xlog": TRUTH,
    "ylog": TRUTH,
    "xlim": PAIR,
    "ylim": PAIR,
    "notes": (_are_notes, 'a list of notes, each with its point: [(0.5, 2.0, "text")]'),
    "of": (_is_text, "the name of a run"),
    "variable": (_is_text, "the name of a variable"),
}


def apply_options(axes: "Axes", options: Options, xlabel: str, ylabel: str) -> None:
    """Set what the author asked for, and these labels where nothing was asked."""
    axes.gdreport_of = options.get("of")  # type: ignore[attr-defined]  # by which a click finds the run
    axes.set_xlabel(options.get("xlabel", xlabel))
    axes.set_ylabel(options.get("ylabel", ylabel))
    if options.get("xlog"):
        axes.set_xscale("log")
    if options.get("ylog"):
        axes.set_yscale("log")
    own: Any = axes  # whose types know no dates
    if "xlim" in options:
        own.set_xlim(*options["xlim"])
    if "ylim" in options:
        own.set_ylim(*options["ylim"])
    for across, up, text in options.get("notes", ()):
        x, y = own.convert_xunits(across), own.convert_yunits(up)
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
            remedy = suggest(variable, names) if names else "leave out variable=: there is one"
            raise ReportError(f"there is no variable {variable!r}", remedy=remedy)
        data = data.sel(variable=variable, drop=True)
    for name in sweeps:
        if name not in data.dims:
            dims = [str(d) for d in data.dims if d != "variable"]
            remedy = suggest(name, dims) if dims else "give a parameter several values: [0.1, 0.2, 0.3]"
            raise ReportError(f"the experiment has no sweep over {show(name)}", remedy=remedy)
    if value is not None and value not in data.variables:
        raise ReportError(f"the results have no {value!r}", remedy=suggest(value, list(map(str, data.data_vars))))
    if value is not None and data[value].dtype.kind == "c":
        raise ReportError(f"{value} has complex numbers", remedy="give the results what is to be drawn: abs(...), .real or .imag")
    if value is not None and "variable" in data[value].dims:
        names = [str(v) for v in data["variable"].values]
        remedy = f"choose one, as in variable={names[0]!r}, or draw what has one value for each run, such as value='final_value'"
        raise ReportError(f"{value} has a value for each variable: {', '.join(names)}", remedy=remedy)
    return data


def find_diverged(data: xarray.Dataset, value: str) -> xarray.DataArray:
    """Where runs diverged; nowhere, in results that do not say."""
    if "diverged" not in data:
        return xarray.zeros_like(data[value], dtype=bool)
    if data["diverged"].dtype.kind != "b":
        what = f"diverged of the results holds {data['diverged'].dtype}, no truth values"
        raise ReportError(what, remedy="it says of each run whether it diverged: make it with a comparison, or .astype(bool)")
    return data["diverged"]


def write_label(data: xarray.Dataset, name: str) -> str:
    """The words for a parameter or a result on an axis: its `long_name`, with its `units` where it has any."""
    attributes, dtype = data[name].attrs, data[name].dtype
    words = str(attributes.get("long_name", name.replace("_", " ")))
    units = attributes.get("units") or (np.datetime_data(dtype)[0] if dtype.kind == "m" else "")
    return label(f"{words} ({units})" if units else words)


def write_place(value: Any) -> str:
    """A value of a parameter in words: a number, a date or a category."""
    if isinstance(value, str):
        return label(value)
    return write_dates([value])[0] if isinstance(value, np.datetime64) else number_text(value)
