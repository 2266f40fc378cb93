"""Files that nobody may read, and folders in which nobody may write, are a sentence."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from gdreport import files
from gdreport.author.reading import require_readable
from gdreport.errors import ReportError
from gdreport.project import find_project

NOBODY = 65534


@contextmanager
def without_rights() -> Iterator[None]:
    """As somebody whom permissions concern: root reads everything."""
    if not hasattr(os, "seteuid"):
        pytest.skip("there are no such permissions here")
    before = os.geteuid()
    if before == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(before)


@pytest.fixture
def report(tiny: Path) -> Path:
    """A report that everybody may read, wherever it stands."""
    for folder in (tiny, *list(tiny.parents)[:-1]):
        if folder.stat().st_uid == os.geteuid() and folder != Path("/tmp"):
            folder.chmod(folder.stat().st_mode | 0o055)
    return tiny


@pytest.mark.parametrize("place", ["experiments/valley.py", "experiments/valley.md"])
def test_a_file_that_may_not_be_read_is_a_sentence(report: Path, place: str) -> None:
    (pair,) = find_project(report).pairs()
    (report / place).chmod(0)
    with without_rights(), pytest.raises(ReportError) as caught:
        require_readable(pair)
    assert (
        str(caught.value) == f"{place}: it cannot be read: Permission denied\n  remedy: see what stands there, and who may read it"
    )


def test_settings_that_may_not_be_read_are_a_sentence(report: Path) -> None:
    (report / "pyproject.toml").chmod(0)
    with (
        without_rights(),
        pytest.raises(ReportError, match=r"toml: it cannot be read: Permission denied\n  remedy: see who"),
    ):
        find_project(report)


def test_experiments_that_may_not_be_listed_are_a_sentence(report: Path) -> None:
    (report / "experiments").chmod(0)
    with (
        without_rights(),
        pytest.raises(ReportError, match=r"^experiments: it cannot be listed: Permission denied\n  remedy"),
    ):
        find_project(report).pairs()


def test_a_folder_in_which_nobody_may_write_is_a_sentence(report: Path) -> None:
    folder = report / "docs"
    folder.mkdir(mode=0o555)
    with without_rights(), pytest.raises(ReportError) as caught:
        files.write(folder / "experiments/valley/index.md", b"words")
    assert str(caught.value).endswith(
        "cannot be written: Permission denied\n  remedy: see what is in its place, and who may write there"
    )
