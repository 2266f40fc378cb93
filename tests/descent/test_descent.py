"""Descents: dimensions, coordinates, seeded starts, and what bad input is told."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray

from gdreport import Descent, GradientDescent, Objective, ReportError, choice, normal, uniform
from gdreport.descent.update_rule import write_update_rule
from gdreport.objectives.catalogue import named, wave


def descent(**changes: Any) -> Descent:
    parameters: dict[str, Any] = {"objective": wave, "optimizer": GradientDescent(learning_rate=0.1), "start": 0.0, "epochs": 5}
    return Descent(**(parameters | changes))


def test_a_number_adds_no_dimension_but_stays_on_record() -> None:
    results = descent().run()
    assert results["final"].dims == ()
    assert (results["learning_rate"].item(), results["start"].item(), results["epochs"].item()) == (0.1, 0.0, 5)


def test_sweeps_add_dimensions_in_their_order() -> None:
    results = descent(optimizer=GradientDescent(learning_rate=[0.1, 0.2]), start=[1.0, 2.0, 3.0], epochs=[1, 2]).run()
    assert results["final"].dims == ("learning_rate", "start", "epochs")
    assert results["final"].shape == (2, 3, 2)
    assert results["start"].values.tolist() == [1, 2, 3]
    one = descent(optimizer=GradientDescent(learning_rate=0.2), start=3.0, epochs=2).run()
    assert results["final"].sel(learning_rate=0.2, start=3.0, epochs=2).item() == one["final"].item()


def test_a_path_begins_with_the_start_and_has_an_entry_for_each_epoch() -> None:
    results = descent(record_path=True).run()
    assert results["path"].dims == ("epoch",)
    assert results["path"].shape == (6,)
    assert (results["path"].values[0], results["path"].values[-1]) == (0.0, results["final"].item())


def test_final_value_is_the_objective_at_the_end() -> None:
    results = descent(start=[0.0, 1.0]).run()
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
    assert descent(start=uniform(-1, 1, seed=0, count=4)).run()["final"].dims == ("start",)


def test_results_can_be_saved_and_are_the_same_when_they_are_read_again(tmp_path: Path) -> None:
    results = descent(start=[0.0, 1.0, 9.0], epochs=[3, 5], bound=3, record_path=True).run()
    results.to_netcdf(tmp_path / "results.nc", engine="netcdf4")
    with xarray.open_dataset(tmp_path / "results.nc", engine="netcdf4") as again:
        xarray.testing.assert_identical(again.load(), results)


def test_the_results_are_read_only() -> None:
    with pytest.raises(ValueError, match="read-only"):
        descent().run()["final"][...] = 1.0


@dataclass(frozen=True)
class Momentum:
    """Heavy ball, as an author would write it; its flag and its schedule are no numbers."""

    learning_rate: Any
    momentum: Any = 0.9
    doubled: bool = False
    schedule: Callable[[Any], Any] = lambda epoch: 1

    def init(self, iterate: Any) -> tuple[Any, int]:
        return 0 * iterate, 0

    def update(self, gradient: Any, state: tuple[Any, int], iterate: Any) -> tuple[Any, tuple[Any, int]]:
        velocity = self.momentum * state[0] + (2 if self.doubled else 1) * gradient
        return -self.learning_rate * self.schedule(state[1]) * velocity, (velocity, state[1] + 1)


def momentum_by_hand(rate: float, momentum: float, schedule: Callable[[int], float], epochs: int) -> float:
    x, v = 0.0, 0.0
    for epoch in range(epochs):
        v = momentum * v + float(wave.gradient(x))
        x -= rate * schedule(epoch) * v
    return x


def test_an_optimizer_of_ones_own_has_sweeps_flags_and_schedules() -> None:
    rule = Momentum([0.01, 0.02], [0.5, 0.8, 0.9], schedule=lambda epoch: 1 / (1 + epoch))
    results = descent(optimizer=rule, epochs=30).run()
    assert results["final"].dims == ("learning_rate", "momentum")
    expected = momentum_by_hand(0.02, 0.8, lambda epoch: 1 / (1 + epoch), 30)
    np.testing.assert_allclose(results["final"].sel(learning_rate=0.02, momentum=0.8), expected, rtol=1e-12)


def test_parameters_are_listed_once_and_whole() -> None:
    told = descent(optimizer=Momentum(0.1), start=uniform(-1, 1, seed=3, count=2), epochs=[2, 5]).parameters()
    assert {k: v for k, v in told.items() if not isinstance(v, np.ndarray)} == {
        "objective": "exp(-x**2/20)*sin(x)",
        "domain of x": wave.domain,
        "optimizer": "momentum",
        "learning_rate": 0.1,
        "momentum": 0.9,
        "doubled": False,
        "schedule": "Momentum.<lambda>",
        "start drawn from": "uniform on [-1, 1)",
        "seed": 3,
        "tolerance": 1e-4,
    }
    assert told["start"].shape == told["epochs"].shape == (2,)


@pytest.mark.parametrize(
    ("optimizer", "objective", "formula"),
    [
        (GradientDescent(learning_rate=0.1), wave, [r"x \leftarrow x - \eta f'(x)"]),
        (GradientDescent(learning_rate=0.1), named("beale"), [r"\mathbf{x} \leftarrow \mathbf{x} - \eta \nabla f(\mathbf{x})"]),
        (
            Momentum(0.1),
            wave,
            [
                r"s_{1,k+1} = \mu s_{1,k} + f'(x_{k})",
                r"s_{2,k+1} = s_{2,k} + 1",
                r"x_{k+1} = x_{k} - \eta s_{1,k+1}",
            ],
        ),
    ],
    ids=["gradient descent", "two variables", "momentum"],
)
def test_the_update_rule_is_read_from_the_optimizers_own_code(optimizer: Any, objective: Objective, formula: list[str]) -> None:
    assert write_update_rule(optimizer, len(objective.variables)) == formula
    start = 0.0 if len(objective.variables) == 1 else [0.0, 0.0]
    assert all(line in descent(objective=objective, optimizer=optimizer, start=start).statement() for line in formula)


@dataclass(frozen=True)
class Remembering:
    """Its step uses the state as it was, not as it becomes."""

    learning_rate: Any
    momentum: Any = 0.9

    def init(self, iterate: Any) -> Any:
        return iterate

    def update(self, gradient: Any, state: Any, iterate: Any) -> tuple[Any, Any]:
        return self.momentum * (iterate - state) - self.learning_rate * gradient, iterate


def test_a_formula_says_of_which_epoch_a_state_is() -> None:
    lines = write_update_rule(Remembering(0.1), 1)
    assert lines == ["s_{k+1} = x_{k}", r"x_{k+1} = x_{k} - \eta f'(x_{k}) + \mu \left(- s_{k} + x_{k}\right)"]


@dataclass(frozen=True, eq=False)
class Clipped(GradientDescent):
    def update(self, gradient: Any, state: None, iterate: Any) -> tuple[Any, None]:
        return -self.learning_rate * gradient / 2, None  # type: ignore[operator]


def test_a_rule_derived_from_gradient_descent_has_an_explorer_without_its_theory() -> None:
    run = descent(optimizer=Clipped(0.1))
    assert run.shortcomings() == []
    for optimizer, theory in ((Clipped(0.1), "false"), (GradientDescent(0.1), "true")):
        script = descent(optimizer=optimizer).explorer([run.run()], {})
        assert script is not None
        assert f'"theory": {theory}' in script.script.decode()


@dataclass(frozen=True)
class Watching(GradientDescent):
    epoch: float = 1.0


@dataclass(frozen=True)
class Branching:
    learning_rate: float = 0.1

    def init(self, iterate: Any) -> None: ...

    def update(self, gradient: Any, state: None, iterate: Any) -> tuple[Any, None]:
        return np.where(gradient > 0, -self.learning_rate, self.learning_rate), None


def test_what_a_descent_does_not_offer_is_said_and_left_out() -> None:
    run = descent(optimizer=Branching())
    assert [s.split(":")[0] for s in run.shortcomings()] == ["no explorer", "no update rule", "no compiled loop"]
    assert "Branching.update cannot be written as a program (TypeError: code that asks" in run.shortcomings()[0]
    assert run.explorer([run.run()], {}) is None
    assert "leftarrow" not in run.statement()
    assert "The optimizer is branching." in run.statement()
    own = "no explorer: its hyperparameter epoch has the name of a control of the explorer"
    assert own in descent(optimizer=Watching(0.1)).shortcomings()
    assert descent().shortcomings() == []


def test_an_objective_of_functions_in_thirty_variables() -> None:
    target = np.linspace(-1, 1, 30)
    loss = Objective.from_functions(
        lambda w: ((w - target) ** 2).sum(), lambda w: 2 * (w - target), variables=[f"w{i}" for i in range(30)], minima=[target]
    )
    results = Descent(loss, GradientDescent(learning_rate=[0.1, 0.4]), start=np.zeros((3, 30)), epochs=60).run()
    assert results["final"].dims == ("learning_rate", "start", "variable")
    np.testing.assert_allclose(results["final"], np.broadcast_to(target, (2, 3, 30)), atol=1e-4)
    assert np.isfinite(results["reached_at"]).all()
    with pytest.raises(ReportError, match="has no curvature"):
        loss.curvature(target)


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"objective": "x**2"}, "objective is 'x**2'"),
        ({"optimizer": 0.1}, "optimizer is 0.1"),
        ({"start": np.nan}, "start is nan"),
        ({"start": [[1.0, 2.0]]}, "start has shape (1, 2)"),
        ({"start": []}, "start is an empty array"),
        ({"start": "left"}, "start is 'left'"),
        ({"objective": named("beale"), "start": 1.0}, "an array of shape (2,) or (n, 2)"),
        ({"epochs": -1}, "epochs is -1"),
        ({"epochs": 1.5}, "epochs is 1.5"),
        ({"epochs": [10, 5]}, "the epochs of a sweep ascend"),
        ({"epochs": [5, 5]}, "each stated once"),
        ({"tolerance": 0}, "tolerance is 0"),
        ({"bound": "far"}, "bound is 'far'"),
        ({"record_path": "no"}, "record_path is 'no'"),
    ],
    ids=[
        "objective",
        "optimizer",
        "nan",
        "pairs",
        "empty",
        "word",
        "number for a pair",
        "negative epochs",
        "half an epoch",
        "descending",
        "twice",
        "tolerance",
        "bound",
        "record_path",
    ],
)
def test_bad_parameters_are_named(changes: dict[str, Any], what: str) -> None:
    with pytest.raises(ReportError) as caught:
        descent(**changes)
    assert what in str(caught.value)


@pytest.mark.parametrize("rate", [0.0, -0.1, np.nan, np.inf, [0.1, -0.2], [], "fast"])
def test_a_learning_rate_is_positive_and_finite(rate: Any) -> None:
    with pytest.raises(ReportError, match="learning_rate is"):
        GradientDescent(learning_rate=rate)


@pytest.mark.parametrize("seed", [-1, 1.5, None, True])
def test_a_draw_states_its_seed(seed: Any) -> None:
    with pytest.raises(ReportError, match="the seed is"):
        choice([1.0, 2.0], seed=seed)


@dataclass(frozen=True)
class Unchecked:
    """An optimizer of an author's, without a check."""

    learning_rate: Any
    decay: Any = 0.5

    def init(self, iterate: Any) -> None: ...

    def update(self, gradient: Any, state: None, iterate: Any) -> tuple[Any, None]:
        return -self.learning_rate * gradient * self.decay, None


@pytest.mark.parametrize(
    ("optimizer", "what"),
    [
        (Unchecked(-0.1), "learning_rate is -0.1"),
        (Unchecked([0.1, np.nan]), r"learning_rate is not a number \(NaN\)"),
        (Unchecked(0.1, decay=[0.5, np.nan]), r"decay is not a number \(NaN\)"),
    ],
)
def test_a_learning_rate_of_an_authors_own_rule_is_positive_and_no_field_is_nan(optimizer: Unchecked, what: str) -> None:
    with pytest.raises(ReportError, match=what):
        descent(optimizer=optimizer)


@pytest.mark.parametrize(
    ("rate", "changes", "warnings"),
    [
        (0.1, {}, []),
        (0.1, {"start": 3.0}, ["the start is outside the domain, at 3"]),
        (0.1, {"start": [1.0, -2.5, 4.0]}, ["2 of 3 starts are outside the domain, the first at −2.5"]),
        (0.1, {"bound": 0.5}, ["the start is farther from the origin than bound=0.5, hence diverged at epoch 0, at 1"]),
        (3.0, {"epochs": 500, "bound": 100.0}, ["every run diverged"]),
    ],
    ids=["nothing", "a start outside", "starts outside", "a bound below the start", "all diverged"],
)
def test_a_descent_warns_of_what_was_hardly_meant(rate: float, changes: dict[str, Any], warnings: list[str]) -> None:
    parabola = Objective("x**2 / 2", domain=(-2, 2))
    run = descent(objective=parabola, optimizer=GradientDescent(learning_rate=rate), **({"start": 1.0} | changes))
    assert run.warnings(run.run()) == warnings


@pytest.mark.parametrize(
    ("expression", "start", "final", "value"),
    [
        ("x**3 - 6*x**2 + 11*x - 6", -1.0, -np.inf, -np.inf),
        ("x**4 / 4 - x**3", 5.0, None, np.inf),
        ("x**4 / 4 - x**3 + 7*x**2", -50.0, None, np.inf),
        ("-exp(x) - x**2", 1.0, np.inf, -np.inf),
    ],
    ids=["cubic", "quartic", "terms that cancel", "exponential"],
)
def test_a_run_that_diverged_ends_at_infinity_and_not_at_no_number(
    expression: str, start: float, final: float | None, value: float
) -> None:
    objective = Objective(expression, domain=(-60, 60))
    results = Descent(objective, GradientDescent(learning_rate=1.0), start=start, epochs=500).run()
    assert results["diverged"]
    assert results["final_value"] == value
    assert np.isinf(results["final"]) if final is None else results["final"] == final


def test_no_word_says_that_every_run_ends_below_zero_where_one_went_down_for_ever() -> None:
    results = Descent(named("cubic"), GradientDescent(learning_rate=0.1), start=[-1.0, 3.0], epochs=100).run()
    assert float(results["final_value"].min()) == -np.inf
