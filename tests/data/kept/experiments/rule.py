from dataclasses import dataclass

import spy

from gdreport import Descent, Experiment, Objective
from gdreport.figures import final_against


@dataclass(frozen=True)
class Half:
    learning_rate: float = 0.5

    def init(self, iterate):
        return None

    def update(self, gradient, state, iterate):
        return -self.learning_rate * gradient / 2, state


experiment = Experiment(
    run=Descent(Objective("x**2 / 2", domain=(-2, 2)), Half(), start=[0.5, 1.0], epochs=50),
    figures={"ends": final_against("start")},
)
spy.tell_descents("rule")


def measures(results):
    return {"farthest": abs(results["final"]).max()}
