"""A tiny report in a folder of its own, and the real commands in real processes."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TINY = Path(__file__).parent / "data/tiny"
Run = Callable[..., "Done"]


@dataclass(frozen=True)
class Done:
    """What a command printed, and its exit status."""

    status: int
    out: str
    err: str


def run_command(*arguments: str, cwd: Path, **environment: str) -> Done:
    clean = {k: v for k, v in os.environ.items() if k not in {"PYTHONHASHSEED", "TZ", "LC_ALL", "LANG"}}
    clean["PYTHONDONTWRITEBYTECODE"] = ""
    done = subprocess.run(
        [sys.executable, "-m", "gdreport", *arguments],
        cwd=cwd,
        env=clean | environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """A report of one experiment, with a helper module and a data file, not built yet."""
    shutil.copytree(TINY, tmp_path / "tiny", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "tiny"


@pytest.fixture(scope="session")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny report, built by the real command."""
    folder = tmp_path_factory.mktemp("built") / "tiny"
    shutil.copytree(TINY, folder, ignore=shutil.ignore_patterns("__pycache__"))
    done = run_command("build", cwd=folder)
    assert done.status == 0, done.err
    return folder


@pytest.fixture
def built(built_once: Path, tmp_path: Path) -> Path:
    """The tiny report, built, to be changed at will."""
    return Path(shutil.copytree(built_once, tmp_path / "tiny"))


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This report's own site, built strictly in a copy: a test must not mend the pages that a check is to judge."""
    folder = tmp_path_factory.mktemp("site")
    for name in ("docs", "overrides", "gdreport/experiments"):
        shutil.copytree(ROOT / name, folder / name)
    for name in ("mkdocs.yml", "pyproject.toml"):
        shutil.copy(ROOT / name, folder)
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict"]
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1", "PYTHONDONTWRITEBYTECODE": ""}
    subprocess.run(command, cwd=folder, check=True, env=environment)
    return folder / "site"


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {file}"
    file.write_text(text.replace(old, new), encoding="utf-8")


def tree(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
