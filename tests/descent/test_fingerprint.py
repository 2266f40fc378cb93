"""The fingerprint of a descent: another one for whatever decides its results, none where an author's code takes part."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest

from gdreport import (
    Adam,
    Backtracking,
    CosineDecay,
    Descent,
    ExponentialDecay,
    GradientDescent,
    InverseDecay,
    Momentum,
    Nesterov,
    Newton,
    Objective,
    choice,
)
from gdreport.descent.schedules import Scaled

VALLEY = Objective("x**2 / 2 + cos(x)", domain=(-4, 4))
BASE = Descent(VALLEY, GradientDescent(0.1), start=1.0, epochs=20)
OTHERS: dict[str, dict[str, Any]] = {
    "another rate": {"optimizer": GradientDescent(np.nextafter(0.1, 1))},
    "a sweep of the one rate": {"optimizer": GradientDescent([0.1])},
    "another optimizer": {"optimizer": Momentum(0.1)},
    "the same with another rule": {"optimizer": Nesterov(0.1)},
    "another momentum": {"optimizer": Momentum(0.1, momentum=0.8)},
    "a schedule": {"optimizer": GradientDescent(InverseDecay(0.1))},
    "another schedule": {"optimizer": GradientDescent(InverseDecay(0.1, decay=0.5))},
    "a scaled one": {"optimizer": GradientDescent(Scaled(InverseDecay(0.1), 0.5))},
    "one of many numbers": {"optimizer": GradientDescent(CosineDecay(0.1, epochs=20))},
    "another start": {"start": np.nextafter(1.0, 2)},
    "a sweep of the one start": {"start": [1.0]},
    "a start that is minus zero": {"start": -0.0},
    "a start that is zero": {"start": 0.0},
    "a draw": {"start": choice([1.5, 2.0, 3.0], seed=1)},
    "with another seed": {"start": choice([1.5, 2.0, 3.0], seed=3)},
    "other epochs": {"epochs": 21},
    "a sweep of the epochs": {"epochs": [20]},
    "another tolerance": {"tolerance": 1e-5},
    "another bound": {"bound": 100.0},
    "its path": {"record_path": True},
    "another objective": {"objective": Objective("x**2 / 2 + sin(x)", domain=(-4, 4))},
    "another domain with other minima": {"objective": Objective("x**2 / 2 + cos(x)", domain=(1, 4))},
    "another constant": {"objective": Objective("x**2 / 2 + cos(x) + 1", domain=(-4, 4))},
    "another rule": {"optimizer": Newton()},
    "and another": {"optimizer": Adam()},
}


@dataclass(frozen=True)
class Own:
    learning_rate: Any = 0.1

    def init(self, iterate: Any) -> Any:
        return None

    def update(self, gradient: Any, state: Any, iterate: Any) -> Any:
        return -self.learning_rate * gradient, state


def own_schedule(epoch: Any) -> Any:
    return 0.1 / (1.0 + epoch)


UNKNOWN: dict[str, dict[str, Any]] = {
    "an author's rule": {"optimizer": Own()},
    "an author's rule with a schedule": {"optimizer": Own(ExponentialDecay(0.1, 0.9))},
    "an author's schedule": {"optimizer": GradientDescent(own_schedule)},
    "one that is scaled": {"optimizer": GradientDescent(Scaled(own_schedule, 0.5))},
    "a rule that is no program": {"optimizer": Backtracking()},
    "an author's functions": {
        "objective": Objective.from_functions(lambda w: w @ w, lambda w: 2 * w, variables=["x"], minima=[[0.0]])
    },
}


def test_whatever_decides_the_results_is_in_it() -> None:
    found = {name: replace(BASE, **change).fingerprint() for name, change in {"": {}, **OTHERS}.items()}
    assert "" not in found.values()
    same = [(a, b) for a in found for b in found if a < b and found[a] == found[b]]
    assert same == []


def test_the_same_descent_has_the_same_fingerprint() -> None:
    again = Descent(Objective("x**2 / 2 + cos(x)", domain=(-4, 4)), GradientDescent(0.1), start=1.0, epochs=20)
    assert again.fingerprint() == BASE.fingerprint()


@pytest.mark.parametrize("name", UNKNOWN)
def test_where_an_authors_code_takes_part_there_is_none(name: str) -> None:
    assert replace(BASE, **UNKNOWN[name]).fingerprint() == ""


def test_the_names_of_the_variables_are_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    pairs = [Objective(f"{a}**2 + {b}**2", domain={a: (-1, 1), b: (-1, 1)}) for a, b in (("x", "y"), ("y", "x"), ("p", "q"))]
    found = {Descent(o, GradientDescent(0.1), start=[1.0, 0.5], epochs=5).fingerprint() for o in pairs}
    assert len(found) == 3
    monkeypatch.setenv("GDREPORT_ENGINE", "numpy")
    assert Descent(pairs[0], GradientDescent(0.1), start=[1.0, 0.5], epochs=5).fingerprint() not in found
