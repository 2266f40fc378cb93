"""`gdreport new`: a report that builds, checks and is served at once; and no file is overwritten."""

import re
from pathlib import Path

import pytest
from helpers import FRESH, call

from gdreport.files import read_tree


def test_a_new_report_builds_checks_and_has_a_site(tmp_path: Path) -> None:
    done = call("new", "mine", cwd=tmp_path)
    assert done.status == 0, done.err
    report = tmp_path / "mine"
    for name in (
        "mkdocs.yml",
        "noxfile.py",
        "pyproject.toml",
        "README.md",
        "AGENTS.md",
        ".gitignore",
        ".gitattributes",
        ".github/workflows/report.yml",
    ):
        assert (report / name).is_file(), name
    done = call("build", "--site", cwd=report)
    assert done.status == 0, done.err
    site = read_tree(report / "site")
    assert {
        "index.html",
        "experiments/valley/index.html",
        "experiments/assets/report.css",
        "experiments/assets/vendor/stix-two-math.woff2",
    } <= set(site)
    assert b"experiments/assets/report.css" in site["index.html"]
    assert "experiments/assets/overrides/main.html" not in site
    done = call("check", "--rerun", cwd=report)
    assert (done.status, done.out) == (0, FRESH)


def test_a_pair_is_added_with_its_place_in_the_order_and_builds(tmp_path: Path) -> None:
    assert call("new", "mine", cwd=tmp_path).status == 0
    report = tmp_path / "mine"
    for name in ("two_wells", "arc"):
        assert call("new", "--experiment", name, cwd=report).status == 0
    assert 'order = ["valley", "two_wells", "arc"] # of the pages' in (report / "pyproject.toml").read_text()
    blocks = re.findall(r"```(python|markdown)\n(.*?)```", (report / "AGENTS.md").read_text(), re.DOTALL)
    for language, text in blocks:
        (report / f"experiments/arc.{'py' if language == 'python' else 'md'}").write_text(text)
    done = call("build", "two_wells", "arc", cwd=report)
    assert done.status == 0, done.err
    assert "# Two wells" in (report / "docs/experiments/two-wells/index.md").read_text()
    assert "Where is the arc highest?" in (report / "docs/experiments/arc/index.md").read_text()
    assert call("new", cwd=report).err.endswith("Missing argument 'DIR': where the report is to stand.\n")


@pytest.mark.parametrize(
    ("settings", "after"),
    [
        ("[tool.gdreport]\n", '[tool.gdreport]\norder = ["a", "b", "new"]\n'),
        ('tool.gdreport.order = ["b"] # mine\n', 'tool.gdreport.order = ["b", "a", "new"] # mine\n'),
        ('[tool.gdreport]\norder = [\n  "b", # first\n]\n', '[tool.gdreport]\norder = [\n  "b", # first\n  "a",\n  "new",\n]\n'),
        ('[tool]\ngdreport = {order = ["a"]}\n', '[tool]\ngdreport = {order = ["a", "b", "new"]}\n'),
    ],
)
def test_a_new_page_comes_last_and_what_else_the_settings_say_stays(tmp_path: Path, settings: str, after: str) -> None:
    (tmp_path / "experiments").mkdir()
    for name in ("a", "b"):
        (tmp_path / f"experiments/{name}.md").write_text("")
    (tmp_path / "pyproject.toml").write_text(f"# before\n{settings}")
    assert call("new", "--experiment", "new", cwd=tmp_path).status == 0
    assert (tmp_path / "pyproject.toml").read_text() == f"# before\n{after}"


def test_nothing_is_overwritten_and_nothing_is_half_written(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/mkdocs.yml").write_text("mine")
    done = call("new", "mine", cwd=tmp_path)
    assert (done.status, "mkdocs.yml would be overwritten" in done.err) == (2, True)
    assert read_tree(tmp_path / "mine") == {"mkdocs.yml": b"mine"}
    assert call("new", "other", cwd=tmp_path).status == 0
    before = read_tree(tmp_path / "other")
    done = call("new", ".", "--experiment", "valley", cwd=tmp_path / "other")
    assert (done.status, "experiments/valley.md and 1 file more would be overwritten" in done.err) == (2, True)
    done = call("new", ".", "--experiment", "a b", cwd=tmp_path / "other")
    assert (done.status, "'a b' cannot be an experiment's name" in done.err) == (2, True)
    assert read_tree(tmp_path / "other") == before
    (tmp_path / "file").write_text("")
    assert "it is no folder" in call("new", "file", cwd=tmp_path).err
