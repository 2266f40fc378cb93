"""What this experiment runs."""

from gdreport import Descent, Experiment, GradientDescent, Objective
from gdreport.figures import final_against

well = Objective("x**4 / 4 - x**2 / 2", domain=(-2, 2))

experiment = Experiment(
    run=Descent(well, GradientDescent(learning_rate=0.1), start=[-1.5, -0.5, 0.5, 1.5], epochs=200),
    figures={"ends": final_against("start")},
)


def measures(results):
    """The numbers that the words use."""
    return {"left": int((results["final"] < 0).sum()), "runs": results["final"].size}
