"""Figures: deterministic SVG with words inside, the data beside it, and every kind in the same style."""

import csv
import io
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
import pytest
import xarray
from numpy.typing import NDArray

from gdreport import Descent, GradientDescent, ReportError, Results
from gdreport.catalogue import named
from gdreport.figures import draw, epochs_to_reach, family, final_against, heat_map, landscape
from gdreport.figures.drawing import Drawing, _draw
from gdreport.figures.plotted_data import round_digits
from gdreport.figures.style import RC
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


@cache
def draw_kind(kind: str) -> Drawing:
    return draw(*KINDS[kind])


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_results_give_the_same_bytes(kind: str) -> None:
    assert draw(*KINDS[kind]) == draw_kind(kind)


@pytest.mark.parametrize("kind", KINDS)
def test_a_screen_reader_finds_title_and_description(kind: str) -> None:
    drawing = draw_kind(kind)
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
    root = ET.fromstring(draw_kind(kind).svg)
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
    alt = draw(landscape(wave), RATES).alt
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


def spread(values: list[float], **options: Any) -> Any:
    data = xarray.Dataset({"end": ("rate", values)}, {"rate": [0.25, 0.3, 0.35, 0.4]})
    return draw(final_against("rate", value="end", **options), data)


@pytest.mark.parametrize("size", [1.0, -1.04, 1e-7, 1e12])
def test_runs_that_differ_in_digits_which_are_not_drawn_stand_on_one_line_in_the_middle(size: float) -> None:
    seen: list[Any] = []

    def spy(axes: Any, results: Results) -> None:
        final_against("rate", value="end")(axes, results)
        seen.append(axes)

    values = [size * (1 + k * 1e-11) for k in range(4)]
    draw(spy, xarray.Dataset({"end": ("rate", values)}, {"rate": [0.25, 0.3, 0.35, 0.4]}))
    low, high = seen[0].get_ylim()
    assert low < size < high
    assert high - low == pytest.approx(abs(size) / 10)


@pytest.mark.parametrize(
    ("values", "options"),
    [([np.nan] * 4, {}), ([1.0, 2.0, 3.0, 4.0], {"ylim": (5, 6)}), ([1.0] * 4, {"xlim": (3, 4)}), ([np.inf] * 4, {})],
    ids=["no number", "above the data", "beside the data", "no finite number"],
)
def test_an_empty_figure_is_an_error(values: list[float], options: dict[str, Any]) -> None:
    with pytest.raises(ReportError, match="the figure is empty"):
        spread(values, **options)


@pytest.mark.parametrize(
    "make",
    [
        lambda: final_against("start", xlabl="x"),  # type: ignore[call-arg]
        lambda: family("start", each="epochs", xlabl="x"),  # type: ignore[call-arg]
        lambda: epochs_to_reach(xlabl="x"),  # type: ignore[call-arg]
        lambda: heat_map(x="start", y="epochs", xlabl="x"),  # type: ignore[call-arg]
        lambda: landscape(wave, xlabl="x"),  # type: ignore[call-arg]
    ],
)
def test_a_misspelt_option_is_refused_where_it_is_written(make: Callable[[], Any]) -> None:
    with pytest.raises(ReportError, match="has no parameter 'xlabl'") as caught:
        make()
    assert "did you mean 'xlabel'?" in str(caught.value)


def labelled(text: str) -> Callable[..., None]:
    def draw_it(axes: Any, results: Results) -> None:
        axes.plot([1, 2], [1, 2], label=text)
        axes.set_xlabel(text)

    return draw_it


def test_a_label_of_the_data_is_text_and_an_authors_may_be_mathematics() -> None:
    data = xarray.Dataset({"v": ("n", [1.0, 2.0])}, {"n": ("n", [1, 2], {"long_name": "$x_$", "units": "US$"})})
    assert draw(final_against("n", value="v"), data).alt.startswith("v against $x_$ (US$).")
    assert draw(labelled("$x^2$"), RATES).alt.startswith("y against $x^2$.")
    with pytest.raises(ReportError, match=r"the label '\$x_\$' is no mathematics"):
        draw(labelled("$x_$"), RATES)


def test_a_label_is_short() -> None:
    draw(labelled("a" * 200), RATES)
    with pytest.raises(ReportError, match="has 10,000 characters"):
        draw(labelled("a" * 10_000), RATES)


HOUSE_STYLE_ALONE = """
import sys, matplotlib
from gdreport.experiment import Results
from gdreport.figures import draw, heat_map
import numpy as np, xarray
dates = np.array(["2020-01-02", "2020-03-05"], dtype="M8[ns]")
data = xarray.Dataset({"v": (("m", "n"), [[1e-5, 2e5], [3.0, 4.0]])}, {"m": [0.1, 0.2], "n": [1.0, 2.0]})
for figure in (heat_map(x="n", y="m", value="v"), lambda axes, results: axes.plot(dates, [0.00001, 123456.7], label="a-b")):
    found = draw(figure, data, copies=True)
    for part in (found.svg, found.narrow, found.pdf, found.csv):
        sys.stdout.buffer.write(part)
"""
USERS_OWN = """
text.usetex: True
font.family: serif
axes.grid: False
axes.grid.axis: x
axes.xmargin: 0.4
axes.autolimit_mode: round_numbers
axes.formatter.limits: -1, 1
axes.formatter.use_mathtext: True
axes.unicode_minus: False
date.autoformatter.month: %m!
date.epoch: 2000-01-01T00:00:00
timezone: Asia/Tokyo
figure.dpi: 300
savefig.bbox: tight
savefig.dpi: 17
lines.linewidth: 9
svg.fonttype: none
xtick.direction: in
xtick.minor.visible: True
"""


def test_a_users_own_matplotlibrc_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "matplotlibrc").write_text(USERS_OWN)
    drawn = [
        subprocess.run([sys.executable, "-c", HOUSE_STYLE_ALONE], env=os.environ | more, check=True, capture_output=True).stdout
        for more in ({}, {"MATPLOTLIBRC": str(tmp_path / "matplotlibrc")})
    ]
    assert len(drawn[0]) > 10_000
    assert drawn[0] == drawn[1]


def test_what_an_experiment_sets_before_does_not_count_and_is_kept() -> None:
    before = draw(final_against("start"), STARTS)
    with matplotlib.rc_context({"axes.grid": False, "lines.linewidth": 9}):
        assert draw(final_against("start"), STARTS) == before
        assert matplotlib.rcParams["lines.linewidth"] == 9


def test_rounding_keeps_nine_digits_and_what_is_not_finite() -> None:
    values = [1 / 3, 1e-300, 1e300, 0.0, np.inf, np.nan, -123456.7890123]
    np.testing.assert_allclose(round_digits(values), values, rtol=1e-9)
    assert round_digits([0.1 + 0.2]).tolist() == [0.3]


def test_a_figure_is_drawn_once_and_laid_out_twice() -> None:
    calls = []

    def figure(axes: Any, results: Any) -> None:
        calls.append(axes)
        for n in range(4):
            axes.plot([0, 1], [n, n + 1], label=f"a label of some length, {n}")

    found = draw(figure, RATES)
    assert len(calls) == 1
    heights = [
        float(re.findall(r'<g id="patch_2">\s*<path d="M \S+ \S+ H \S+ V (\S+)', part.decode())[0])
        for part in (found.svg, found.narrow)
    ]
    assert heights[1] > heights[0], "the narrow legend has more rows"
    assert [b"a label of some length, 3" in part for part in (found.svg, found.narrow)] == [True, True]


def test_less_ink_changes_no_word_and_no_address() -> None:
    def figure(axes: Any, results: Any) -> None:
        axes.plot([0, 1, 2], [0, 1, 0], label="0.123456")
        axes.scatter([1], [0.5]).set_urls(["https://example.org/1.23456"])

    svg = draw(figure, RATES).svg.decode()
    assert "<!-- 0.123456 -->" in svg
    assert "https://example.org/1.23456" in svg
    assert not re.search(r' d="[^"]*\.\d{3}', svg)


def test_the_margin_makes_room_for_long_numbers_along_the_height() -> None:
    def draw_near_one(axes: Any, results: Results) -> None:
        axes.plot([0, 1], [0.9999975, 1.0])

    def left(draw_some: Any) -> float:
        with matplotlib.rc_context(RC):
            figure = _draw(draw_some, xarray.Dataset())
        return float(figure.subplotpars.left * figure.get_size_inches()[0])

    def draw_near_half(axes: Any, results: Results) -> None:
        axes.plot([0, 1], [0.4, 0.6])

    assert left(draw_near_half) == pytest.approx(0.79)
    assert left(draw_near_one) == pytest.approx(0.79 + 0.3)
