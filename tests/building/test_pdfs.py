"""Figures as PDFs: only where they are asked for, no part of what is committed and compared, and never older than their figure."""

from pathlib import Path

from helpers import FRESH, call, edit
from mutations import VALLEY

PAGE, PDF = "docs/experiments/valley", "pdf/valley/ends.pdf"


def test_a_build_draws_pdfs_only_where_they_are_asked_for(built: Path) -> None:
    assert not (built / "pdf").exists()
    before = {p: p.read_bytes() for p in (built / PAGE).iterdir()}
    assert "no files written and 1 as PDF" in call("build", "--pdf", cwd=built).out
    assert (built / PDF).read_bytes().startswith(b"%PDF")
    assert {p: p.read_bytes() for p in (built / PAGE).iterdir()} == before, "the page does not know of it"
    for options in ((), ("--rerun",)):
        assert call("check", *options, cwd=built).out == FRESH


def test_a_second_build_with_pdfs_runs_nothing(built: Path) -> None:
    call("build", "--pdf", cwd=built)
    content = (built / PDF).read_bytes()
    assert call("build", "--pdf", cwd=built).out == "valley  unchanged\n"
    (built / PDF).unlink()
    call("build", "--pdf", cwd=built)
    assert (built / PDF).read_bytes() == content


def test_a_pdf_whose_figure_has_changed_is_removed(built: Path) -> None:
    call("build", "--pdf", cwd=built)
    edit(built / VALLEY, 'final_against("learning_rate")', 'final_against("learning_rate", joined=True)')
    (built / "pdf/valley/mine.pdf").write_bytes(b"%PDF somebody's")
    assert call("build", cwd=built).status == 0
    assert [p.name for p in (built / "pdf/valley").iterdir()] == ["mine.pdf"]


def test_a_pdf_of_another_checkout_is_removed(built: Path) -> None:
    call("build", "--pdf", cwd=built)
    svg = built / PAGE / "ends.svg"
    content = svg.read_bytes()
    edit(svg, "<title", "<!-- of another commit --><title")
    call("build", cwd=built)
    assert svg.read_bytes() == content
    assert (built / PDF).exists(), "the build has mended the figure of which it is a copy"
    for suffix in ("py", "md"):
        (built / f"experiments/valley.{suffix}").rename(built / f"experiments/other.{suffix}")
    call("build", cwd=built)
    assert not (built / "pdf").exists()
