"""Notebooks: executed when their cells changed, and a failing cell fails the build."""

import json
from pathlib import Path

import pytest
from conftest import edit, run_command

NOTEBOOK = "docs/book.ipynb"


@pytest.fixture
def with_notebook(built: Path) -> Path:
    cells = [
        {"cell_type": "markdown", "id": "words", "metadata": {}, "source": ["# A notebook\n"]},
        {"cell_type": "code", "id": "code", "metadata": {}, "execution_count": None, "outputs": [], "source": ["print(6 * 7)"]},
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    book = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    (built / NOTEBOOK).write_text(json.dumps(book))
    (built / "pyproject.toml").write_text(f'[tool.gdreport]\nnotebooks = ["{NOTEBOOK}"]\n')
    return built


def test_a_notebook_is_executed_once_and_again_when_a_cell_changes(with_notebook: Path) -> None:
    assert run_command("check", cwd=with_notebook).status == 1
    assert f"{NOTEBOOK}  executed" in run_command("build", cwd=with_notebook).out
    first = (with_notebook / NOTEBOOK).read_bytes()
    assert json.loads(first)["cells"][1]["outputs"][0]["text"] == "42\n"
    assert f"{NOTEBOOK}  unchanged" in run_command("build", cwd=with_notebook).out
    assert run_command("check", cwd=with_notebook).status == 0
    edit(with_notebook / NOTEBOOK, "6 * 7", "6 * 8")
    done = run_command("check", cwd=with_notebook)
    assert done.status == 1
    assert done.out.splitlines() == [
        f"changed: {NOTEBOOK}: executed anew, its outputs differ",
        "  output cell 2: 42 -> 48 (+14 %)",
        "remedy: run `gdreport build`",
    ]
    edit(with_notebook / NOTEBOOK, "6 * 8", "6 * 7")
    assert run_command("build", cwd=with_notebook).status == 0
    assert (with_notebook / NOTEBOOK).read_bytes() == first


def test_a_failing_cell_fails_the_build_by_name(with_notebook: Path) -> None:
    edit(with_notebook / NOTEBOOK, "6 * 7", "6 / 0")
    done = run_command("build", cwd=with_notebook)
    assert done.status == 2
    assert f"{NOTEBOOK}: cell 2 fails: ZeroDivisionError: division by zero" in done.err
