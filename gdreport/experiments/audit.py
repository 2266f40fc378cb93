"""The notebook's eight claims, each held against runs of the other pages and three of this one's own."""

import numpy as np
import random_start
import rate_by_epochs
import start_sweep

from gdreport import Descent, Experiment, GradientDescent
from gdreport.catalogue import wave
from gdreport.figures import epochs_to_reach, final_against
from gdreport.tables import runs_table

minimum = wave.minima[0]
threshold, shallow_threshold = 2 / wave.curvature(wave.minima)

experiment = Experiment(
    runs={
        "rates": Descent(wave, GradientDescent(learning_rate=[0.01, 0.05, 0.1]), start=0.0, epochs=1000),
        "every_start": random_start.every_start,
        "starts": start_sweep.sweep,
        "map": rate_by_epochs.grid,
        "wide": rate_by_epochs.wide,
        "smallest": Descent(wave, GradientDescent(learning_rate=1e-5), start=0.0, epochs=[1000, 1_000_000]),
        "large": Descent(wave, GradientDescent(learning_rate=np.linspace(2.1, 4.0, 20)), start=random_start.points, epochs=1000),
    },
    figures={
        "starts": final_against("start", levels=[(m, "minimum") for m in wave.minima], of="starts"),
        "needed": epochs_to_reach(of="wide"),
    },
    # A run of a million epochs has no variations of itself: at ten times the rate a tenth of them does.
    variations={
        "learning rates that are close together": {
            "rates": Descent(wave, GradientDescent(learning_rate=[0.08, 0.09, 0.1]), start=0.0, epochs=1000),
        },
        "ten times the smallest rate": {
            "smallest": Descent(wave, GradientDescent(learning_rate=1e-4), start=0.0, epochs=[1000, 100_000]),
        },
    },
    tables={"rates": runs_table("final", "reached_at", of="rates"), "smallest": runs_table("final", "reached_at", of="smallest")},
)


def measures(results):
    every, starts, rates = (results[name] for name in ("every_start", "starts", "rates"))
    wide, smallest, large = (results[name] for name in ("wide", "smallest", "large"))
    five_hundred = results["map"].isel(epochs=-1)
    final, reached = rates["final"], rates["reached_at"]
    ends = (
        int((every["final"] < wave.domain[0]).sum()),
        int((np.abs(every["final"] - wave.minima[0]) < 1e-4).sum()),
        int((np.abs(every["final"] - wave.minima[1]) < 1e-4).sum()),
    )
    arrived = five_hundred["reached_at"]
    enough = five_hundred["learning_rate"][(arrived < 100).values].min()
    needed = wide["reached_at"].values
    below = wide["learning_rate"].values < threshold / 2
    return {
        "starts": every.sizes["start"],
        "outside": ends[0],
        "deep": ends[1],
        "shallow": ends[2],
        "lowest": starts["final"].min(),
        "start_range": starts["start"].max() - starts["start"].min(),
        "highest": starts["final"].max(),
        "smallest": smallest["learning_rate"],
        "smallest_end": smallest["final"][0],
        "smallest_epochs": smallest["reached_at"][1],
        "gap": np.abs(final[0] - final[2]),
        "middle_gap": np.abs(final[1] - final[2]),
        "slow_epochs": reached[0],
        "middle_epochs": reached[1],
        "fast_epochs": reached[2],
        "always_slower": bool((np.diff(needed[below]) <= 0).all()),
        "rises_again": bool((np.diff(needed[~below]) >= 0).all()),
        "rising": needed[-1] / needed[~below].min(initial=np.inf),
        "last_wide": wide["learning_rate"][-1],
        "second": five_hundred["learning_rate"][1],
        "second_end": five_hundred["final"][1],
        "lowest_end": five_hundred["final"][0],
        "minimum": minimum,
        "enough": enough,
        "enough_epochs": arrived[(five_hundred["learning_rate"] >= enough).values].max(),
        **count_large(large),
    }


def count_large(large):
    """Where the runs with learning rates above the deeper minimum's threshold settle."""
    in_deep, in_shallow = (large["reached_at"].notnull() & (np.abs(large["final"] - m) < 1e-4) for m in wave.minima)
    always = in_shallow.all("learning_rate")
    return {
        "threshold": threshold,
        "shallow_threshold": shallow_threshold,
        "large_runs": large["final"].size,
        "large_rates": large.sizes["learning_rate"],
        "large_lowest": large["learning_rate"].min(),
        "large_highest": large["learning_rate"].max(),
        "large_deep": int(in_deep.sum()),
        "large_shallow": int(in_shallow.sum()),
        "always_shallow": int(always.sum()),
        "always_share": float(always.mean()),
    }
