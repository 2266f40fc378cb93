from pathlib import Path

import numpy as np

from gdreport import Descent, Experiment, GradientDescent, Objective

table = np.loadtxt(Path(__file__).parent / "points.csv", delimiter=",", skiprows=1)
points, signs = table[:, :-1], 2 * table[:, -1] - 1


def margins(w):
    return signs * (points * w).sum(axis=1)


def loss(w):
    return np.log1p(np.exp(-margins(w))).mean()


def slope(w):
    return -((signs / (1 + np.exp(margins(w))))[:, None] * points).mean(axis=0)


def losses(axes, results):
    axes.plot(results["epochs"], results["final_value"], marker="o", label="loss")
    axes.set_xlabel("epochs")
    axes.set_ylabel("mean logistic loss")


logistic = Objective.from_functions(
    loss, slope, variables=[f"w{i}" for i in range(30)], latex=r"\frac{1}{n} \sum_i \log(1 + e^{-y_i w^T x_i})"
)

experiment = Experiment(
    run=Descent(logistic, GradientDescent(learning_rate=0.25), start=np.zeros(30), epochs=[0, 10, 40, 160]),
    figures={"losses": losses},
)


def measures(results):
    wrong = (margins(results["final"].isel(epochs=-1).values) <= 0).sum()
    return {"first": results["final_value"][0], "last": results["final_value"][-1], "wrong": int(wrong), "points": len(points)}
