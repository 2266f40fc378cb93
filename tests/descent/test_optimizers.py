"""One table of optimizers, one set of properties: another optimizer is another row."""

from dataclasses import dataclass, fields
from itertools import product
from typing import Any

import numpy as np
import pytest
from helpers import DATA
from numpy.typing import NDArray
from pytest_regressions.file_regression import FileRegressionFixture

import gdreport
from gdreport import Constant, Descent, Objective, Optimizer, ReportError, Results
from gdreport.arithmetic import elementary
from gdreport.arithmetic.numpy_code import make_numpy_function
from gdreport.arithmetic.program import make_program
from gdreport.arithmetic.values import Value, variable
from gdreport.descent.numpy_loop import descend_in_numpy
from gdreport.descent.optimizers import list_needs, read_hyperparameters, with_values
from gdreport.descent.parameters import name_optimizer
from gdreport.descent.runs import Task
from gdreport.descent.update_rule import write_update_rule
from gdreport.objectives.catalogue import cubic, named, wave
from gdreport.page.formulas import convert

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Row:
    """An optimizer, and what is known of it."""

    defaults: dict[str, float]
    sweep: dict[str, list[float]]  # two values of every number, all of which come down on the objectives below
    exact: tuple[dict[str, float], list[float]]  # numbers, and the iterates with them on x²/2 from 1, worked out by hand
    leaving: dict[str, float]  # numbers with which it leaves [-50, 50] on the cubic, which has no minimum on the left
    wrong: list[tuple[dict[str, Any], str]]
    evaluations: int | None = 1  # per epoch; None where runs differ
    is_by_entry: bool = True  # acts on each variable by itself
    is_traceable: bool = True
    is_said_by_entry: bool = False  # its formula has powers or quotients, which are of entries


WRONG_RATE: list[tuple[dict[str, Any], str]] = [
    ({"learning_rate": 0.0}, "learning_rate is 0.0"),
    ({"learning_rate": [0.1, np.inf]}, "learning_rate is inf"),
]
TABLE: dict[str, Row] = {
    "GradientDescent": Row(
        defaults={"learning_rate": 1e-3},
        sweep={"learning_rate": [0.01, 0.05]},
        exact=({"learning_rate": 0.25}, [1, 0.75, 0.75**2, 0.75**3, 0.75**4]),
        leaving={"learning_rate": 0.1},
        wrong=WRONG_RATE,
    ),
    "Momentum": Row(
        defaults={"learning_rate": 1e-3, "momentum": 0.9},
        sweep={"learning_rate": [0.01, 0.02], "momentum": [0.0, 0.5]},
        exact=({"learning_rate": 0.5, "momentum": 0.5}, [1, 0.5, 0, -0.25, -0.25]),
        leaving={"learning_rate": 0.1, "momentum": 0.9},
        wrong=[*WRONG_RATE, ({"momentum": 1.0}, "momentum is 1.0"), ({"momentum": [0.5, -0.1]}, "momentum is -0.1")],
    ),
    "Nesterov": Row(
        defaults={"learning_rate": 1e-3, "momentum": 0.9},
        sweep={"learning_rate": [0.01, 0.02], "momentum": [0.0, 0.5]},
        exact=({"learning_rate": 0.5, "momentum": 0.5}, [1, 0.25, -0.0625, -0.109375]),
        leaving={"learning_rate": 0.1, "momentum": 0.9},
        wrong=[*WRONG_RATE, ({"momentum": 1.0}, "momentum is 1.0"), ({"momentum": "high"}, "momentum is 'high'")],
    ),
    "AdaGrad": Row(
        is_said_by_entry=True,
        defaults={"learning_rate": 1e-2, "eps": 1e-10},
        sweep={"learning_rate": [0.1, 0.3], "eps": [0.0, 1e-2]},
        exact=({"learning_rate": 0.25, "eps": 0.0}, [1, 0.75, 0.6]),  # √(1 + 0.75²) = 1.25
        leaving={"learning_rate": 5.0},
        wrong=[*WRONG_RATE, ({"eps": -1e-8}, "eps is -1e-08"), ({"eps": np.inf}, "eps is inf")],
    ),
    "RMSProp": Row(
        is_said_by_entry=True,
        defaults={"learning_rate": 1e-2, "decay": 0.99, "eps": 1e-8},
        sweep={"learning_rate": [0.01, 0.03], "decay": [0.0, 0.9], "eps": [1e-8, 1e-2]},
        exact=({"learning_rate": 0.25, "decay": 0.75, "eps": 0.0}, [1, 0.5, 0.25]),
        leaving={"learning_rate": 0.5},
        wrong=[*WRONG_RATE, ({"decay": 1.0}, "decay is 1.0"), ({"eps": -1.0}, "eps is -1.0")],
    ),
    "Adam": Row(
        is_said_by_entry=True,
        defaults={"learning_rate": 1e-3, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8},
        sweep={"learning_rate": [0.01, 0.03], "beta1": [0.0, 0.8], "beta2": [0.9, 0.99], "eps": [1e-8, 1e-2]},
        exact=({"learning_rate": 0.25, "beta1": 0.5, "beta2": 0.75, "eps": 0.0}, [1, 0.75]),
        leaving={"learning_rate": 0.5},
        wrong=[*WRONG_RATE, ({"beta1": 1.0}, "beta1 is 1.0"), ({"beta2": -0.5}, "beta2 is -0.5"), ({"eps": -1.0}, "eps is -1.0")],
    ),
    "Newton": Row(
        defaults={"learning_rate": 1.0, "eps": 1e-8},
        sweep={"learning_rate": [0.5, 1.0], "eps": [1e-8, 0.5]},
        exact=({"learning_rate": 0.75}, [1, 0.25, 0.0625, 0.015625]),
        leaving={"learning_rate": 1.0},
        wrong=[*WRONG_RATE, ({"eps": -1.0}, "eps is -1.0")],
        evaluations=2,
    ),
    "Backtracking": Row(
        defaults={"learning_rate": 1.0, "decay": 0.5, "c": 1e-4, "halvings": 50},
        sweep={"learning_rate": [0.5, 1.0], "decay": [0.25, 0.5], "c": [1e-4, 0.3], "halvings": [20, 50]},
        exact=({"learning_rate": 3.0}, [1, -0.5, 0.25, -0.125]),  # 3 overshoots, and half of it goes down far enough
        leaving={"learning_rate": 1.0},
        wrong=[
            *WRONG_RATE,
            ({"decay": 1.0}, "decay is 1.0"),
            ({"c": 0.0}, "c is 0.0"),
            ({"halvings": 1.5}, "halvings is 1.5"),
        ],
        evaluations=None,
        is_by_entry=False,
        is_traceable=False,
    ),
}
PARABOLA = Objective("x**2 / 2", domain=(-2, 2))
each = pytest.mark.parametrize("name", TABLE)


def make(name: str, **numbers: Any) -> Any:
    return getattr(gdreport, name)(**numbers)


def run(rule: Optimizer, objective: Objective, **parameters: Any) -> Results:
    return Descent(objective, rule, **({"epochs": 40, "record_path": True} | parameters)).run()


def assert_same(some: Results, others: Results) -> None:
    for key in some.data_vars:
        np.testing.assert_array_equal(some[key].values, others[key].values, err_msg=str(key))


@each
def test_the_defaults_are_those_of_the_docstring(name: str) -> None:
    rule = make(name)
    assert {n: float(v) for n, v in read_hyperparameters(rule).items()} == TABLE[name].defaults
    assert isinstance(rule, Optimizer)
    assert set(TABLE[name].sweep) == {f.name for f in fields(rule)}, "every number is swept below"


@each
def test_a_minimum_is_a_fixed_point(name: str) -> None:
    for objective, minima in ((PARABOLA, [0.0]), (named("double_well"), [-1.0, 1.0])):
        results = run(make(name), objective, start=minima)
        assert (results["path"].values == np.array(minima)[:, None]).all()
        assert (results["reached_at"] == 0).all()


@each
def test_iterates_on_a_quadratic_are_those_worked_out_by_hand(name: str) -> None:
    numbers, iterates = TABLE[name].exact
    results = run(make(name, **numbers), PARABOLA, start=1.0, epochs=len(iterates) - 1)
    assert results["path"].values.tolist() == iterates


@each
def test_sweeps_of_every_number_at_once_are_loops_to_the_last_bit(name: str) -> None:
    sweep, starts = TABLE[name].sweep, [-1.5, 0.3, 2.0]
    results = run(make(name, **sweep), wave, start=starts, epochs=[7, 30], bound=6.0)
    assert results["final"].dims == (*sweep, "start", "epochs")
    for numbers in product(*sweep.values()):
        for start in starts:
            one = dict(zip(sweep, numbers, strict=True))
            alone = run(make(name, **one), wave, start=start, epochs=[7, 30], bound=6.0)
            assert_same(alone, results.sel(one | {"start": start}))


@each
def test_an_epoch_count_is_as_if_it_was_run_alone(name: str) -> None:
    together = run(make(name, **TABLE[name].leaving), cubic, start=[0.0, 3.0], epochs=[0, 3, 300], bound=50.0, record_path=False)
    for i, epochs in enumerate((0, 3, 300)):
        alone = run(make(name, **TABLE[name].leaving), cubic, start=[0.0, 3.0], epochs=epochs, bound=50.0, record_path=False)
        assert_same(alone, together.isel(epochs=i))


@each
def test_two_variables_come_down(name: str) -> None:
    sweep = {"learning_rate": [r / 10 for r in TABLE[name].sweep["learning_rate"]]} if name not in ("AdaGrad", "Newton") else {}
    himmelblau = named("himmelblau")
    results = run(make(name, **sweep), himmelblau, start=[[0.5, -1.0], [2.0, 2.5]], epochs=200)
    assert results["final"].dims == (*sweep, "start", "variable")
    assert (results["final_value"].values < himmelblau.value([[0.5, -1.0], [2.0, 2.5]])).all()
    first = run(make(name, **{n: v[0] for n, v in sweep.items()}), himmelblau, start=[0.5, -1.0], epochs=200)
    assert_same(first, results.isel({"start": 0} | dict.fromkeys(sweep, 0)))


@each
def test_thirty_variables_are_thirty_runs_where_a_rule_acts_on_each_by_itself(name: str) -> None:
    """x⁴/4 + x²/2 in each; by the loop itself, since an objective of functions has no curvature."""
    rule, start, epochs = make(name), np.linspace(-2, 2, 30), [1, 25]

    def slope(points: Floats) -> Floats:
        return points * points * points + points

    def value(points: Floats) -> Floats:
        return np.asarray((points**4 / 4 + points**2 / 2).sum(axis=1))

    def curvature(points: Floats) -> Floats:
        return np.asarray((3 * points * points + 1)[:, :, None] * np.eye(points.shape[1]))

    def go(start: Floats) -> Floats:
        numbers = {n: np.full((len(start), 1), v[-1]) for n, v in TABLE[name].sweep.items()}
        functions = {"value": value, "gradient": slope, "curvature": curvature}
        return descend_in_numpy(Task(functions, np.empty((0, start.shape[1])), with_values(rule, numbers), start, epochs)).final

    together = go(start[None])
    assert (value(together[:, 0]) < value(start[None])).all()
    np.testing.assert_array_equal(together, go(np.array([start, start[::-1]]))[:, :1])
    if TABLE[name].is_by_entry:
        np.testing.assert_array_equal(together[:, 0], go(start[:, None])[..., 0])


@each
def test_divergence_is_data(name: str) -> None:
    epochs = 400
    results = run(make(name, **TABLE[name].leaving), cubic, start=0.0, epochs=epochs, bound=50.0)
    at = int(results["diverged_at"])
    assert bool(results["diverged"])
    assert results["final"] < -50
    assert (np.abs(results["path"][:at]) <= 50).all()
    assert (results["path"][at:] == results["final"]).all()


@each
def test_a_constant_schedule_is_the_number(name: str) -> None:
    rate = TABLE[name].sweep["learning_rate"][-1]
    rule, scheduled = make(name, learning_rate=rate), make(name, learning_rate=Constant(rate))
    assert_same(run(rule, wave, start=[-1.5, 0.3]), run(scheduled, wave, start=[-1.5, 0.3]))
    point = np.zeros((1, 1))
    assert "epoch" not in (rule.init(point) or {}), "so that a run at rest has a state at rest"
    assert scheduled.init(point)["epoch"] == 0.0


@each
def test_evaluations_are_counted_until_a_run_diverges(name: str) -> None:
    cost, rule = TABLE[name].evaluations, make(name, **TABLE[name].leaving)
    results = run(rule, cubic, start=[0.0, 60.0], epochs=[0, 5, 300, 400], bound=50.0)
    counts = results["evaluations"]
    assert counts.dtype == np.int64
    assert counts.dims == ("start", "epochs")
    assert counts.values[:, 0].tolist() == [0, 0]
    assert 0 < counts.values[0, 1] <= counts.values[0, 2] == counts.values[0, 3], "it diverged before"
    assert (counts.values[1] == 0).all(), "it is outside at the start"
    staying = run(rule, PARABOLA, start=1.0, epochs=[300, 400])["evaluations"].values
    assert staying[0] < staying[1]
    if cost is not None:
        ends = np.fmin([[0, 5, 300, 400]], results["diverged_at"].values)
        np.testing.assert_array_equal(counts, cost * ends)


@each
def test_a_rule_changes_none_of_its_arguments(name: str) -> None:
    rule, needs = make(name), {}
    point, slope = np.array([[0.5], [1.0]]), np.array([[0.25], [1.0]])
    if list_needs(rule):
        functions = {"value": lambda p: p**2 / 2, "curvature": lambda p: np.ones((len(p), 1, 1))}
        needs = {n: functions[n] for n in list_needs(rule)}
    state = rule.init(point)
    for _ in range(3):
        for array in (point, slope, *(state or {}).values()):
            if isinstance(array, np.ndarray):
                array.setflags(write=False)
        step, state = rule.update(slope, state, point, **needs)
        assert step.shape == point.shape


@each
@pytest.mark.parametrize("schedule", [False, True], ids=["number", "schedule"])
@pytest.mark.parametrize("variables", [1, 2])
def test_written_down_as_a_program_it_gives_the_same_bits(name: str, variables: int, schedule: bool) -> None:
    if not TABLE[name].is_traceable:
        return
    rule = make(name, **({"learning_rate": lambda epoch: 0.1 / (1.0 + 0.5 * epoch)} if schedule else {}))
    rng = np.random.default_rng(7)
    inputs: dict[str, float] = {}

    def trace(stem: str, numbers: Floats) -> Any:
        """An array of inputs in place of an array of numbers, whose values are kept."""
        entries = np.empty(numbers.shape, dtype=object)
        for index in np.ndindex(numbers.shape):
            label = "_".join([stem, *map(str, index)])
            inputs[label] = float(numbers[index])
            entries[index] = variable(label)
        return entries.view(elementary.Row) if entries.ndim else entries.item()

    numbers = {n: np.reshape(v, (1, 1)) for n, v in read_hyperparameters(rule).items()}
    rule = with_values(rule, numbers)
    point, slope = rng.normal(size=(2, 1, variables))
    matrix = rng.normal(size=(1, variables, variables))
    hessian = matrix + matrix.transpose(0, 2, 1)
    needs: dict[str, Any] = {"curvature": lambda p: hessian} if list_needs(rule) else {}
    state = rule.init(point)
    for _ in range(3):
        _, state = rule.update(rng.normal(size=(1, variables)), state, point, **needs)
    step, after = rule.update(slope, state, point, **needs)

    traced = with_values(rule, {n: trace(n, v) for n, v in numbers.items()})
    empty = traced.init(trace("unused", point))
    assert (empty is None) == (state is None)
    traced_state = None if state is None else {n: trace(f"state_{n}", np.asarray(v)) for n, v in state.items()}
    written = trace("hessian", hessian)
    traced_needs = {"curvature": lambda p: written} if needs else {}
    traced_step, traced_after = traced.update(trace("slope", slope), traced_state, trace("point", point), **traced_needs)

    def flatten(step: Any, state: Any) -> dict[str, Any]:
        leaves = {"step": step, **{f"next_{n}": v for n, v in (state or {}).items()}}
        return {f"{n}_{i}": entry for n, leaf in leaves.items() for i, entry in enumerate(np.ravel(np.asarray(leaf, dtype=object)))}

    outputs = flatten(traced_step, traced_after)
    assert all(isinstance(v, Value) for v in outputs.values())
    program = make_program([variable(label) for label in inputs], outputs)
    found = make_numpy_function(program, "epoch")(*(np.array([v]) for v in inputs.values()))
    expected = flatten(step, after)
    assert {n: float(v[0]) for n, v in zip(program.outputs, found, strict=True)} == {n: float(v) for n, v in expected.items()}


def test_the_formulas_are_those_that_a_reviewer_has_read(file_regression: FileRegressionFixture) -> None:
    sections = []
    for name in TABLE:
        for variables, rate in ((1, None), (2, None), (1, Constant(0.5))):
            rule = make(name) if rate is None else make(name, learning_rate=rate)
            lines = write_update_rule(rule, variables)
            assert isinstance(lines, list), lines
            assert all(convert(line) for line in lines)
            many = "one variable" if variables == 1 else "several variables"
            head = f"{name_optimizer(rule)}, {many}{'' if rate is None else ', with a schedule'}"
            sections.append("\n\n".join([f"## {head}", *(f"$$\n{line}\n$$" for line in lines)]))
    file_regression.check("\n\n".join(sections) + "\n", fullpath=DATA / "update_rules.md", encoding="utf-8")


@each
def test_a_page_states_the_rule(name: str) -> None:
    for objective, start in ((wave, 0.5), (named("himmelblau"), [0.5, 0.5])):
        descent = Descent(objective, make(name), start=start, epochs=3)
        lines = write_update_rule(make(name), len(objective.variables))
        assert all(line in descent.statement() for line in lines)
        assert not [s for s in descent.shortcomings() if s.startswith("no update rule")]
    assert (", entry by entry, repeats" in descent.statement()) == TABLE[name].is_said_by_entry
    assert descent.parameters()["optimizer"] == name_optimizer(make(name))


@pytest.mark.parametrize(
    ("name", "numbers", "what"), [(name, *wrong) for name, row in TABLE.items() for wrong in row.wrong], ids=lambda v: str(v)[:30]
)
def test_a_number_out_of_its_range_is_named_with_a_remedy(name: str, numbers: dict[str, Any], what: str) -> None:
    with pytest.raises(ReportError) as caught:
        make(name, **numbers)
    assert what in str(caught.value)
    assert "takes" in str(caught.value)


@dataclass(frozen=True)
class Own:
    """A rule of an author's that asks for all there is."""

    learning_rate: Any = 0.5

    def init(self, iterate: Any) -> None: ...

    def update(self, gradient: Any, state: None, iterate: Any, *, value: Any, curvature: Any) -> tuple[Any, None]:
        return -self.learning_rate * gradient / curvature(iterate)[..., 0] * (1 + 0 * value(iterate)), None


def test_a_rule_of_ones_own_gets_what_it_asks_for() -> None:
    assert list_needs(Own()) == ("value", "curvature")
    results = run(Own(), PARABOLA, start=[1.0, 2.0], epochs=2)
    assert results["final"].values.tolist() == [0.25, 0.5]
    assert results["evaluations"].values.tolist() == [6, 6], "f, f' and f'' in each epoch, unless it says otherwise"


@dataclass(frozen=True)
class Wanting(Own):
    def update(self, gradient: Any, state: None, iterate: Any, *, hessian: Any) -> tuple[Any, None]:  # type: ignore[override]
        return gradient, None


def test_what_an_objective_does_not_have_is_named() -> None:
    with pytest.raises(ReportError, match=r"Wanting.update asks for 'hessian'\n?.*value, gradient, curvature"):
        Descent(PARABOLA, Wanting(), start=1.0, epochs=1)
