"""The curve on which all but one page walk: no page is read without it."""

import numpy as np
from hill import hollow, ripple, shelf, walk

from gdreport import Experiment, Objective
from gdreport.figures import landscape

flat = Objective("sin(x) * exp(-0.2 * x**2)", domain=ripple.domain)
both = np.array([hollow + 0.5, shelf + 0.5])

experiment = Experiment(
    run=walk(ripple, 0.5, both, 400),
    variations={"a ripple that dies sooner": walk(flat, 0.5, both, 400), "steps of three": walk(ripple, 3.0, both, 400)},
    figures={"curve": landscape(ripple)},
)


def measures(results):
    ends, heights = results["final"].values, results["final_value"].values
    return {
        "hollow": ends[0],
        "shelf": ends[1],
        "hollow_depth": -heights[0],
        "shelf_depth": -heights[1],
        "apart": abs(ends[1] - ends[0]),
        "hollow_limit": 2 / ripple.curvature(ends[0]),
        "shelf_limit": 2 / ripple.curvature(ends[1]),
    }
