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
threshold = 2 / wave.curvature(minimum)

experiment = Experiment(
    runs={
        "rates": Descent(wave, GradientDescent(learning_rate=[0.01, 0.05, 0.1]), start=0.0, epochs=1000),
        "every_start": random_start.every_start,
        "starts": start_sweep.sweep,
        "map": rate_by_epochs.grid,
        "wide": rate_by_epochs.wide,
        "smallest": Descent(wave, GradientDescent(learning_rate=1e-5), start=0.0, epochs=[1000, 1_000_000]),
        "large": Descent(wave, GradientDescent(learning_rate=np.linspace(2.1, 4.0, 20)), start=0.0, epochs=1000),
    },
    figures={
        "starts": final_against("start", levels=[(m, "minimum") for m in wave.minima], of="starts"),
        "needed": epochs_to_reach(of="wide"),
    },
    tables={"rates": runs_table("final", "reached_at", of="rates"), "smallest": runs_table("final", "reached_at", of="smallest")},
)


def measures(results):
    every, starts, rates = (results[name] for name in ("every_start", "starts", "rates"))
    wide, smallest, large = (results[name] for name in ("wide", "smallest", "large"))
    five_hundred = results["map"].sel(epochs=500)
    final, reached = rates["final"], rates["reached_at"]
    ends = (
        int((every["final"] < wave.domain[0]).sum()),
        int((np.abs(every["final"] - wave.minima[0]) < 1e-4).sum()),
        int((np.abs(every["final"] - wave.minima[1]) < 1e-4).sum()),
    )
    arrived = five_hundred["reached_at"]
    below = wide["learning_rate"] < threshold / 2
    slower = wide["reached_at"].values[below.values]
    fast = wide["learning_rate"] > 1
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
        "slow_epochs": reached[0],
        "middle_epochs": reached[1],
        "fast_epochs": reached[2],
        "always_slower": bool((np.diff(slower) <= 0).all()),
        "rising": wide["reached_at"].values[-1] / wide["reached_at"].values[fast.values][0],
        "second": five_hundred["learning_rate"][1],
        "second_end": five_hundred["final"][1],
        "minimum": minimum,
        "enough": five_hundred["learning_rate"][(arrived < 100).values].min(),
        "threshold": threshold,
        "large_settled": int(large["reached_at"].notnull().sum()),
        "large_runs": large.sizes["learning_rate"],
    }
