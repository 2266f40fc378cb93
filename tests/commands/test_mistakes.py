"""Mistakes of authors: each is answered by a sentence with its file, its line and what mends it.

tests/data/mistakes holds them, as a person reads them: the report of each file, what is changed in it, and what a build says.
`pytest tests/commands/test_mistakes.py --force-regen` writes what it says now: read that before you commit it.
"""

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers import DATA
from pytest_regressions.file_regression import FileRegressionFixture

from gdreport.building.progress import Progress
from gdreport.errors import ReportError
from gdreport.pipeline import build
from gdreport.project import find_project

TABLES = sorted((DATA / "mistakes").glob("*.md"))
BLOCK = re.compile(r"^(`{3,})(\w+)(?: ([^\n`]+))?\n(.*?)^\1\n", re.DOTALL | re.MULTILINE)
HUNK = re.compile(r"(?:^-(?: .*)?\n)*(?:^\+(?: .*)?\n)*", re.MULTILINE)
FEWEST = 150


def read_blocks(text: str) -> Iterator[tuple[str, str, str]]:
    """The fenced blocks of a part of a table: their kind, the file that they name, their lines."""
    for match in BLOCK.finditer(text):
        yield match[2], match[3] or "", match[4]


def change(root: Path, kind: str, place: str, lines: str) -> None:
    """Do to a report what a block says: a whole file, a change of one, or a command of the shell."""
    file = root / place
    if kind == "sh":
        subprocess.run(["sh", "-ec", lines], cwd=root, check=True)
    elif kind == "diff":
        text = file.read_text(encoding="utf-8")
        for hunk in filter(None, HUNK.findall(lines)):
            old, new = ("\n".join(row[2:] for row in hunk.splitlines() if row[0] == sign) for sign in "-+")
            assert old in text, f"{old!r} is not in {place}"
            text = text.replace(old, new, 1) if old else f"{text}{new}\n"
        file.write_text(text, encoding="utf-8")
    elif kind != "says":
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(lines, encoding="utf-8")


def say(root: Path) -> str:
    """What a build of a report says but for what is well, without the report's folder."""
    said: list[str] = []
    try:
        built = build(find_project(root), jobs=1, progress=Progress(warn=said.append))
        said += map(str, (*built.false, *built.mistakes))
    except ReportError as mistake:
        said.append(str(mistake))
    return "\n".join(said).replace(f"{root}/", "").replace(str(root), "REPORT")


@pytest.mark.skipif(os.name == "nt", reason="the tables have commands of a shell, and links")
@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.stem)
def test_a_mistake_is_answered_as_the_table_says(table: Path, tmp_path: Path, file_regression: FileRegressionFixture) -> None:
    first, *sections = re.split(r"(?m)^(?=## )", table.read_text(encoding="utf-8"))
    done = [first]
    for number, section in enumerate(sections):
        root = tmp_path / str(number)
        for block in (*read_blocks(first), *read_blocks(section)):
            change(root, *block)
        words = BLOCK.sub(lambda m: "" if m[2] == "says" else m[0], section).strip()
        done.append(f"{words}\n\n```says\n{say(root)}\n```\n\n")
    file_regression.check("".join(done).rstrip("\n") + "\n", fullpath=table, encoding="utf-8")


SECTIONS = [s for table in TABLES for s in re.split(r"(?m)^## ", table.read_text(encoding="utf-8"))[1:]]
PLACE = re.compile(r"(warning: )?((experiments|docs)\S*|experiments/the valley.md|pyproject.toml):( |\d+: )|no report in ")
OURS = re.compile(r"Traceback|gdreport failed|the machine refused|<locals>|object at 0x|<class|\.gdreport-")


def test_every_mistake_of_the_tables_is_answered_with_a_place_and_a_remedy() -> None:
    assert len(SECTIONS) >= FEWEST
    for section in SECTIONS:
        (said,) = [lines for kind, _, lines in read_blocks(section) if kind == "says"]
        assert PLACE.match(said), section
        assert "\n  remedy: " in said, section
        assert not OURS.search(said), section
