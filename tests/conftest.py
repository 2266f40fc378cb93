"""Reports that several tests use: made once, copied for each."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from helpers import CHROMIUM, ROOT, SITE_SETTINGS, WITHOUT_CACHES, call, copy_report

from gdreport.files import read_tree


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """The browser of the machine."""
    return {"executable_path": CHROMIUM, "args": ["--no-sandbox"]}


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """A report of one experiment, with a helper module and a data file, not built yet."""
    return copy_report("tiny", tmp_path)


@pytest.fixture(scope="session")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny report, built by the real command."""
    folder = copy_report("tiny", tmp_path_factory.mktemp("built"))
    done = call("build", cwd=folder)
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
    for name in ("docs", "gdreport/experiments"):
        shutil.copytree(ROOT / name, folder / name, ignore=WITHOUT_CACHES)
    for name in ("mkdocs.yml", "pyproject.toml"):
        shutil.copy(ROOT / name, folder)
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict"]
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1", "PYTHONDONTWRITEBYTECODE": ""}
    subprocess.run(command, cwd=folder, check=True, env=environment)
    return folder / "site"


@pytest.fixture(scope="session")
def sited_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny report with its site."""
    report = copy_report("tiny", tmp_path_factory.mktemp("sited"))
    (report / "mkdocs.yml").write_text(SITE_SETTINGS)
    (report / "docs").mkdir()
    (report / "docs/index.md").write_text("# Home\n\n<!-- gdreport: cards -->\n<!-- gdreport: end -->\n")
    done = call("build", "--site", cwd=report)
    assert done.status == 0, done.err
    return report


@pytest.fixture
def sited(sited_once: Path, tmp_path: Path) -> Path:
    """It, to be changed at will."""
    report = tmp_path / "sited"
    for name, content in read_tree(sited_once).items():
        (report / name).parent.mkdir(parents=True, exist_ok=True)
        (report / name).write_bytes(content)
    return report
