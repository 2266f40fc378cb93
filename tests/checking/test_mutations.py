"""What `gdreport check` answers to each change of a small report: tables for a person to read, in tests/data/mutations."""

import json
import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest
from helpers import DATA, FRESH, ROOT, call, copy_report, edit, run_command
from mutations import EDITS, OTHERS, PACKAGE, WAYS
from pytest_regressions.file_regression import FileRegressionFixture

from gdreport.record.manifest import _seal

TABLES: dict[str, Iterable[str]] = {**EDITS, "files": OTHERS}
HALVES = [(group, half) for group in TABLES for half in ("a", "b")]


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two experiments, built."""
    folder = copy_report("tiny", tmp_path_factory.mktemp("mutations"))
    for file in (DATA / "drawn").iterdir():
        shutil.copy(file, folder / "experiments")
    done = call("build", cwd=folder)
    assert done.status == 0, done.err
    return folder


def copied(report: Path, folder: Path) -> Path:
    return Path(shutil.copytree(report, folder / "report"))


def section(name: str, did: str, status: int, output: str) -> str:
    answer = "".join(f"    {line}\n" for line in output.splitlines() if line.strip())
    return f"\n## {name}\n\n{did}Exit status {status}.\n\n{answer}"


def answer(group: str, name: str, report: Path, folder: Path) -> str:
    """The table's section for a change of the report's files."""
    folder.mkdir()
    copy, did = copied(report, folder), ""
    if group in EDITS:
        file, old, new = EDITS[group][name]
        edit(copy / file, old, new)
        did = f"In `{file}` `{old!r}` becomes `{new!r}`.\n"
    else:
        OTHERS[name](copy)
    done = call("check", cwd=copy)
    return section(name, did, done.status, (done.out + done.err).replace(str(copy), ""))


@pytest.mark.parametrize(("group", "half"), HALVES, ids=["-".join(h) for h in HALVES])
def test_a_change_of_the_report_is_answered_as_the_table_says(
    group: str, half: str, report: Path, tmp_path: Path, file_regression: FileRegressionFixture
) -> None:
    names = list(TABLES[group])
    chosen = names[: len(names) // 2] if half == "a" else names[len(names) // 2 :]
    sections = [answer(group, name, report, tmp_path / str(number)) for number, name in enumerate(chosen)]
    table = DATA / f"mutations/{group.replace(' ', '-')}-{half}.md"
    file_regression.check("".join(sections).lstrip(), fullpath=table, encoding="utf-8")


@pytest.mark.parametrize("name", PACKAGE)
def test_a_change_of_gdreport_is_answered_as_the_table_says(
    name: str, report: Path, tmp_path: Path, file_regression: FileRegressionFixture
) -> None:
    package = tmp_path / "other/gdreport"
    shutil.copytree(ROOT / "gdreport", package, ignore=shutil.ignore_patterns("experiments"))
    file, old, new = PACKAGE[name]
    edit(package / file, old, new)
    done = run_command("check", "valley", cwd=copied(report, tmp_path), PYTHONPATH=str(package.parent))
    text = section(name, f"In gdreport's `{file}` `{old!r}` becomes `{new!r}`.\n", done.status, done.out + done.err)
    file_regression.check(text.lstrip(), fullpath=DATA / f"mutations/package-{name.replace(' ', '-')}.md", encoding="utf-8")


@pytest.mark.parametrize("name", WAYS)
def test_another_way_of_running_it_is_silent(name: str, report: Path) -> None:
    options, environment = WAYS[name]
    done = run_command("-C", str(report), "check", *options, cwd=Path("/"), **environment)
    assert (done.status, done.out, done.err) == (0, FRESH, "")


DRAWN = {
    "a colour": ("#336699", "#336698"),
    "a label": ('set_xlabel("start")', 'set_xlabel("first iterate")'),
    "a marker": ("linewidth=1.5", 'linewidth=1.5, marker="s"'),
    "a limit": ('axes.set_xlabel("start")', 'axes.set_xlabel("start")\n    axes.set_xlim(-3, 3)'),
    "a log axis": ('axes.set_xlabel("start")', 'axes.set_xlabel("start")\n    axes.set_xscale("symlog")'),
    "a title of the figure": ('axes.set_xlabel("start")', 'axes.set_xlabel("start")\n    axes.figure.suptitle("New")'),
    "a grid": ('axes.set_xlabel("start")', 'axes.set_xlabel("start")\n    axes.grid(False)'),
    "dashes": ("linewidth=1.5", "linewidth=1.5, dashes=(5, 2)"),
    "named ticks": ('axes.set_xlabel("start")', 'axes.set_xlabel("start")\n    axes.set_xticks([0, 1], ["a", "b"])'),
    "a spine": ('axes.set_xlabel("start")', 'axes.set_xlabel("start")\n    axes.spines["left"].set_visible(False)'),
    "a moved text": ('axes.set_xlabel("start")', 'axes.set_xlabel("start")\n    axes.text(0.1, 0.2, "here")'),
    "an inset": ('axes.set_xlabel("start")', 'axes.set_xlabel("start")\n    axes.inset_axes([0.1, 0.1, 0.2, 0.2])'),
    "a title": ('axes.set_xlabel("start")', 'axes.set_xlabel("start")\n    axes.set_title("New")'),
}


@pytest.fixture(scope="module")
def older(report: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same under another version of Matplotlib: that alone changes nothing."""
    copy = copied(report, tmp_path_factory.mktemp("older"))
    place = copy / "docs/experiments/drawn/manifest.json"
    values = json.loads(place.read_bytes())
    values["inputs"]["versions"]["matplotlib"] = "2.0.0"
    rest = {key: value for key, value in values.items() if key not in {"format", "digest"}}
    place.write_text(json.dumps({**values, "digest": _seal(rest)}))
    assert "same results although matplotlib 2.0.0 -> " in call("check", "drawn", cwd=copy).out
    return copy


@pytest.mark.parametrize("name", DRAWN)
def test_how_a_figure_is_drawn_is_compared_under_any_version_of_matplotlib(name: str, older: Path, tmp_path: Path) -> None:
    copy = copied(older, tmp_path)
    edit(copy / "experiments/drawn.py", *DRAWN[name])
    done = call("check", "drawn", cwd=copy)
    assert (done.status, "\n  drawing ends: " in done.out) == (1, True), done.out


def test_after_a_build_every_change_that_is_true_is_fresh_again(report: Path, tmp_path: Path) -> None:
    copy = copied(report, tmp_path)
    edits = {name: change for group in EDITS.values() for name, change in group.items()}
    for name in ("one more epoch", "another seed", "a caption", "one word of a title", "a word of the page by hand"):
        file, old, new = edits[name]
        edit(copy / file, old, new)
    assert call("build", cwd=copy).status == 0
    assert call("check", "--rerun", cwd=copy).status == 0
