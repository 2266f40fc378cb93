"""What a measure leaves out, it must say."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import xarray
from helpers import call, edit

from gdreport.errors import ReportError
from gdreport.page.reductions import REDUCTIONS, state_what_is_left_out

RUNS = xarray.DataArray([1.0, np.nan, 3.0], dims="run", name="reached_at", coords={"run": [1, 2, 3]})


@pytest.mark.parametrize("name", [n for n in REDUCTIONS if n not in {"quantile", "argmax", "argmin"}])
def test_a_reduction_that_passes_over_a_run_has_to_say_so(name: str) -> None:
    with state_what_is_left_out():
        with pytest.raises(ReportError, match=rf"{name}\(\) leaves out 1 of 3 values of reached_at, which are NaN"):
            getattr(RUNS, name)()
        getattr(RUNS, name)(skipna=True)
        getattr(RUNS.where(RUNS.notnull()), name)()
        getattr(RUNS.dropna("run"), name)()


def test_a_where_excuses_only_what_it_leaves_out() -> None:
    rates = xarray.DataArray([0.1, 0.2, 9.0], dims="run")
    with state_what_is_left_out():
        with pytest.raises(ReportError, match="leaves out 2 of 3"):
            RUNS.where(rates < 1).max()
        with pytest.raises(ReportError, match="which are NaN"):
            abs(RUNS.where(RUNS.notnull()) - 1).max()


@pytest.mark.parametrize(
    "reduce",
    [
        lambda d: d.max(),
        lambda d: d["a"].variable.max(),
        lambda d: d["a"].groupby("kind").max(),
        lambda d: d.coarsen(run=3).mean(),
        lambda d: d["a"].weighted(d["a"].fillna(1)).mean(),
    ],
)
def test_datasets_variables_and_groups_have_to_say_so_too(reduce: Callable[[xarray.Dataset], object]) -> None:
    data = xarray.Dataset({"a": ("run", [1.0, np.nan, 3.0])}, {"kind": ("run", ["x", "x", "y"])})
    with state_what_is_left_out(), pytest.raises(ReportError, match="leaves out 1 of 3"):
        reduce(data)


def test_a_sum_of_nothing_but_missing_values_is_no_zero() -> None:
    with state_what_is_left_out(), pytest.raises(ReportError, match="leaves out 2 of 2"):
        xarray.DataArray([np.nan, np.nan]).sum()


def test_a_reduction_of_nothing_is_a_sentence_or_for_a_variation_nothing() -> None:
    with state_what_is_left_out(), pytest.raises(ReportError, match=r"max\(\) of nothing: no value is left"):
        RUNS[RUNS > 9].max()
    with state_what_is_left_out(missing=True):
        assert np.isnan(RUNS[RUNS > 9].max())
        assert np.isnan(RUNS.max()), "what is said of all runs is not known where one has no value"


def test_outside_measures_nothing_is_changed() -> None:
    with state_what_is_left_out():
        pass
    assert float(RUNS.max()) == 3.0


def test_every_run_ends_below_zero_is_not_published_where_one_is_lost(tiny: Path) -> None:
    edit(tiny / "experiments/valley.py", "return {", 'reached = results["reached_at"].max()\n    return {"reached": reached, ')
    done = call("build", cwd=tiny)
    assert done.status == 2
    assert "experiments/valley.py:28: max() leaves out 2 of 4 values of reached_at, which are NaN" in done.err
    assert "say max(skipna=True), or select with where()" in done.err
