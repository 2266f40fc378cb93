"""What tests share: small reports on disk, edits of them, and the real commands."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner

from gdreport.cli import main

ROOT = Path(__file__).parent.parent
DATA = Path(__file__).parent / "data"
CHROMIUM = next((found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None)
FRESH = "fresh: every page is what its experiment makes\n"
WITHOUT_CACHES = shutil.ignore_patterns("__pycache__")
# Of the site of a tiny report.
SITE_SETTINGS = """site_name: tiny
use_directory_urls: false
theme: {name: material, font: false}
plugins: [gdreport]
markdown_extensions: [md_in_html, pymdownx.superfences, {pymdownx.arithmatex: {generic: true}}, gdreport.mathml]
exclude_docs: |
  experiments/**/manifest.json
  experiments/assets/overrides/
"""


@dataclass(frozen=True)
class Done:
    """What a command printed, and its exit status."""

    status: int
    out: str
    err: str


def run_command(*arguments: str, cwd: Path, **environment: str) -> Done:
    """The command in a process of its own: for tests whose subject is the process."""
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


def call(*arguments: str, cwd: Path) -> Done:
    """The command in this process, which is as good and starts nothing but the experiments."""
    done = CliRunner().invoke(main, ["-C", str(cwd), *arguments])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return Done(done.exit_code, done.stdout, done.stderr)


def copy_report(name: str, folder: Path) -> Path:
    """One of the small reports in tests/data, to be changed at will."""
    return Path(shutil.copytree(DATA / name, folder / name, ignore=WITHOUT_CACHES))


def edit(file: Path, old: str, new: str) -> None:
    """Replace a text that must be there."""
    text = file.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {file}"
    file.write_text(text.replace(old, new), encoding="utf-8")


def read_page(report: Path, name: str) -> str:
    """A page of a report but for its provenance, which has versions in it."""
    text = (report / f"docs/experiments/{name}/index.md").read_text(encoding="utf-8")
    return text.split("<!-- provenance")[0]


def is_alive(pid: int) -> bool:
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return status.rpartition(")")[2].split()[0] not in "ZX"
