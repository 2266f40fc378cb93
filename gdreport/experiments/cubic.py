"""The cubic, which has a local minimum and no lower bound: a start drawn at random, every start, and starts beyond."""

import numpy as np

from gdreport import Descent, Experiment, GradientDescent, Objective, choice
from gdreport.catalogue import cubic
from gdreport.figures import landscape, role
from gdreport.objectives.catalogue import NAMED
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


def take_step(x):
    """Where one step of the rule leads."""
    return x - rule.learning_rate * cubic.gradient(x)


experiment = Experiment(
    runs={
        "drawn": Descent(cubic, rule, start=choice(points, seed=3), epochs=50, bound=far),
        "every_start": Descent(cubic, rule, start=points, epochs=50, bound=far, record_path=True),
        "beyond": Descent(Objective(NAMED["cubic"][0], domain=(0, 7)), rule, start=np.linspace(5.01, 7, 200), epochs=50, bound=far),
    },
    figures={"ends": landscape(cubic, runs=True, of="drawn"), "fate": fate},
    tables={"runs": runs_table("final", "reached_at", "diverged_at", every=100, of="every_start")},
)


def measures(results):
    run, every, beyond = (results[name] for name in ("drawn", "every_start", "beyond"))
    start, path = every["start"].values, every["path"].values
    diverged, diverged_at, reached_at = (every[name].values for name in ("diverged", "diverged_at", "reached_at"))
    steeper = np.diff(np.abs(cubic.gradient(path[diverged]))) > 0
    falling = np.arange(1, path.shape[1]) <= diverged_at[diverged][:, None]
    fall = diverged_at[diverged] - (path[diverged] < cubic.domain[0]).argmax(axis=1)
    median = np.nanmedian(reached_at)
    soon = np.flatnonzero(reached_at < median / 2)
    dips = np.split(soon, np.flatnonzero(np.diff(soon) > 1) + 1)
    first_dip, dip = (d[reached_at[d].argmin()] for d in (dips[0], dips[-1]))
    right, lost, held = beyond["start"].values, beyond["diverged"].values, beyond["reached_at"].notnull().values
    return {
        "start": run["start"],
        "end": run["final"],
        "miss": np.abs(run["final"] - minimum),
        "nearest_lost": np.abs(start[diverged] - run["start"].item()).min(),
        "starts": start.size,
        "diverged": int(diverged.sum()),
        "arrived": int((~np.isnan(reached_at)).sum()),
        "share": float(diverged.mean()),
        "last_lost": start[diverged].max(),
        "first_safe": start[~diverged].min(),
        "ridge": maximum,
        "minimum": minimum,
        "given_epochs": every["epochs"],
        "slowest": np.nanmax(reached_at),
        "slowest_start": start[np.nanargmax(reached_at)],
        "slackened": int((falling & ~steeper).sum()),
        "soonest": np.nanmin(diverged_at),
        "latest": np.nanmax(diverged_at),
        "first_lost_epochs": diverged_at[diverged][0],
        "last_lost_epochs": diverged_at[diverged][-1],
        "shortest_fall": fall.min(),
        "longest_fall": fall.max(),
        "dips": len(dips),
        "first_dip_miss": np.abs(start[first_dip] - minimum),
        "dip": start[dip],
        "dip_step": np.abs(path[dip, 1] - minimum),
        "dip_epochs": reached_at[dip],
        "median_epochs": median,
        "beyond": right.size,
        "lost_beyond": int(lost.sum()),
        "held_beyond": int(held.sum()),
        "last_held": right[held].max(initial=-np.inf),
        "first_over": right[lost].min(initial=np.inf),
        "last_over": right[lost].max(initial=-np.inf),
        "held_step": take_step(right[held]).min(initial=np.inf),
        "over_step": take_step(right[lost]).max(initial=-np.inf),
    }
