"""One start drawn at random, and every start that could have been drawn."""

import numpy as np

from gdreport import Descent, Experiment, GradientDescent, choice
from gdreport.catalogue import wave
from gdreport.figures import final_against, landscape
from gdreport.tables import runs_table

points = wave.grid(401)
drawn = choice(points, seed=1)
rule = GradientDescent(learning_rate=0.01)
levels = [(m, "minimum") for m in wave.minima]

every_start = Descent(wave, rule, start=points, epochs=3000)

experiment = Experiment(
    runs={"drawn": Descent(wave, rule, start=drawn, epochs=1000), "every_start": every_start},
    figures={
        "ends": landscape(wave, stationary=False, runs=True, of="drawn"),
        "every-start": final_against("start", levels=levels, of="every_start"),
    },
    tables={"run": runs_table("start", "final", "final_value", "reached_at", of="drawn")},
)


def measures(results):
    run, every = results["drawn"], results["every_start"]
    final, (deep, shallow) = every["final"], wave.minima
    ended = {"deep": np.abs(final - deep) < 1e-4, "shallow": np.abs(final - shallow) < 1e-4, "outside": final < points[0]}
    return {
        "start": run["start"],
        "end": run["final"],
        "miss": np.abs(run["final"] - deep),
        "starts": len(points),
        "outside_end": final.min(),
        "sorted": sum(int(e.sum()) for e in ended.values()),
        **{f"{name}_runs": int(e.sum()) for name, e in ended.items()},
        **{f"{name}_share": float(e.mean()) for name, e in ended.items()},
    }
