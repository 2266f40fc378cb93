"""A few numbers of every run, in twelve digits, that a later check compares within its tolerance."""

from dataclasses import replace
from typing import Any

import numpy as np

from gdreport.experiment import Experiment

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


def in_digits(value: Any) -> Any:
    """Numbers as text with twelve significant digits, arrays as lists of them; truth values and texts as they are."""
    if hasattr(value, "values") and hasattr(value, "dims"):
        value = value.values
    if isinstance(value, np.generic | np.ndarray):
        value = value.tolist()
    if isinstance(value, list | tuple):
        return [in_digits(v) for v in value]
    return f"{value:.12g}" if isinstance(value, float) else value if isinstance(value, bool | int | str) else str(value)
