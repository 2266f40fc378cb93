"""What a value along an axis is in words, where it is no number: a date, a category."""

from collections.abc import Callable
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from gdreport.escaping import clean
from gdreport.number_text import number_text, write_dates

MICROSECONDS = 24 * 60 * 60 * 10**6  # of a day, in which Matplotlib counts
InWords = Callable[[NDArray[Any]], list[str]]


def find_words(axis: Any) -> InWords | None:
    """How values along an axis are written; None where they are numbers."""
    if is_of_dates(axis):
        return _write_days
    formatter = _find_info(axis, "majfmt")
    return None if type(formatter).__name__ != "StrCategoryFormatter" else lambda values: _write_categories(formatter, values)


def is_of_dates(axis: Any) -> bool:
    """Whether dates stand along an axis."""
    from matplotlib.dates import DateLocator

    return isinstance(_find_info(axis, "majloc"), DateLocator)


def _find_info(axis: Any, name: str) -> object:
    """What the converter of an axis, which makes numbers of what is drawn, would have there, whatever its author put there."""
    converter = axis.get_converter() if hasattr(axis, "get_converter") else axis.converter  # the former since Matplotlib 3.10
    return None if converter is None else getattr(converter.axisinfo(axis.get_units(), axis), name, None)


def _write_days(days: NDArray[Any]) -> list[str]:
    from matplotlib import dates

    there, matplotlib_dates = np.isfinite(days), cast("Any", dates)  # which has no types
    since = np.round(np.where(there, days, 0.0) * MICROSECONDS).astype("timedelta64[us]")
    return write_dates(np.where(there, np.datetime64(matplotlib_dates.get_epoch(), "us") + since, np.datetime64("NaT", "us")))


def _write_categories(formatter: Any, places: NDArray[Any]) -> list[str]:
    """The names of categories; the number of a place between two of them."""
    known = [bool(np.isfinite(p)) and float(p).is_integer() for p in places]
    names = formatter.format_ticks([p if k else -1 for p, k in zip(places, known, strict=True)])
    return [clean(n) if k else "" if np.isnan(p) else number_text(p) for p, n, k in zip(places, names, known, strict=True)]
