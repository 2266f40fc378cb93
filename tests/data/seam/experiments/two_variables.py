from gdreport import Descent, Experiment, GradientDescent, Objective
from gdreport.figures import final_against
from gdreport.tables import runs_table

bowl = Objective("x**2 + 2*y**2", domain={"x": (-2, 2), "y": (-1, 1)})

experiment = Experiment(
    run=Descent(bowl, GradientDescent(learning_rate=[0.125, 0.25, 0.5]), start=[1.0, 1.0], epochs=40),
    figures={"ends": final_against("learning_rate", variable="y")},
    tables={"runs": runs_table("final", "reached_at")},
)


def measures(results):
    return {"swinging": abs(results["final"].sel(variable="y")).max(), "arrived": int(results["reached_at"].notnull().sum())}
