"""One start drawn at random, and every start that could have been drawn."""

import numpy as np

from gdreport import Descent, Experiment, GradientDescent, Objective, choice
from gdreport.catalogue import wave
from gdreport.figures import final_against, landscape
from gdreport.objectives.catalogue import NAMED
from gdreport.tables import runs_table

points = wave.grid(401)
drawn = choice(points, seed=1)
rule = GradientDescent(learning_rate=0.01)
levels = [(m, "minimum") for m in wave.minima]
next_minimum = Objective(NAMED["wave"][0], domain=(-9, wave.domain[0])).minima[-1]  # to the left of the domain

every_start = Descent(wave, rule, start=points, epochs=3000)

experiment = Experiment(
    runs={"drawn": Descent(wave, rule, start=drawn, epochs=1000), "every_start": every_start},
    figures={
        "ends": landscape(wave, stationary=False, runs=True, of="drawn"),
        "every-start": final_against("start", levels=levels, of="every_start"),
    },
    tables={"run": runs_table("start", "final", "final_value", "reached_at", of="drawn")},
)


def find_basin(x):
    """The number of maxima of the domain to the left of each point."""
    return np.searchsorted(wave.maxima, x)


def measures(results):
    run, every = results["drawn"], results["every_start"]
    final, (deep, shallow) = every["final"], wave.minima
    ended = {"deep": np.abs(final - deep) < 1e-4, "shallow": np.abs(final - shallow) < 1e-4, "outside": final < points[0]}
    way = np.select([e.values for e in ended.values()], [0, 1, 2], default=-1)
    outside = final[ended["outside"]]
    return {
        "start": run["start"],
        "end": run["final"],
        "miss": np.abs(run["final"] - deep),
        "starts": len(points),
        "changes": int((np.diff(way) != 0).sum()),
        "changes_at_maxima": int(((np.diff(way) != 0) & (np.diff(find_basin(points)) == 1)).sum()),
        "stayed": int((find_basin(final.values) == find_basin(points)).sum()),
        "climbed": int((every["final_value"].values > wave.value(points)).sum()),
        "outside_end": outside.min(),
        "outside_last": outside.max(),
        "next_minimum": next_minimum,
        "sorted": sum(int(e.sum()) for e in ended.values()),
        **{f"{name}_runs": int(e.sum()) for name, e in ended.items()},
        "deep_share": float(ended["deep"].mean()),
    }
