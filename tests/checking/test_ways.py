"""No silent staleness: each way in which a run can depend on something, changed, makes its page doubtful, or the page says so."""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers import DATA, FRESH, call, run_command
from pytest_regressions.file_regression import FileRegressionFixture
from ways import ASKED, IMPORTED, INCLUDED, OPENED, UNWATCHED, Way

from gdreport.project import find_project
from gdreport.record.staleness import examine

WAYS = {
    **OPENED,
    **ASKED,
    **IMPORTED,
    **INCLUDED,
    **{name: Way(body, lambda folder: None) for name, (body, _) in UNWATCHED.items()},
}
CODE = """\
from pathlib import Path

import xarray

from gdreport import Experiment

here = Path(__file__).parent / "NAME_d"


def ask():
    BODY


experiment = Experiment(run=lambda: xarray.Dataset({"n": float(ask())}))


def measures(results):
    return {"n": results["n"], "limit": 1e9}
"""
WORDS = """\
# What is it?

{% finding n < limit %}
It is {{ n | number }}.
{% endfinding %}

MORE
"""


def identify(name: str) -> str:
    return "w_" + re.sub(r"\W+", "_", name).strip("_").lower()


def write_way(folder: Path, title: str, way: Way) -> None:
    own = folder / "NAME_d"
    for file, text in way.files.items():
        (own / file).parent.mkdir(parents=True, exist_ok=True)
        (own / file).write_text(text)
    own.mkdir(exist_ok=True)
    way.prepare(own)
    (folder / "NAME.py").write_text(CODE.replace("BODY", way.body.replace("\n", "\n    ")))
    (folder / "NAME.md").write_text(WORDS.replace("MORE", way.words))
    fill_in_names(folder, identify(title))


def change_way(folder: Path, title: str, way: Way) -> None:
    (folder / f"{identify(title)}_d").rename(folder / "NAME_d")
    way.change(folder / "NAME_d")
    fill_in_names(folder, identify(title))


def fill_in_names(folder: Path, name: str) -> None:
    """In the names of files, where a folder that is there already takes in what is new, and in texts."""
    for path in sorted(folder.rglob("*"), key=lambda p: -len(p.parts)):
        if path.is_file() and not path.is_symlink() and path.suffix in {".py", ".md", ".txt"} and b"NAME" in path.read_bytes():
            path.write_text(path.read_text().replace("NAME", name))
        if "NAME" in path.name:
            shutil.copytree(
                path, path.with_name(path.name.replace("NAME", name)), symlinks=True, dirs_exist_ok=True
            ) if path.is_dir() else shutil.copy(path, path.with_name(path.name.replace("NAME", name)))
            shutil.rmtree(path) if path.is_dir() else path.unlink()


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """For each way what is known of its page once what it depends on has changed."""
    root = tmp_path_factory.mktemp("ways") / "among/neighbours/report"
    folder = root / "experiments"
    folder.mkdir(parents=True)
    (root / "pyproject.toml").write_text("[tool.gdreport]\n")
    with pytest.MonkeyPatch.context() as patch:
        for title in ASKED:
            patch.setenv(f"GDREPORT_{identify(title)}", "1")
        for title, way in WAYS.items():
            write_way(folder, title, way)
        done = run_command("build", cwd=root)
        assert done.status == 0, done.out + done.err
        project = find_project(root)
        pairs = {pair.name: pair for pair in project.pairs()}
        before = {title: examine(pairs[identify(title)]) for title in WAYS}
        assert {t: s.cause for t, s in before.items() if not s.is_fresh} == {}
        for title, way in WAYS.items():
            change_way(folder, title, way)
        for title in ASKED:
            os.environ[f"GDREPORT_{identify(title)}"] = "2"
            os.environ[f"GDREPORT_NOT_{identify(title)}"] = "2"
        try:
            yield {title: describe(examine(pairs[identify(title)])) for title in WAYS}
        finally:
            for title in ASKED:
                del os.environ[f"GDREPORT_NOT_{identify(title)}"]


def describe(state: object) -> str:
    changed = ", ".join(str(i).split(":")[0] for i in state.changed)  # type: ignore[attr-defined]
    unwatched = "; ".join(f"the page says: not watched: {u}" for u in state.manifest.page.unwatched)  # type: ignore[attr-defined]
    return "; ".join(text for text in (changed and f"changed: {changed}", unwatched) if text) or "SILENT"


def test_no_way_to_depend_on_something_is_silent(answers: dict[str, str], file_regression: FileRegressionFixture) -> None:
    rows = "".join(f"| {title} | {re.sub(r'/[^ ]*/(?=far)', '.../', answer)} |\n" for title, answer in answers.items())
    table = f"| a run depends on | once that is changed, its page is doubtful |\n|---|---|\n{rows}"
    file_regression.check(table, fullpath=DATA / "mutations/ways.md", encoding="utf-8")
    assert "SILENT" not in table


QUIET = {
    "a temporary folder": "import tempfile, os\nwith tempfile.TemporaryDirectory() as f:\n    open(f + '/a', 'w').write('1')\n"
    "    n = len(os.listdir(f)) + int(open(f + '/a').read())\nreturn n",
    "a folder of its own": "import shutil\nnew = here.parent / 'scratch'\nshutil.rmtree(new, ignore_errors=True)\nnew.mkdir()\n"
    "(new / 'a').write_text('1')\nshutil.copytree(new, new / 'b')\nn = len([*new.iterdir()])\nshutil.rmtree(new)\nreturn n",
    "names that are there already": "import os\nos.makedirs(here, exist_ok=True)\ntry:\n    open(here / 'n.txt', 'x')\n"
    "except OSError:\n    pass\nreturn open(here / 'n.txt').read()",
    "a variable that it sets": "import os\nos.environ['NAME'] = '1'\nreturn os.environ['NAME']",
    "the backend of Matplotlib": "import os\nreturn len(os.environ['MPLBACKEND'])",
    "the working directory": "import os\nreturn os.path.exists('pyproject.toml')",
}


def test_what_a_run_makes_itself_is_no_input_and_what_it_only_tried_to_make_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "experiments").mkdir()
    (tmp_path / "pyproject.toml").write_text("[tool.gdreport]\n")
    for title, body in QUIET.items():
        write_way(tmp_path / "experiments", title, Way(body, lambda folder: None))
    done = call("build", cwd=tmp_path)
    assert done.status == 0, done.err
    assert "not watched" not in done.out
    for place in (tmp_path, Path("/")):
        monkeypatch.chdir(place)
        done = call("check", cwd=tmp_path)
        assert (done.status, done.out) == (0, FRESH)
    name = identify("names that are there already")
    (tmp_path / f"experiments/{name}_d/n.txt").write_text("2")
    done = call("check", cwd=tmp_path)
    assert (done.status, re.findall("(?m)^changed: (.*?)[:;]", done.out)) == (1, [f"docs/experiments/{name.replace('_', '-')}"])


def test_words_behind_a_link_stand_on_the_page(tiny: Path, tmp_path: Path) -> None:
    (tiny / "experiments/valley.md").rename(tiny / "experiments/words.txt")
    (tiny / "experiments/valley.md").symlink_to("words.txt")
    assert call("build", cwd=tiny).status == 0
    assert "{% finding largest" in (tiny / "docs/experiments/valley/index.md").read_text().replace("&#123;", "{").replace(
        "&#37;", "%"
    )


def test_a_number_that_is_changed_after_its_format_is_refused(tiny: Path) -> None:
    words = tiny / "experiments/valley.md"
    words.write_text(words.read_text().replace("lost | number", "lost | number | upper"))
    done = call("build", cwd=tiny)
    assert (done.status, "a number was changed after it was formatted" in done.err) == (2, True)
