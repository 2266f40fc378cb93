"""NumPy and the compiled loop give the same bits: for any expression, start, rate and size, chaos included."""

import os
import random
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest
import sympy
from helpers import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from llvmlite import binding
from pytest_regressions.file_regression import FileRegressionFixture

from gdreport import (
    AdaGrad,
    Adam,
    CosineDecay,
    Descent,
    ExponentialDecay,
    GradientDescent,
    Momentum,
    Nesterov,
    Newton,
    Objective,
    ReportError,
    Results,
    RMSProp,
    StepDecay,
    choice,
)
from gdreport.arithmetic import llvm_code, machine_code, where
from gdreport.arithmetic.expressions import write_expression
from gdreport.arithmetic.functions import expand
from gdreport.arithmetic.llvm_code import LANES, write_module
from gdreport.arithmetic.machine_code import make_loop
from gdreport.arithmetic.numpy_code import Floats, make_numpy_function
from gdreport.arithmetic.program import Program, make_program
from gdreport.arithmetic.values import variable
from gdreport.building.exactness import digest_results
from gdreport.descent import compiled_loop
from gdreport.descent.epoch import Epoch
from gdreport.objectives.catalogue import named

X = sympy.Symbol("x", real=True)
SPECIAL = [
    0.0,
    -0.0,
    1.0,
    -1.0,
    np.inf,
    -np.inf,
    np.nan,
    5e-324,
    -5e-324,
    2.2250738585072014e-308,
    1.7976931348623157e308,
    1e-9,
    0.5,
    709.9,
]
FUNCTIONS = [sympy.sin, sympy.cos, sympy.tan, sympy.exp, sympy.log, sympy.sqrt, sympy.Abs, sympy.asin, sympy.acos, sympy.atan]
FUNCTIONS += [sympy.sinh, sympy.cosh, sympy.tanh, sympy.sign]


POWERS = [2, 3, -1, -2, 7, sympy.Rational(1, 2), sympy.Rational(1, 3), sympy.Rational(-3, 2)]
NUMBERS = [sympy.Integer(n) for n in (-3, -1, 2, 7)] + [sympy.Rational(1, 3), sympy.Float(0.1), sympy.pi, sympy.Float(1e-300)]


def make_expression(rng: random.Random, depth: int) -> Any:
    """A random expression of x."""
    if depth == 0 or rng.random() < 0.1:
        return X if rng.random() < 0.7 else rng.choice(NUMBERS)
    a, b, c = (make_expression(rng, depth - 1) for _ in range(3))
    kinds: list[Callable[[], Any]] = [
        lambda: rng.choice(FUNCTIONS)(a),
        lambda: rng.choice(FUNCTIONS)(a),
        lambda: a + b,
        lambda: a - b,
        lambda: a * b,
        lambda: a / (1 + b**2),
        lambda: a ** rng.choice(POWERS),
        lambda: sympy.Piecewise((a, c < 0.5), (b, True)),
        lambda: sympy.Max(a, b),
        lambda: sympy.Min(a, c),
        lambda: (1 + a**2) ** b,
    ]
    return rng.choice(kinds)()


def make_expressions(seed: int, count: int) -> dict[str, Any]:
    """Random expressions that are functions of real numbers, each with its slope where there is one."""
    rng, found = random.Random(seed), dict[str, Any]()
    while len(found) < count:
        try:
            e = sympy.sympify(make_expression(rng, 3))
            for part in (e, sympy.diff(e, X)):
                write_expression(part, {X: variable("x")})
                if part.free_symbols and not part.has(sympy.I, sympy.zoo, sympy.nan, sympy.oo):
                    found[str(part)] = part
        except (TypeError, ValueError, ReportError):
            continue  # no function of real numbers
    return found


@pytest.mark.parametrize("seed", range(4))
def test_a_random_expression_has_the_same_bits_in_numpy_and_compiled(seed: int) -> None:
    expressions, x = make_expressions(seed, 14), variable("x")
    program = make_program([x], {f"y{n}": write_expression(e, {X: x}) for n, e in enumerate(expressions.values())})
    rng = np.random.default_rng(seed)
    points = np.concatenate([SPECIAL, rng.normal(scale=3, size=99), rng.choice([-1, 1], 99) * 2.0 ** rng.integers(-1070, 1023, 99)])
    with np.errstate(all="ignore"):
        expected = make_numpy_function(program, "several")(points)
    found, is_rare = compute_compiled(program, points)
    for text, values, others in zip(expressions, expected, found, strict=True):
        np.testing.assert_array_equal(others[~is_rare], values[~is_rare], err_msg=text)
        is_number = ~np.isnan(values) & ~is_rare
        assert (np.signbit(values) == np.signbit(others))[is_number].all(), text


def compute_compiled(program: Program, points: Floats) -> tuple[Floats, np.ndarray[Any, np.dtype[np.bool_]]]:
    """What the compiled loop makes of the points in one epoch, and which it hands over to NumPy."""
    names, lanes = [*program.outputs], LANES
    whole = Program((*names, "clock", "x", "epoch"), program.operations, {**program.outputs, "clock": "clock"})
    loop = make_loop(expand(whole), [*names, "clock", "x"], "clock", (), "expressions")
    chunks = -(-len(points) // lanes)
    work = np.zeros((len(names) + 2, chunks * lanes))
    work[-1] = np.resize(points, chunks * lanes)
    laid = work.reshape(-1, chunks, lanes).transpose(1, 0, 2).reshape(chunks, -1).copy()
    rare, record = np.zeros(chunks, dtype=bool), np.zeros((1, len(names), chunks * lanes))
    loop.run(laid, (0, chunks), (0, 1), np.array([1]), (), record, np.zeros((0, 1, chunks * lanes)), rare)
    return record[0, :, : len(points)], np.repeat(rare, lanes)[: len(points)]


def run_both(descent: Descent, monkeypatch: pytest.MonkeyPatch) -> tuple[Results, Results]:
    found = []
    for engine in ("numpy", "compiled"):
        monkeypatch.setenv("GDREPORT_ENGINE", engine)
        found.append(descent.run())
    return found[0], found[1]


RUNS = {
    "the wave into chaos": lambda: Descent(named("wave"), GradientDescent(np.linspace(2.0, 4.2, 400)), start=1.0, epochs=2000),
    "the cubic into chaos": lambda: Descent(
        named("cubic"), GradientDescent(np.linspace(0.01, 0.9, 61)), start=np.linspace(0.2, 4.8, 21), epochs=[0, 1, 7, 64, 65, 640]
    ),
    "with every iterate": lambda: Descent(
        named("cubic"), GradientDescent(np.linspace(0.5, 0.9, 11)), start=[2.0, 3.1, 5.5], epochs=[3, 200], record_path=True
    ),
    "out of a bound": lambda: Descent(
        named("double_well"), GradientDescent(np.linspace(0.5, 2.2, 17)), start=np.linspace(-2, 2, 9), epochs=300, bound=2.0
    ),
    "in two variables": lambda: Descent(
        named("himmelblau"),
        GradientDescent(np.linspace(0.001, 0.05, 29)),
        start=np.array([[0, 0], [-3, 2.5], [4, -4.5]]),
        epochs=[10, 500],
    ),
    "far out, where an angle is large": lambda: Descent(
        Objective("cos(x) * x", (-10, 10)), GradientDescent([0.1, 0.5]), start=[1.0, 3e6, 1e15], epochs=50
    ),
    "one run, long": lambda: Descent(named("wave"), GradientDescent(3.9), start=1.0, epochs=20_000),
    "with momentum, swept": lambda: Descent(
        named("wave"), Momentum([0.1, 1.0, 3.0], momentum=[0.0, 0.5, 0.95]), start=np.linspace(-5, 5, 7), epochs=[1, 50, 300]
    ),
    "Nesterov's gradient in two variables": lambda: Descent(
        named("rosenbrock"), Nesterov([1e-4, 1e-3, 2e-3]), start=np.array([[-1.0, 1.5], [0.5, 2.0]]), epochs=200, record_path=True
    ),
    "AdaGrad": lambda: Descent(named("cubic"), AdaGrad([0.01, 0.5, 2.0]), start=np.linspace(0, 5, 9), epochs=[10, 400]),
    "RMSProp": lambda: Descent(named("wave"), RMSProp([0.01, 0.3], decay=[0.9, 0.99]), start=[1.0, 3.0], epochs=500),
    "Adam with a schedule": lambda: Descent(
        named("himmelblau"), Adam(CosineDecay(0.3, epochs=200), beta1=[0.5, 0.9]), start=np.array([[0, 0], [-3, 2.5]]), epochs=300
    ),
    "gradient descent with steps": lambda: Descent(
        named("wave"), GradientDescent(StepDecay(4.0, every=30, decay=0.5)), start=np.linspace(-6, 6, 25), epochs=[29, 30, 31, 200]
    ),
    "a schedule that falls": lambda: Descent(
        named("wave"), Momentum(ExponentialDecay(3.0, decay=0.99)), start=[1.0, 2.0], epochs=400
    ),
    "Newton": lambda: Descent(named("wave"), Newton([0.5, 1.0]), start=np.linspace(-6, 6, 31), epochs=[1, 5, 100]),
    "Newton in two variables": lambda: Descent(
        named("beale"), Newton(), start=np.array([[1.0, 1.0], [-2.0, 0.5], [4.0, -3.0]]), epochs=60
    ),
    "at rest early": lambda: Descent(named("parabola"), GradientDescent([1.0, 0.5, 2.0, 1.999]), start=[1.0, -1.5], epochs=10_000),
}


@pytest.mark.parametrize("name", RUNS)
def test_a_run_has_the_same_bits_in_numpy_and_compiled(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    numpy, compiled = run_both(RUNS[name](), monkeypatch)
    assert digest_results(numpy) == digest_results(compiled)


@settings(max_examples=4, deadline=None, derandomize=True)
@given(
    st.lists(st.floats(-3, 3), min_size=3, max_size=6),
    st.lists(st.floats(1e-3, 4), min_size=1, max_size=40, unique=True),
    st.lists(st.floats(-5, 5), min_size=1, max_size=7, unique=True),
    st.integers(1, 400),
)
def test_random_descents_have_the_same_bits(
    coefficients: list[float], rates: list[float], starts: list[float], epochs: int
) -> None:
    formula = " + ".join(f"({c!r})*x^{n}" for n, c in enumerate(coefficients, 1)) + " + sin(3*x) + x^2"
    descent = Descent(Objective(formula, (-5, 5)), GradientDescent(sorted(rates)), start=np.array(sorted(starts)), epochs=epochs)
    with pytest.MonkeyPatch.context() as patch:
        numpy, compiled = run_both(descent, patch)
    assert digest_results(numpy) == digest_results(compiled)


@pytest.mark.parametrize("width", [1, 2, 4, 16])
def test_the_width_of_vectors_and_the_number_of_threads_and_pieces_change_no_bit(
    width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    sweep = RUNS["the cubic into chaos"]()
    monkeypatch.setenv("GDREPORT_ENGINE", "compiled")
    expected = digest_results(sweep.run())
    monkeypatch.setattr(llvm_code, "WIDTH", width)
    for piece in (10**4, 10**12):
        monkeypatch.setattr(compiled_loop, "PIECE", piece)
        assert digest_results(sweep.run()) == expected
    monkeypatch.setattr(compiled_loop, "count_threads", lambda: 1 + width % 3)
    assert digest_results(sweep.run()) == expected


def test_a_processor_without_features_computes_the_same_bits(monkeypatch: pytest.MonkeyPatch) -> None:
    sweeps = [RUNS[name]() for name in ("the wave into chaos", "the cubic into chaos")]
    monkeypatch.setenv("GDREPORT_ENGINE", "compiled")
    expected = [digest_results(sweep.run()) for sweep in sweeps]
    machine_code._compile.cache_clear()
    monkeypatch.setattr(binding, "get_host_cpu_name", lambda: "")
    monkeypatch.setattr(binding, "get_host_cpu_features", binding.FeatureMap)
    assert [digest_results(sweep.run()) for sweep in sweeps] == expected
    machine_code._compile.cache_clear()


@pytest.mark.parametrize("engine", ["numpy", "compiled"])
def test_a_run_of_a_sweep_is_that_run_alone(engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GDREPORT_ENGINE", engine)
    rates = np.linspace(2.0, 4.2, 9)
    together = Descent(named("wave"), GradientDescent(rates), start=1.0, epochs=1500).run()["final"].values
    alone = [float(Descent(named("wave"), GradientDescent(r), start=1.0, epochs=1500).run()["final"]) for r in rates]
    assert together.tolist() == alone


def test_runs_that_rest_or_cycle_are_retired_and_nothing_else_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    # Rest, cycles of 2, 4, 3 and more epochs, runs that leave, and runs that never repeat, in one chunk and in several.
    sweep = Descent(named("wave"), GradientDescent(np.linspace(0.5, 4.2, 160)), start=[1.0, 2.2], epochs=[100, 5000, 20_001])
    monkeypatch.setenv("GDREPORT_ENGINE", "compiled")
    retired = digest_results(sweep.run())
    monkeypatch.setattr(machine_code, "LOOK_EVERY", 2**40)
    assert digest_results(sweep.run()) == retired
    monkeypatch.setenv("GDREPORT_ENGINE", "numpy")
    assert digest_results(sweep.run()) == retired


DIGESTS = """
import numpy as np
from gdreport import Descent, GradientDescent
from gdreport.building.exactness import digest_results
from gdreport.objectives.catalogue import named
wave = Descent(named("wave"), GradientDescent(np.arange(200, 421) / 100), start=1.0, epochs=[20, 2000])
cubic = Descent(named("cubic"), GradientDescent(np.arange(1, 90) / 100), start=[0.5, 1.25, 3.0], epochs=[20, 1000])
beale = Descent(named("beale"), GradientDescent([0.001, 0.01]), start=[[1.0, 1.0], [-2.0, 0.5]], epochs=500)
for descent in (wave, cubic, beale):
    print(digest_results(descent.run()))
"""
# They change only with the arithmetic, and CHANGELOG says then why.
EXPECTED = (ROOT / "tests/data/run_digests.txt").read_text().split()
SETTINGS = {
    "as it is": {},
    "without the processor's features": {"NPY_DISABLE_CPU_FEATURES": "X86_V3 X86_V4 AVX512_ICL"},
    "one thread, another locale": {"OMP_NUM_THREADS": "1", "LC_ALL": "C", "PYTHONHASHSEED": "7"},
}


@pytest.mark.parametrize("engine", ["numpy", "compiled"])
@pytest.mark.parametrize("setting", SETTINGS)
def test_the_digests_of_some_runs_never_change(engine: str, setting: str) -> None:
    environment = os.environ | SETTINGS[setting] | {"GDREPORT_ENGINE": engine}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", DIGESTS], env=environment, capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.split() == EXPECTED


@dataclass(frozen=True)
class Cubed:
    """A step by the cube of the gradient: with arrays NumPy's own power, which is not a chain of products."""

    learning_rate: float = 0.1

    def init(self, iterate: Any) -> None: ...

    def update(self, gradient: Any, state: None, iterate: Any) -> tuple[Any, None]:
        return -self.learning_rate * gradient**3, None


@dataclass(frozen=True)
class Remembering:
    """A step by the mean of all gradients, and states of every shape that an author may choose."""

    learning_rate: float = 0.1

    def init(self, iterate: Any) -> Any:
        return {"sum": iterate * 0.0, "each": (iterate[:, 0] * 0.0, 1.0), "square": iterate[:, :, None] * iterate[:, None, :] * 0.0}

    def update(self, gradient: Any, state: Any, iterate: Any) -> tuple[Any, Any]:
        total, (first, count) = state["sum"] + gradient, state["each"]
        step = where(total * gradient < 0.0, -self.learning_rate * gradient, -self.learning_rate * total / count)
        square = state["square"] + gradient[:, :, None] * gradient[:, None, :]
        return step, {"sum": total, "each": (first + gradient[:, 0], count + 1.0), "square": square}


@dataclass(frozen=True)
class Counting(GradientDescent):
    """What its state counts, no compiled loop shows."""

    def count_evaluations(self, state: Any) -> Any:
        return np.array([7.0])


def test_a_rule_whose_code_has_powers_of_numpy_is_left_to_numpy() -> None:
    descent = Descent(named("wave"), Cubed(), start=1.0, epochs=3)
    assert "numpy.power cannot be written down as a program: use + - * / and the functions" in str(descent.epoch)
    assert descent.program() == ""


def test_a_rule_that_counts_is_left_to_numpy(monkeypatch: pytest.MonkeyPatch) -> None:
    numpy, compiled = run_both(Descent(named("wave"), Counting(0.1), start=1.0, epochs=3), monkeypatch)
    assert int(numpy["evaluations"]) == int(compiled["evaluations"]) == 7


@pytest.mark.parametrize("objective", ["wave", "himmelblau"])
def test_states_of_any_shape_are_compiled(objective: str, monkeypatch: pytest.MonkeyPatch) -> None:
    start = np.linspace(-3, 3, 19)
    points = start if objective == "wave" else np.stack([start, start[::-1]], axis=1)
    descent = Descent(named(objective), Remembering(0.01), start=points, epochs=[5, 70])
    assert isinstance(descent.epoch, Epoch)
    numpy, compiled = run_both(descent, monkeypatch)
    assert digest_results(numpy) == digest_results(compiled)


def test_an_engine_that_there_is_not_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GDREPORT_ENGINE", "cuda")
    with pytest.raises(ReportError, match=r"GDREPORT_ENGINE is 'cuda'\n  remedy: it is numpy or compiled, or not set"):
        Descent(named("wave"), Cubed(), start=1.0, epochs=3).run()


def test_variations_that_are_run_together_have_the_bits_of_each_alone() -> None:
    descent = Descent(named("wave"), GradientDescent([3.9, 4.1]), start=choice([1.0, 2.0, 3.0], seed=4, count=5), epochs=[30, 90])
    for other in descent.variations().values():
        assert digest_results(other.run()) == digest_results(replace(other).run())


@dataclass(frozen=True)
class Named:
    """Hyperparameters with the names of what generated code calls its own."""

    last: float = 0.1
    s1: float = 0.5
    len: float = 1.0
    bits: float = 1.0

    def init(self, iterate: Any) -> Any:
        return iterate * 0.0

    def update(self, gradient: Any, state: Any, iterate: Any) -> tuple[Any, Any]:
        v = self.s1 * state + self.len * self.bits * gradient
        return -self.last * v, v


def test_no_name_of_an_authors_is_mistaken_for_one_of_generated_code(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("pow", "at", "sin_of_large", "lambda_", "where", "λ", "epoch", "table_1"):
        objective = Objective(f"cos({name})**2 + {name}**2", {name: (-3, 3)})
        numpy, compiled = run_both(Descent(objective, Named(), start=np.linspace(-3, 3, 5), epochs=40), monkeypatch)
        assert digest_results(numpy) == digest_results(compiled)


def test_tolerances_that_are_whole_numbers_are_floats(monkeypatch: pytest.MonkeyPatch) -> None:
    swing = Descent(Objective("cos(6*x)", (-3, 3)), GradientDescent(0.05), start=np.linspace(-3, 3, 50), epochs=30, tolerance=1)
    numpy, compiled = run_both(swing, monkeypatch)
    assert digest_results(numpy) == digest_results(compiled) == digest_results(replace(swing, tolerance=1.0).run())


def test_the_loop_of_a_descent_reads_as_what_it_computes(file_regression: FileRegressionFixture) -> None:
    epoch = Descent(Objective("x**2 / (1 + sqrt(x**2 + 3))", (-3, 3)), Momentum(0.1), start=1.0, epochs=3).epoch
    assert isinstance(epoch, Epoch)
    text = write_module(epoch.program, epoch.rows, ("tolerance", "bound"), epoch.title)
    assert text.endswith(llvm_code.FRAME.read_text("utf-8"))  # which is the same for every program
    file_regression.check(text.removesuffix(llvm_code.FRAME.read_text("utf-8")), fullpath=ROOT / "tests/data/momentum.ll")
