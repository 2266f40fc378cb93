"""The cubic, which has a local minimum and no lower bound: a start drawn at random, and every start."""

import numpy as np

from gdreport import Descent, Experiment, GradientDescent, choice
from gdreport.catalogue import cubic
from gdreport.figures import landscape, role
from gdreport.tables import runs_table

points = cubic.grid(2001)
rule = GradientDescent(learning_rate=0.1)
minimum, maximum = cubic.minima[0], cubic.maxima[0]
far = 1e6


def fate(axes, results):
    """The epoch at which each run's fate is settled: within the tolerance of the minimum, or out of bounds."""
    every = results["every_start"]
    axes.plot(every["start"], every["reached_at"], label="stays at the minimum", **role("measured"))
    axes.plot(
        every["start"],
        every["diverged_at"],
        label="diverged",
        **role("diverged", linestyle=(0, (1, 1)), linewidth=1.6, marker="none"),
    )
    axes.axvline(maximum, label="local maximum", **role("theory"))
    axes.set_xlabel("start")
    axes.set_ylabel("epochs")


experiment = Experiment(
    runs={
        "drawn": Descent(cubic, rule, start=choice(points, seed=3), epochs=50, bound=far),
        "every_start": Descent(cubic, rule, start=points, epochs=50, bound=far),
    },
    figures={"ends": landscape(cubic, runs=True, of="drawn"), "fate": fate},
    tables={"runs": runs_table("final", "reached_at", "diverged_at", every=100, of="every_start")},
)


def measures(results):
    run, every = results["drawn"], results["every_start"]
    diverged, settled = every["diverged"], np.abs(every["final"] - minimum) < 1e-6
    start = every["start"]
    return {
        "start": run["start"],
        "end": run["final"],
        "miss": np.abs(run["final"] - minimum),
        "starts": start.size,
        "diverged": int(diverged.sum()),
        "settled": int(settled.sum()),
        "arrived": int(every["reached_at"].notnull().sum()),
        "between": int((~diverged & ~settled).sum()),
        "share": float(diverged.mean()),
        "last_lost": start[diverged].max(),
        "first_safe": start[~diverged].min(),
        "ridge": maximum,
        "minimum": minimum,
        "soonest": every["diverged_at"].min(),
        "latest": every["diverged_at"].max(),
    }
