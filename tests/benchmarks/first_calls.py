"""Descents in fresh processes: what the first run pays for importing and compiling, and how much memory a sweep takes."""

import json
import shutil
import statistics
import sys
from pathlib import Path

from benchmarks.measuring import Found, Row, Sizes, Times, find_medians, run_process, take_turns
from gdreport.number_text import number_text

SCRIPT = str(Path(__file__).parent / "fresh.py")
GROUP = "fresh"


def measure_first_calls(sizes: Sizes, place: Path) -> Found:
    """Compiled runs, with what they compile kept or not; and memory."""
    (place / "pyproject.toml").touch()
    timed, memory = _measure_times(sizes, place), _measure_memory(sizes, place)
    return Found(timed.rows + memory.rows, timed.times | memory.times)


def _measure_times(sizes: Sizes, place: Path) -> Found:
    runs, epochs = sizes.many_runs // 10, sizes.side

    def start(what: str, *, forget: bool = False) -> float:
        if forget:
            shutil.rmtree(place / ".cache", ignore_errors=True)
        return _run("time", runs, epochs, place, GDREPORT_ENGINE="numba")[what]

    tasks = {
        "first run, empty .cache": lambda: start("first", forget=True),
        "first run, kept .cache": lambda: start("first"),
        "second run": lambda: start("second"),
        "import": lambda: start("import"),
    }
    times = take_turns(tasks, sizes)
    median = find_medians(times)
    size = f"{number_text(float(runs * epochs))} evaluations"
    what = {
        "first run, empty .cache": f"first `Descent.run()` of a process, {size}, nothing compiled before",
        "first run, kept .cache": "the same, compiled by an earlier process",
        "second run": "the same again in that process",
        "import": "imports and the objective, before the first `Descent.run()`",
    }
    return Found([Row(GROUP, text, median[name], "s") for name, text in what.items()], times)


def _measure_memory(sizes: Sizes, place: Path) -> Found:
    runs, epochs = sizes.many_runs, sizes.side // 10
    found = [_run("memory", runs, epochs, place) for _ in range(sizes.rounds)]
    both: Times = {name: [each[name] / 1e6 for each in found] for name in ("peak", "kept")}
    peak, kept = (statistics.median(each) for each in both.values())
    what = f"peak memory of a sweep of {number_text(float(runs))} runs, above that of the process before it"
    row = Row(GROUP, what, peak, "MB", "its output arrays", kept, 4.0, note="of one sweep in a process that has compiled")
    return Found([row], {f"memory, {name} (MB)": each for name, each in both.items()})


def _run(what: str, runs: int, epochs: int, place: Path, **environment: str) -> dict[str, float]:
    # Compiled loops are kept in the report one is in, or at home.
    out = run_process([sys.executable, SCRIPT, what, str(runs), str(epochs)], place, HOME=str(place), **environment)
    found: dict[str, float] = json.loads(out)
    return found
