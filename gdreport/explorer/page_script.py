"""The live explorer of a page: what its script is told of the experiment. What it does is written in explorer.js."""

import json
import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from gdreport.descent.optimizers import GradientDescent, hyperparameters
from gdreport.descent.parameters import one_run
from gdreport.experiment import BESIDE, Experiment, Results
from gdreport.objectives.objective import Objective

LONGEST = 100_000  # epochs, in explorer.js too
ID = "explorer"  # of the element on the page, and of its state in the address


def script(experiment: Experiment, results: Results, figures: Mapping[str, Any]) -> bytes | None:
    """The page's own script: its objective in JavaScript, its parameters, and the figures whose runs can be opened.

    None where there is nothing to explore: two variables, another optimizer, a function that
    JavaScript does not have, or a run of more epochs than a page can make while somebody waits.
    """
    objective = experiment.objective
    functions = None if len(objective.variables) != 1 else objective.javascript()
    run = one_run(experiment)
    if functions is None or not isinstance(experiment.optimizer, GradientDescent) or run["epochs"] > LONGEST:
        return None
    spec = {
        "id": ID,
        "variable": objective.variables[0],
        "minima": np.asarray(objective.minima).tolist(),
        "ranges": _ranges(objective, [experiment, *experiment.beside.values()], results),
        "run": run,
        "figures": dict(figures),
    }
    bound = repr(float(experiment.bound)) if math.isfinite(experiment.bound) else "Infinity"
    code = "".join(f"  {name}: {function},\n" for name, function in functions.items())
    text = json.dumps(spec, sort_keys=True, ensure_ascii=False, indent=1)
    head = "// Made by gdreport from the experiment; iterates agree with Python's.\n"
    return f"{head}(window.gdreport = window.gdreport || []).push({{\n{code}  bound: {bound},\n  ...{text},\n}});\n".encode()


def _ranges(objective: Objective, experiments: list[Experiment], results: Results) -> dict[str, list[float]]:
    """From where to where the sliders go: over the sweeps, the domain, and a little beyond the stability threshold."""
    ((low, high),) = objective.bounds
    # Where a chaotic run ends is not the same on every machine.
    shown = [] if any(e.chaotic for e in experiments) else [results, *results.attrs[BESIDE].values()]
    ends = [r["final"].values[~r["diverged"].values].ravel() for r in shown]
    starts = [e.starts().ravel() for e in experiments]
    reach = np.clip(np.concatenate([*ends, *starts, [low, high]]), low - (high - low) / 2, high + (high - low) / 2)
    rates = np.concatenate([hyperparameters(e.optimizer)["learning_rate"].ravel() for e in experiments])
    steepest = max((float(objective.curvature(m)) for m in objective.minima), default=0.0)
    largest = max(1.25 * float(rates.max()), 2.5 / steepest if steepest > 0 else 0.0)
    epochs = max(int(np.max(e.epoch_counts())) for e in experiments)
    return {
        "learning_rate": [max(1e-5, min(1e-3, float(rates[rates > 0].min(initial=1e-3)))), largest],
        "start": [float(reach.min()), float(reach.max())],
        "epochs": [1, min(max(epochs, 1000), 20000)],
    }
