"""The loop: a batch is its runs, divergence is data, and what is recorded is what happened."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from numpy.typing import ArrayLike, NDArray

from gdreport import Descent, GradientDescent, Objective, Results
from gdreport.objectives.catalogue import cubic, named, wave


def run(objective: Objective = wave, learning_rate: ArrayLike = 0.1, start: Any = 0.0, epochs: Any = 100, **rest: Any) -> Results:
    return Descent(objective, GradientDescent(learning_rate=learning_rate), start=start, epochs=epochs, **rest).run()


@pytest.mark.parametrize("name", ["wave", "cubic", "double_well", "quartic"])
def test_a_batch_equals_its_runs_one_by_one_to_the_last_bit(name: str) -> None:
    objective = named(name)
    rates, starts = np.array([0.01, 0.3, 2.5]), objective.grid(21)
    batch = run(objective, rates, starts, 60, record_path=True)
    for i, rate in enumerate(rates):
        for j, start in enumerate(starts):
            alone = run(objective, rate, start, 60, record_path=True)
            for key in ("final", "diverged", "diverged_at", "reached_at", "path"):
                np.testing.assert_array_equal(batch[key].values[i, j], alone[key].values)


def test_more_runs_than_fit_at_once_are_the_same_runs() -> None:
    starts = np.linspace(0, 5, 20_001)
    whole = run(cubic, 0.1, starts, [5, 30])
    part = run(cubic, 0.1, starts[8000:8400], [5, 30])
    for key in ("final", "diverged_at", "reached_at"):
        np.testing.assert_array_equal(whole[key].values[8000:8400], part[key].values)


@pytest.mark.parametrize("epochs", [0, 1, 7, 8, 255, 256, 257, 600])
def test_epoch_counts_at_the_edges_of_blocks(epochs: int) -> None:
    x = 1.0
    for _ in range(epochs):
        x = x + -0.01 * wave.gradient(x)
    assert run(start=1.0, learning_rate=0.01, epochs=epochs)["final"].item() == x


def test_each_epoch_count_is_as_if_run_alone() -> None:
    counts = [0, 3, 90, 300]
    together = run(learning_rate=[0.1, 2.5], start=[0.0, 1.0, 6.0], epochs=counts, bound=20)
    for i, count in enumerate(counts):
        alone = run(learning_rate=[0.1, 2.5], start=[0.0, 1.0, 6.0], epochs=count, bound=20)
        for key in ("final", "final_value", "diverged", "diverged_at", "reached_at"):
            np.testing.assert_array_equal(together[key].isel(epochs=i).values, alone[key].values)


def test_a_run_that_leaves_the_floats_stops_there_and_says_when() -> None:
    results = run(cubic, 0.1, [0.0, 3.0], 50, record_path=True)
    assert results["diverged"].values.tolist() == [True, False]
    at = int(results["diverged_at"][0])
    assert np.isfinite(results["path"].values[0, :at]).all()
    assert (results["path"].values[0, at:] == -np.inf).all()
    assert np.isnan(results["diverged_at"].values[1])
    assert np.isnan(results["reached_at"].values[0])


def test_the_bound_is_the_experiments_own() -> None:
    results = run(Objective("x**2 / 2", (-2, 2)), 3.0, 1.0, 50, bound=10)
    # 1, -2, 4, -8, 16: the fourth epoch is the first beyond 10.
    assert (results["diverged_at"].item(), results["final"].item()) == (4, 16)


def test_the_bound_is_a_distance_and_holds_for_the_start_too() -> None:
    two = run(named("himmelblau"), 0.001, [0.9, 0.9], 1, bound=1)
    assert two["diverged_at"].item() == 0
    one = run(Objective("x**2 / 2", (-2, 2)), 0.9, [5.0, 0.5], [0, 20], bound=1)
    assert one["diverged"].values.tolist() == [[True, True], [False, False]]
    assert one["final"].values[0].tolist() == [5, 5]


def test_a_run_that_stops_early_fills_the_later_epochs() -> None:
    results = run(Objective("x**2 / 2", (-2, 2)), 3.0, 1.0, [2, 1000], bound=10, record_path=True)
    assert results["final"].values.tolist() == [4, 16]
    assert results["diverged"].values.tolist() == [False, True]
    assert results["path"].shape == (1001,)
    assert results["path"].values[-1] == 16


def test_reached_at_is_the_first_epoch_of_the_last_stay() -> None:
    results = run(learning_rate=1.9, start=0.0, epochs=400, record_path=True)
    near = np.abs(results["path"].values - wave.minima[0]) <= 1e-4
    (away,) = np.nonzero(~near)
    assert results["reached_at"].item() == away[-1] + 1
    assert run(start=wave.minima[0], epochs=10)["reached_at"].item() == 0
    assert np.isnan(run(start=0.0, epochs=10)["reached_at"].item())


def test_passing_through_one_minimum_does_not_count_as_staying_at_another() -> None:
    double = named("double_well")

    @dataclass(frozen=True, eq=False)
    class Hop:
        """Jumps from one minimum to the other at the fifth step."""

        learning_rate: ArrayLike = 1.0

        def init(self, iterate: NDArray[np.float64]) -> int:
            return 0

        def update(
            self, gradient: NDArray[np.float64], state: int, iterate: NDArray[np.float64]
        ) -> tuple[NDArray[np.float64], int]:
            return np.full_like(iterate, -2.0 if state == 4 else 0.0), state + 1

    results = Descent(double, Hop(), start=1.0, epochs=9).run()
    assert (results["final"].item(), results["reached_at"].item()) == (-1, 5)


def test_two_variables() -> None:
    results = run(named("himmelblau"), [0.01, 5.0], [[0, 0], [1, 1], [-1, 2]], [0, 500], record_path=True)
    assert results["final"].dims == ("learning_rate", "start", "epochs", "variable")
    assert results["path"].dims == ("learning_rate", "start", "epoch", "variable")
    assert results["variable"].values.tolist() == ["x", "y"]
    np.testing.assert_allclose(results["final"].values[0, 0, 1], [3, 2], atol=1e-9)
    assert results["diverged"].values[:, 0, 1].tolist() == [False, True]
    assert np.isfinite(results["reached_at"].values[0, :, 1]).all()
    assert np.isnan(results["reached_at"].values[0, :, 0]).all()
