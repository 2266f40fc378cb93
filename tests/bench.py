"""Whole processes, timed: builds of this report beside two yardsticks and a peer, as a table of medians and ratios.

Every round runs each command once, so that a drift of the machine's speed touches all alike.
The report is copied to a temporary folder, without its notebook and its audit unless a row says so.
The peer, in tests/bench_gallery, makes the same runs and as many figures: plain scripts in a gallery of mkdocs-gallery.
"""

import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).parent.parent
ROUNDS = 5
MKDOCS = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"]
GDREPORT = [sys.executable, "-m", "gdreport"]
SITE = [*GDREPORT, "build", "--site"]
IMPORT = [sys.executable, "-c", "import numpy, matplotlib, sympy, jinja2, xarray, mkdocs"]
Task = tuple[Callable[[], object], list[str], Path]


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        bare, plain, full, peer = (
            bare_site(place / "bare"),
            report(place / "plain", notebook=False),
            report(place / "full", notebook=True),
            gallery(place / "peer"),
        )
        tasks: dict[str, Task] = {
            "import": (lambda: None, IMPORT, bare),
            "bare": (lambda: None, MKDOCS, bare),
            "cold": (lambda: forget(plain), SITE, plain),
            "warm": (lambda: None, SITE, plain),
            "one": (lambda: nudge(plain / "gdreport/experiments/start_sweep.py"), SITE, plain),
            "gallery, cold": (lambda: forget(peer), MKDOCS, peer),
            "gallery, warm": (lambda: None, MKDOCS, peer),
            "gallery, one change": (lambda: nudge(peer / "plot_start_sweep.py"), MKDOCS, peer),
            "pages, cold": (lambda: forget(plain), [*GDREPORT, "build"], plain),
            "check": (lambda: None, [*GDREPORT, "check"], plain),
            "check --rerun": (lambda: None, [*GDREPORT, "check", "--rerun"], plain),
            "--help": (lambda: None, [*GDREPORT, "--help"], plain),
            "cold, whole report": (lambda: forget(full), SITE, full),
            "warm, whole report": (lambda: None, SITE, full),
        }
        times: dict[str, list[float]] = {name: [] for name in tasks}
        for number in range(ROUNDS + 1):
            for name, (before, command, where) in tasks.items():
                print(f"\r\033[2Kround {number} of {ROUNDS}: {name:22}", end="", file=sys.stderr, flush=True)
                before()
                seconds = timed(command, where)
                if number:  # the first round warms caches
                    times[name].append(seconds)
    print(file=sys.stderr)
    show({name: statistics.median(t) for name, t in times.items()}, times)


def show(median: dict[str, float], times: dict[str, list[float]]) -> None:
    """The table, and the ratios that were wanted."""
    print(f"{'command':22} {'median':>8} {'lowest':>8} {'highest':>8}   (s, {ROUNDS} runs)")
    for name, value in median.items():
        print(f"{name:22} {value:8.3f} {min(times[name]):8.3f} {max(times[name]):8.3f}")
    both = median["import"] + median["bare"]
    rows = [
        ("cold / (import + bare)", median["cold"] / both, 1.5),
        ("warm / bare", median["warm"] / median["bare"], 1.3),
        ("one / (import + bare)", median["one"] / both, 1.0),
        ("cold / gallery's", median["cold"] / median["gallery, cold"], 0.97),
        ("warm / gallery's", median["warm"] / median["gallery, warm"], 0.42),
        ("one change / gallery's", median["one"] / median["gallery, one change"], 1.0),
        ("check --rerun / pages, cold", median["check --rerun"] / median["pages, cold"], 1.3),
        ("check, s", median["check"], 0.3),
        ("--help, s", median["--help"], 0.15),
    ]
    print(f"\n{'ratio':28} {'measured':>8} {'wanted':>8}")
    for name, value, wanted in rows:
        print(f"{name:28} {value:8.2f} {wanted:8.2f}  {'' if value <= wanted else 'over'}")
    print(
        f"\nthe notebook page and the audit add {median['cold, whole report'] - median['cold']:.2f} s cold, "
        f"{median['warm, whole report'] - median['warm']:.2f} s warm"
    )


def timed(command: list[str], where: Path) -> float:
    """The seconds of one process. Its output is shown only if it fails."""
    start = perf_counter()
    done = subprocess.run(command, cwd=where, capture_output=True, text=True, check=False)
    seconds = perf_counter() - start
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed in {where}:\n{done.stdout}{done.stderr}")
    return seconds


def bare_site(place: Path) -> Path:
    """Eight plain pages under mkdocs-material alone."""
    (place / "docs").mkdir(parents=True)
    for number in range(8):
        name = "index" if number == 0 else f"page{number}"
        (place / f"docs/{name}.md").write_text(f"# Page {number}\n\nA paragraph of text on page {number}.\n")
    (place / "mkdocs.yml").write_text("site_name: bare\ntheme: {name: material, font: false}\n")
    return place


def report(place: Path, *, notebook: bool) -> Path:
    """A copy of this report."""
    place.mkdir()
    for name in ("docs", "gdreport/experiments"):
        shutil.copytree(ROOT / name, place / name)
    site, settings = (ROOT / "mkdocs.yml").read_text(), (ROOT / "pyproject.toml").read_text()
    if not notebook:
        site = re.sub(
            r"(?m)^  - Your first experiment:.*\n|^  # Renders notebooks.*\n|^  - mkdocs-jupyter:\n(?:      .*\n)*", "", site
        )
        settings = re.sub(r"(?m)^notebooks = .*\n", "", settings)
        shutil.rmtree(place / "docs/notebooks")
        # The audit's longest run has a million epochs; the yardsticks were set for the six experiments.
        site = site.replace("      - experiments/audit/index.md\n", "")
        settings = settings.replace(', "audit"', "")
        for file in place.glob("gdreport/experiments/audit.*"):
            file.unlink()
        shutil.rmtree(place / "docs/experiments/audit")
        index = place / "docs/index.md"
        index.write_text(index.read_text().replace("[the notebook](notebooks/first-experiment/index.md)", "the notebook"))
    (place / "mkdocs.yml").write_text(site)
    (place / "pyproject.toml").write_text(settings)
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


if __name__ == "__main__":
    main()
