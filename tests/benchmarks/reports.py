"""Whole processes, timed: builds of this report beside two yardsticks and a peer.

The six experiments, or these with the audit and the first notebook, stand in a temporary folder, without the documentation.
The peer, in tests/bench_gallery, makes the same runs and as many figures: plain scripts in a gallery of mkdocs-gallery.
"""

import re
import shutil
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from benchmarks.measuring import ROOT, Found, Row, Sizes, Task, find_medians, take_turns, time_process

MKDOCS = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"]
GDREPORT = [sys.executable, "-m", "gdreport"]
SITE = [*GDREPORT, "build", "--site"]
IMPORT = [sys.executable, "-c", "import numpy, matplotlib, sympy, jinja2, xarray, mkdocs"]
GROUP = "reports"
PEER = "mkdocs-gallery's"
# What is timed / its yardstick (tasks, whose medians are added), and the ratio that is wanted.
RATIOS: list[tuple[str, str, str, list[str], float | None]] = [
    ("cold build and site, six experiments", "cold", PEER, ["gallery, cold"], 0.7),
    ("one learning rate changed", "one", PEER, ["gallery, one change"], 0.6),
    ("warm build and site", "warm", PEER, ["gallery, warm"], 0.4),
    (
        "cold, whole report with notebook and audit",
        "cold, whole report",
        "six experiments alone, cold",
        ["cold"],
        1.6,
    ),
    ("cold build and site, six experiments", "cold", "imports + a bare site", ["import", "bare"], 1.5),
    ("one learning rate changed", "one", "imports + a bare site", ["import", "bare"], 1.0),
    ("warm build and site", "warm", "a bare site", ["bare"], 1.3),
    (
        "warm, whole report with notebook and audit",
        "warm, whole report",
        "six experiments alone, warm",
        ["warm"],
        None,
    ),
    ("`check --rerun`", "check --rerun", "pages alone, cold", ["pages, cold"], 1.3),
]
SECONDS: list[tuple[str, str, float | None]] = [
    ("`check`", "check", 0.3),
    ("`--help`", "--help", 0.15),
    ("imports", "import", None),
    ("a bare site", "bare", None),
]


def measure_reports(sizes: Sizes, place: Path) -> Found:
    """Builds, checks and the peer's."""
    bare, plain, full = bare_site(place / "bare"), report(place / "plain", is_whole=False), report(place / "full", is_whole=True)
    tasks: dict[str, Task] = {
        "import": _time(IMPORT, bare),
        "bare": _time(MKDOCS, bare),
        "cold": _time(SITE, plain, lambda: forget(plain)),
        "warm": _time(SITE, plain),
        "one": _time(SITE, plain, lambda: nudge(plain / "gdreport/experiments/start_sweep.py")),
        "pages, cold": _time([*GDREPORT, "build"], plain, lambda: forget(plain)),
        "check": _time([*GDREPORT, "check"], plain),
        "check --rerun": _time([*GDREPORT, "check", "--rerun"], plain),
        "--help": _time([*GDREPORT, "--help"], plain),
        "cold, whole report": _time(SITE, full, lambda: forget(full)),
        "warm, whole report": _time(SITE, full),
    }
    if find_spec("mkdocs_gallery"):
        peer = gallery(place / "peer")
        tasks |= {
            "gallery, cold": _time(MKDOCS, peer, lambda: forget(peer)),
            "gallery, warm": _time(MKDOCS, peer),
            "gallery, one change": _time(MKDOCS, peer, lambda: nudge(peer / "plot_start_sweep.py")),
        }
    times = take_turns(tasks, sizes)
    median = find_medians(times)
    rows = [
        Row(
            *(GROUP, what, median[subject], "s", yardstick, sum(median[n] for n in names) if set(names) <= set(median) else None),
            *(wanted, "" if set(names) <= set(median) else "missing: mkdocs-gallery is not installed"),
        )
        for what, subject, yardstick, names, wanted in RATIOS
    ]
    return Found(rows + [Row(GROUP, what, median[name], "s", wanted=wanted) for what, name, wanted in SECONDS], times)


def _time(command: list[str], where: Path, prepare: Callable[[], object] = lambda: None) -> Task:
    def task() -> float:
        prepare()
        return time_process(command, where)

    return task


def bare_site(place: Path) -> Path:
    """Eight plain pages under mkdocs-material alone."""
    (place / "docs").mkdir(parents=True)
    for number in range(8):
        name = "index" if number == 0 else f"page{number}"
        (place / f"docs/{name}.md").write_text(f"# Page {number}\n\nA paragraph of text on page {number}.\n")
    (place / "mkdocs.yml").write_text("site_name: bare\ntheme: {name: material, font: false}\n")
    return place


def report(place: Path, *, is_whole: bool) -> Path:
    """The experiments that the peer has too, with a home page and the settings of a new report; whole with audit and notebook."""
    (place / "docs").mkdir(parents=True)
    (place / "docs/index.md").write_text("# Home\n\n<!-- gdreport: cards -->\n<!-- gdreport: end -->\n")
    left_out = shutil.ignore_patterns("gallery.ipynb", *(() if is_whole else ("audit.*", "*.ipynb")))
    shutil.copytree(ROOT / "gdreport/experiments", place / "gdreport/experiments", ignore=left_out)
    (place / "mkdocs.yml").write_text("site_name: six\ntheme: material\nplugins: [search, offline, gdreport]\n")
    notebooks = 'notebooks = ["gdreport/experiments/first_experiment.ipynb"]\n' if is_whole else ""
    settings = re.sub(r"(?m)^notebooks = .*\n", notebooks, (ROOT / "pyproject.toml").read_text())
    (place / "pyproject.toml").write_text(settings if is_whole else settings.replace(', "audit"', ""))
    return place


def gallery(place: Path) -> Path:
    """The peer. It remembers each script by its digest, as it does unless told otherwise."""
    shutil.copytree(ROOT / "tests/bench_gallery", place, ignore=shutil.ignore_patterns("__pycache__"))
    (place / "docs").mkdir()
    return place


def forget(place: Path) -> None:
    """Remove every generated file."""
    for name in ("docs/experiments", "docs/notebooks", "docs/gallery", "site", ".cache"):
        shutil.rmtree(place / name, ignore_errors=True)


def nudge(code: Path) -> None:
    """Change one learning rate in one experiment, to and fro."""
    text = code.read_text()
    old, new = ("0.01", "0.0101") if "learning_rate=0.01)" in text else ("0.0101", "0.01")
    code.write_text(text.replace(f"learning_rate={old})", f"learning_rate={new})"))
