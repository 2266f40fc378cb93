"""The wave, its stationary points, and learning rates on both sides of the deeper minimum's stability threshold."""

import numpy as np

from gdreport import Descent, Experiment, GradientDescent
from gdreport.catalogue import wave
from gdreport.figures import landscape, role
from gdreport.tables import stationary_points

minimum = wave.minima[0]
threshold = 2 / wave.curvature(minimum)


def distance(axes, results):
    """How far from the minimum the runs end, below the stability threshold and above it."""
    end = np.abs(results["final"] - minimum)
    axes.plot(
        results["learning_rate"], end, label="distance of the end from the minimum", **role("measured", marker="o", markersize=4)
    )
    axes.axvline(threshold, label="stability threshold 2 / f″", **role("theory"))
    axes.set_xlabel("learning rate")
    axes.set_ylabel("distance from the minimum")


experiment = Experiment(
    run=Descent(wave, GradientDescent(learning_rate=np.linspace(1.8, 2.2, 41)), start=-1.4, epochs=2000),
    figures={"wave": landscape(wave), "threshold": distance},
    tables={"stationary": stationary_points(wave)},
)


def measures(results):
    rates = results["learning_rate"]
    settled = np.abs(results["final"] - minimum) < 1e-6
    return {
        "threshold": threshold,
        "deep": wave.value(wave.minima[0]),
        "shallow": wave.value(wave.minima[1]),
        "deep_at": wave.minima[0],
        "shallow_at": wave.minima[1],
        "deep_curvature": wave.curvature(wave.minima[0]),
        "shallow_curvature": wave.curvature(wave.minima[1]),
        "shallow_threshold": 2 / wave.curvature(wave.minima[1]),
        "lowest": rates.min(),
        "highest": rates.max(),
        "largest_settled": rates[settled].max(),
        "smallest_unsettled": rates[~settled].min(),
        "closest_above": np.abs(results["final"] - minimum)[~settled].min(),
        "minima_found": len(wave.minima),
    }
