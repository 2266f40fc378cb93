"""Notebooks: executed when their cells changed, and a failing cell fails the build."""

import json
import time
from pathlib import Path

import pytest
from helpers import call, edit, is_alive

from gdreport.files import read_tree

NOTEBOOK, PAGE = "experiments/book.ipynb", "docs/notebooks/book"


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
    assert call("check", cwd=with_notebook).status == 1
    assert f"{NOTEBOOK}  executed" in call("build", cwd=with_notebook).out
    source, first = (with_notebook / NOTEBOOK).read_bytes(), read_tree(with_notebook / PAGE)
    assert sorted(first) == ["index.md", "manifest.json"]
    page = first["index.md"].decode()
    assert page.startswith('---\ntitle: "A notebook"\n---\n')
    assert "```python\nprint(6 * 7)\n```\n\n    42\n\n*What the cells read is not watched" in page
    assert f"{NOTEBOOK}  unchanged" in call("build", cwd=with_notebook).out
    assert call("check", cwd=with_notebook).status == 0
    edit(with_notebook / NOTEBOOK, "6 * 7", "6 * 8")
    done = call("check", cwd=with_notebook)
    assert done.status == 1
    assert done.out.splitlines() == [
        f"changed: {PAGE}: {NOTEBOOK}, executed anew, says something else",
        "  output index.md: print(6 * 7) -> print(6 * 8)",
        "remedy: run `gdreport build`",
    ]
    edit(with_notebook / NOTEBOOK, "6 * 8", "6 * 7")
    assert call("build", cwd=with_notebook).status == 0
    assert (read_tree(with_notebook / PAGE), (with_notebook / NOTEBOOK).read_bytes()) == (first, source), (
        "the notebook stays its author's"
    )
    edit(with_notebook / PAGE / "index.md", "    42", "    43")
    assert f"edited: {PAGE}/index.md" in call("check", cwd=with_notebook).out


def test_a_failing_cell_fails_the_build_by_name(with_notebook: Path) -> None:
    edit(with_notebook / NOTEBOOK, "6 * 7", "6 / 0")
    done = call("build", cwd=with_notebook)
    assert done.status == 2
    assert f"{NOTEBOOK}: cell 2 fails: ZeroDivisionError: division by zero" in done.err


def test_a_cell_that_does_not_end_is_ended_and_its_kernel_with_it(with_notebook: Path) -> None:
    endless = r"import os, pathlib\npathlib.Path('pid').write_text(str(os.getpid()))\nwhile True: pass"
    edit(with_notebook / NOTEBOOK, "print(6 * 7)", endless)
    done = call("build", "--timeout", "8", cwd=with_notebook)
    assert done.status == 2
    assert f"{NOTEBOOK} was still at cell 2 after 8 s, and was ended" in done.err
    kernel = int((with_notebook / "experiments/pid").read_text())
    deadline = time.monotonic() + 10  # it looks for whoever started it once a second
    while is_alive(kernel):
        assert time.monotonic() < deadline
        time.sleep(0.05)
