from dataclasses import dataclass

from gdreport import Descent, Experiment, GradientDescent, Objective
from gdreport.figures import final_against
from gdreport.tables import runs_table


@dataclass(frozen=True)
class Momentum:
    """Heavy ball: v <- momentum v + f'(x), x <- x - learning_rate v."""

    learning_rate: float
    momentum: float = 0.5

    def init(self, iterate):
        return 0 * iterate

    def update(self, gradient, state, iterate):
        velocity = self.momentum * state + gradient
        return -self.learning_rate * velocity, velocity


valley = Objective("x**2 / 2", domain=(-2, 2))

experiment = Experiment(
    runs={
        "plain": Descent(valley, GradientDescent(learning_rate=[0.25, 0.5]), start=1.0, epochs=10),
        "heavy_ball": Descent(valley, Momentum(learning_rate=0.25, momentum=[0.25, 0.5]), start=1.0, epochs=10),
    },
    figures={"ends": final_against("momentum", of="heavy_ball")},
    tables={"plain": runs_table("final", of="plain")},
)


def measures(results):
    plain, heavy = results["plain"]["final"], results["heavy_ball"]["final"]
    return {"plain": plain.sel(learning_rate=0.25), "abs_heavy": abs(heavy.sel(momentum=0.25))}
