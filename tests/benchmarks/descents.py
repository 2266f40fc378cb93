"""Descents: `Descent.run()` beside the plain NumPy expression and a kernel in C, in one process.

The rates are so small that hardly a run comes to rest before its last epoch: gdreport goes no further with runs at rest,
and the yardsticks do, so that a sweep in which runs come to rest would count evaluations that nobody makes.
"""

import math
from collections.abc import Callable
from contextlib import chdir
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.kernel import Kernel, build_kernel
from benchmarks.measuring import Found, Point, Row, Sizes, Task, find_medians, take_turns, time_call
from gdreport import Descent, GradientDescent
from gdreport.descent.compiled_loop import count_threads
from gdreport.number_text import number_text
from gdreport.objectives.catalogue import named

Floats = NDArray[np.float64]
PART = 10  # of the epochs, that NumPy is timed on
LINEAR = 10**7  # evaluations, above which the cost is to be linear
GROUP = "descents"
IN_RUNS, IN_EPOCHS = "1,000 epochs, more and more runs", "1,000 runs, more and more epochs"
IN_NUMPY, IN_C = "plain NumPy", "C with vector mathematics"


def make_sweep(starts: int, rates: int, epochs: int, steepest: float | None = None) -> Descent:
    """A sweep of the wave over starts and rates. At its steepest rate, unless told otherwise, a run still moves at its end."""
    high = min(10 / epochs, 1.0) if steepest is None else steepest
    rate = np.linspace(high / 1000, high, rates)
    return Descent(named("wave"), GradientDescent(learning_rate=rate), start=np.linspace(-6.0, 6.0, starts), epochs=epochs)


def lay_out(sweep: Descent) -> tuple[Floats, Floats]:
    """Its starts and rates, an entry for each run, in the order of its results."""
    assert isinstance(sweep.optimizer, GradientDescent)
    rates, starts = np.meshgrid(np.asarray(sweep.optimizer.learning_rate), sweep.starts()[:, 0], indexing="ij")
    return starts.ravel(), rates.ravel()


def descend_plainly(x: Floats, rate: Floats | float, epochs: int) -> Floats:
    """As one would write it in NumPy."""
    for _ in range(epochs):
        x = x - rate * ((np.cos(x) - x * np.sin(x) / 10) * np.exp(-(x**2) / 20))
    return x


def measure_descents(sizes: Sizes, place: Path) -> Found:
    """The sweep, one long run, and the cost of an evaluation against their number."""
    (place / "pyproject.toml").touch()  # so that what is compiled is kept there
    with chdir(place):
        kernel = build_kernel(place)
        found = _measure_sweep(sizes, kernel)
        for more in (_measure_long_run(sizes), _measure_costs(sizes)):
            found.rows += more.rows
            found.times |= more.times
            found.points += more.points
    return found


def _measure_sweep(sizes: Sizes, kernel: Kernel | str) -> Found:
    epochs = sizes.side
    sweep, resting = make_sweep(sizes.side, sizes.side, epochs), make_sweep(sizes.side, sizes.side, epochs, steepest=1.0)
    starts, rates = lay_out(sweep)
    tasks: dict[str, Task] = {
        "sweep": partial(time_call, sweep.run),
        "sweep, NumPy": _time_part(lambda some: descend_plainly(starts, rates, some), epochs),
        "sweep with runs at rest": partial(time_call, resting.run),
    }
    if not isinstance(kernel, str):
        tasks["sweep, C"] = lambda: time_call(lambda: kernel(starts, rates, epochs, count_threads()))
    times, side = take_turns(tasks, sizes), number_text(sizes.side)
    median, count = find_medians(times), starts.size * epochs
    what = f"{number_text(float(count))} gradient evaluations ({side} starts × {side} rates × {side} epochs)"
    threads = f"on {count_threads()} threads"
    rows = [
        Row(GROUP, what, median["sweep"], "s", IN_NUMPY, median["sweep, NumPy"], 0.08, note=f"NumPy: {_tell_part(epochs)}"),
        Row(
            *(GROUP, what, median["sweep"], "s", f"{IN_C}, {threads}", median.get("sweep, C"), 2.5),
            note=f"missing: {kernel}" if isinstance(kernel, str) else "`gcc -O3 -march=native -ffast-math -fopenmp`, libmvec",
        ),
        Row(
            *(GROUP, "the same with rates up to 1", median["sweep with runs at rest"], "s"),
            note="most runs come to rest, and no more of their epochs are made",
        ),
    ]
    # Where the other two stand in the figure.
    points = [
        Point(series, count, 1e9 * median[name] / count)
        for series, name in ((IN_NUMPY, "sweep, NumPy"), (IN_C, "sweep, C"))
        if name in median
    ]
    return Found(rows, times, points)


def _measure_long_run(sizes: Sizes) -> Found:
    epochs = sizes.longest
    rate = 1 / epochs
    run = Descent(named("wave"), GradientDescent(learning_rate=rate), start=1.0, epochs=epochs)
    tasks: dict[str, Task] = {
        "long run": partial(time_call, run.run),
        "long run, NumPy": _time_part(lambda some: descend_plainly(np.array([1.0]), rate, some), epochs),
    }
    times = take_turns(tasks, sizes)
    median = find_medians(times)
    what, beside = f"one run of {number_text(epochs)} epochs", "NumPy on an array of one number"
    note = f"NumPy: {_tell_part(epochs)}"
    return Found([Row(GROUP, what, median["long run"], "s", beside, median["long run, NumPy"], 0.02, note)], times)


def _measure_costs(sizes: Sizes) -> Found:
    shapes = {
        **{(IN_RUNS, count): (count // 1000, 1000) for count in sizes.counts if count <= 1000 * sizes.many_runs},
        **{(IN_EPOCHS, count): (1000, count // 1000) for count in sizes.counts},
    }
    sweeps = {(series, count): _make_sweep_of(*shape) for (series, count), shape in shapes.items()}
    names = {key: f"cost of {key[1]:.0e}, {key[0]}" for key in shapes}
    times = take_turns({names[key]: partial(time_call, sweep.run) for key, sweep in sweeps.items()}, sizes)
    median = find_medians(times)
    points = [Point(series, count, 1e9 * median[name] / count) for (series, count), name in names.items()]
    rows = [Row(GROUP, f"an evaluation among {number_text(float(p.evaluations))}: {p.series}", p.nanoseconds, "ns") for p in points]
    large = [p.nanoseconds for p in points if p.evaluations > LINEAR]
    if large:
        what = f"the dearest evaluation, of runs with more than {number_text(float(LINEAR))}"
        rows.append(Row(GROUP, what, max(large), "ns", "the cheapest of them", min(large), 1.2))
    return Found(rows, times, points)


def _make_sweep_of(runs: int, epochs: int) -> Descent:
    rates = math.gcd(runs, 10)
    return make_sweep(runs // rates, rates, epochs)


def _time_part(do: Callable[[int], object], epochs: int) -> Task:
    """NumPy's epochs all cost the same: some are timed."""
    some = max(1, epochs // PART)
    return lambda: time_call(lambda: do(some)) * epochs / some


def _tell_part(epochs: int) -> str:
    return f"timed on {number_text(max(1, epochs // PART))} of the epochs, and scaled"
