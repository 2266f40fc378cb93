"""The generated pages of the reference are what the code says today; `--force-regen` renews them."""

import json
import re
from functools import cache
from inspect import isfunction
from pathlib import Path
from typing import Any

import griffe
import jsonschema
import pytest
from helpers import ROOT, call, edit
from pytest_regressions.file_regression import FileRegressionFixture

import gdreport
from documentation import python_reference
from documentation.commands_reference import write_commands
from documentation.errors_reference import write_errors
from documentation.records_reference import SCHEMA, write_answer, write_manifest
from documentation.words_reference import make_words
from gdreport import arithmetic, figures, tables
from gdreport.files import Files
from gdreport.page.observe_block import Observe
from gdreport.page.words import STATED
from gdreport.settings import CHOICES, DEFAULTS

REFERENCE = ROOT / "docs/reference"
PAGES = {
    "commands.md": write_commands,
    "errors.md": write_errors,
    "manifest.md": write_manifest,
    "check-json.md": write_answer,
}
WORDS = ("index.md", "ends.svg", "ends.narrow.svg", "ends.csv", "runs-table.csv")


@cache
def load() -> griffe.Module:
    return python_reference.load_package()


@pytest.mark.parametrize("name", python_reference.PAGES)
def test_the_reference_of_python_is_its_docstrings(name: str, file_regression: FileRegressionFixture) -> None:
    text = python_reference.write_page(python_reference.PAGES[name], load())
    file_regression.check(text, fullpath=REFERENCE / f"python/{name}.md", encoding="utf-8")


def test_every_public_name_has_a_place_in_the_reference_and_only_one() -> None:
    shown = [name for page in python_reference.PAGES.values() for name in page.names]
    assert len(set(shown)) == len(shown)
    public = {f"gdreport.{n}" for n in gdreport.__all__ if not n.startswith("_")}
    public |= {f"gdreport.figures.{n}" for n in figures.__all__ if n not in gdreport.__all__}
    kinds = {n for n, v in vars(tables).items() if isfunction(v) and v.__module__ == tables.__name__ and not n.startswith("_")}
    public |= {f"gdreport.tables.{n}" for n in kinds}
    public |= {f"gdreport.arithmetic.{n}" for n in arithmetic._PUBLIC}
    assert set(shown) == public


@pytest.mark.parametrize("name", PAGES)
def test_the_reference_of_what_is_printed_and_written_is_the_code(name: str, file_regression: FileRegressionFixture) -> None:
    file_regression.check(PAGES[name](), fullpath=REFERENCE / name, encoding="utf-8")


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> Files:
    return make_words(tmp_path_factory.mktemp("words"))


@pytest.mark.parametrize("name", WORDS)
def test_the_reference_of_the_words_shows_what_a_build_makes_of_them(
    name: str, words: Files, file_regression: FileRegressionFixture
) -> None:
    assert set(words) == set(WORDS)
    file_regression.check(words[name], fullpath=REFERENCE / "words" / name, binary=True)


def test_every_block_and_filter_has_a_place_in_the_reference() -> None:
    page = (REFERENCE / "words/index.md").read_text(encoding="utf-8")
    assert {*STATED, *Observe.tags, "figure", "table"} <= set(re.findall(r"^### (\w+)$", page, re.MULTILINE))


def test_every_setting_has_its_default_and_its_choices_in_the_reference() -> None:
    page = (REFERENCE / "settings.md").read_text(encoding="utf-8")
    rows = {
        name: (default, words) for name, default, words in re.findall(r"^\| `(\w+)` \| `([^`]*)` \| (.*) \|$", page, re.MULTILINE)
    }
    assert {name: json.loads(default) for name, (default, _) in rows.items()} == DEFAULTS
    for name, choices in CHOICES.items():
        assert all(f'`"{choice}"`' in rows[name][1] for choice in choices)


def test_the_answer_of_a_check_is_as_its_schema_says(built: Path) -> None:
    edit(built / "experiments/valley.md", "# ", "# Now: ")
    (built / "docs/experiments/valley/notes.txt").write_text("mine")
    answers = [_check(built)]
    (built / "experiments/other.md").write_text("words alone")
    answers.append(_check(built))
    assert [r["kind"] for r in answers[0]["reasons"]] == ["unexpected", "changed"]
    assert answers[0]["reasons"][1]["changes"]
    assert answers[1]["mistakes"]
    schema = json.loads(SCHEMA.read_text())
    for answer in answers:
        jsonschema.Draft202012Validator(schema).validate(answer)
    for part in (answers[0]["reasons"][1], answers[0]["reasons"][1]["changes"][0], answers[0]["reasons"][1]["inputs"][0]):
        assert any(part.keys() == known["properties"].keys() for known in schema["$defs"].values()), "nothing is unsaid"


def _check(report: Path) -> Any:
    call("check", "--json", str(report / "answer.json"), cwd=report)
    return json.loads((report / "answer.json").read_text())
