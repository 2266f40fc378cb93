import numpy as np
import spy

from gdreport import Descent, Experiment, GradientDescent, Objective, choice
from gdreport.figures import final_against

valley = Objective("x**2 / 2", domain=(-2, 2))
starts = choice(np.linspace(0.5, 1.5, 100), seed=1)

experiment = Experiment(
    run=Descent(valley, GradientDescent(learning_rate=[0.1, 0.5]), start=starts, epochs=50),
    figures={"ends": final_against("learning_rate", joined=True)},
)
spy.tell_descents("data")


def measures(results):
    return {"farthest": abs(results["final"]).max()}
