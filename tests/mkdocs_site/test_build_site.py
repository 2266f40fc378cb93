"""The site's build: the plugin, what a failed build leaves, and pages that come and go."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from helpers import SITE_SETTINGS, Done, call, edit, run_command

from gdreport.files import read_tree

PYTHON, WORDS, PAGE = "experiments/valley.py", "experiments/valley.md", "docs/experiments/valley"


def build_with_mkdocs(report: Path) -> Done:
    """The site by MkDocs' own command, whose plugin makes the pages."""
    command = [sys.executable, "-m", "mkdocs", "build", "--strict"]
    done = subprocess.run(command, cwd=report, capture_output=True, text=True, check=False)
    return Done(done.returncode, done.stdout, done.stderr)


def site(report: Path) -> dict[str, bytes]:
    return read_tree(report / "site")


def test_the_cards_stand_on_the_landing_page(sited: Path) -> None:
    assert "## [Where do runs in a valley end?](experiments/valley/index.md)" in (sited / "docs/index.md").read_text()
    assert b'<a href="experiments/valley/index.html">Where do runs' in site(sited)["index.html"]


def test_a_build_that_fails_leaves_the_old_site_where_it_was(sited: Path) -> None:
    old = site(sited)
    assert len(old) > 20
    edit(sited / WORDS, "lost > 0", "lost > 1")
    done = call("build", "--site", cwd=sited)
    assert (done.status, "Traceback" in done.err) == (1, False), done.err
    assert site(sited) == old
    edit(sited / WORDS, "lost > 1", "lost > 0")
    (sited / "docs/index.md").write_text("# Home\n\nBad: $\\frac{1}{$.\n")
    assert call("build", "--site", cwd=sited).status == 2
    assert site(sited) == old
    (sited / "docs/index.md").write_text("# Home\n\n[broken](nowhere.md)\n")
    broken = build_with_mkdocs(sited)
    assert (broken.status, "nowhere.md" in broken.err) == (1, True)
    assert site(sited) == old
    assert not list(sited.glob(".site*"))


def test_a_site_without_a_home_page_is_said_to_be_by_build_and_check_alike(sited: Path) -> None:
    old = site(sited)
    (sited / "docs/index.md").unlink()
    sentence = "docs/index.md: the site has no home page\n  remedy: restore it from git, or write one"
    for command in (["build"], ["check"], ["check", "--rerun"], ["build", "--site"]):
        done = call(*command, cwd=sited)
        assert (done.status, done.err.count(sentence)) == (2, 1), done.err
    assert site(sited) == old
    (sited / "docs/README.md").write_text("# Home\n")
    assert call("check", cwd=sited).status == 0
    (sited / "docs/README.md").unlink()
    (sited / "pages").mkdir()
    (sited / "pages/index.md").write_text("# Home\n")
    (sited / "mkdocs.yml").write_text(f"{SITE_SETTINGS}docs_dir: pages  # not docs\n")
    assert call("check", cwd=sited).status == 0
    (sited / "mkdocs.yml").unlink()
    assert call("check", cwd=sited).status == 0, "without a site there is nothing to begin"


@pytest.mark.parametrize("place", ["experiments", "docs", "."])
def test_a_site_that_would_take_the_place_of_something_else_is_refused(sited: Path, place: str) -> None:
    before = read_tree(sited / "experiments")
    (sited / "mkdocs.yml").write_text(f"{SITE_SETTINGS}site_dir: {place}\n")
    assert call("build", "--site", cwd=sited).status == 2
    assert read_tree(sited / "experiments") == before


def test_a_site_behind_a_link_is_replaced_there(sited: Path, tmp_path: Path) -> None:
    (tmp_path / "target").mkdir()
    shutil.rmtree(sited / "site")
    (sited / "site").symlink_to(tmp_path / "target")
    assert call("build", "--site", cwd=sited).status == 0
    assert (sited / "site").is_symlink()
    assert (tmp_path / "target/index.html").exists()


def rename_experiment(report: Path) -> None:
    for file in (PYTHON, WORDS):
        (report / file).rename(report / file.replace("valley", "hill"))


def rename_figure(report: Path) -> None:
    edit(report / PYTHON, '"ends": final', '"finals": final')
    edit(report / WORDS, '"ends"', '"finals"')


def delete_table(report: Path) -> None:
    edit(report / PYTHON, '    tables={"runs": runs_table("final", "reached_at")},\n', "")
    edit(report / WORDS, '{{ table("runs", caption="Each run") }}\n', "")


CHANGES = {
    "an experiment renamed": (rename_experiment, "hill"),
    "a figure renamed": (rename_figure, "valley"),
    "a table deleted": (delete_table, "valley"),
}


@pytest.mark.parametrize(("change", "command"), [*((c, "gdreport") for c in CHANGES), ("an experiment renamed", "mkdocs")])
def test_what_is_renamed_or_deleted_ends_in_no_traceback(sited: Path, change: str, command: str) -> None:
    change_it, page = CHANGES[change]
    change_it(sited)
    done = call("build", "--site", cwd=sited) if command == "gdreport" else build_with_mkdocs(sited)
    assert (done.status, "Traceback" in done.err) == (0, False), done.err
    found = {name.split("/")[1] for name in site(sited) if name.startswith("experiments/") and name.count("/") > 1}
    assert found == {page, "assets"}


def test_a_formula_that_cannot_be_read_ends_the_build_with_its_place(sited: Path) -> None:
    (sited / "docs/index.md").write_text(
        "---\ntitle: Formulas\n---\n\nGood: $x^2$, not \\frac{1}{ as words.\n\nBad: $\\frac{1}{$.\n"
    )
    done = call("build", "--site", cwd=sited)
    assert done.status == 2
    assert "docs/index.md:7: the formula \\frac{1}{ cannot be read" in done.out + done.err
    assert "Traceback" not in done.err


def test_cards_that_begin_and_do_not_end_are_a_mistake_with_its_place(sited: Path) -> None:
    (sited / "docs/index.md").write_text("# Home\n\n<!-- gdreport: cards -->\n")
    done = call("check", cwd=sited)
    assert (done.status, "docs/index.md:3: the cards begin and do not end" in done.err) == (2, True)


def test_cards_that_somebody_edited_are_named(sited: Path) -> None:
    edit(sited / "docs/index.md", "Where do runs", "How do runs")
    assert "edited: docs/index.md: it is not what the build writes" in call("check", cwd=sited).out


# In every process of a command: Python imports it when it starts.
MISSING = """
import sys
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] == {name!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, Missing())
"""


@pytest.mark.parametrize(
    ("name", "arguments", "extra"),
    [("mkdocs", ["build", "--site"], "gdreport[site]"), ("nbclient", ["build"], "gdreport[notebook]")],
    ids=["site", "notebook"],
)
def test_an_extra_that_is_missing_is_named(sited: Path, tmp_path: Path, name: str, arguments: list[str], extra: str) -> None:
    (sited / "experiments/book.ipynb").write_text('{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}')
    (sited / "pyproject.toml").write_text('[tool.gdreport]\nnotebooks = ["experiments/book.ipynb"]\n')
    (tmp_path / "sitecustomize.py").write_text(MISSING.format(name=name))
    done = run_command(*arguments, cwd=sited, PYTHONPATH=str(tmp_path))
    assert done.status == 2
    assert f"needs {name}" in done.err
    assert extra in done.err
    assert "Traceback" not in done.err


def test_a_figure_has_a_link_to_its_pdf_where_there_is_one(sited: Path) -> None:
    page, pdf, link = "experiments/valley/index.html", "experiments/valley/ends.pdf", b'<a href="ends.pdf" download>PDF</a>'
    assert pdf not in site(sited)
    assert link not in site(sited)[page]
    assert call("build", "--pdf", "--site", cwd=sited).status == 0
    assert site(sited)[pdf] == (sited / "pdf/valley/ends.pdf").read_bytes()
    assert link in site(sited)[page]
