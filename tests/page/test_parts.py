"""Numbers, tables, marks and mathematics: the parts of a page."""

import re
from html import unescape
from types import SimpleNamespace
from typing import Any

import commonmark
import numpy as np
import pytest
import xarray
from hypothesis import given
from hypothesis import strategies as st

from gdreport import Descent, GradientDescent, ReportError
from gdreport.catalogue import named
from gdreport.escaping import clean, escape_markdown
from gdreport.number_text import number_text
from gdreport.objectives.catalogue import cubic, wave
from gdreport.page.formulas import convert
from gdreport.page.marks import MARK, Marks, in_digits
from gdreport.page.measures import measure
from gdreport.page.number_filters import Ledger, write_number, write_percent
from gdreport.page.table_html import check_rows, to_csv, to_html
from gdreport.tables import runs_table, stationary_points


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_the_full_value_of_a_number_is_in_the_markup(value: float) -> None:
    marks = Marks()
    published = float(marks.fill(write_number(Ledger(marks, {}), value)).split('"')[1])
    assert published == pytest.approx(value, rel=1e-8), "nine digits are the same on every machine"


@given(st.floats(min_value=-1e12, max_value=1e12, allow_nan=False), st.integers(min_value=1, max_value=12))
def test_a_number_is_written_with_the_digits_it_claims(value: float, digits: int) -> None:
    text = (
        number_text(value, digits)
        .replace("−", "-")
        .replace(",", "")
        .replace(" × 10", "e")
        .translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789"))
    )
    text = text.replace("-10-", "-1e-") if text.startswith(("10-", "-10-")) and "e" not in text else text
    text = text if "e" in text or not text.startswith("10-") else "1e-" + text[3:]
    if abs(value) >= 1e6 and "e" not in text and not float(value).is_integer():
        return  # a bare power of ten, read elsewhere
    if abs(value) < 1e6 and float(value).is_integer():
        assert float(text) == value
    elif "e" in text or abs(value) < 1e6:
        assert float(text) == pytest.approx(value, rel=10.0 ** (1 - digits), abs=0)


@pytest.mark.parametrize("value", [float("nan"), "0.1", None, [1.0, 2.0], True])
def test_what_is_not_one_number_is_not_printed_as_one(value: Any) -> None:
    with pytest.raises(ReportError):
        write_number(Ledger(Marks(), {}), value)
    with pytest.raises(ReportError):
        write_percent(Ledger(Marks(), {}), value)


@given(st.floats(min_value=1e-9, max_value=1e5))
def test_a_bound_stays_true_when_it_is_rounded(value: float) -> None:
    def read(text: str) -> float:
        return float(
            text.replace(",", "").replace(" × 10⁻", "e-").replace("10⁻", "1e-").translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789"))
        )

    assert read(number_text(value, 2, "up")) >= value * (1 - 1e-12)
    assert read(number_text(value, 2, "down")) <= value * (1 + 1e-12)


def test_a_table_says_in_words_where_a_run_diverged_or_did_not_arrive() -> None:
    rule = GradientDescent(learning_rate=0.1)
    results = Descent(cubic, rule, start=[0.0, 2.0, 2.577], epochs=12, bound=1e6, tolerance=1e-4).run()
    rows = runs_table("final", "reached_at", "diverged_at")(results)
    assert rows[0] == {
        "start": 0.0,
        "final iterate": "diverged",
        "epochs to the minimum": "–",
        "epoch of divergence": 6.0,
    }
    assert rows[1]["epochs to the minimum"] == "not reached"
    assert rows[1]["epoch of divergence"] == "did not diverge"
    assert rows[2]["epochs to the minimum"] == results["reached_at"].values[2]


def test_a_run_in_two_variables_that_diverged_has_the_columns_of_the_others() -> None:
    results = Descent(named("himmelblau"), GradientDescent(learning_rate=[0.01, 5.0]), start=[0, 0], epochs=50).run()
    rows = check_rows(runs_table("final", "reached_at")(results))
    assert rows[1] == {
        "learning rate": 5.0,
        "final iterate, x": "diverged at epoch 6",
        "final iterate, y": "diverged at epoch 6",
        "epochs to the minimum": "–",
    }


def test_dates_are_dates_in_a_table() -> None:
    data = xarray.Dataset({"v": ("day", [1.0])}, {"day": np.array(["2020-01-02"], dtype="M8[ns]")})
    assert check_rows(runs_table("v")(data)) == [{"day": "2020-01-02", "v": 1.0}]


def test_what_the_data_hold_cannot_pass_for_a_mark() -> None:
    marks = Marks()
    text = marks.write("cell", "c", "form", "x", "a\x020\x03\nb\x00")
    assert marks.fill(text) == "a\ufffd0\ufffd b\ufffd"


def test_tables_have_captions_heads_and_nine_digits_as_csv() -> None:
    rows = check_rows(stationary_points(wave)(xarray.Dataset()))
    assert len(rows) == 9
    html = to_html(rows, "Points < 10 & more")
    assert "<caption><span>Points &#60; 10 &#38; more</span></caption>" in html
    assert html.count('<th scope="col"') == 5
    assert "−1.42887" in html
    assert to_csv(rows).decode().splitlines()[4] == "minimum,-1.42887001,-0.89387529,1.0015128,1.99697897"


@pytest.mark.parametrize("rows", [[], None, "text", [1], [{"a": 1}, {"b": 2}], [{"a": np.zeros(3)}]])
def test_what_is_not_a_table_is_refused(rows: Any) -> None:
    with pytest.raises(ReportError):
        check_rows(rows)


def test_mathematics_becomes_mathml_and_a_wrong_formula_is_named() -> None:
    assert convert(wave.rule.latex() or "", display=True).startswith('<math display="block">')
    with pytest.raises(ReportError, match="cannot be read"):
        convert(r"\frac{1}{")


TEXT = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")))


@given(st.lists(st.tuples(TEXT, st.one_of(st.floats(), st.integers(), TEXT), TEXT), max_size=8))
def test_what_is_written_as_a_mark_is_read_back(parts: list[tuple[str, Any, str]]) -> None:
    marks, text = Marks(), ""
    for before, value, html in parts:
        text += before + marks.write("cell", "name", "form", value, html, html)
    read = marks.read(text)
    assert in_digits([v.value for v in read]) == in_digits([value for _, value, _ in parts])
    assert marks.fill(text) == "".join(before + clean(html) for before, _, html in parts)
    assert marks.make_skeleton(text) == "".join(f"{before}[cell: form]" for before, _, _ in parts)
    assert not MARK.search(marks.fill(text))


def test_two_pages_that_differ_in_measured_values_have_one_skeleton() -> None:
    skeletons = []
    for value in (0.25, 0.75):
        marks = Marks()
        text = f"ends at {write_number(Ledger(marks, {}), value, 2, name='end')} of it"
        skeletons.append(marks.make_skeleton(text))
        assert marks.list_by_line(text) == {"1": {"number end": [str(value)]}}
    assert skeletons[0] == skeletons[1] == "ends at [number: end 2 digits nearest] of it"


@pytest.mark.parametrize("value", ["9" * 1001, 10**1000], ids=["text", "number"])
def test_a_cell_and_a_measure_are_short(value: Any) -> None:
    with pytest.raises(ReportError, match="row 1 has more than 1000 characters in 'c'"):
        check_rows([{"c": value}])
    module: Any = SimpleNamespace(measures=lambda results: {"m": value})
    with pytest.raises(ReportError, match="the measure 'm' has more than 1000 characters"):
        measure(module, xarray.Dataset())


@given(st.text())
def test_an_escaped_text_is_the_text_in_html_and_nothing_in_markdown(text: str) -> None:
    escaped = escape_markdown(text)
    assert unescape(escaped) == clean(text)
    html = re.sub(r"^<p>|</p>$", "", commonmark.commonmark(escaped).strip())
    assert "<" not in html
    assert unescape(html).split() == clean(text).split()
