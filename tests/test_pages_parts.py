"""Numbers, tables, mathematics and comparison: the parts of a page."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdreport import Experiment, GradientDescent, ReportError
from gdreport.checking.differences import changes
from gdreport.checking.texts import close, text_difference
from gdreport.mkdocs_site.mathml import convert
from gdreport.objectives.catalogue import cubic, wave
from gdreport.page.number_filters import number, number_text, percent
from gdreport.tables import checked, runs_table, stationary_points, to_csv, to_html


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_the_full_value_of_a_number_is_in_the_markup(value: float) -> None:
    assert float(number(value).split('"')[1]) == value


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
        number(value)
    with pytest.raises(ReportError):
        percent(value)


@given(st.floats(min_value=1e-9, max_value=1e5))
def test_a_bound_stays_true_when_it_is_rounded(value: float) -> None:
    def read(text: str) -> float:
        return float(
            text.replace(",", "").replace(" × 10⁻", "e-").replace("10⁻", "1e-").translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789"))
        )

    assert read(number_text(value, 2, "up")) >= value * (1 - 1e-12)
    assert read(number_text(value, 2, "down")) <= value * (1 + 1e-12)


def test_a_table_says_in_words_where_a_run_diverged_or_did_not_arrive() -> None:
    results = Experiment(
        objective=cubic, optimizer=GradientDescent(learning_rate=0.1), start=[0.0, 2.0, 2.577], epochs=12, bound=1e6, tolerance=1e-4
    ).run()
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


def test_tables_have_captions_heads_and_nine_digits_as_csv() -> None:
    rows = checked(stationary_points(wave)(Experiment.__new__(Experiment)))  # type: ignore[arg-type]
    assert len(rows) == 9
    html = to_html(rows, "Points < 10 & more")
    assert "<caption><span>Points &lt; 10 &amp; more</span></caption>" in html
    assert html.count('<th scope="col"') == 5
    assert "−1.42887" in html
    assert to_csv(rows).decode().splitlines()[4] == "minimum,-1.42887001,-0.89387529,1.0015128,1.99697897"


@pytest.mark.parametrize("rows", [[], None, "text", [1], [{"a": 1}, {"b": 2}]])
def test_what_is_not_a_table_is_refused(rows: Any) -> None:
    with pytest.raises(ReportError):
        checked(rows)


def test_mathematics_becomes_mathml_and_a_wrong_formula_is_named() -> None:
    assert convert(wave.latex, display=True).startswith('<math display="block">')
    with pytest.raises(ReportError, match="cannot be read"):
        convert(r"\frac{1}{")


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("0.1 0.2", "0.1 0.2000000001", True),
        ("0.1 0.2", "0.1 0.20001", False),
        ("0.1 0.2", "0.1 0.2 0.3", False),
        ("#0b5fa5", "#0b5fa6", False),
        ("a −1.5", "a −1.5", True),
        ("a −1.5", "a 1.5", False),
        ("inf", "nan", False),
        ("ends", "end", False),
        ("1e-14", "0", True),
    ],
)
def test_texts_are_compared_by_words_and_numbers(old: str, new: str, same: bool) -> None:
    assert (text_difference(old, new, 1e-8, 1e-12) is None) is same


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ('<g id="a"><path d="M 1.0 2.0"/></g>', '<g id="b"><path d="M 1.000001 2.0"/></g>', True),
        ('<path d="M 1.0 2.0"/>', '<path d="M 1.0001 2.0"/>', False),
        ('<path style="fill: #112233"/>', '<path style="fill: #112234"/>', False),
        ("<!-- learning rate -->", "<!-- learning rates -->", False),
    ],
)
def test_drawings_are_compared_without_ids_and_to_a_hundred_thousandth_of_a_pixel(old: str, new: str, same: bool) -> None:
    found = list(changes({"a.svg": old.encode()}, {"a.svg": new.encode()}, drawings=True))
    assert (found == []) is same
    assert list(changes({"a.svg": old.encode()}, {"a.svg": new.encode()}, drawings=False)) == []


def test_numbers_are_close_within_the_tolerance_and_infinities_only_to_themselves() -> None:
    assert close(1.0, 1.0 + 5e-10, 1e-9, 1e-12)
    assert not close(1.0, 1.0 + 5e-9, 1e-9, 1e-12)
    assert close(0.0, 5e-13, 1e-9, 1e-12)
    assert close(float("nan"), float("nan"), 1e-9, 1e-12)
    assert close(np.inf, np.inf, 1e-9, 1e-12)
    assert not close(np.inf, -np.inf, 1e-9, 1e-12)
    assert not close(np.inf, 1e300, 1e-9, 1e-12)
