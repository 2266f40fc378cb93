"""What a notebook shows of each thing that is the last line of a cell."""

from typing import Any

import numpy as np
import pytest
from IPython.core.formatters import DisplayFormatter

from gdreport import Descent, GradientDescent, Objective, draw, tabulate
from gdreport.errors import ReportError
from gdreport.figures import final_against
from gdreport.tables import runs_table

VALLEY = Objective("x**2 / 2", domain=(-2, 2))
WALK = Descent(VALLEY, GradientDescent(learning_rate=[0.1, 0.5]), start=1.0, epochs=3)


def show(value: object) -> dict[str, str]:
    """What Jupyter's kernel sends to the notebook, by format."""
    formatter: Any = DisplayFormatter()
    formats: dict[str, str] = formatter.format(value)[0]
    return formats


def test_an_objective_shows_its_formula_and_its_domain() -> None:
    assert show(VALLEY)["text/latex"] == r"$$f(x) = x^{2} / 2, \qquad -2 \leq x \leq 2$$"
    plane = Objective("x**2 + y**2", domain={"x": (-1, 1), "y": (0, 2)})
    assert show(plane)["text/latex"].endswith(r", \qquad -1 \leq x \leq 1, \; 0 \leq y \leq 2$$")
    loss = Objective.from_functions(lambda w: w @ w, lambda w: 2 * w, variables=["a", "b"])
    assert list(show(loss)) == ["text/plain"], "functions have no formula"


def test_a_descent_shows_what_it_computes_and_all_that_it_was_told() -> None:
    text = show(WALK)["text/markdown"]
    assert text.startswith(WALK.statement())
    rows = dict(line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| "))
    assert rows.keys() - {"parameter"} == {name.replace("_", " ") for name in WALK.parameters()}
    assert rows["learning rate"] == "0.1, 0.5"


def test_results_show_every_value_by_name() -> None:
    html = show(WALK.run())["text/html"]
    assert all(name in html for name in ("learning_rate", "final_value", "reached_at", "epochs to the minimum"))


def test_a_drawing_shows_the_figure_of_a_page() -> None:
    drawing = draw(final_against("learning_rate"), WALK.run())
    assert show(drawing)["image/svg+xml"].encode() == drawing.svg


def test_a_table_shows_its_rows_with_and_without_a_caption() -> None:
    results = WALK.run()
    html = show(tabulate(runs_table("final"), results, "Two <rates>", digits=2))["text/html"]
    assert "<caption><span>Two &#60;rates&#62;</span></caption>" in html
    assert '<td class="n">0.73' in html, "0.729 in two digits"
    bare = show(tabulate(runs_table("final"), results))["text/html"]
    assert "<caption>" not in bare
    assert 'aria-label="Table"' in bare
    with pytest.raises(ReportError, match="a table is array"):
        tabulate(lambda data: np.asarray(data["final"]), results)
