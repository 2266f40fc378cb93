"""Figures and tables: where they are named in the author's code."""

import pytest
from helpers import ROOT

from gdreport.page.exhibits import find_line
from gdreport.project import find_project

# Names that stand in the code elsewhere too.
ENTRIES = {"landscape": ("threshold", '"threshold": sides'), "audit": ("starts", '"starts": final_against(')}


@pytest.mark.parametrize("name", ENTRIES)
def test_the_line_of_a_figure_is_that_of_its_entry_in_the_dictionary(name: str) -> None:
    pair, (figure, entry) = find_project(ROOT).pair(name), ENTRIES[name]
    lines = pair.path(pair.code).read_text(encoding="utf-8").splitlines()
    (expected,) = [number for number, line in enumerate(lines, 1) if entry in line]
    assert find_line(pair, "figures", figure) == expected
    assert f'title="{pair.code}, line {expected}"' in (ROOT / pair.folder / "index.md").read_text(encoding="utf-8")
