"""Twenty-five walkers in a row, each from a place of its own."""

import numpy as np
from hill import crest, hollow, ripple, shelf, walk

from gdreport import Experiment
from gdreport.figures import final_against
from gdreport.tables import runs_table

row = np.linspace(-5, 5, 25)

experiment = Experiment(
    run=walk(ripple, 0.01, row, 1000),
    variations={"a row on the left of the crest": walk(ripple, 0.01, np.linspace(-5, 1.5, 25), 1000)},
    figures={"ends": final_against("start", levels=[(hollow, "hollow"), (shelf, "shelf")])},
    tables={"walkers": runs_table("final", "reached_at", every=4)},
)


def measures(results):
    start, end = results["start"].values, results["final"].values
    jumps = np.diff(end)
    near = np.minimum(abs(end - hollow), abs(end - shelf)) < 0.05
    at = int(np.argmax(jumps[12:])) + 12
    return {
        "walkers": start.size,
        "lowest": end.min(),
        "highest": end.max(),
        "homes": int(near.sum()),
        "strays": int((end < ripple.domain[0]).sum()),
        "parting": jumps[at],
        "gap": start[1] - start[0],
        "before": start[at],
        "after": start[at + 1],
        "crest": crest,
    }
