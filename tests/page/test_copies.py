"""What measures, a figure or a table does to the results, the next one does not see."""

from pathlib import Path

from helpers import call, edit

CODE = "experiments/valley.py"


def test_each_reader_of_the_results_has_its_own(tiny: Path) -> None:
    assert call("build", cwd=tiny).status == 0
    before = (tiny / "docs/experiments/valley/ends.csv").read_bytes()
    edit(
        tiny / CODE,
        "def measures(results):\n",
        'def measures(results):\n    results = results.copy()\n    results["final"] = results["final"]\n',
    )
    assert call("build", cwd=tiny).status == 0
    for spoil in (
        'results["final"] = results["final"] * 2',
        'results["final"].attrs["long_name"] = "spoilt"',
        "results.attrs.clear()",
    ):
        edit(tiny / CODE, "def measures(results):\n", f"def measures(results):\n    {spoil}\n")
    edit(tiny / CODE, "abs(settled).max()", "abs(settled).max() / 2")
    assert call("build", cwd=tiny).status == 0
    assert (tiny / "docs/experiments/valley/ends.csv").read_bytes() == before


def test_values_cannot_be_changed_in_place(tiny: Path) -> None:
    edit(tiny / CODE, "def measures(results):\n", 'def measures(results):\n    results["final"].values[0] = 7\n')
    done = call("build", cwd=tiny)
    assert (done.status, "an array is changed that others read too" in done.err) == (2, True)
