import numpy as np

from gdreport import Descent, Experiment, GradientDescent, Objective, uniform


def ends(axes, results):
    axes.plot(results["start"], results["final"], color="#336699", linewidth=1.5)
    axes.set_xlabel("start")
    axes.set_ylabel("final iterate")


valley = Objective("x**2 / 2", domain=(-2, 2))

experiment = Experiment(
    run=Descent(valley, GradientDescent(learning_rate=0.25), start=uniform(-1.0, 1.0, count=20, seed=3), epochs=8),
    figures={"ends": ends},
)


def measures(results):
    return {"widest": float(np.abs(results["final"]).max())}
