"""Conditions: what they compare, by how much, as measured and as printed; and the bond between them and their sentences."""

from pathlib import Path

import jinja2
import pytest
from helpers import call, edit
from jinja2 import nodes

from gdreport.errors import ReportError
from gdreport.page.conditions import Condition, require_bond, write_expression
from gdreport.page.verdicts import describe_comparison

WORDS = "experiments/valley.md"


def read(text: str) -> Condition:
    environment = jinja2.Environment(autoescape=True)
    template = environment.parse(f"{{{{ {text} }}}}")
    output = template.body[0]
    assert isinstance(output, nodes.Output)
    return Condition(text, output.nodes[0], environment)


@pytest.mark.parametrize(
    ("text", "values", "said"),
    [
        ("gap < 1e-4", {"gap": 2e-5}, ["gap = 2 × 10⁻⁵ is below 0.0001, by a factor of 5"]),
        ("a < x < b", {"a": -1.0, "x": 0.5, "b": 0.52}, ["a = −1 is below x = 0.5, by 1.5", "x = 0.5 is below b = 0.52, by 0.02"]),
        ("a + b == n and n >= 3", {"a": 1, "b": 2, "n": 3}, ["a + b = 3 equals n = 3", "n = 3 is at least 3, exactly"]),
        ("(a - b) * 2 > -c", {"a": 3.0, "b": 1.0, "c": 1.0}, ["(a - b) * 2 = 4 is above -c = −1, by 5"]),
        ("x > y", {"x": float("inf"), "y": 1.0}, ["x = ∞ is above y = 1"]),
        ("kind == 'saddle'", {"kind": "saddle"}, ["kind = saddle equals 'saddle'"]),
    ],
    ids=["factor", "chain", "equality", "arithmetic", "infinite", "text"],
)  # fmt: skip
def test_each_comparison_is_told_with_its_margin(text: str, values: dict[str, object], said: list[str]) -> None:
    assert [describe_comparison(c) for c in read(text).compare(values)] == said


@pytest.mark.parametrize("text", ["a - (b - c)", "(a + b) * c", "a + b * c", "a.max()", "-a", "abs(a - 1)", "a ** 2 / b"])
def test_an_expression_is_written_as_it_was(text: str) -> None:
    assert write_expression(read(text).expression) == text


def test_a_printed_value_counts_where_sizes_are_compared_and_not_where_equality_is_asked() -> None:
    condition = read("largest < bound and largest == top")
    values = {"largest": 1.996, "bound": 1.997, "top": 1.996}
    assert condition.is_true(values)
    assert condition.is_true(values, {"bound": 1.998})
    assert not condition.is_true(values, {"bound": 1.99})
    assert not condition.is_true(values, {"largest": 2.0})


def test_a_number_that_is_rounded_past_its_bound_fails_the_build(tiny: Path) -> None:
    edit(tiny / WORDS, "largest < 0.2", "largest < 0.125")
    done = call("build", cwd=tiny)
    assert done.status == 1
    assert "experiments/valley.md:3: this sentence is false as it is printed: largest is printed as 0.13" in done.err
    assert 'remedy: round a bound away from what it bounds: number(2, rounding="up")' in done.err
    edit(tiny / WORDS, 'number(2, rounding="up")', "number(3)")
    assert call("build", cwd=tiny).status == 0


@pytest.mark.parametrize(
    ("printed", "sentence", "about", "remedy"),
    [
        ({"gap"}, "It ends within 0.1.", "", None),
        (set(), "The gap is small.", "", None),
        (set(), "It is small.", "the gap", None),
        ({"other"}, "It ends within 0.1.", "", "put a measure that the sentence prints into the condition"),
        (set(), "It is small.", "", 'print a measure of the condition, or say what it is: about="the runs that diverge"'),
    ],
    ids=["printed", "named", "about", "another printed", "nothing"],
)
def test_a_sentence_and_its_condition_speak_of_the_same_things(
    printed: set[str], sentence: str, about: str, remedy: str | None
) -> None:
    condition = read("gap < 1")
    if remedy is None:
        require_bond(condition, printed, sentence, about, {"gap", "other"})
        return
    with pytest.raises(ReportError) as error:
        require_bond(condition, printed, sentence, about, {"gap", "other"})
    assert error.value.remedy == remedy


def test_about_is_read_after_a_condition_and_shown_behind_the_mark(tiny: Path) -> None:
    edit(tiny / WORDS, "about='the runs that diverge'", "about=3 + 4")
    assert f"{WORDS}:9: about= of an observation cannot be read" in call("build", cwd=tiny).err
    edit(tiny / WORDS, "about=3 + 4", 'about="the <runs>"')
    assert call("build", cwd=tiny).status == 0
    assert "<p>About the &lt;runs&gt;.</p>" in (tiny / "docs/experiments/valley/index.md").read_text()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("largest | number(2", "largest | abs | number(2", "the sentence prints largest | abs, which the condition"),
        ("largest | number(2", "(10 * largest) | number(2", "the sentence prints 10 * largest, which the condition"),
        ("lost > 0", "lost is gt(0),", "compares by the test 'gt'"),
        ("The largest learning rate diverges.", "", "the sentence is empty"),
        ("about='the runs that diverge'", "about='-'", "the sentence neither prints nor names"),
        ("about='the runs that diverge'", "about='x' if lost else 'y'", "cannot be read"),
        ("{{ table(", "{% macro lost() %}{% endmacro %}{{ table(", "the measure 'lost' is given another meaning in the words"),
        ("{{ table(", '<data title="x">5</data>{{ table(', "'<data' is typed in the words"),
        ("{{ table(", '<p class="gd-checked">checked</p>{{ table(', "'gd-checked' is typed in the words"),
        ("{{ table(", "{{ lost | cited }}{{ table(", "the measure 'lost' is cited"),
    ],
    ids=["filter", "scale", "test", "empty", "no words about", "no text about", "macro", "data", "forged mark", "cited measure"],
)
def test_what_would_bring_a_mark_onto_another_sentence_is_refused(tiny: Path, old: str, new: str, said: str) -> None:
    edit(tiny / WORDS, old, new)
    done = call("build", cwd=tiny)
    assert (done.status, said in done.err) == (2, True), done.err


def test_the_condition_that_is_shown_is_the_one_that_is_judged(tiny: Path) -> None:
    edit(tiny / WORDS, "{% finding largest", "{# {% finding largest < 9 %} #}{% finding largest")
    assert call("build", cwd=tiny).status == 0
    assert "<code>largest &lt; 0.2 and lost == 1</code>" in (tiny / "docs/experiments/valley/index.md").read_text()


def test_measures_that_remember_are_no_measures(tiny: Path) -> None:
    edit(
        tiny / "experiments/valley.py", "def measures(results):\n", "calls = []\n\n\ndef measures(results):\n    calls.append(1)\n"
    )
    edit(tiny / "experiments/valley.py", '"lost": int', '"calls": len(calls), "lost": int')
    done = call("build", cwd=tiny)
    assert done.status == 2
    assert "measures(results) gives calls = 1 the first time and 10 the second, of the same results" in done.err
