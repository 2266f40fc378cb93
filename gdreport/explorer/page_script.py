"""The live explorer of a page: what its script is told of the run. What it does is written in explorer.js."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

LONGEST = 100_000  # epochs, in explorer.js too
ID = "explorer"  # of the element on the page, and of its state in the address
PARAMETERS = ("learning_rate", "start", "epochs")  # that a reader moves


@dataclass(frozen=True)
class PageScript:
    """The explorer of a page: its own script, those that all explorers share, and what a reader can do, in Markdown."""

    script: bytes
    shared: Mapping[str, bytes]
    hint: str


def write_script(
    functions: Mapping[str, str],
    *,
    variable: str,
    minima: list[float],
    ranges: Mapping[str, list[float]],
    run: Mapping[str, float],
    bound: float,
    figures: Mapping[str, Any],
) -> PageScript:
    """The page's own script: the objective in JavaScript, the parameters, and the figures whose runs can be opened."""
    opening = {name: axes for name, axes in figures.items() if _is_explorable(axes)}
    spec = {
        "id": ID,
        "variable": variable,
        "minima": minima,
        "ranges": ranges,
        "run": run,
        "figures": opening,
    }
    code = "".join(f"  {name}: {function},\n" for name, function in functions.items())
    text = json.dumps(spec, sort_keys=True, ensure_ascii=False, indent=1)
    limit = repr(bound) if math.isfinite(bound) else "Infinity"
    head = "// Made by gdreport from the experiment; iterates agree with Python's.\n"
    script = f"{head}(window.gdreport = window.gdreport || []).push({{\n{code}  bound: {limit},\n  ...{text},\n}});\n"
    click = ", drag the start along the curve, or click a run in a figure above whose axis is a parameter"
    hint = f"Move the sliders{click if opening else ' or drag the start along the curve'}."
    return PageScript(script.encode(), _read_shared(), hint)


def _is_explorable(axes: Mapping[str, Any]) -> bool:
    return {axes[side]["name"] for side in "xy" if side in axes} <= set(PARAMETERS)


def _read_shared() -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(Path(__file__).parent.glob("*.js"))}


def find_ranges(
    domain: tuple[float, float], steepest: float, parameters: Sequence[Mapping[str, Any]], ends: Sequence[Any]
) -> dict[str, list[float]]:
    """From where to where the sliders go: over the sweeps, the domain, and a little beyond the stability threshold 2 / steepest.

    `steepest` is the largest curvature at a minimum, 0 where there is none; `parameters` are those of every
    run on the page, `ends` are their last iterates.
    """
    low, high = domain

    def values(name: str) -> Any:
        return np.concatenate([np.ravel(p[name]) for p in parameters])

    reach = np.clip(np.concatenate([*map(np.ravel, ends), values("start"), [low, high]]), *_around(low, high))
    rates = values("learning_rate")
    largest = max(1.25 * float(rates.max()), 2.5 / steepest if steepest > 0 else 0.0)
    return {
        "learning_rate": [max(1e-5, min(1e-3, float(rates[rates > 0].min(initial=1e-3)))), largest],
        "start": [float(reach.min()), float(reach.max())],
        "epochs": [1, min(max(int(values("epochs").max()), 1000), 20000)],
    }


def _around(low: float, high: float) -> tuple[float, float]:
    return low - (high - low) / 2, high + (high - low) / 2
