"""Gradient descent in a valley, once for each learning rate in rates.csv."""

from pathlib import Path

import numpy as np

from gdreport import Descent, Experiment, GradientDescent, Objective
from gdreport.figures import final_against
from gdreport.tables import runs_table

# Every file that is read here is an input: when it changes, the page is stale.
rates = np.loadtxt(Path(__file__).parent / "rates.csv", skiprows=1)
valley = Objective("x**2 / 2", domain=(-2, 2))

rule = GradientDescent(learning_rate=rates)

experiment = Experiment(
    run=Descent(valley, rule, start=1.0, epochs=30, bound=10.0),
    # `gdreport probe` shows which sentences this, and what is tried of itself, make false.
    variations={"three hundred epochs": Descent(valley, rule, start=1.0, epochs=300, bound=10.0)},
    figures={"ends": final_against("learning_rate")},
    tables={"runs": runs_table("final", "reached_at")},
)


def measures(results):
    """The numbers that the words use."""
    lost = results["diverged"]
    return {
        "runs": lost.size,
        "arrived": int(results["reached_at"].notnull().sum()),
        "largest": results["learning_rate"][~lost].max(),
        "lost": int(lost.sum()),
        "smallest_lost": results["learning_rate"][lost].min(),
    }
