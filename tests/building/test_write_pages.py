"""What a build does to the disk: what differs in meaning, only in the report, only what it has written; nothing is lost."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from helpers import FRESH, call, edit, run_command
from mutations import RATES, VALLEY, VALLEY_WORDS

PAGE = "docs/experiments/valley"


def read_all(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_what_differs_within_its_tolerance_stays_and_only_the_record_is_renewed(built: Path) -> None:
    edit(built / VALLEY, "abs(settled).max()", "abs(settled).max() * (1 + 1e-14)")
    before = read_all(built / PAGE)
    assert call("build", cwd=built).status == 0
    after = read_all(built / PAGE)
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"index.md", "manifest.json"}, "the page shows its source"
    assert call("check", cwd=built).out == FRESH
    manifest = json.loads(after["manifest.json"])
    (built / f"{PAGE}/manifest.json").write_bytes(after["manifest.json"].replace(manifest["inputs"]["package"].encode(), b"0" * 64))
    assert call("build", "--rerun", cwd=built).status == 0
    assert read_all(built / PAGE)["index.md"] == after["index.md"]


def test_line_ends_of_another_system_are_no_reason_to_write(built: Path) -> None:
    for path in [p for p in built.rglob("*") if p.is_file() and p.suffix != ".woff2"]:
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    before = read_all(built)
    assert call("build", cwd=built).status == 0
    assert read_all(built) == before


def test_a_build_writes_only_in_its_report(built: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "index.md").write_text("somebody's")
    shutil.rmtree(built / PAGE)
    (built / PAGE).symlink_to(outside)
    done = call("build", cwd=built)
    assert (done.status, f"{PAGE}: it leads out of the report" in done.err) == (2, True)
    assert read_all(outside) == {"index.md": b"somebody's"}


def test_a_build_says_how_many_files_it_wrote_and_how_many_it_removed(built: Path) -> None:
    edit(built / VALLEY, '    figures={"ends": final_against("learning_rate")},\n', "")
    edit(built / VALLEY_WORDS, '{{ figure("ends", caption="The last iterate of each run") }}\n', "")
    done = call("build", cwd=built)
    assert "3 files written, 3 removed" in done.out, done.out + done.err
    assert not (built / PAGE / "ends.svg").exists()


def test_of_a_page_that_is_gone_only_what_was_written_is_removed(built: Path) -> None:
    for suffix in ("py", "md"):
        shutil.copy(built / f"experiments/valley.{suffix}", built / f"experiments/other.{suffix}")
    assert call("build", cwd=built).status == 0
    for suffix in ("py", "md"):
        (built / f"experiments/valley.{suffix}").unlink()
    (built / PAGE / "ends.csv").write_text("edited by somebody")
    (built / PAGE / "notes.txt").write_text("somebody's")
    done = call("build", cwd=built)
    assert "but for ends.csv: somebody edited it" in done.out
    assert sorted(read_all(built / PAGE)) == ["ends.csv", "manifest.json", "notes.txt"]


def test_somebodys_own_folder_with_a_manifest_is_told_to_be_deleted(built: Path) -> None:
    (built / "docs/experiments/mine").mkdir()
    (built / "docs/experiments/mine/manifest.json").write_text("{}")
    assert "remedy: delete docs/experiments/mine" in call("check", cwd=built).out


def test_leftovers_of_a_build_that_was_killed_are_silent_and_swept(built: Path) -> None:
    places = [built / PAGE / ".gdreport-abc123.tmp", built / "docs/experiments/.gdreport-d_4.tmp"]
    for place in places:
        place.write_text("half a file")
    assert call("check", cwd=built).out == FRESH
    edit(built / VALLEY_WORDS, "Each run", "Every run")
    assert call("build", cwd=built).status == 0
    assert not any(place.exists() for place in places)


def test_a_build_reruns_what_it_is_told_to(built: Path) -> None:
    assert "unchanged" in call("build", cwd=built).out
    assert "ran in" in call("build", "--rerun", cwd=built).out


def test_an_edit_while_it_runs_is_run_again_and_what_is_digested_is_what_was_read(built: Path) -> None:
    edit(built / VALLEY, "rates =", "import os, time\nopen('started', 'w').close()\ntime.sleep(1)\nrates =")
    building = subprocess.Popen(
        [sys.executable, "-m", "gdreport", "-C", str(built), "build"], cwd=built, stdout=subprocess.PIPE, text=True
    )
    while not list(built.rglob("started")):
        time.sleep(0.05)
    edit(built / RATES, "0.1\n", "0.2\n")
    edit(built / VALLEY, "epochs=20", "epochs=21")
    out, _ = building.communicate(timeout=60)
    assert "changed while it ran; it is run again" in out
    assert call("check", "--rerun", cwd=built).out == FRESH
    page = (built / PAGE / "index.md").read_text()
    assert "epochs=21" in page
    assert '<td class="n">0.2' in page


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a lock of POSIX")
def test_a_second_build_waits_for_the_first(built: Path) -> None:
    edit(built / VALLEY, "rates =", "import time\ntime.sleep(1.5)\nrates =")
    first = subprocess.Popen([sys.executable, "-m", "gdreport", "-C", str(built), "build"], stdout=subprocess.DEVNULL)
    time.sleep(0.7)
    second = run_command("-C", str(built), "build", cwd=built)
    assert first.wait(timeout=60) == 0
    assert (second.status, "is at work: waiting" in second.err, "unchanged" in second.out) == (0, True, True)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="a signal of POSIX")
def test_a_build_that_is_killed_loses_nothing_and_the_next_one_is_whole(built: Path) -> None:
    for number in range(6):
        edit(built / VALLEY, "epochs=20" if number % 2 == 0 else "epochs=25", "epochs=25" if number % 2 == 0 else "epochs=20")
        building = subprocess.Popen([sys.executable, "-m", "gdreport", "-C", str(built), "build"], stdout=subprocess.DEVNULL)
        time.sleep(0.2 + 0.15 * number)
        building.kill()
        building.wait()
        assert call("check", cwd=built).status in {0, 1}
    assert call("build", cwd=built).status == 0
    assert call("check", "--rerun", cwd=built).out == FRESH


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda e: (e / "lonely.py").write_text("experiment = 1\n"), "experiments/lonely.py: it is an experiment without words"),
        (lambda e: (e / "valley.md").rename(e / "valley.MD"), "experiments/valley.MD: its ending is .MD, not .md"),
        (
            lambda e: shutil.copytree(e, e.parent / "copy") and shutil.move(e.parent / "copy", e / "sub"),
            "a pair in a folder of its own",
        ),
    ],
    ids=["code without words", "capitals", "a pair in a folder"],
)
def test_what_is_surely_meant_to_be_a_page_is_not_overlooked(built: Path, change: object, said: str) -> None:
    change(built / "experiments")  # type: ignore[operator]
    done = call("build", cwd=built)
    assert (done.status, said in done.err) == (2, True), done.err
    assert (built / PAGE / "index.md").exists(), "its page is not removed"


def test_the_scripts_of_explorers_go_with_the_last_page_that_has_one(built: Path) -> None:
    assert (built / "docs/experiments/assets/explorer.js").is_file()
    for file in (built / "experiments").glob("valley.*"):
        file.rename(file.with_stem("plain"))
    (built / "experiments/plain.py").write_text(
        "import xarray\nfrom gdreport import Experiment\n\n"
        'experiment = Experiment(run=lambda: xarray.Dataset({"size": ("n", [1.0, 2.0])}, {"n": [1, 2]}))\n\n\n'
        'def measures(results):\n    return {"largest": float(results["size"].max())}\n'
    )
    (built / "experiments/plain.md").write_text(
        "# Plain?\n\n{% finding largest < 3 %}\nUp to {{ largest | number }}.\n{% endfinding %}\n"
    )
    assert call("build", cwd=built).status == 0
    assert not (built / "docs/experiments/assets/explorer.js").exists()
    assert call("check", cwd=built).status == 0


def test_a_page_that_somebody_wrote_is_not_overwritten_by_the_summary(built: Path) -> None:
    own = built / "docs/index.md"
    own.write_text("# Mine\n")
    (built / "pyproject.toml").write_text('[tool.gdreport]\noutput = "docs"\n')
    done = call("build", cwd=built)
    assert (done.status, "docs/index.md: it would be overwritten" in done.err) == (2, True), done.err
    assert own.read_text() == "# Mine\n"


def test_the_lines_of_a_traceback_are_no_input(built: Path) -> None:
    edit(
        built / "experiments/valley.py",
        "def measures(results):",
        "def measures(results):\n    float(results['final'].sel(learning_rate=0.1))",
    )
    assert call("build", cwd=built).status == 0
    assert ".pyx" not in (built / "docs/experiments/valley/manifest.json").read_text()


def test_words_with_marks_of_a_merge_are_refused(built: Path) -> None:
    edit(built / "experiments/valley.md", "# ", "<<<<<<< HEAD\n# ")
    done = call("build", cwd=built)
    assert (done.status, "valley.md:1: a merge left a conflict" in done.err) == (2, True), done.err
