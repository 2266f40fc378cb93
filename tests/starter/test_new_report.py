"""`gdreport new`: a report that builds, checks and is served at once; and no file is overwritten."""

from pathlib import Path

from helpers import FRESH, call, run_command

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
        ".gitignore",
        ".gitattributes",
        ".github/workflows/report.yml",
    ):
        assert (report / name).is_file(), name
    done = run_command("build", "--site", cwd=report)
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


def test_a_pair_is_added_and_builds(tmp_path: Path) -> None:
    assert call("new", "mine", cwd=tmp_path).status == 0
    report = tmp_path / "mine"
    assert call("new", ".", "--experiment", "two_wells", cwd=report).status == 0
    done = call("build", "two_wells", cwd=report)
    assert done.status == 0, done.err
    assert "# Two wells" in (report / "docs/experiments/two-wells/index.md").read_text()


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
