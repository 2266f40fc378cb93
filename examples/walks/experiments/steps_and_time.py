"""Step sizes and numbers of steps together: is it their product that counts?"""

import numpy as np
from hill import ripple, walk

from gdreport import Experiment
from gdreport.figures import family, heat_map

sizes = np.linspace(1e-10, 1e-1, 50)
counts = np.round(np.linspace(10, 500, 40))

experiment = Experiment(
    run=walk(ripple, sizes, 0.0, counts),
    variations={
        "steps ten times as long": walk(ripple, 10 * sizes, 0.0, counts),
        "steps twenty-five times as long": walk(ripple, 25 * sizes, 0.0, counts),
        "numbers ten times as large": walk(ripple, sizes, 0.0, 10 * counts),
    },
    figures={
        "map": heat_map(x="learning_rate", y="epochs"),
        "family": family("learning_rate", each="epochs"),
    },
)


def measures(results):
    end = results["final"]
    way = (results["learning_rate"] * results["epochs"]).values.ravel()
    order = np.argsort(way)
    sorted_ends, sorted_ways = end.values.ravel()[order], way[order]
    curve = np.interp(sorted_ways, sorted_ways[::50], sorted_ends[::50])
    last = end.isel(epochs=-1)
    return {
        "walks": end.size,
        "off": abs(sorted_ends - curve).max(),
        "range": float(end.max() - end.min()),
        "second": last["learning_rate"][1],
        "second_end": last[1],
        "quick": int((results["reached_at"] < 100).any("epochs").sum()),
        "sizes": last.size,
    }
