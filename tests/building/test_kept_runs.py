"""Runs apart from words: what runs anew after which edit, and that what is kept changes nothing but the time."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import xarray
from helpers import FRESH, call, copy_report, edit

from gdreport.building import kept_folder
from gdreport.building.kept_files import Entry, read_entry, write_entry
from gdreport.building.kept_folder import FOLDER, sweep_kept
from gdreport.building.kept_runs import Keeping
from gdreport.descent.descent import Descent
from gdreport.descent.first_order import GradientDescent
from gdreport.files import read_tree
from gdreport.inputs import libraries
from gdreport.inputs.digests import PACKAGE, SCIENCE
from gdreport.inputs.inputs import Inputs, ask_again
from gdreport.objectives.objective import Objective

# What is edited, in the order in which it is: file, text, new text, and whose runs run anew.
EDITS = (
    ("data.md", "Each run ends", "Every run ends", ""),
    ("data.md", "Where each run ends", "Where the runs end", ""),
    ("own.md", "It grows to", "In the end it has grown to", ""),
    ("own.md", "Each step", "Step by step", ""),
    ("rule.md", "Where each run ends", "Where the runs end", ""),
    ("data.py", "joined=True", "joined=False", ""),
    ("data.py", "abs(results", "0.5 * abs(results", ""),
    ("data.py", "[0.1, 0.5]", "[0.2, 0.5]", "data"),
    ("data.py", "[0.2, 0.5]", "[0.1, 0.5]", ""),  # as it was
    ("data.py", "seed=1", "seed=2", "data"),
    ("data.py", "epochs=50", "epochs=51", "data"),
    ("own.py", "joined=True", "joined=False", "own"),  # of its file every line counts
    ("helper.py", "2.0", "3.0", "own"),
    ("numbers.txt", "2\n", "2.5\n", "own"),
    ("rule.py", "gradient / 2", "gradient / 4", "rule"),
)


def take_told(report: Path) -> list[str]:
    """What has told that it runs, since this was last asked."""
    file = report / ".cache/gdreport/told"
    file.parent.mkdir(parents=True, exist_ok=True)
    told = file.read_text().split() if file.exists() else []
    file.write_text("")
    return told


@pytest.fixture(scope="module")
def report_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report whose runs are data, an author's own function, and a descent by an author's own rule; built."""
    folder = copy_report("kept", tmp_path_factory.mktemp("kept"))
    take_told(folder)
    assert call("build", cwd=folder).status == 0
    return folder


@pytest.fixture
def report(report_once: Path, tmp_path: Path) -> Path:
    """The same, to be changed at will."""
    folder = Path(shutil.copytree(report_once, tmp_path / "kept"))
    take_told(folder)
    return folder


def test_what_is_edited_decides_what_runs_anew(report: Path) -> None:
    for file, old, new, expected in EDITS:
        edit(report / "experiments" / file, old, new)
        take_told(report)
        done = call("build", cwd=report)
        found = {*take_told(report)}
        assert (done.status, found) == (0, {*expected.split()}), (file, new, done.err)
        assert ("ran in" in done.out, "its runs were kept" in done.out) == (bool(expected), not expected), (file, new)


def test_a_mistake_in_the_words_does_not_lose_a_run(report: Path) -> None:
    for file in ("data.py", "rule.py"):
        edit(report / f"experiments/{file}", "epochs=50", "epochs=60")
        edit(report / f"experiments/{file.replace('.py', '.md')}", "| number(2", "| nmber(2")
    assert call("build", cwd=report).status == 2
    assert {*take_told(report)} == {"data", "rule"}
    edit(report / "experiments/data.md", "| nmber(2", "| number(2")
    assert call("build", "data", cwd=report).status == 0
    variations = take_told(report).count("data")  # which had not run before
    assert "its runs were kept" not in call("build", "--rerun", "data", cwd=report).out
    assert take_told(report).count("data") == variations + 1


def test_what_is_kept_changes_no_byte(report: Path) -> None:
    for name in ("data", "own", "rule"):
        edit(report / f"experiments/{name}.md", "# ", "# Well: ")
    assert call("build", cwd=report).out.count("its runs were kept") == 3
    made = read_tree(report / "docs")
    everything = {"data", "own", "rule"}
    for prepare, runs in ((_damage, everything), (shutil.rmtree, everything), (lambda folder: None, set())):
        shutil.rmtree(report / "docs")
        prepare(report / FOLDER)
        take_told(report)
        assert call("build", cwd=report).status == 0
        assert {*take_told(report)} == runs
        assert read_tree(report / "docs") == made


def test_an_authors_own_variation_of_a_descent_is_kept_too(report: Path) -> None:
    edit(
        report / "experiments/data.py",
        "experiment = Experiment(\n",
        "far = START\nexperiment = Experiment(\n".replace("START", FAR),
    )
    edit(report / "experiments/data.py", "    figures=", '    variations={"far": far},\n    figures=')
    assert call("build", "data", cwd=report).status == 0
    assert take_told(report).count("far") == 1
    edit(report / "experiments/data.md", "Each run ends", "Every run ends")
    assert "its runs were kept" in call("build", "data", cwd=report).out
    assert take_told(report) == []


FAR = "lambda: (spy.tell('far'), Descent(valley, GradientDescent(learning_rate=[0.1, 0.5]), start=2.0, epochs=9).run())[1]"


def _damage(folder: Path) -> None:
    for number, file in enumerate(sorted(folder.glob("*.run"))):
        content = bytearray(file.read_bytes())
        content[(number * 37) % len(content)] ^= 1
        file.write_bytes(content[: len(content) - number % 2])


def _lie(values: xarray.DataArray) -> xarray.DataArray:
    return values + 1000 if values.dtype.kind == "f" else values


def test_check_and_rerun_never_take_what_is_kept(report: Path) -> None:
    for file in (report / FOLDER).glob("*.run"):  # a lie: every number is 1000 more
        entry = read_entry(report, file.stem)
        assert entry is not None
        results = {name: data.map(_lie, keep_attrs=True) for name, data in entry.results.items()}
        write_entry(report, file.stem, Entry(results, entry.facts))
    assert call("check", "--rerun", cwd=report).out == FRESH
    edit(report / "experiments/data.md", "Each run ends", "Every run ends")
    assert call("check", "data", "--json", f"{report}/answer.json", cwd=report).status == 1
    (reason,) = json.loads((report / "answer.json").read_text())["reasons"]
    assert {change["kind"] for change in reason["changes"]} == {"sentence", "page"}, reason["changes"]
    assert call("build", "data", cwd=report).status == 1, "the lie is believed by a build, or this test shows nothing"
    assert call("build", "data", "--rerun", cwd=report).status == 0
    assert call("check", "--rerun", cwd=report).out == FRESH


LEAVES_MORE = """
import spy
import xarray

from gdreport import Experiment

asked = []


def simulate():
    spy.tell("own")
    asked.append(1)
    return xarray.Dataset({"size": ("step", [1.0, 2.0])})


experiment = Experiment(run=simulate, tables={"sizes": lambda results: [{"size": 1.0}]})


def measures(results):
    return {"largest": results["size"].max() + sum(asked)}
"""


def test_a_run_that_leaves_more_than_its_results_is_not_trusted(report: Path) -> None:
    (report / "experiments/own.py").write_text(LEAVES_MORE)
    edit(report / "experiments/own.md", '{{ figure("sizes", caption="Each step") }}', '{{ table("sizes", caption="Each") }}')
    assert call("build", "own", cwd=report).status == 0
    for words, is_new in (("It becomes", True), ("It reaches", False)):
        edit(report / "experiments/own.md", "It grows to" if is_new else "It becomes", words)
        take_told(report)
        done = call("build", "own", cwd=report)
        assert (done.status, "it is run again" in done.out, "ran in" in done.out) == (0, is_new, True), done
        assert "changed while it ran" not in done.out
        assert {*take_told(report)} == {"own"}
    assert ">3</" in (report / "docs/experiments/own/index.md").read_text()
    assert call("check", "own", "--rerun", cwd=report).status == 0


@pytest.mark.parametrize(
    "code",
    [
        'Path(__file__).parent.joinpath("left.txt").write_text("x")',
        'import subprocess; subprocess.run(["true"])',
        'import os; os.environ["LEFT"] = "x"',
    ],
    ids=["a file", "another program", "a variable"],
)
def test_a_run_whose_inputs_or_effects_are_not_known_runs_anew(report: Path, code: str) -> None:
    edit(report / "experiments/own.py", "    time.perf_counter()\n", f"    {code}\n")
    assert call("build", "own", cwd=report).status == 0
    edit(report / "experiments/own.md", "It grows to", "It becomes")
    take_told(report)
    assert call("build", "own", cwd=report).status == 0
    assert {*take_told(report)} == {"own"}


def _make_keeping() -> Keeping:
    tracing: Any = SimpleNamespace(trace=SimpleNamespace())
    pair: Any = SimpleNamespace(root=Path(), code="", words="")
    return Keeping(pair, tracing, takes=True, keeps=True)


def test_another_version_of_a_library_runs_everything_anew(report: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = Descent(Objective("x**2", (-1, 1)), GradientDescent(0.1), start=1.0, epochs=5)
    entries = [read_entry(report, file.stem) for file in (report / FOLDER).glob("*.run")]
    asked = [Inputs(**entry.facts["inputs"]) for entry in entries if entry is not None and entry.facts]
    assert len(asked) == 2
    assert all(ask_again(report, inputs, {}) == inputs for inputs in asked)
    before, read = _make_keeping().find_key(run), libraries._read_version
    assert before == _make_keeping().find_key(run) != ""
    monkeypatch.setattr(libraries, "_read_version", lambda name: "99.0" if name == "numpy" else read(name))
    assert _make_keeping().find_key(run) not in {"", before}
    assert all(ask_again(report, inputs, {}) != inputs for inputs in asked)


def test_only_gdreports_own_classes_are_believed_what_decides_them() -> None:
    class Confident(Descent):
        def fingerprint(self) -> str:
            return "always the same"

    assert _make_keeping().find_key(Confident(Objective("x**2", (-1, 1)), GradientDescent(0.1), start=1.0, epochs=5)) == ""
    assert _make_keeping().find_key(lambda: None) == ""  # type: ignore[arg-type,return-value]


def test_all_that_computes_a_run_is_in_the_key() -> None:
    """What is left out of the digest can change no number of it: sentences of errors, how numbers are written, the explorer."""
    code = (
        "import gdreport.descent.descent, gdreport.descent.compiled_loop, sys;"
        "print(*(getattr(m, '__file__', None) for m in sys.modules.values()), sep='\\n')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    files = {Path(line).relative_to(PACKAGE) for line in done.stdout.splitlines() if line.startswith(f"{PACKAGE}/")}
    rest = {file.parts[0] for file in files} - {*SCIENCE}
    assert rest == {"__init__.py", "errors.py", "escaping.py", "number_text.py", "parameter_text.py", "explorer"}


def test_old_entries_go_first_and_unused_ones_in_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import os
    import time

    now = time.time()
    for name, age in (("a", 40 * 86400), ("b", 3 * 86400), ("c", 2 * 86400), ("d", 60)):
        write_entry(tmp_path, name, Entry({}, {"filled": "x" * 1000}))
        os.utime(tmp_path / FOLDER / f"{name}.run", (now - age, now - age))
    sweep_kept(tmp_path)
    assert sorted(file.stem for file in (tmp_path / FOLDER).glob("*.run")) == ["b", "c", "d"]
    assert read_entry(tmp_path, "b") is not None  # used now
    monkeypatch.setattr(kept_folder, "MOST", 2500)
    sweep_kept(tmp_path)
    assert sorted(file.stem for file in (tmp_path / FOLDER).glob("*.run")) == ["b", "d"]
    assert (tmp_path / FOLDER / ".gitignore").read_text().endswith("*\n")
