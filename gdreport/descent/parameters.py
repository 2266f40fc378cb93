"""The parameters of an experiment as the page states them, exact and with every seed."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdreport.descent.optimizers import hyperparameters
from gdreport.descent.starts import Draw
from gdreport.experiment import Experiment
from gdreport.page.number_filters import number_text

MAIN = "value"


def parameter_rows(experiment: Experiment) -> list[dict[str, Any]]:
    """A row for each parameter: its name and its value here, with a column for every experiment beside this one."""
    columns = {MAIN: _parameters(experiment)}
    columns |= {name.replace("_", " "): _parameters(other) for name, other in experiment.beside.items()}
    names = list(dict.fromkeys(n for column in columns.values() for n in column))
    return [{"parameter": name} | {heading: column.get(name, "") for heading, column in columns.items()} for name in names]


def one_run(experiment: Experiment) -> dict[str, float]:
    """One of its runs: the last value of each sweep."""
    start = experiment.starts()
    values = {n: v.flat[-1].item() for n, v in hyperparameters(experiment.optimizer).items()}
    return {**values, "start": start.flat[-1].item(), "epochs": int(np.max(experiment.epoch_counts()))}


def exact(experiment: Experiment) -> dict[str, Any]:
    """Every parameter in full, for the manifest: what a check compares exactly."""
    start = experiment.start
    values: dict[str, Any] = {
        "objective": repr(experiment.objective),
        "optimizer": type(experiment.optimizer).__name__,
        **{name: v.tolist() for name, v in hyperparameters(experiment.optimizer).items()},
        "start": experiment.starts().tolist(),
        "epochs": experiment.epoch_counts().tolist(),
        "tolerance": experiment.tolerance,
        "bound": str(experiment.bound),
        "rtol": experiment.rtol,
        "atol": experiment.atol,
        "chaotic": experiment.chaotic,
    }
    if isinstance(start, Draw):
        values |= {"distribution": start.distribution, "seed": start.seed}
    return values | {f"beside {name}": exact(other) for name, other in experiment.beside.items()}


def _parameters(experiment: Experiment) -> dict[str, str]:
    names = experiment.objective.variables
    domain = "; ".join(
        f"{n} from {number_text(a)} to {number_text(b)}" for n, (a, b) in zip(names, experiment.objective.bounds, strict=True)
    )
    rows = {"domain": domain, "optimizer": _spaced(type(experiment.optimizer).__name__)}
    for name, values in hyperparameters(experiment.optimizer).items():
        rows[name.replace("_", " ")] = _words(values)
    if isinstance(experiment.start, Draw):
        drawn = experiment.start
        rows["start"] = f"{_words(drawn.values)}, drawn at random: {drawn.distribution}"
        rows["seed"] = f"{drawn.seed} (NumPy default_rng)"
    else:
        rows["start"] = _words(experiment.starts())
    rows["epochs"] = _words(experiment.epoch_counts())
    rows["tolerance"] = number_text(experiment.tolerance)
    if np.isfinite(experiment.bound):
        rows["diverged beyond"] = number_text(experiment.bound)
    if experiment.chaotic:
        rows["chaotic"] = "yes: compared by its measures and first epochs"
    return rows


def _words(values: NDArray[Any]) -> str:
    if values.ndim == 0:
        return number_text(values.item(), 6)
    if values.ndim == 2 or len(values) <= 4:
        return ", ".join(map(_point, values)) if len(values) <= 4 else f"{len(values)} points"
    return f"{len(values)} values from {number_text(values.min(), 6)} to {number_text(values.max(), 6)}"


def _point(value: Any) -> str:
    return number_text(value, 6) if np.ndim(value) == 0 else "(" + ", ".join(number_text(v, 6) for v in value) + ")"


def _spaced(name: str) -> str:
    return "".join(f" {c.lower()}" if c.isupper() and i else c for i, c in enumerate(name))
