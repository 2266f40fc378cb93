"""What a check asks of an experiment besides its page: its first epochs, and that a last bit decides nothing."""

from dataclasses import replace
from typing import Any

import numpy as np

from gdreport.descent.starts import Draw
from gdreport.experiment import BESIDE, Experiment, Results

EPOCHS = (1, 2, 5, 10)
RUNS = 25


def early(experiment: Experiment) -> dict[str, Any]:
    """The first epochs of up to 25 runs, and of those beside: a converged end hides a changed rule.

    Chaotic runs differ between machines only from about the twentieth epoch.
    """
    last = int(np.max(experiment.epoch_counts()))
    epochs = [e for e in EPOCHS if e <= last] or [last]
    short = replace(experiment, epochs=epochs, record_path=False, beside={}, figures={}, tables={})
    final = short.run()["final"].transpose("epochs", ...).values
    runs = final.reshape(len(epochs), -1)
    thinned = runs[:, :: 1 + (runs.shape[1] - 1) // RUNS]
    values = {f"epoch {e}": in_digits(row) for e, row in zip(epochs, thinned, strict=True)}
    return values | {f"beside {name}": early(other) for name, other in experiment.beside.items()}


def perturbed(experiment: Experiment) -> Results:
    """The results from starts moved up by one unit in the last place (from 0 to 2.2e-16), under the names of the starts as given.

    >>> from gdreport import GradientDescent, Objective
    >>> parabola, descent = Objective("x**2", domain=(-2, 2)), GradientDescent(learning_rate=0.25)
    >>> moved = perturbed(Experiment(objective=parabola, optimizer=descent, start=1.0, epochs=1))
    >>> float(moved["start"]), float(moved["final"])
    (1.0, 0.5000000000000001)
    """
    start, given = experiment.start, experiment.starts()
    moved = np.where(given == 0, np.finfo(float).eps, np.nextafter(given, np.inf))
    moving = replace(experiment, start=replace(start, values=moved) if isinstance(start, Draw) else moved, beside={})
    results = moving.run()
    name = "start_point" if "start_point" in results.coords else "start"
    results = results.assign_coords({name: (results[name].dims, given, results[name].attrs)})
    results.attrs[BESIDE] = {other: perturbed(beside) for other, beside in experiment.beside.items()}
    return results


def in_digits(value: Any) -> Any:
    """Numbers as text with twelve significant digits, arrays as lists of them; truth values and texts as they are."""
    if hasattr(value, "values") and hasattr(value, "dims"):
        value = value.values
    if isinstance(value, np.generic | np.ndarray):
        value = value.tolist()
    if isinstance(value, list | tuple):
        return [in_digits(v) for v in value]
    return f"{value:.12g}" if isinstance(value, float) else value if isinstance(value, bool | int | str) else str(value)
