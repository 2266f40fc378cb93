"""How it is measured: subject and yardstick take turns, and a row is a ratio of their medians."""

import os
import platform
import statistics
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).parent.parent.parent
Task = Callable[[], float]  # done once: the seconds that it took
Times = dict[str, list[float]]


@dataclass(frozen=True)
class Sizes:
    """How much is measured: all, or just enough to see that it works."""

    rounds: int = 5
    is_warmed: bool = True  # by a round that does not count
    side: int = 1000  # starts, rates and epochs of the sweep
    longest: int = 10**6  # epochs of one run
    counts: tuple[int, ...] = tuple(10**n for n in range(5, 11))  # evaluations
    many_runs: int = 10**6
    experiments: tuple[int, ...] = (10, 100, 1000)


QUICK = Sizes(rounds=1, is_warmed=False, side=20, longest=2000, counts=(10**4, 10**5), many_runs=2000, experiments=(1, 2, 3))


class NotMeasuredError(Exception):
    """A process failed, so that there is nothing to time."""


@dataclass(frozen=True)
class Row:
    """A line of the table. What is wanted bounds the ratio to the yardstick, or what was measured where there is none."""

    group: str
    what: str
    measured: float | None  # nothing where it could not be measured
    unit: str
    yardstick: str = ""
    beside: float | None = None  # the yardstick, in the same unit
    wanted: float | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """To the yardstick."""
        return self.measured / self.beside if self.measured is not None and self.beside else None

    @property
    def is_met(self) -> bool | None:
        """Whether it is as wanted; nothing where nobody wants anything of it, or it is missing."""
        value = self.ratio if self.yardstick else self.measured
        return None if self.wanted is None or value is None else value <= self.wanted


@dataclass(frozen=True)
class Point:
    """What an evaluation costs in a run of so many."""

    series: str
    evaluations: int
    nanoseconds: float


@dataclass
class Found:
    """What a group found: rows, and the times of which they are medians."""

    rows: list[Row] = field(default_factory=list)
    times: Times = field(default_factory=dict)
    points: list[Point] = field(default_factory=list)


def take_turns(tasks: Mapping[str, Task], sizes: Sizes) -> Times:
    """The times of each task. In every round each runs once, so that a drift of the machine's speed touches all alike."""
    times: Times = {name: [] for name in tasks}
    for number in range(0 if sizes.is_warmed else 1, sizes.rounds + 1):
        for name, task in tasks.items():
            tell(f"round {number} of {sizes.rounds}: {name}")
            seconds = task()
            if number:  # the first round warms caches
                times[name].append(seconds)
    tell("")
    return times


def tell(what: str) -> None:
    """On a terminal, what is being done."""
    if sys.stderr.isatty():
        print(f"\r\033[2K{what}", end="", file=sys.stderr, flush=True)


def find_medians(times: Times) -> dict[str, float]:
    """The median of each."""
    return {name: statistics.median(each) for name, each in times.items()}


def time_call(call: Callable[[], object]) -> float:
    """The seconds of one call."""
    start = perf_counter()
    call()
    return perf_counter() - start


def time_process(command: list[str], where: Path, **environment: str) -> float:
    """The seconds of one process. Its output is shown only if it fails."""
    return time_call(lambda: run_process(command, where, **environment))


def run_process(command: list[str], where: Path, **environment: str) -> str:
    """What one process printed."""
    done = subprocess.run(command, cwd=where, env=os.environ | environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotMeasuredError(f"{' '.join(command)} failed in {where}:\n{done.stdout}{done.stderr}")
    return done.stdout


def describe_machine() -> dict[str, str]:
    """What the numbers depend on besides gdreport."""
    return {
        "processor": _name_processor(),
        "cores": str(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()),
        "system": f"{platform.system()} {platform.machine()}",
        "Python": platform.python_version(),
        **{name: version(name) for name in ("numpy", "llvmlite", "matplotlib", "mkdocs")},
    }


def _name_processor() -> str:
    if (facts := Path("/proc/cpuinfo")).exists():
        names = [line.partition(":")[2].strip() for line in facts.read_text().splitlines() if line.startswith("model name")]
        if names:
            return names[0]
    return platform.processor() or platform.machine()
