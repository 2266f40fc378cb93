"""Formulas are read when a page is made, and a title is plain text where no markup is read."""

import json
from pathlib import Path

import pytest
from helpers import call, edit, read_page

from gdreport.page.formulas import Formula, find_formulas

PYTHON, WORDS = "experiments/valley.py", "experiments/valley.md"
RUN = """class Own:
    def run(self):
        return descent.run()

    def statement(self):
        return "Of $\\\\nosuch{x}$."


experiment = Experiment(
    run=Own(),"""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a $x$ and \\$5 and $y$", ["x", "y"]),
        ("costs $5 and $6", []),
        ("`$x$` ``a ` $y$`` $z$", ["z"]),
        ("```\n$x$\n```\n$$\na\n\nb\n$$\n\\(c\\) \\[d\\]", ["a\n\nb", "c", "d"]),
        ("$a\n\nb$ $c$", ["c"]),
        ("<div>\n$x$\n</div>\n<div markdown>\n$y$\n</div>\n<!-- $z$ -->", ["y"]),
        ("---\ntitle: $x$\n---\n\\begin{align*}a&=b\\end{align*}", ["\\begin{align*}a&=b\\end{align*}"]),
        ("$$x$$ is $y$", ["x", "y"]),
    ],
)
def test_formulas_are_found_where_the_site_finds_them(text: str, found: list[str]) -> None:
    assert [f.latex for f in find_formulas(text)] == found


def test_a_formula_knows_its_line_and_whether_it_stands_alone() -> None:
    assert [*find_formulas("a\n\n$x$\n\n$$y$$")] == [Formula("x", 3, False), Formula("y", 5, True)]


def test_a_formula_that_cannot_be_read_is_a_mistake_of_build_and_check_once_each_with_its_line(built: Path) -> None:
    edit(built / WORDS, "The largest learning rate diverges.", "The largest learning rate diverges: $\\frac{x$.")
    edit(built / WORDS, "{{ table(", "Since $x^{ {{ lost | number }} }$, $\\left( {{ lost | number }}$\n\n{{ table(")
    edit(built / PYTHON, "experiment = Experiment(\n    run=descent,", RUN)
    sentences = [
        f"{PYTHON}:24: the formula \\nosuch{{x}} cannot be read: Unknown command",
        f"{WORDS}:10: the formula \\frac{{x cannot be read: Expected closing token",
        f"{WORDS}:13: the formula \\left( 1 cannot be read: ",
    ]
    for command in ("build", "check"):
        done = call(command, cwd=built)
        assert done.status == 2
        told = sorted(line for line in done.err.splitlines() if "cannot be read" in line)
        assert len(told) == len(sentences), done.err
        assert all(line.startswith(sentence) for line, sentence in zip(told, sorted(sentences), strict=True)), done.err


def test_a_number_in_a_formula_is_part_of_it_and_still_a_value_of_the_page(tiny: Path) -> None:
    edit(tiny / WORDS, "{{ table(", "As $x < {{ largest | number(2) }}$ and $n = {{ 20 | given }}$ say.\n\n{{ table(")
    done = call("build", cwd=tiny)
    assert (done.status, done.err) == (0, "")
    assert "\nAs $x < 0.12$ and $n = 20$ say.\n" in read_page(tiny, "valley")
    edit(tiny / PYTHON, "epochs=20", "epochs=21")
    edit(tiny / WORDS, "20 | given", "21 | given")
    out = call("check", cwd=tiny).out
    assert "measure largest: 0.121576654591 -> 0.109418989132" in out, out


def test_a_title_with_numbers_and_markup_is_plain_in_the_tab_and_in_the_list(tiny: Path) -> None:
    edit(tiny / WORDS, "# Where do runs", "# Where do {{ lost | number }} of *runs* in $x^2$, {{ 20 | given }} epochs of `it`,")
    assert call("build", cwd=tiny).err == ""
    title = "Where do 1 of runs in x^2, 20 epochs of it, in a valley end?"
    page = read_page(tiny, "valley")
    assert json.loads(page.split("\n")[1].removeprefix("title: ")) == title
    assert call("list", cwd=tiny).out == f"valley  fresh  {title}\n"
