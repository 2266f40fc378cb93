"""Learning rates and epoch counts together, and the epochs that a learning rate needs."""

import numpy as np

from gdreport import Descent, Experiment, GradientDescent
from gdreport.catalogue import wave
from gdreport.figures import epochs_to_reach, family, heat_map
from gdreport.tables import runs_table

minimum = wave.minima[0]
curvature = wave.curvature(minimum)
tolerance = 1e-4


def follow_flow(points=4001):
    """The flow x' = -f'(x) from the origin to the tolerance: times, and the distances from the minimum at them.

    The time that it takes is the integral of dx / f'(x).
    """
    log_distance = np.linspace(np.log(-minimum), np.log(tolerance), points)
    distance = np.exp(log_distance)
    integrand = distance / wave.gradient(minimum + distance)
    return np.append(0, np.cumsum((integrand[1:] + integrand[:-1]) / 2 * -np.diff(log_distance))), distance


times, distances = follow_flow()


def expected_epochs(rate):
    """The flow's time in steps that shrink the distance by |1 - rate * f''| instead of exp(-rate * f'')."""
    return curvature * times[-1] / -np.log(np.abs(1 - rate * curvature))


def expected_end(time):
    """Where the flow is at a time; from the tolerance on it stands still here."""
    return minimum + np.interp(time, times, distances)


grid = Descent(
    wave,
    GradientDescent(learning_rate=np.linspace(1e-10, 1e-1, 50)),
    start=0.0,
    epochs=np.round(np.linspace(10, 500, 40)),
    tolerance=tolerance,
)
wide = Descent(
    wave,
    GradientDescent(learning_rate=np.round(np.geomspace(0.01, 1.98, 60), 6)),
    start=0.0,
    epochs=2000,
    tolerance=tolerance,
)

experiment = Experiment(
    runs={"map": grid, "wide": wide},
    figures={
        "map": heat_map(x="learning_rate", y="epochs", of="map"),
        "family": family("learning_rate", each="epochs", of="map"),
        "needed": epochs_to_reach(theory=expected_epochs, theory_name="theory, without a free parameter", of="wide"),
    },
    tables={"needed": runs_table("final", "reached_at", every=4, of="wide")},
)


def measures(results):
    grid, far = results["map"], results["wide"]
    last = grid.isel(epochs=-1)
    rate, reached = last["learning_rate"], last["reached_at"]
    first = grid["final"].isel(epochs=0)
    off_flow = np.abs(grid["final"] - expected_end(grid["learning_rate"] * grid["epochs"]))
    quick = rate[reached < 100].min()
    wide_rate, needed = far["learning_rate"], far["reached_at"]
    best = wide_rate[needed == needed.min()]
    slow = wide_rate < 0.1
    product = (needed * wide_rate)[slow]
    theory = expected_epochs(wide_rate)
    misses = np.abs(needed / theory - 1)
    worst = int(np.argmax(misses.values))
    return {
        "cells": grid["final"].size,
        "off_flow": off_flow.max(),
        "walked": grid["final"].max() - grid["final"].min(),
        "few": grid["epochs"][0],
        "many": grid["epochs"][-1],
        "second": rate[1],
        "second_end": last["final"][1],
        "quick": quick,
        "quick_epochs": reached[rate >= quick].max(),
        "largest": rate[-1],
        "largest_epochs": reached[-1],
        "few_end": first[-1],
        "few_best": first.min(),
        "minimum": minimum,
        "best": best.min(),
        "second_best": best.max(),
        "bests": best.size,
        "best_epochs": needed.min(),
        "last": wide_rate[-1],
        "last_epochs": needed[-1],
        "newton_rate": 1 / curvature,
        "threshold": 2 / curvature,
        "slow_low": wide_rate[slow].min(),
        "slow_high": wide_rate[slow].max(),
        "worst_slow": misses[slow].max(),
        "worst": misses.max(),
        "worst_rate": wide_rate[worst],
        "worst_epochs": needed[worst],
        "worst_theory": theory[worst],
        "spread": product.max() / product.min() - 1,
    }
