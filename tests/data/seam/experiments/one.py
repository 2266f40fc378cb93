from gdreport import Descent, Experiment, GradientDescent, Objective
from gdreport.figures import final_against

valley = Objective("x**2 / 2", domain=(-2, 2))

experiment = Experiment(
    run=Descent(valley, GradientDescent(learning_rate=0.5), start=[-1.0, 0.5, 1.0], epochs=20),
    figures={"ends": final_against("start")},
)


def measures(results):
    return {"farthest": abs(results["final"]).max()}
