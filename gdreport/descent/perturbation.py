"""What a check asks of a descent besides its results: its first epochs, and that a last bit decides nothing."""

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from gdreport.arithmetic.numpy_code import Floats
from gdreport.descent.results import Results
from gdreport.descent.starts import Draw

if TYPE_CHECKING:
    from gdreport.descent.descent import Descent

EPOCHS = (1, 2, 5, 10)
RUNS = 25


def list_early_iterates(descent: "Descent") -> dict[str, Floats]:
    """The first epochs of up to 25 runs: a converged end hides a changed rule.

    Chaotic runs differ between machines only from about the twentieth epoch.
    """
    last = int(np.max(descent.epoch_counts()))
    epochs = [e for e in EPOCHS if e <= last] or [last]
    short = replace(descent, epochs=epochs, record_path=False)
    final = short.run()["final"].transpose("epochs", ...).values
    runs = final.reshape(len(epochs), -1)
    thinned = runs[:, :: 1 + (runs.shape[1] - 1) // RUNS]
    return {f"epoch {e}": row for e, row in zip(epochs, thinned, strict=True)}


def run_perturbed(descent: "Descent") -> Results:
    """The results from starts moved up by one unit in the last place (from 0 to 2.2e-16), under the names of the starts as given.

    >>> from gdreport import Descent, GradientDescent, Objective
    >>> parabola, rule = Objective("x**2", domain=(-2, 2)), GradientDescent(learning_rate=0.25)
    >>> moved = run_perturbed(Descent(parabola, rule, start=1.0, epochs=1))
    >>> float(moved["start"]), float(moved["final"])
    (1.0, 0.5000000000000001)
    """
    objective, given = descent.objective, descent.starts()
    moved = objective.without_axes(np.where(given == 0, np.finfo(float).eps, np.nextafter(given, np.inf)))
    start = replace(descent.start, values=moved) if isinstance(descent.start, Draw) else moved
    results = replace(descent, start=start).run()
    name = "start_point" if "start_point" in results.coords else "start"
    return results.assign_coords({name: (results[name].dims, objective.without_axes(given), results[name].attrs)})
