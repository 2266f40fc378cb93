"""What a page's script is told: where its sliders go, and which figures open a run."""

import json
from typing import Any

import numpy as np
import pytest

from gdreport.explorer.page_script import find_ranges, write_script

DOMAIN, SHARE, ANY = (-2.0, 2.0), lambda v: 0 <= v < 1, lambda v: True
BESIDES = {"start": 1.0, "epochs": 50}


def ranges(**values: Any) -> dict[str, dict[str, Any]]:
    """Those of hyperparameters, each with what tells whether the rule takes a value."""
    told = [{**BESIDES, **{name: value for name, (value, _) in values.items()}}]
    return find_ranges(DOMAIN, 2.0, told, [], {name: takes for name, (_, takes) in values.items()})


@pytest.mark.parametrize(
    ("name", "value", "takes", "expected"),
    [
        ("learning_rate", [0.1, 0.5], lambda v: v > 0, {"low": 1e-3, "high": 2.5, "log": True, "least": 0}),
        ("learning_rate", [1e-9, 4.0], lambda v: v > 0, {"low": 1e-5, "high": 5.0, "log": True, "least": 0}),
        ("eps", 1e-8, lambda v: v >= 0, {"low": 1e-12, "high": 1.0, "log": True, "least": 0}),
        ("eps", 0.0, lambda v: v >= 0, {"low": 1e-12, "high": 1.0, "log": True, "least": 0}),
        ("momentum", 0.9, SHARE, {"low": 0, "high": 0.999, "least": 0, "most": 0.999999}),
        ("momentum", 0.9999999, SHARE, {"low": 0, "high": 0.999, "least": 0, "most": 0.9999999}),
        ("strength", [0.1, 0.4], ANY, {"low": 0, "high": 0.999}),
        ("radius", 3.0, lambda v: v >= 0, {"low": 0, "high": 6.0, "least": 0}),
        ("radius", np.inf, lambda v: v >= 0, {"low": 0, "high": 0.999, "least": 0}),
        ("drift", [-3.0, 1.0], ANY, {"low": -6.0, "high": 6.0}),
    ],
)
def test_a_slider_goes_over_what_a_hyperparameter_may_be(name: str, value: Any, takes: Any, expected: dict[str, Any]) -> None:
    found = ranges(**{name: (value, takes)})
    assert found[name] == expected
    assert list(found) == [name, "start", "epochs"]
    assert found["start"] == {"low": -2.0, "high": 2.0}
    assert found["epochs"] == {"low": 1, "high": 1000, "log": True, "least": 1, "most": 100_000}


AXIS = {"name": "learning_rate"}


@pytest.mark.parametrize(
    ("axes", "opens"),
    [
        ({"x": AXIS, "fixed": {"start": 1.0, "epochs": 9}}, True),
        ({"x": AXIS, "y": {"name": "epochs"}, "fixed": {"start": 1.0}}, True),
        ({"x": AXIS, "fixed": {"start": 1.0, "epochs": 9, "momentum": 0.9}}, False),  # of another rule
        ({"x": {"name": "noise"}, "fixed": {"learning_rate": 0.1, "start": 1.0, "epochs": 9}}, False),
        ({"x": AXIS, "fixed": {"epochs": 9}}, False),
    ],
)
def test_a_click_opens_a_run_that_the_figure_says_whole(axes: dict[str, Any], opens: bool) -> None:
    told: dict[str, Any] = {"variable": "x", "minima": [], "ranges": {}, "run": {}, "bound": 1.0, "is_plain": True}
    page = write_script({}, numbers=["learning_rate"], figures={"one": axes}, **told)
    spec = json.loads(page.script.decode().split("  ...")[1].rsplit(",\n", 1)[0])
    assert (spec["figures"] == {"one": axes}) == opens
    assert ("click a run" in page.hint) == opens
