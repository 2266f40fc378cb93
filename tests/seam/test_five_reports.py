"""Pages of any computation: one descent, several, two variables, functions in thirty, and no descent at all."""

import json
from pathlib import Path

import pytest
from helpers import DATA, FRESH, call, copy_report, edit, read_page
from pytest_regressions.file_regression import FileRegressionFixture

from gdreport.page.marks import without_full_values

PAGES = {
    "one": "one descent",
    "several": "several descents",
    "two_variables": "a descent in two variables",
    "functions": "functions of thirty variables, over a CSV",
    "timing": "a function that is no descent",
    "fit": "a run of one's own that is no descent",
}


@pytest.fixture(scope="session")
def seam(tmp_path_factory: pytest.TempPathFactory) -> Path:
    report = copy_report("seam", tmp_path_factory.mktemp("seam"))
    done = call("build", cwd=report)
    assert done.status == 0, done.err
    return report


@pytest.mark.parametrize("name", PAGES, ids=PAGES.values())
def test_the_page_is_the_one_a_reviewer_has_read(name: str, seam: Path, file_regression: FileRegressionFixture) -> None:
    page = without_full_values(read_page(seam, name.replace("_", "-")))  # whose last digits may differ between machines
    file_regression.check(page, fullpath=DATA / f"seam/{name}.expected.md", encoding="utf-8")


def test_all_of_them_are_fresh_and_stay_so_when_starts_move_by_a_last_bit(seam: Path) -> None:
    for options in ([], ["--rerun"], ["--perturb"]):
        done = call("check", *options, cwd=seam)
        assert (done.status, done.out) == (0, FRESH), done.err


def test_what_a_page_is_without_is_said_by_list_and_by_the_build(seam: Path) -> None:
    lines = call("list", cwd=seam).out.splitlines()
    assert [line.strip() for line in lines if "no explorer" in line or "no compiled" in line] == [
        "no explorer: the objective has 30 variables",
        "no compiled loop: the objective is not a formula",
        "no explorer: the objective has 2 variables",
    ]


def test_inputs_of_a_run_that_is_no_descent_are_traced(seam: Path) -> None:
    manifest = json.loads((seam / "docs/experiments/timing/manifest.json").read_text())
    assert sorted(manifest["inputs"]["files"]) == ["experiments/times.csv", "experiments/timing.md", "experiments/timing.py"]
    assert not (seam / "docs/experiments/timing/experiment.js").exists()
    assert "numpy" in manifest["inputs"]["versions"]
    assert "cftime" not in manifest["inputs"]["versions"], "that xarray finds it hangs on what else is installed"


def test_another_measurement_is_answered_number_by_number(seam: Path, tmp_path: Path) -> None:
    copy = copy_report("seam", tmp_path)
    assert call("build", "timing", "fit", cwd=copy).status == 0
    edit(copy / "experiments/times.csv", "0.641", "0.642")
    answer = call("check", "timing", "fit", cwd=copy).out
    assert "measure growth: 4.05696202532 -> 4.06329113924 (+0.16 %)" in answer
    assert "table times-table.csv: 800,0.641 -> 800,0.642" in answer
    assert "measure power: " in answer


def test_what_is_declared_is_an_input_too(tmp_path: Path) -> None:
    report = copy_report("seam", tmp_path)
    for name in ("one", "several", "two_variables", "functions", "timing"):
        for suffix in ("py", "md"):
            (report / f"experiments/{name}.{suffix}").unlink()
    edit(report / "experiments/fit.py", "run=Line()", 'run=Line(), reads=["experiments/*.csv", "nothing/*.nc"]')
    assert call("build", cwd=report).status == 0
    inputs = json.loads((report / "docs/experiments/fit/manifest.json").read_text())["inputs"]
    assert {"experiments/points.csv", "experiments/times.csv"} <= set(inputs["files"])
    assert set(inputs["patterns"]) == {"experiments/*.csv", "nothing/*.nc"}
    edit(report / "experiments/points.csv", "label", "sign")
    assert "experiments/points.csv:1 changed" in call("check", cwd=report).out
    (report / "nothing").mkdir()
    (report / "nothing/new.nc").write_bytes(b"")
    assert "the files that nothing/*.nc finds changed" in call("check", cwd=report).out
