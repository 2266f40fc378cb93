"""The end of the run against its start: 25 starts, one learning rate."""

import numpy as np

from gdreport import Descent, Experiment, GradientDescent
from gdreport.catalogue import wave
from gdreport.figures import final_against, landscape
from gdreport.tables import runs_table

starts = np.linspace(-5, 5, 25)
sweep = Descent(wave, GradientDescent(learning_rate=0.01), start=starts, epochs=1000)

experiment = Experiment(
    run=sweep,
    variations={
        f"a learning rate of {rate}": Descent(wave, GradientDescent(learning_rate=rate), start=starts, epochs=1000)
        for rate in (2, 3)
    },
    figures={
        "staircase": final_against("start", levels=[(m, "minimum") for m in wave.minima]),
        "curve": landscape(wave, stationary=False, derivative=False, runs=True, xlim=(-7, 6.5)),
    },
    tables={"runs": runs_table("final", "final_value", "reached_at")},
)


def measures(results):
    start, final = results["start"], results["final"]
    left, deep, right = final < wave.domain[0], np.abs(final - wave.minima[0]) < 0.05, np.abs(final - wave.minima[1]) < 0.05
    arrived = results["reached_at"].notnull()
    moves = np.abs(final.diff("start"))
    steps = moves > 1
    left_ridge, ridge = wave.maxima
    basins = (np.searchsorted(wave.maxima, x.values) for x in (start, final))
    return {
        "lowest": final.min(),
        "highest": final.max(),
        "left": int(left.sum()),
        "deep": int(deep.sum()),
        "right": int(right.sum()),
        "runs": start.size,
        "spacing": start[1] - start[0],
        "steps": int(steps.sum()),
        "steps_at_maxima": int((steps.values & (np.diff(np.searchsorted(wave.maxima, start.values)) > 0)).sum()),
        "least_step": moves[steps].min(),
        "most_move": moves[~steps].max(),
        "last_left": start[left].max(),
        "first_deep": start[deep].min(),
        "last_deep": start[deep].max(),
        "first_right": start[right].min(),
        "left_ridge": left_ridge,
        "ridge": ridge,
        "lowered": int((results["final_value"] < wave.value(start)).sum()),
        "stayed": int(np.equal(*basins).sum()),
        "arrived": int(arrived.sum()),
        "near": int(((deep | right) & ~arrived).sum()),
        "outermost": final[0],
        "second": final[1],
        "left_slope": wave.gradient(final[left]).min(initial=np.inf),
    }
