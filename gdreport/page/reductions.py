"""What a measure leaves out, it must say: xarray's max, min, mean and the like pass over NaN without a word."""

import contextlib
import warnings
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

import numpy as np
import xarray

from gdreport.errors import ReportError

REDUCTIONS = ("max", "min", "mean", "sum", "prod", "std", "var", "median", "quantile", "argmax", "argmin", "idxmax", "idxmin")
STATED = "gdreport: what is left out is stated"  # among a DataArray's attributes


@contextlib.contextmanager
def state_what_is_left_out(*, missing: bool = False) -> Iterator[None]:
    """Within this, a reduction over values of which some are NaN is an error, unless it says ``skipna=`` or follows a ``where``.

    `missing`: such a reduction, and one over nothing, is NaN in place of an error, and NumPy does not warn: for runs that were
    not asked for.
    For a process of the run's own, since it is done to xarray's class.

    >>> runs = xarray.DataArray([1.0, np.nan, 3.0])
    >>> with state_what_is_left_out():
    ...     float(runs.max(skipna=True)), float(runs.where(runs < 2).max())
    (3.0, 1.0)
    """
    changed = {name: _require_statement(name, getattr(xarray.DataArray, name), missing=missing) for name in REDUCTIONS}
    changed["where"] = _mark(xarray.DataArray.where)
    kept = {name: getattr(xarray.DataArray, name) for name in changed}
    for name, method in changed.items():
        setattr(xarray.DataArray, name, method)
    try:
        with np.errstate(all="ignore" if missing else None), warnings.catch_warnings():
            if missing:
                warnings.simplefilter("ignore")
            yield
    finally:
        for name, method in kept.items():
            setattr(xarray.DataArray, name, method)


def _require_statement(name: str, method: Callable[..., Any], *, missing: bool) -> Callable[..., Any]:
    @wraps(method)
    def reduce(self: xarray.DataArray, *arguments: Any, **options: Any) -> Any:
        if self.size == 0 and name not in {"sum", "prod"}:
            if missing:
                return xarray.DataArray(np.nan)
            raise ReportError(
                f"{name}() of nothing: no value is left", remedy="look at what was selected, and whether any run is like it"
            )
        if options.get("skipna") is None and STATED not in self.attrs and self.dtype.kind == "f":
            left_out = int(np.isnan(self.values).sum())
            if 0 < left_out < self.size and missing:
                return xarray.DataArray(np.nan)
            if 0 < left_out < self.size:
                of = "a selection" if self.name is None else self.name
                what = f"{name}() leaves out {left_out} of {self.size} values of {of}, which are NaN"
                raise ReportError(
                    what, remedy=f"a run may have diverged or not arrived: say {name}(skipna=True), or select with where()"
                )
        return method(self, *arguments, **options)

    return reduce


def _mark(where: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(where)
    def select(self: xarray.DataArray, *arguments: Any, **options: Any) -> Any:
        return where(self, *arguments, **options).assign_attrs({STATED: True})

    return select
