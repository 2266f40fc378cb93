"""What `gdreport check` answers to each change of a small report; `python tests/test_mutations.py` writes the table anew."""

import os
import shutil
import sys
import tempfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import ROOT, TINY, edit, run_command
from mutations import EDITS, OTHERS, PACKAGE, WAYS

from gdreport.cli import main

TABLE = Path(__file__).parent / "data/mutations.md"
HEAD = (
    "# What `gdreport check` answers\n\n"
    "To each change of a small report of two experiments; written by `python tests/test_mutations.py`.\n"
)


def make_report(folder: Path) -> Path:
    """Two experiments, built."""
    report = folder / "report"
    shutil.copytree(TINY, report, ignore=shutil.ignore_patterns("__pycache__"))
    for file in (TINY.parent / "drawn").iterdir():
        shutil.copy(file, report / "experiments")
    done = run_command("build", cwd=report)
    assert done.status == 0, done.err
    return report


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_report(tmp_path_factory.mktemp("mutations"))


def copied(report: Path, folder: Path) -> Path:
    return Path(shutil.copytree(report, folder / "copy"))


def section(name: str, did: str, status: int, output: str) -> str:
    answer = "".join(f"    {line}\n" for line in output.splitlines() if line.strip())
    return f"\n## {name}\n\n{did}Exit status {status}.\n\n{answer}"


def answered(name: str, report: Path, folder: Path) -> str:
    """The table's section for a change of the report's files."""
    copy = copied(report, folder)
    did = ""
    if name in EDITS:
        file, old, new = EDITS[name]
        edit(copy / file, old, new)
        did = f"In `{file}` `{old!r}` becomes `{new!r}`.\n"
    else:
        OTHERS[name](copy)
    done = CliRunner().invoke(main, ["-C", str(copy), "check"])
    return section(name, did, done.exit_code, done.output.replace(str(copy), ""))


def answered_by_package(name: str, report: Path, folder: Path) -> str:
    """The table's section for a change of gdreport itself, in a copy of it."""
    package = folder / "other/gdreport"
    shutil.copytree(ROOT / "gdreport", package, ignore=shutil.ignore_patterns("__pycache__", "experiments"))
    file, old, new = PACKAGE[name]
    edit(package / file, old, new)
    done = run_command("check", cwd=copied(report, folder), PYTHONPATH=str(package.parent))
    return section(name, f"In gdreport's `{file}` `{old!r}` becomes `{new!r}`.\n", done.status, done.out + done.err)


def expected(name: str) -> str:
    found = [s for s in TABLE.read_text(encoding="utf-8").split("\n## ") if s.startswith(f"{name}\n")]
    return f"\n## {found[0].rstrip()}\n" if found else f"no section {name!r} in {TABLE.name}"


def test_the_table_has_a_section_for_each_change_and_no_other() -> None:
    headings = [s.split("\n")[0] for s in TABLE.read_text(encoding="utf-8").split("\n## ")[1:]]
    assert headings == [*EDITS, *OTHERS, *PACKAGE]
    assert len(headings) + len(WAYS) >= 60


@pytest.mark.parametrize("name", [*EDITS, *OTHERS])
def test_a_change_of_the_report_is_answered_as_the_table_says(name: str, report: Path, tmp_path: Path) -> None:
    assert answered(name, report, tmp_path) == expected(name)


@pytest.mark.parametrize("name", PACKAGE)
def test_a_change_of_gdreport_is_answered_as_the_table_says(name: str, report: Path, tmp_path: Path) -> None:
    assert answered_by_package(name, report, tmp_path) == expected(name)


@pytest.mark.parametrize("name", WAYS)
def test_another_way_of_running_it_is_silent(name: str, report: Path) -> None:
    options, environment = WAYS[name]
    done = run_command("-C", str(report), "check", *options, cwd=Path("/"), **environment)
    assert (done.status, done.out, done.err) == (0, "fresh: every page is what its experiment makes\n", "")


def test_after_a_build_every_change_that_is_true_is_fresh_again(report: Path, tmp_path: Path) -> None:
    copy = copied(report, tmp_path)
    for name in ("one more epoch", "another seed", "a caption", "one word of a title", "a word of the page by hand"):
        file, old, new = EDITS[name]
        edit(copy / file, old, new)
    assert run_command("build", cwd=copy).status == 0
    assert run_command("check", "--rerun", cwd=copy).status == 0


if __name__ == "__main__":
    os.environ["PYTHONDONTWRITEBYTECODE"] = ""
    with tempfile.TemporaryDirectory() as temporary:
        base = make_report(Path(temporary))
        sections = []
        for kind, names in ((answered, [*EDITS, *OTHERS]), (answered_by_package, [*PACKAGE])):
            for number, case in enumerate(names):
                place = Path(temporary) / f"{kind.__name__}{number}"
                place.mkdir()
                sections.append(kind(case, base, place))
                sys.stdout.write(f"{case}\n")
        TABLE.write_text(HEAD + "".join(sections), encoding="utf-8")
