"""The benchmark's page is what its record says, and what it times side by side gives the same results."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from benchmarks.descents import descend_plainly, lay_out, make_sweep
from benchmarks.kernel import build_kernel
from benchmarks.measuring import QUICK, ROOT, Found, Point, Row, Sizes, take_turns
from benchmarks.page import Record, draw_costs, read_record, write_json, write_page, write_pages, write_text

AGREE = 1e-9
ROWS = [
    Row("descents", "a sweep | of `Descent.run()`", 0.5, "s", "NumPy", 10.0, 0.08, note="scaled"),
    Row("descents", "the same", 0.5, "s", "C", None, 2.5, note="missing: there is no gcc"),
    Row("many", "an experiment more", 3.0, "ms", wanted=2.0),
    Row("fresh", "imports", 0.7, "s"),
]
POINTS = [Point("runs", 10**5, 90.0), Point("runs", 10**6, 9.0), Point("plain NumPy", 10**6, 40.0)]
RECORD = Record(
    "2026-01-02", 5, {"processor": "A <b>", "cores": "2", "system": "Linux", "Python": "3.11"}, ROWS, POINTS, {"a": [0.5]}
)


def test_a_row_is_judged_by_its_ratio_or_where_there_is_no_yardstick_by_itself() -> None:
    assert [row.ratio for row in ROWS] == [0.05, None, None, None]
    assert [row.is_met for row in ROWS] == [True, None, False, None]


def test_a_record_comes_back_from_its_json() -> None:
    assert read_record(write_json(RECORD)) == RECORD


def test_the_page_has_every_row_with_its_verdict(tmp_path: Path) -> None:
    written = write_pages(RECORD, tmp_path)
    assert [file.name for file in written] == ["benchmarks.json", "benchmarks.md", "benchmarks.svg"]
    page = (tmp_path / "benchmarks.md").read_text(encoding="utf-8")
    assert "| a sweep &#124; of `Descent.run()`<br><small>scaled</small> | 500 ms | NumPy: 10 s | 0.05 | ≤ 0.08 | yes |" in page
    assert "| C |  | ≤ 2.5 | missing |" in page
    assert "| an experiment more | 3 ms |  |  | ≤ 2 ms | **no** |" in page
    assert "2026-01-02" in page
    assert "<b>" not in page
    assert "Of 3 wanted bounds 1 is met; 1 could not be judged." in page
    for row in ROWS:
        assert row.what in write_text(RECORD)


def test_a_trial_gives_no_verdict() -> None:
    trial = dataclasses.replace(RECORD, rounds=1)
    assert "yes" not in write_page(trial, None)
    assert "trial" in write_page(trial, None)
    assert "trial" in write_text(trial)


def test_the_committed_page_is_what_its_record_says() -> None:
    file = ROOT / "docs/benchmarks.json"
    if not file.exists():
        pytest.skip("nothing is recorded yet: nox -s bench -- --page")
    record = read_record(file.read_text(encoding="utf-8"))
    drawing = draw_costs(record)
    assert file.with_suffix(".md").read_text(encoding="utf-8") == write_page(record, drawing[1] if drawing else None)
    assert file.with_suffix(".svg").exists() == (drawing is not None)
    if drawing:
        description = drawing[0].decode().partition("<desc")[2].partition("</desc>")[0]
        assert description in file.with_suffix(".svg").read_text(encoding="utf-8")


def test_tasks_take_turns_and_the_first_round_does_not_count() -> None:
    seen: list[str] = []

    def see(name: str) -> float:
        seen.append(name)
        return float(len(seen))

    times = take_turns({"a": lambda: see("a"), "b": lambda: see("b")}, Sizes(rounds=2))
    assert "".join(seen) == "ababab"
    assert times == {"a": [3.0, 5.0], "b": [4.0, 6.0]}


@pytest.mark.parametrize("engine", ["numpy", "compiled"])
def test_descents_agree_with_the_plain_expression(engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GDREPORT_ENGINE", engine)
    sweep = make_sweep(QUICK.side, QUICK.side, 300)
    final = sweep.run()["final"].values.ravel()
    np.testing.assert_allclose(final, descend_plainly(*lay_out(sweep), 300), rtol=0, atol=AGREE)


def test_descents_agree_with_the_kernel(tmp_path: Path) -> None:
    kernel = build_kernel(tmp_path)
    if isinstance(kernel, str):
        pytest.skip(kernel)
    sweep = make_sweep(QUICK.side, QUICK.side + 1, 300)  # the last block is not full
    final = sweep.run()["final"].values.ravel()
    np.testing.assert_allclose(final, kernel(*lay_out(sweep), 300, 2), rtol=0, atol=AGREE)


def test_the_kernel_leaves_subnormal_numbers_to_the_process(tmp_path: Path) -> None:
    build_kernel(tmp_path)
    assert np.array([5e-324]) * np.array([1.0]) > 0


@pytest.mark.parametrize("epochs", [100, 1000])
def test_hardly_a_run_of_the_sweep_comes_to_rest(epochs: int) -> None:
    starts, rates = lay_out(make_sweep(QUICK.side, QUICK.side, epochs))
    before = descend_plainly(starts, rates, epochs - 1)
    assert (descend_plainly(before, rates, 1) != before).mean() > 0.99


def test_found_things_add_up() -> None:
    record = Record("", 1, {})
    record.add(Found(ROWS, {"a": [1.0]}, POINTS))
    assert (record.rows, record.times, record.points) == (ROWS, {"a": [1.0]}, POINTS)
