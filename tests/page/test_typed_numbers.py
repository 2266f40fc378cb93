"""Typed numbers: a table of sentences that pass and of sentences that fail."""

from pathlib import Path

import pytest
from helpers import call, edit
from jinja2 import Environment

from gdreport.page.typed_numbers import find_typed_in_claims, find_typed_in_expressions, find_typed_numbers

PASS = [
    "No digit at all: half of the runs, twice as many, a hundred.",
    "{{ gap | number }} between {{ low | number(2) }} and {{ high | percent }}",
    "{% observe gap < 1e-4 %} close {% endobserve %}",
    "{# 100 #}",
    "the 1st, 2nd, 3rd and 25th start",
    "as of 2026-11-23, or 23 November 2026",
    "the rate `0.1`, or ``0.1 ` 0.2``",
    "```python\nepochs = 1000\n```",
    "the factor $1 - \\eta f''$ and $$x_0 = 3$$",
    "the L2 norm, x2, f1 and SHA256",
    "[the page](../2d/page-3.md)",
    "see https://example.org/2026/11",
    '<span style="width: 20px">wide</span>',
    "<!-- 1000 -->",
    "1. a list\n2. with numbers",
    "Before it.\n\n1. a list\n   over two lines\n2. with numbers",
    "![a picture](a.png){: width=200 }",
]
FAIL = [
    ("within 1e-4", [("1e-4", 1)]),
    ("After 1000 epochs", [("1000", 1)]),
    ("from −1.43 to 4.3", [("−1.43", 1), ("4.3", 1)]),
    ("first line\n\nthird line: 50 %", [("50", 3)]),
    ("964,006 epochs", [("964,006", 1)]),
    ("about ½ of them", [("½", 1)]),
    ("## The 25 starts", [("25", 1)]),
    ("{{ a | number }} of 25", [("25", 1)]),
    ("`code` and 3 more", [("3", 1)]),
    ("a range of 0.01-0.1", [("0.01", 1), ("-0.1", 1)]),
    ("(2)", [("2", 1)]),
    ("x = 3", [("3", 1)]),
    ("10⁻⁵", [("10", 1), ("⁵", 1)]),
    ("a paragraph of about\n99. The others are faster.", [("99", 2)]),
    ("It`s 99 epochs.\n\nThat`s all", [("99", 1)]),
    ("With gap <eps all 99 runs arrive, with gap >eps none", [("99", 1)]),
    ("It costs $99 or $ more", [("99", 1)]),
    ("⅛ of them", [("⅛", 1)]),
]


@pytest.mark.parametrize("words", PASS, ids=[words.replace("\n", " ") for words in PASS])
def test_this_passes(words: str) -> None:
    assert list(find_typed_numbers(words)) == []


@pytest.mark.parametrize(("words", "found"), FAIL, ids=[words.replace("\n", " ") for words, _ in FAIL])
def test_this_fails(words: str, found: list[tuple[str, int]]) -> None:
    assert [(t.text, t.line) for t in find_typed_numbers(words)] == found


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ('{{ figure("a", caption="After 1,000 epochs of 0.1") }}\n{{ figure("b", caption="After 999") }}', [("999", 2)]),
        ('{{ figure("a", "After 999 epochs") }}', [("999", 1)]),
        ("{{ 42 | number }} and {{ (2 * 0.77) | percent }}", [("42", 1), ("2", 1)]),
        ("{{ gap | number(2) }} and {{ (3 * gap) | number }} and {{ 0.1 | given }}", []),
        ('{{ "in 99 runs" }}', [("99", 1)]),
        ('{{ table("runs", caption="Each run", digits=3) }}', []),
        ("{% set y = 0.000123 %}{{ y | number }}", [("y", 1)]),
        ("{% set y = gap / 2 %}{% set z = y %}{{ z | number(1) }}", []),
        ("{{ 1847 | string }} and {{ 5 ~ '' }}", [("1847", 1), ("5", 1)]),
        ('{{ "x%s" | format("1") }} {{ "a" | replace("a", "77") }}', [("1", 1), ("77", 1)]),
        ('{% set y = "12 runs" %}{{ y }}', [("12", 1)]),
        ("{% macro m(x) %}{{ x | number }}{% endmacro %}{{ m(gap) }} {{ m(99) }}", [("99", 1)]),
        ("{% for x in [1, 2] %}{{ x | number }}{% endfor %}{% for y in results %}{{ y | number }}{% endfor %}", [("x", 1)]),
        ("{{ range(42) | length | number }} {{ gap | number(unit='of 42 runs') }}", [("42", 1), ("42", 1)]),
        ('{% set v = "4" ~ " and 2" %}{% set w = ["7 runs"] %}{{ v }}', [("4", 1), ("2", 1), ("7", 1)]),
        ('{{ ["42"][0] }}', [("42", 1)]),
        ("{{ 1847 | cited }}, {{ '3.11' | cited }}, {{ text | truncate(9) }}, {{ 'a' if gap > 2 else 'b' }}", []),
    ],
    ids=[
        "captions",
        "positional caption",
        "formats",
        "measures",
        "text",
        "digits",
        "set",
        "set from a measure",
        "made a string",
        "arguments of filters",
        "set text",
        "macro",
        "loop",
        "globals and units",
        "joined and listed",
        "taken out of a list",
        "cited",
    ],
)
def test_a_number_typed_inside_an_expression_is_found(words: str, found: list[tuple[str, int]]) -> None:
    template = Environment(autoescape=True).from_string("").environment
    template.filters |= {"number": str, "percent": str, "given": str, "cited": str}
    assert [(t.text, t.line) for t in find_typed_in_expressions(template.parse(words), [1000.0, 0.1], ["gap"])] == found


@pytest.mark.parametrize(
    "words",
    ["_42 epochs_", "__17 runs__", "&#x34;&#50; runs", "&frac12; of them", "\u2463 runs", "\u2082 runs", "\u0664\u0662 runs"],
)
def test_a_number_in_another_dress_is_a_number(words: str) -> None:
    assert list(find_typed_numbers(words))


def test_the_words_of_a_claim_state_no_number_but_a_parameter() -> None:
    words = '{% claim "1000 epochs of 0.2" expected="holds" when=a %}'
    assert [t.text for t in find_typed_in_claims(words, [1000.0])] == ["0.2"]


def test_words_that_are_included_are_read_too(tiny: Path) -> None:
    (tiny / "experiments/parts").mkdir()
    (tiny / "experiments/parts/more.md").write_text("All 777 runs arrive.\n")
    edit(tiny / "experiments/valley.md", "{{ table(", '{% include "parts/more.md" %}\n\n{{ table(')
    assert "experiments/parts/more.md:1: the number 777 is typed in the words" in call("build", cwd=tiny).err


def test_the_commands_name_file_and_line_and_obey_the_setting(tiny: Path) -> None:
    edit(tiny / "experiments/valley.md", "The largest learning rate diverges.", "The rate 2.5 diverges.")
    done = call("build", cwd=tiny)
    assert done.status == 2
    assert "experiments/valley.md:10: the number 2.5 is typed in the words" in done.err
    edit(tiny / "pyproject.toml", "[tool.gdreport]", '[tool.gdreport]\ntyped_numbers = "warn"')
    done = call("build", cwd=tiny)
    assert done.status == 0
    assert "warning: experiments/valley.md:10: the number 2.5 is typed in the words" in done.err
    edit(tiny / "pyproject.toml", '"warn"', '"never"')
    assert "one of error, warn, off" in call("build", cwd=tiny).err
    edit(tiny / "pyproject.toml", '"never"', '"off"')
    edit(tiny / "experiments/valley.md", "rate 2.5", "rate 2.6")
    done = call("build", cwd=tiny)
    assert (done.status, done.err) == (0, "")


def test_a_given_number_equals_a_parameter(tiny: Path) -> None:
    edit(tiny / "experiments/valley.md", "The largest learning rate diverges.", "The rate {{ 2.5 | given }} diverges.")
    assert call("build", cwd=tiny).status == 0
    page = (tiny / "docs/experiments/valley/index.md").read_text(encoding="utf-8")
    assert 'The rate <data class="gd-given" value="2.5">2.5</data> diverges.' in page
    assert '<data value="1" title="lost = 1" tabindex="0">1</data>' in page
    edit(tiny / "experiments/valley.md", "2.5 | given", "2.6 | given")
    assert "experiments/valley.md:10: 2.6 is no parameter of the experiment; the nearest is 2.5" in call("build", cwd=tiny).err
