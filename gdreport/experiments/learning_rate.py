"""The end of the run against its learning rate: 50 rates, one start."""

import numpy as np

from gdreport import Descent, Experiment, GradientDescent
from gdreport.catalogue import wave
from gdreport.figures import final_against, role
from gdreport.tables import runs_table

minimum = wave.minima[0]


def error(axes, results):
    """The distance from the minimum on a log axis, down to well above the floor of rounding."""
    distance = np.abs(results["final"] - minimum)
    axes.plot(
        results["learning_rate"],
        distance.where(distance > 1e-9),
        label="distance of the end from the minimum",
        **role("measured", marker="o", markersize=4),
    )
    axes.set_yscale("log")
    axes.set_ylim(1e-9, 3)
    axes.set_xlim(0, 0.1)
    axes.set_xlabel("learning rate")
    axes.set_ylabel("distance from the minimum")


sweep = Descent(wave, GradientDescent(learning_rate=np.linspace(1e-5, 1e-1, 50)), start=0.0, epochs=1000)

experiment = Experiment(
    run=sweep,
    figures={"final": final_against("learning_rate", joined=True, levels=[(minimum, "minimum")]), "error": error},
    tables={"runs": runs_table("final", "final_value", "reached_at")},
)


def measures(results):
    rate, final = results["learning_rate"], results["final"]
    same = rate >= 0.01
    reached = results["reached_at"]
    distance = np.abs(final - minimum).values
    close = (distance < 0.01) & (distance > 1e-9)  # too close to see in the first figure, and above the lower edge of the second
    factors = distance[close][:-1] / distance[close][1:]
    return {
        "runs": rate.size,
        "smallest": rate[0],
        "smallest_end": final[0],
        "low": rate[same].min(),
        "high": rate.max(),
        "gap": final[same].max() - final[same].min(),
        "slowest": reached[same][0],
        "fastest": reached[same][-1],
        "ratio": reached[same][0] / reached[same][-1],
        "falling": int((np.diff(reached[same]) <= 0).sum()),
        "alike": int(same.sum()),
        "unfinished": int(reached.isnull().sum()),
        "last_unfinished": rate[reached.isnull()].max(),
        "second": rate[1],
        "second_end": final[1],
        "minimum": minimum,
        "flat_from": rate[distance < 0.01].min(),
        "flat_gap": distance[rate >= rate[distance < 0.01].min()].max(initial=0),
        "least_factor": factors.min(initial=np.inf),
        "most_factor": factors.max(initial=0),
    }
