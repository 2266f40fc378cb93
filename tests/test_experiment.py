"""Experiments: dimensions, coordinates, seeded starts, and what bad input is told."""

from typing import Any

import numpy as np
import pytest

from gdreport import Experiment, GradientDescent, ReportError, beside, choice, normal, uniform
from gdreport.objectives.catalogue import named, wave


def experiment(**changes: Any) -> Experiment:
    parameters: dict[str, Any] = {"objective": wave, "optimizer": GradientDescent(learning_rate=0.1), "start": 0.0, "epochs": 5}
    return Experiment(**(parameters | changes))


def test_a_number_adds_no_dimension_but_stays_on_record() -> None:
    results = experiment().run()
    assert results["final"].dims == ()
    assert (results["learning_rate"].item(), results["start"].item(), results["epochs"].item()) == (0.1, 0.0, 5)


def test_sweeps_add_dimensions_in_their_order() -> None:
    results = experiment(optimizer=GradientDescent(learning_rate=[0.1, 0.2]), start=[1.0, 2.0, 3.0], epochs=[1, 2]).run()
    assert results["final"].dims == ("learning_rate", "start", "epochs")
    assert results["final"].shape == (2, 3, 2)
    assert results["start"].values.tolist() == [1, 2, 3]
    one = experiment(optimizer=GradientDescent(learning_rate=0.2), start=3.0, epochs=2).run()
    assert results["final"].sel(learning_rate=0.2, start=3.0, epochs=2).item() == one["final"].item()


def test_a_path_begins_with_the_start_and_has_an_entry_for_each_epoch() -> None:
    results = experiment(record_path=True).run()
    assert results["path"].dims == ("epoch",)
    assert results["path"].shape == (6,)
    assert (results["path"].values[0], results["path"].values[-1]) == (0.0, results["final"].item())


def test_final_value_is_the_objective_at_the_end() -> None:
    results = experiment(start=[0.0, 1.0]).run()
    np.testing.assert_array_equal(results["final_value"], wave.value(results["final"].values))


def test_draws_are_numpys_and_are_recorded() -> None:
    grid = wave.grid(401)
    drawn = choice(grid, seed=7)
    assert drawn.values == np.random.default_rng(7).choice(grid)
    assert drawn.values.shape == ()
    assert "401 points" in drawn.distribution
    np.testing.assert_array_equal(uniform(-1, 1, seed=3, count=4).values, np.random.default_rng(3).uniform(-1, 1, 4))
    np.testing.assert_array_equal(normal(0, 2, seed=3, count=4).values, np.random.default_rng(3).normal(0, 2, 4))
    assert uniform([-1, -2], [1, 2], seed=0, count=5).values.shape == (5, 2)
    assert experiment(start=uniform(-1, 1, seed=0, count=4)).run()["final"].dims == ("start",)


def test_results_of_the_experiments_beside() -> None:
    results = experiment(beside={"slow": experiment(optimizer=GradientDescent(learning_rate=0.01))}).run()
    assert beside(results, "slow")["learning_rate"].item() == 0.01
    with pytest.raises(ReportError, match="did you mean 'slow'"):
        beside(results, "slo")


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"objective": "x**2"}, "objective is 'x**2'"),
        ({"optimizer": 0.1}, "optimizer is 0.1"),
        ({"start": np.nan}, "start is nan"),
        ({"start": [[1.0, 2.0]]}, "start has shape (1, 2)"),
        ({"start": []}, "start is an empty array"),
        ({"start": "left"}, "start is 'left'"),
        ({"objective": named("beale"), "start": 1.0}, "a pair or an array of shape (n, 2)"),
        ({"epochs": -1}, "epochs is -1"),
        ({"epochs": 1.5}, "epochs is 1.5"),
        ({"epochs": [10, 5]}, "the epochs of a sweep ascend"),
        ({"epochs": [5, 5]}, "each stated once"),
        ({"tolerance": 0}, "tolerance is 0"),
        ({"bound": "far"}, "bound is 'far'"),
        ({"beside": {"other": 3}}, "beside['other'] is 3"),
    ],
)
def test_bad_parameters_are_named(changes: dict[str, Any], what: str) -> None:
    with pytest.raises(ReportError) as caught:
        experiment(**changes)
    assert what in str(caught.value)


@pytest.mark.parametrize("rate", [0.0, -0.1, np.nan, np.inf, [0.1, -0.2], [], "fast"])
def test_a_learning_rate_is_positive_and_finite(rate: Any) -> None:
    with pytest.raises(ReportError, match="learning_rate is"):
        GradientDescent(learning_rate=rate)


@pytest.mark.parametrize("seed", [-1, 1.5, None, True])
def test_a_draw_states_its_seed(seed: Any) -> None:
    with pytest.raises(ReportError, match="the seed is"):
        choice([1.0, 2.0], seed=seed)
