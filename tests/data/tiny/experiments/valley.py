from pathlib import Path

import helper

from gdreport import Descent, Experiment, GradientDescent, Objective
from gdreport.figures import final_against
from gdreport.tables import runs_table

rates = [float(line) for line in (Path(__file__).parent / "rates.txt").read_text().split()]

descent = Descent(
    Objective(helper.EXPRESSION, domain=(-2, 2)),
    GradientDescent(learning_rate=rates),
    start=1.0,
    epochs=20,
    bound=100.0,
)

experiment = Experiment(
    run=descent,
    figures={"ends": final_against("learning_rate")},
    tables={"runs": runs_table("final", "reached_at")},
)


def measures(results):
    settled = results["final"][~results["diverged"]]
    return {"largest": abs(settled).max(), "lost": int(results["diverged"].sum())}
