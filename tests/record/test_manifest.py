"""A manifest is read by its schema: a damaged one is called edited, with the field, and the next build heals it."""

import json
import random
import shutil
from pathlib import Path
from typing import Any

import pytest
from helpers import FRESH, call

from gdreport.errors import ReportError
from gdreport.project import find_project
from gdreport.record.manifest import _seal, read_manifest
from gdreport.record.staleness import examine

PLACE = "docs/experiments/valley/manifest.json"
JUNK: list[Any] = [None, 0, -1.5, "", "x", True, [], {}, [1], {"a": 1}, [[]], {"": None}, 10**30]


def seal(values: dict[str, Any]) -> bytes:
    """As the build writes it, so that the seal is right whatever stands in it."""
    rest = {key: value for key, value in values.items() if key not in {"format", "digest"}}
    return json.dumps({**values, "digest": _seal(rest)}).encode()


def list_places(values: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inside = values.items() if isinstance(values, dict) else enumerate(values) if isinstance(values, list) else ()
    return [path, *(place for key, value in inside for place in list_places(value, (*path, key)))][bool(not path) :]


def damage(values: dict[str, Any], place: tuple[Any, ...], junk: Any) -> dict[str, Any]:
    changed = json.loads(json.dumps(values))
    inside = changed
    for key in place[:-1]:
        inside = inside[key]
    inside[place[-1]] = junk
    return changed  # type: ignore[no-any-return]


def test_three_hundred_damaged_ones_with_a_right_seal_are_read_or_named(built_once: Path, tmp_path: Path) -> None:
    values = json.loads((built_once / PLACE).read_bytes())
    places, chance = list_places(values), random.Random(1)
    answers = set()
    for _ in range(300):
        place, junk = chance.choice(places), chance.choice(JUNK)
        content = seal(damage(values, place, junk))
        try:
            read_manifest(content, PLACE, "valley")
        except ReportError as error:
            answers.add(error.what.partition(":")[0])
            continue
        folder = tmp_path / "damaged"
        shutil.copytree(built_once, folder, dirs_exist_ok=True)
        (folder / PLACE).write_bytes(content)
        examine(find_project(folder).pairs()[0])  # no exception
    assert "the manifest is damaged" in answers


@pytest.mark.parametrize(
    ("place", "junk", "named"),
    [
        (("inputs", "files"), [], "`$.inputs.files`"),
        (("page", "title"), 3, "`$.page.title`"),
        (("values",), {"1": {"number x": 5}}, "`$.values[...][...]`"),
        (("outputs",), {"../x": "0"}, "'../x', outside its folder"),
        (("inputs", "files"), {}, "lists no page, no input"),
        (("experiment",), "other", "is of 'other'"),
    ],
    ids=["inputs", "title", "values", "outside", "no inputs", "another experiment"],
)
def test_the_field_is_named_and_the_build_heals_it(
    built: Path, tmp_path: Path, place: tuple[str, ...], junk: Any, named: str
) -> None:
    report = Path(shutil.copytree(built, tmp_path / "report"))
    values = json.loads((report / PLACE).read_bytes())
    (report / PLACE).write_bytes(seal(damage(values, place, junk)))
    answer = call("check", cwd=report)
    assert answer.status == 1
    assert f"edited: {PLACE}: " in answer.out
    assert named in answer.out
    assert call("build", cwd=report).status == 0
    assert call("check", cwd=report).out == FRESH


def test_no_line_of_a_file_outside_is_printed(built: Path, tmp_path: Path) -> None:
    report = built
    (tmp_path / "secret.txt").write_text("A SECRET\n")
    values = json.loads((report / PLACE).read_bytes())
    for name in ("../secret.txt", str(tmp_path / "secret.txt")):
        values["inputs"]["files"][name] = "0" * 64
        values["lines"][name] = "000000"
    (report / PLACE).write_bytes(seal(values))
    answer = call("check", cwd=report).out
    assert "secret.txt" in answer or "same results" in answer
    assert "A SECRET" not in answer
