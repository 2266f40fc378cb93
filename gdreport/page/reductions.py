"""What is left out must be said: xarray's max, min, mean and the like pass over NaN without a word."""

import contextlib
import sys
import warnings
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

import numpy as np
import xarray

from gdreport.errors import ReportError
from gdreport.number_text import count_text

REDUCTIONS = ("max", "min", "mean", "sum", "prod", "std", "var", "median", "quantile", "argmax", "argmin", "idxmax", "idxmin")
_SOME = xarray.DataArray([1.0, 2.0], dims="run", name="some", coords={"kind": ("run", [0, 1])})
# What reduces in parts: classes that each version of xarray keeps elsewhere.
INDIRECT = tuple(
    type(part) for some in (_SOME, _SOME.to_dataset()) for part in (some.groupby("kind"), some.weighted(_SOME), some.coarsen(run=2))
)
CLASSES = (xarray.DataArray, xarray.Dataset, xarray.Variable, *INDIRECT)


@contextlib.contextmanager
def state_what_is_left_out(*, missing: bool = False) -> Iterator[None]:
    """Within this, a reduction over values of which some are NaN is an error, unless it says ``skipna=`` or ``where`` made them so.

    `missing`: such a reduction, and one over nothing, is NaN in place of an error, and NumPy does not warn: for runs that were
    not asked for. For a process of the run's own, since it is done to xarray's classes.

    >>> runs = xarray.DataArray([1.0, np.nan, 3.0])
    >>> with state_what_is_left_out():
    ...     float(runs.max(skipna=True)), float(runs.where(runs < 2).max(skipna=True))
    (3.0, 1.0)
    """
    selected: list[Any] = []  # the arrays whose NaN are those that a `where` left out
    kept = [(kind, name, getattr(kind, name)) for kind in CLASSES for name in (*REDUCTIONS, "where") if hasattr(kind, name)]
    for kind, name, method in kept:
        if name == "where" and kind is xarray.DataArray:
            setattr(kind, name, _remember(method, selected))
        elif name != "where":
            setattr(kind, name, _require_statement(name, method, selected, missing=missing))
    try:
        with np.errstate(all="ignore" if missing else None), warnings.catch_warnings():
            if missing:
                warnings.simplefilter("ignore")
            yield
    finally:
        for kind, name, method in kept:
            setattr(kind, name, method)


def _require_statement(name: str, method: Callable[..., Any], selected: list[Any], *, missing: bool) -> Callable[..., Any]:
    @wraps(method)
    def reduce(self: Any, *arguments: Any, **options: Any) -> Any:
        if options.get("skipna") is not None or sys._getframe(1).f_globals.get("__name__", "").startswith("xarray."):
            return method(self, *arguments, **options)  # stated, or asked by xarray in the course of another
        for array in _list_arrays(self):
            if array.size == 0 and name not in {"sum", "prod"}:
                what = f"{name}() of nothing: no value is left"
                remedy = "look at what was selected, and whether any run is like it"
            elif array.dtype.kind == "f" and not any(array is known for known in selected) and np.isnan(array).any():
                of = getattr(self, "name", None)
                count = (
                    f"{int(np.isnan(array).sum())} of {count_text(array.size, 'value')} of {'a selection' if of is None else of}"
                )
                what = f"{name}() leaves out {count}, which are NaN"
                remedy = f"a run may have diverged or not arrived: say {name}(skipna=True), or select with where()"
            else:
                continue
            if missing:
                return xarray.DataArray(np.nan)
            raise ReportError(what, remedy=remedy)
        return method(self, *arguments, **options)

    return reduce


def _list_arrays(reduced: Any) -> list[Any]:
    """The NumPy arrays that something reduces."""
    if isinstance(reduced, INDIRECT):
        reduced = getattr(reduced, "_obj", None) if hasattr(reduced, "_obj") else reduced.obj
    if isinstance(reduced, xarray.Dataset):
        return [variable.values for variable in reduced.data_vars.values()]
    return [reduced.values]


def _remember(where: Callable[..., Any], selected: list[Any]) -> Callable[..., Any]:
    """`where` leaves out what it says; a NaN that was there already is not said by it."""

    @wraps(where)
    def select(self: xarray.DataArray, condition: Any, *arguments: Any, **options: Any) -> Any:
        result = where(self, condition, *arguments, **options)
        chosen = where(self.fillna(0.0), condition, *arguments, **options) if self.dtype.kind == "f" else result
        if int(np.isnan(chosen.values).sum() if chosen.dtype.kind == "f" else 0) == int(np.isnan(result.values).sum()):
            selected.append(result.values)
        return result

    return select
