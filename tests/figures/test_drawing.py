"""Figures: deterministic SVG with words inside, the data beside it, and every kind in the same style."""

import csv
import io
import xml.etree.ElementTree as ET
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import xarray
from numpy.typing import NDArray

from gdreport import Descent, GradientDescent, ReportError, Results
from gdreport.catalogue import named
from gdreport.figures import draw, epochs_to_reach, family, final_against, heat_map, landscape
from gdreport.figures.plotted_data import round_digits
from gdreport.objectives.catalogue import cubic, wave

SVG = "{http://www.w3.org/2000/svg}"


def run(**changes: Any) -> Results:
    rate = changes.pop("learning_rate", 0.1)
    parameters: dict[str, Any] = {"objective": wave, "start": 0.0, "epochs": 300} | changes
    return Descent(optimizer=GradientDescent(learning_rate=rate), **parameters).run()


RATES = run(learning_rate=np.linspace(0.01, 0.1, 7))
GRID = run(learning_rate=np.linspace(0.01, 0.1, 7), epochs=[10, 30, 100])
STARTS = run(start=np.linspace(-5, 5, 11))
CUBIC = run(objective=cubic, start=[0.0, 1.0, 2.0, 3.0], bound=1e6)

TWO = Descent(named("himmelblau"), GradientDescent(learning_rate=0.01), start=[[0, 0], [1, 1], [-1, 2]], epochs=50).run()
TIMES = xarray.Dataset(
    {"seconds": ("size", [0.1, 0.4, 0.9], {"units": "s"})}, {"size": ("size", [10, 20, 30], {"long_name": "problem size"})}
)

KINDS: dict[str, tuple[Callable[..., None], Any]] = {
    "landscape": (landscape(wave), RATES),
    "landscape with runs": (landscape(wave, runs=True, stationary=False), STARTS),
    "final against start": (final_against("start", levels=[(-1.43, "minimum")], mark=-5.0), STARTS),
    "final against start, diverged": (final_against("start", ylim=(0, 5)), CUBIC),
    "final against learning rate, log": (final_against("learning_rate", joined=True, xlog=True), RATES),
    "family": (family("learning_rate", each="epochs"), GRID),
    "heat map": (heat_map(x="learning_rate", y="epochs"), GRID),
    "one of two variables": (final_against("start", variable="y"), TWO),
    "results of no descent": (final_against("size", value="seconds"), TIMES),
    "one of several runs": (final_against("start", of="starts"), {"starts": STARTS, "rates": RATES}),
    "epochs to reach": (epochs_to_reach(theory=lambda rate: 9.6 / rate), RATES),
}


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode())))


def column(data: bytes, series: str, name: str) -> NDArray[np.float64]:
    return np.array([float(r[name]) for r in rows(data) if r["series"] == series])


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_results_give_the_same_bytes(kind: str) -> None:
    figure, results = KINDS[kind]
    assert draw(figure, results) == draw(figure, results)


@pytest.mark.parametrize("kind", KINDS)
def test_a_screen_reader_finds_title_and_description(kind: str) -> None:
    figure, results = KINDS[kind]
    drawing = draw(figure, results)
    root = ET.fromstring(drawing.with_title("Where <runs> end & why")[0])
    assert root.get("role") == "img"
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert title.text == "Where <runs> end & why"
    assert description is not None
    assert description.text == drawing.alt
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"


@pytest.mark.parametrize("kind", KINDS)
def test_no_text_of_a_figure_is_an_image_and_nothing_is_fetched(kind: str) -> None:
    figure, results = KINDS[kind]
    root = ET.fromstring(draw(figure, results).svg)
    assert not list(root.iter(f"{SVG}image"))
    targets = [v for e in root.iter() for k, v in e.attrib.items() if k.endswith("href")]
    assert all(t.startswith("#") for t in targets)


def test_the_csv_holds_what_the_results_hold() -> None:
    data = draw(final_against("start"), STARTS).csv
    np.testing.assert_allclose(column(data, "final iterate", "start"), STARTS["start"], rtol=1e-8)
    np.testing.assert_allclose(column(data, "final iterate", "final iterate"), STARTS["final"], rtol=1e-8)


def test_the_heat_map_has_its_axes_the_right_way_round() -> None:
    drawing = draw(heat_map(x="learning_rate", y="epochs"), GRID)
    found = {(float(r["learning rate"]), float(r["epochs"])): float(r["final iterate"]) for r in rows(drawing.csv)}
    assert len(found) == 21
    for rate in GRID["learning_rate"].values:
        for epochs in GRID["epochs"].values:
            nearest = next(at for at in found if at == pytest.approx((rate, epochs), rel=1e-8))
            assert found[nearest] == pytest.approx(GRID["final"].sel(learning_rate=rate, epochs=epochs).item(), rel=1e-8)
    assert drawing.alt.startswith("learning rate across, epochs up.")


def test_diverged_runs_are_drawn_at_the_edge_never_left_out() -> None:
    data = draw(final_against("start", ylim=(0, 5)), CUBIC).csv
    assert column(data, "diverged", "start").tolist() == [0, 1]
    assert [r["final iterate"] for r in rows(data) if r["series"] == "diverged"] == ["", ""], "they have no value there"
    assert column(data, "final iterate", "start").tolist() == [2, 3]


def test_a_guide_across_the_axes_is_one_coordinate_of_data() -> None:
    data = draw(final_against("start", levels=[(-1.43, "minimum")]), STARTS)
    assert [(r["start"], r["final iterate"]) for r in rows(data.csv) if r["series"] == "minimum"] == [("", "-1.43")]
    assert "minimum: a line at −1.43." in data.alt


def test_bars_on_their_side_scatter_colours_and_images_keep_their_values() -> None:
    def mixed(axes: Any, results: Results) -> None:
        axes.barh([0, 1], [10, 20], label="bars")
        axes.scatter([5], [0.5], c=[7.0], label="coloured")
        axes.imshow([[1.0, 2.0]], extent=(0, 4, 0, 1), label="picture")

    data = rows(draw(mixed, RATES).csv)
    assert [(r["series"], r["x"], r["y"]) for r in data[:3]] == [("coloured", "5", "0.5"), ("bars", "10", "0"), ("bars", "20", "1")]
    assert list(data[0].values())[3] == "7"
    assert [(r["x"], list(r.values())[3]) for r in data[3:]] == [("1", "1"), ("3", "2")]


def test_an_axis_is_named_in_words_with_its_unit() -> None:
    drawing = draw(final_against("size", value="seconds"), TIMES)
    assert drawing.alt.startswith("seconds (s) against problem size.")


def test_a_click_finds_the_runs_of_any_sweep() -> None:
    targets = draw(final_against("start", of="starts"), {"starts": STARTS, "rates": RATES}).click_targets
    assert targets is not None
    assert (targets["x"]["name"], targets["fixed"]) == ("start", {"learning_rate": 0.1, "epochs": 300})
    assert draw(landscape(wave), RATES).click_targets is None


@pytest.mark.parametrize("levels", [[1.0], [0.5, 1.0]], ids=["one", "two"])
def test_level_lines_are_data_with_a_series_for_each_level(levels: list[float]) -> None:
    def contours(axes: Any, results: Results) -> None:
        x, y = np.meshgrid(np.linspace(-2, 2, 41), np.linspace(-2, 2, 41))
        axes.contour(x, y, np.hypot(x, y), levels)

    data = draw(contours, RATES).csv
    assert {r["series"] for r in rows(data)} == {f"level {level:.6g}" for level in levels}
    for level in levels:
        np.testing.assert_allclose(
            np.hypot(column(data, f"level {level:.6g}", "x"), column(data, f"level {level:.6g}", "y")), level, atol=1e-2
        )


def test_a_family_of_names_is_drawn() -> None:
    data = xarray.Dataset(
        {"seconds": (("function", "size"), [[1.0, 4.0], [1.0, 2.0]])}, {"function": ["plain", "quick"], "size": [10, 20]}
    )
    drawing = draw(family("size", each="function", value="seconds"), data)
    assert "plain: 2 points" in drawing.alt


def test_the_lowest_point_in_the_words_of_a_landscape_is_the_minimum_and_not_one_of_the_grid() -> None:
    alt = draw(landscape(wave), RATES, copies=False).alt
    assert " f(x): 410 points, lowest −0.8939 at −1.429, highest 0.8939 at 1.429." in alt


def test_a_landscape_of_two_variables_is_refused_at_once() -> None:
    with pytest.raises(ReportError, match="functions of one variable, not of 2"):
        landscape(named("himmelblau"))


def test_a_figure_without_data_is_an_error() -> None:
    with pytest.raises(ReportError, match="shows no data"):
        draw(lambda axes, results: axes.text(0.5, 0.5, "words"), RATES)


def test_drawing_cannot_change_the_results() -> None:
    def meddle(axes: Any, results: Results) -> None:
        results["final"][:] = 99.0

    with pytest.raises(ValueError, match="read-only"):
        draw(meddle, RATES)


def test_no_run_that_arrives_is_drawn_without_a_warning() -> None:
    none = run(learning_rate=[0.01, 0.02], epochs=1)
    assert "not reached" in draw(epochs_to_reach(), none).alt


def test_runs_that_do_not_arrive_stand_at_the_upper_edge() -> None:
    data = draw(epochs_to_reach(), RATES).csv
    lost = RATES["learning_rate"][RATES["reached_at"].isnull()].values
    assert len(lost)
    np.testing.assert_allclose(column(data, "not reached", "learning rate"), lost, rtol=1e-8)


def test_the_author_changes_labels_scale_limits_and_notes() -> None:
    seen: dict[str, Any] = {}

    def spy(axes: Any, results: Results) -> None:
        options: dict[str, Any] = {"xlabel": "rate", "ylabel": "end", "xlog": True, "xlim": (0.005, 0.2), "ylim": (-2, 0)}
        final_against("learning_rate", notes=[(0.05, -1.4, "here")], **options)(axes, results)
        seen["labels"] = (axes.get_xlabel(), axes.get_ylabel(), axes.get_xscale(), axes.get_xlim(), axes.get_ylim())
        seen["notes"] = [t.get_text() for t in axes.texts]

    draw(spy, RATES)
    assert seen == {"labels": ("rate", "end", "log", (0.005, 0.2), (-2, 0)), "notes": ["here"]}


def test_an_authors_own_figure_is_drawn_in_the_same_style_with_its_data() -> None:
    def bars(axes: Any, results: Results) -> None:
        axes.bar([1, 2], [3, 4], label="counts")
        axes.scatter([0.5], [1 / 3], label="a point")
        axes.fill_between([0, 1], [0, 1], label="an area")
        axes.set_xlabel("group")

    drawing = draw(bars, RATES)
    assert column(drawing.csv, "counts", "y").tolist() == [3, 4]
    assert column(drawing.csv, "a point", "y").tolist() == [0.333333333]
    assert "an area" in drawing.csv.decode()
    assert b"DejaVuSans" in drawing.svg
    assert drawing.alt.startswith("y against group.")


def test_a_legend_names_each_label_once() -> None:
    svg = draw(landscape(wave, runs=True), STARTS).svg.decode()
    assert svg.count("<!-- start -->") == 1


@pytest.mark.parametrize(
    ("figure", "results", "what"),
    [
        (final_against("start"), RATES, "no sweep over 'start'"),
        (final_against("learning_rate"), GRID, 'choose the kind family("learning_rate", each="epochs")'),
        (heat_map(x="start", y="epochs"), GRID, "no sweep over 'start'"),
        (final_against("start", of="other"), STARTS, "there is no run 'other': the experiment has one"),
        (final_against("start"), {"one": STARTS, "two": STARTS}, "the experiment has 2 runs"),
        (final_against("start", of="tow"), {"one": STARTS, "two": STARTS}, "did you mean 'two'?"),
        (final_against("start", value="finl"), STARTS, "did you mean 'final'?"),
        (final_against("start"), TWO, "final has a value for each variable: x, y"),
        (final_against("start", variable="z"), TWO, "there is no variable 'z'"),
    ],
    ids=[
        "no sweep",
        "two sweeps",
        "heat map",
        "no run",
        "several runs",
        "misspelt run",
        "misspelt result",
        "several variables",
        "no variable",
    ],
)
def test_a_figure_that_does_not_fit_its_results_says_so(figure: Any, results: Any, what: str) -> None:
    with pytest.raises(ReportError) as caught:
        draw(figure, results)
    assert what in str(caught.value)


def test_rounding_keeps_nine_digits_and_what_is_not_finite() -> None:
    values = [1 / 3, 1e-300, 1e300, 0.0, np.inf, np.nan, -123456.7890123]
    np.testing.assert_allclose(round_digits(values), values, rtol=1e-9)
    assert round_digits([0.1 + 0.2]).tolist() == [0.3]
