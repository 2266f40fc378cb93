"""The live explorer of a page: what its script is told of the run. What it does is written in explorer.js."""

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from gdreport.arithmetic.javascript_code import write_functions, write_library
from gdreport.arithmetic.program import Program

LONGEST = 100_000  # epochs, in function.js too
ID = "explorer"  # of the element on the page, and of its state in the address
PARAMETERS = ("start", "epochs")  # that a reader moves, besides the hyperparameters
OWN_WORDS = frozenset({*PARAMETERS, "epoch"})  # of the address: the epoch is the one that is shown
LARGEST_SHARE = 0.999999  # of a hyperparameter that stays below 1, such as momentum


@dataclass(frozen=True)
class PageScript:
    """The explorer of a page: its own script, those that all explorers share, and what a reader can do, in Markdown."""

    script: bytes
    shared: Mapping[str, bytes]
    hint: str


def write_script(
    programs: Mapping[str, Program],
    *,
    variable: str,
    minima: list[float],
    ranges: Mapping[str, Mapping[str, Any]],
    numbers: Sequence[str],
    run: Mapping[str, float],
    bound: float,
    figures: Mapping[str, Any],
    is_plain: bool,
    is_scheduled: bool = False,
) -> PageScript:
    """The page's own script: the programs of the runs, the parameters, and the figures whose runs can be opened.

    The programs are `value`, `gradient` and `curvature` of the objective, `begin`, which gives from a start what the optimizer
    remembers, and `epoch`, which gives from an iterate, what is remembered and the hyperparameters (`numbers`, in that order)
    the next iterate and the rest. `is_plain`: the rule is gradient descent with a number as its rate, whose theory is
    known; `is_scheduled`: its rate falls by a schedule.
    """
    opening = {name: axes for name, axes in figures.items() if _is_explorable(axes, {*numbers, *PARAMETERS})}
    spec = {
        "id": ID,
        "numbers": list(numbers),
        "theory": is_plain,
        **({"scheduled": True} if is_scheduled else {}),
        "variable": variable,
        "minima": minima,
        "ranges": ranges,
        "run": run,
        "figures": opening,
    }
    code = f"  functions: {write_functions(programs)},\n"
    text = json.dumps(spec, sort_keys=True, ensure_ascii=False, indent=1)
    limit = repr(bound) if math.isfinite(bound) else "Infinity"
    head = "// Made by gdreport from the experiment: iterates are Python's, to the last bit.\n"
    script = f"{head}(window.gdreport = window.gdreport || []).push({{\n{code}  bound: {limit},\n  ...{text},\n}});\n"
    click = ", drag the start along the curve, or click a run in a figure above whose axis is a parameter"
    hint = f"Move the sliders{click if opening else ' or drag the start along the curve'}."
    return PageScript(script.encode(), dict(read_shared()), hint)


def _is_explorable(axes: Mapping[str, Any], parameters: set[str]) -> bool:
    """Whether a click says all of a run, and nothing that this rule does not have: it may be a figure of another rule."""
    return {axes[side]["name"] for side in "xy" if side in axes} | {*axes["fixed"]} == parameters


@cache  # the same for every page
def read_shared() -> dict[str, bytes]:
    """The scripts that all explorers share, by their names."""
    own = {file.name: file.read_bytes() for file in sorted(Path(__file__).parent.glob("*.js"))}
    return {"arithmetic.js": write_library().encode()} | own


def find_ranges(
    domain: tuple[float, float],
    threshold: float,
    parameters: Sequence[Mapping[str, Any]],
    ends: Sequence[Any],
    numbers: Mapping[str, Callable[[float], bool]],
) -> dict[str, dict[str, Any]]:
    """From where to where each slider goes, `low` to `high`, over the sweeps and the domain and a little beyond the threshold.

    `threshold` is the learning rate beyond which no minimum is stable, 0 where there is none; `parameters` are those of
    every run on the page, `ends` are their last iterates; `numbers` are the hyperparameters, each with what tells whether
    the rule takes a value. `log`: the slider is logarithmic. `least` and `most`: what may be typed at all.
    """
    low, high = domain

    def values(name: str) -> Any:
        return np.concatenate([np.ravel(p[name]) for p in parameters])

    reach = np.clip(np.concatenate([*map(np.ravel, ends), values("start"), [low, high]]), *_around(low, high))
    rules = {name: _range_of(name, values(name), takes, threshold) for name, takes in numbers.items()}
    return rules | {
        "start": {"low": float(reach.min()), "high": float(reach.max())},
        "epochs": {"low": 1, "high": min(max(int(values("epochs").max()), 1000), 20000), "log": True, "least": 1, "most": LONGEST},
    }


def _range_of(name: str, values: Any, takes: Callable[[float], bool], threshold: float) -> dict[str, Any]:
    values = values[np.isfinite(values)]
    largest, least = float(np.abs(values).max(initial=0.0)), {} if takes(-0.5) else {"least": 0}
    if name == "learning_rate":
        smallest = float(values[values > 0].min(initial=1e-3))
        return {"low": max(1e-5, smallest), "high": max(1.25 * largest, 1.25 * threshold, 1e-4), "log": True, "least": 0}
    if name == "eps":
        return {"low": 1e-12, "high": max(1.0, largest), "log": True, "least": 0}
    if takes(0.5) and not takes(1.0):
        return {"low": 0, "high": 0.999, "least": 0, "most": max(LARGEST_SHARE, largest)}
    if not (values < 0).any():
        return {"low": 0, "high": 0.999 if largest < 1 else 2 * largest, **least}
    return {"low": -2 * largest, "high": 2 * largest, **least}


def _around(low: float, high: float) -> tuple[float, float]:
    return low - (high - low) / 2, high + (high - low) / 2
