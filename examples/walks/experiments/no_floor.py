"""Ground that falls away for ever on its left: who is lost?"""

import numpy as np
from hill import ramp, walk

from gdreport import Experiment, choice
from gdreport.figures import final_against, landscape

places = ramp.grid(2001)
edge = 1e6  # beyond it a walk counts as lost

experiment = Experiment(
    runs={"drawn": walk(ramp, 0.1, choice(places, seed=5), 50, bound=edge), "all": walk(ramp, 0.1, places, 50, bound=edge)},
    variations={"places on the right": {"all": walk(ramp, 0.1, places[700:], 50, bound=edge)}},
    figures={"walk": landscape(ramp, runs=True, of="drawn"), "ends": final_against("start", of="all")},
)


def measures(results):
    every, drawn = results["all"], results["drawn"]
    lost, start = every["diverged"].values, every["start"].values
    safe = abs(every["final"].values[~lost] - ramp.minima[0]) < 1e-6
    return {
        "places": start.size,
        "lost": int(lost.sum()),
        "last_lost": start[lost].max(initial=-np.inf),
        "first_safe": start[~lost].min(initial=np.inf),
        "top": ramp.maxima[0],
        "settled": int(safe.sum()),
        "bottom": ramp.minima[0],
        "start": drawn["start"],
        "end": drawn["final"],
    }
