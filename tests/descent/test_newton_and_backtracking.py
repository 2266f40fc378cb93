"""What Newton's method and the line search promise beside what every optimizer does."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from gdreport import Backtracking, Descent, Newton, Objective, ReportError
from gdreport.descent.second_order import solve_downhill
from gdreport.objectives.catalogue import named

Floats = NDArray[np.float64]


def run(rule: Newton | Backtracking, objective: Objective, **parameters: Any) -> Any:
    return Descent(objective, rule, record_path=True, **parameters).run()


def test_newtons_step_solves_the_system_where_the_hessian_is_positive_definite() -> None:
    rng = np.random.default_rng(1)
    for count in (1, 2, 3, 8):
        root = rng.normal(size=(5, count, count))
        hessian, slope = root @ root.transpose(0, 2, 1) + np.eye(count), rng.normal(size=(5, count))
        expected = np.linalg.solve(hessian, slope[..., None])[..., 0]
        np.testing.assert_allclose(solve_downhill(hessian, slope, 1e-8), expected, rtol=1e-10, atol=1e-12)


def test_newtons_step_goes_downhill_wherever_it_is() -> None:
    rng = np.random.default_rng(2)
    for count in (1, 2, 3, 8):
        hessian, slope = rng.normal(size=(200, count, count)), rng.normal(size=(200, count))
        step = -solve_downhill(hessian + hessian.transpose(0, 2, 1), slope, 1e-3)
        assert ((step * slope).sum(axis=1) < 0).all()
    flat = solve_downhill(np.zeros((1, 2, 2)), np.array([[1.0, -2.0]]), 0.5)
    assert flat.tolist() == [[2.0, -4.0]]


def test_newton_leaves_a_maximum_and_squares_its_error_at_a_minimum() -> None:
    well = named("double_well")
    results = run(Newton(), well, start=[0.1, 1.3], epochs=8)
    np.testing.assert_array_equal(results["final"], [1.0, 1.0])
    errors = np.abs(results["path"].values[1] - 1)[:4]
    assert (errors[1:] < 2 * errors[:-1] ** 2).all()


def test_newton_says_what_an_objective_of_functions_lacks() -> None:
    bowl = Objective.from_functions(lambda w: w @ w, lambda w: 2 * w, variables=["a", "b"])
    with pytest.raises(ReportError, match="Newton asks for the curvature, which a lambda, a function of 2 variables does not have"):
        Descent(bowl, Newton(), start=[1.0, 1.0], epochs=1).run()


def test_every_step_of_backtracking_meets_armijos_condition() -> None:
    himmelblau, c = named("himmelblau"), 0.3
    path = run(Backtracking(c=c), himmelblau, start=[[0.5, -1.0], [-4.0, 4.0]], epochs=30)["path"].values
    values, slopes = himmelblau.value(path), himmelblau.gradient(path)
    alphas = np.linalg.norm(np.diff(path, axis=1), axis=-1) / np.maximum(np.linalg.norm(slopes[:, :-1], axis=-1), 1e-300)
    assert (values[:, 1:] <= values[:, :-1] - c * alphas * (slopes[:, :-1] ** 2).sum(axis=-1) * (1 - 1e-6) + 1e-12).all()


def test_backtracking_counts_its_trials_and_gives_up_where_nothing_goes_down() -> None:
    calls = {"value": 0, "gradient": 0}

    def value(w: Floats) -> float:
        calls["value"] += 1
        return float(w @ w)

    def uphill(w: Floats) -> Floats:
        calls["gradient"] += 1
        return -2 * w

    liar = Objective.from_functions(value, uphill, variables=["a", "b"])
    results = run(Backtracking(halvings=4), liar, start=[1.0, 1.0], epochs=3)
    assert results["final"].values.tolist() == [1.0, 1.0]
    # f' and five trials in each epoch, and f at the start.
    assert int(results["evaluations"]) == 1 + 3 * (1 + 5)
    assert calls == {"value": 1 + 3 * 5 + 1, "gradient": 3}, "and final_value is one more"
