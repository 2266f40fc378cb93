"""No sentence states more digits than agree when every start moves by one unit in the last place."""

from pathlib import Path

import pytest
from helpers import FRESH, ROOT, call, edit

CODE = """
from gdreport import Descent, Experiment, GradientDescent, Objective, uniform
from gdreport.figures import final_against

cubic = Objective("x**3 / 3 - x", domain=(-2, 2))
starts = uniform(-0.5, 0.5, count=2000, seed=1)

experiment = Experiment(
    run=Descent(cubic, GradientDescent(learning_rate=1.45), start=starts, epochs=200),
    figures={"ends": final_against("start")},
)


def measures(results):
    return {"spread": float(results["final"].std())}
"""
WORDS = """# Does a large step settle?

{% finding spread > 0.5 %}
No: after {{ 200 | given }} epochs the runs stand {{ spread | number(1) }} apart, as a standard deviation.
{% endfinding %}

{{ figure("ends", caption="The last iterate against the start") }}
"""
PYTHON = "experiments/shaken.py"


@pytest.fixture
def shaken(tmp_path: Path) -> Path:
    """A report of one experiment that is chaotic: a rounding error decides where its runs end."""
    (tmp_path / "experiments").mkdir()
    (tmp_path / PYTHON).write_text(CODE)
    (tmp_path / "experiments/shaken.md").write_text(WORDS)
    (tmp_path / "pyproject.toml").write_text("[tool.gdreport]\n")
    return tmp_path


def test_no_word_of_this_report_hangs_on_the_last_bit_of_a_start() -> None:
    done = call("check", "--perturb", cwd=ROOT)
    assert (done.status, done.out) == (0, FRESH), done.err


def test_measures_that_a_last_bit_moves_must_be_marked_chaotic(shaken: Path) -> None:
    assert call("build", cwd=shaken).status == 0
    done = call("check", "--perturb", cwd=shaken)
    lines = done.out.splitlines()
    assert done.status == 1
    assert lines[0] == "changed: docs/experiments/shaken: not the same when every start moves by one unit in the last place"
    assert lines[1].startswith("  measure spread: 0.8")
    assert lines[-1].endswith("or measure statistics that do not move, and give the Experiment chaotic=True")


def test_a_chaotic_experiment_is_compared_by_its_statistics_and_first_epochs(shaken: Path) -> None:
    edit(shaken / PYTHON, "epochs=200),", "epochs=200),\n    chaotic=True,\n    rtol=0.05,")
    assert call("build", "--twice", cwd=shaken).status == 0
    edit(shaken / PYTHON, "rate=1.45", "rate=1.450000001")
    answer = call("check", cwd=shaken).out
    assert "  parameter learning_rate: 1.45 -> 1.450000001" in answer
    assert "\n  iterate" not in answer, "within the stated tolerance"
    assert "\n  data ends.csv" in answer, "another machine is forgiven where single runs go, an edit is not"
    edit(shaken / PYTHON, "rate=1.450000001", "rate=1.3")
    answer = call("check", cwd=shaken).out
    assert "  measure spread" in answer
    assert "  iterate epoch 10" in answer


def test_an_edit_of_a_chaotic_experiment_is_drawn_anew(shaken: Path) -> None:
    edit(shaken / PYTHON, "epochs=200),", "epochs=200),\n    chaotic=True,\n    rtol=0.05,")
    assert call("build", cwd=shaken).status == 0
    before = (shaken / "docs/experiments/shaken/ends.csv").read_bytes()
    edit(shaken / PYTHON, "rate=1.45", "rate=1.450000001")
    assert call("build", cwd=shaken).status == 0
    assert (shaken / "docs/experiments/shaken/ends.csv").read_bytes() != before
    assert call("check", "--rerun", cwd=shaken).out == FRESH


def test_a_chaotic_experiment_with_steady_measures_is_fresh_however_its_runs_end(shaken: Path) -> None:
    edit(shaken / PYTHON, "epochs=200),", "epochs=200),\n    chaotic=True,")
    edit(shaken / PYTHON, 'float(results["final"].std())', 'float(results["final"].max() < 9)')
    edit(shaken / "experiments/shaken.md", "spread > 0.5", "spread > 0.5 about='whether all stay'")
    edit(
        shaken / "experiments/shaken.md", "the runs stand {{ spread | number(1) }} apart, as a standard deviation", "none has left"
    )
    assert call("build", cwd=shaken).status == 0
    done = call("check", "--perturb", cwd=shaken)
    assert (done.status, done.out) == (0, FRESH)


def test_a_page_that_is_stale_cannot_be_perturbed(shaken: Path) -> None:
    done = call("check", "--perturb", cwd=shaken)
    assert (done.status, done.err.splitlines()[1]) == (2, "  remedy: run `gdreport build`")
