"""Descents in new processes: what the first run pays for importing and compiling, and how much memory a sweep takes."""

import json
import statistics
import sys
from pathlib import Path

from benchmarks.measuring import Found, Row, Sizes, Times, find_medians, run_process, take_turns
from gdreport.number_text import number_text

SCRIPT = str(Path(__file__).parent / "fresh.py")
GROUP = "fresh"


def measure_first_calls(sizes: Sizes, place: Path) -> Found:
    """Compiled runs in new processes, and memory."""
    timed, memory = _measure_times(sizes, place), _measure_memory(sizes, place)
    return Found(timed.rows + memory.rows, timed.times | memory.times)


def _measure_times(sizes: Sizes, place: Path) -> Found:
    runs, epochs = sizes.many_runs // 10, sizes.side

    def start(what: str) -> float:
        return _run("time", runs, epochs, place, GDREPORT_ENGINE="compiled")[what]

    tasks = {what: lambda what=what: start(what) for what in ("first", "second", "import")}
    times = take_turns(tasks, sizes)
    median = find_medians(times)
    size = f"{number_text(float(runs * epochs))} evaluations"
    what = {
        "first": f"first `Descent.run()` of a process, {size}, with what it imports and compiles",
        "second": "the same again in that process",
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
    out = run_process([sys.executable, SCRIPT, what, str(runs), str(epochs)], place, **environment)
    found: dict[str, float] = json.loads(out)
    return found
