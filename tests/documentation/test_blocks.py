"""Every code block of the documentation is executed, page by page, in the order in which somebody reads it."""

from pathlib import Path

import pytest
from helpers import ROOT
from sybil import Document

from documentation.blocks import Reader

# Executed as what they are made from.
ELSEWHERE = ("docs/experiments/", "docs/notebooks/", "docs/reference/python/", "docs/reference/words/")
PAGES = sorted(page.relative_to(ROOT).as_posix() for page in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")))


def has_blocks(place: str) -> bool:
    return not place.startswith(ELSEWHERE) and "```" in (ROOT / place).read_text(encoding="utf-8")


@pytest.mark.parametrize("place", [place for place in PAGES if has_blocks(place)])
def test_every_block_of_a_page_does_what_it_says(place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.gdreport]\n")
    monkeypatch.chdir(tmp_path)
    reader = Reader(tmp_path)
    for example in Document.parse(str(ROOT / place), reader.parse):
        example.evaluate()
    reader.finish()
