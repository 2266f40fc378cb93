"""Dates and categories along an axis are dates and categories in the data, in the description and in what an author may say."""

import csv
import io
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import xarray

from gdreport import ReportError, tabulate
from gdreport.figures import draw, family, final_against, heat_map
from gdreport.tables import runs_table

WEEKS = np.arange("2024-01-01", "2024-02-05", 7, dtype="datetime64[D]").astype("datetime64[ns]")
LEVELS = xarray.Dataset(
    {"level": ("date", [1.0, 4.0, 2.0, 0.0, 3.0]), "both": (("date", "site"), np.arange(10.0).reshape(5, 2))},
    {"date": WEEKS, "site": ["north", "south"]},
)


def read(figure: Callable[..., Any], results: xarray.Dataset, column: int) -> list[str]:
    return [row[column] for row in csv.reader(io.StringIO(draw(figure, results).csv.decode()))][1:]


def scatter(axes: Any, results: xarray.Dataset) -> None:
    axes.scatter(results["date"], results["level"], label="level")


def bars(axes: Any, results: xarray.Dataset) -> None:
    axes.bar(results["date"].values, results["level"].values, label="level")


@pytest.mark.parametrize("figure", [final_against("date", value="level"), scatter, bars], ids=["line", "scatter", "bars"])
def test_dates_are_dates_in_the_data(figure: Callable[..., Any]) -> None:
    assert read(figure, LEVELS, 1) == ["2024-01-01", "2024-01-08", "2024-01-15", "2024-01-22", "2024-01-29"]


def test_dates_are_dates_in_the_description() -> None:
    drawing = draw(final_against("date", value="level"), LEVELS)
    assert drawing.alt == "level against date. level: 5 points, lowest 0 at 2024-01-22, highest 4 at 2024-01-08."


def test_dates_stand_up_an_axis_and_one_that_is_not_there_is_empty() -> None:
    data = xarray.Dataset({"bloom": ("site", np.array(["2024-05-02", "NaT"], "datetime64[ns]"))}, {"site": [1, 2]})
    assert read(final_against("site", value="bloom"), data, 2) == ["2024-05-02", ""]


def test_seconds_are_told_apart_on_an_axis_of_dates() -> None:
    times = np.datetime64("2024-01-01", "ms") + np.arange(4) * np.timedelta64(1500, "ms")
    data = xarray.Dataset({"level": ("time", [0.0, 1.0, 2.0, 3.0])}, {"time": times})
    drawing = draw(final_against("time", value="level"), data)
    assert [line.split(",")[1][-6:] for line in drawing.csv.decode().splitlines()[1:]] == ["00.000", "01.500", "03.000", "04.500"]
    assert len(set(re.findall(r"<!-- [^>]*00:0[0-4][^>]* -->", drawing.svg.decode()))) > 1  # ticks, not years around them


def test_a_heat_map_stands_over_dates_and_categories() -> None:
    figure = heat_map(x="date", y="site", value="both")
    assert read(figure, LEVELS, 1)[:2] == ["2024-01-01", "2024-01-08"]
    assert sorted(set(read(figure, LEVELS, 2))) == ["north", "south"]


def test_categories_are_categories_in_the_data_and_in_the_description() -> None:
    data = xarray.Dataset({"level": ("site", [2.0, 1.0])}, {"site": ["north", "south"]})
    assert read(final_against("site", value="level"), data, 1) == ["north", "south"]
    assert draw(final_against("site", value="level"), data).alt.endswith("lowest 1 at south, highest 2 at north.")


def test_a_family_is_named_by_its_dates() -> None:
    assert read(family("site", each="date", value="both"), LEVELS, 0)[:2] == ["2024-01-01 date"] * 2


def test_an_author_names_dates_in_limits_marks_and_notes() -> None:
    day = np.datetime64("2024-01-15")
    figure = final_against("date", value="level", mark=day, xlim=(WEEKS[0], WEEKS[3]), notes=[(day, 2.0, "here")])
    assert "date 2024-01-15: 2 at 2024-01-15." in draw(figure, LEVELS).alt


def test_a_mark_that_is_no_date_is_refused_among_dates() -> None:
    with pytest.raises(ReportError, match=r"mark is 3\n  remedy: mark is a value of the parameter, as 2024-01-01 is"):
        draw(final_against("date", value="level", mark=3), LEVELS)


def test_a_duration_has_its_unit_on_its_axis() -> None:
    data = xarray.Dataset({"level": ("lag", [2.0, 1.0])}, {"lag": np.array([1, 2], "timedelta64[s]")})
    assert draw(final_against("lag", value="level"), data).alt.startswith("level against lag (s).")


def test_dates_along_the_narrow_drawing_are_few_enough_to_be_read() -> None:
    ticks = re.findall(r"<!-- (2024-[\d-]+) -->", draw(final_against("date", value="level"), LEVELS).narrow.decode())
    assert 1 < len(ticks) < 4


def test_a_column_of_dates_has_the_unit_that_its_finest_needs() -> None:
    assert [row["date"] for row in tabulate(runs_table("level"), LEVELS).rows][:2] == ["2024-01-01", "2024-01-08"]


@pytest.mark.parametrize("method", ["bar", "barh"])
def test_the_description_of_bars_says_which_is_highest(method: str) -> None:
    def drawn(axes: Any, results: xarray.Dataset) -> None:
        getattr(axes, method)(["north", "south"], [2.0, 1.0], label="level")

    assert draw(drawn, LEVELS).alt == "y against x. level: 2 points, lowest 1 at south, highest 2 at north."


def test_points_with_error_bars_have_their_label() -> None:
    def drawn(axes: Any, results: xarray.Dataset) -> None:
        axes.errorbar([1, 2], [3.0, 4.0], yerr=[0.5, 0.5], label="level")

    assert read(drawn, LEVELS, 0)[:2] == ["level", "level"]
    assert draw(drawn, LEVELS).alt == "y against x. level: 2 points, lowest 3 at 1, highest 4 at 2."
