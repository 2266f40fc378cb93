"""Learning rates and epoch counts together, and the epochs that a learning rate needs."""

import numpy as np

from gdreport import Descent, Experiment, GradientDescent
from gdreport.catalogue import wave
from gdreport.figures import epochs_to_reach, family, heat_map
from gdreport.tables import runs_table

minimum = wave.minima[0]
curvature = wave.curvature(minimum)
tolerance = 1e-4


def flow_time(points=4001):
    """The time that x' = -f'(x) takes from the origin to the tolerance: the integral of dx / f'(x)."""
    log_distance = np.linspace(np.log(tolerance), np.log(-minimum), points)
    distance = np.exp(log_distance)
    integrand = distance / wave.gradient(minimum + distance)
    return np.sum((integrand[1:] + integrand[:-1]) / 2 * np.diff(log_distance))


def expected_epochs(rate):
    """The flow's time in steps that shrink the distance by |1 - rate * f''| instead of exp(-rate * f'')."""
    return curvature * flow_time() / -np.log(np.abs(1 - rate * curvature))


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
    needed = far["reached_at"]
    best = int(np.argmin(needed.values))
    slow = far["learning_rate"] < 0.1
    theory = expected_epochs(far["learning_rate"])
    return {
        "few": grid["epochs"][0],
        "many": grid["epochs"][-1],
        "second": rate[1],
        "second_end": last["final"][1],
        "quick": rate[reached < 100].min(),
        "largest": rate[-1],
        "largest_epochs": reached[-1],
        "few_best": grid["final"].isel(epochs=0).min(),
        "minimum": minimum,
        "best": far["learning_rate"][best],
        "best_epochs": needed[best],
        "last": far["learning_rate"][-1],
        "last_epochs": needed[-1],
        "newton_rate": 1 / curvature,
        "worst_slow": (np.abs(needed / theory - 1)[slow]).max(),
        "inverse": (needed[slow] * far["learning_rate"][slow]).max() / (needed[slow] * far["learning_rate"][slow]).min(),
    }
