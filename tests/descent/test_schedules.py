"""Schedules: their formulas, that rules obey them, and how they stand on a page."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from gdreport import (
    Constant,
    CosineDecay,
    Descent,
    ExponentialDecay,
    GradientDescent,
    InverseDecay,
    Momentum,
    Objective,
    ReportError,
    Results,
    StepDecay,
)
from gdreport.arithmetic.numpy_code import make_numpy_function
from gdreport.arithmetic.program import make_program
from gdreport.arithmetic.values import Value, variable
from gdreport.descent.schedule_text import Schedule
from gdreport.descent.update_rule import write_update_rule
from gdreport.descent.variations import list_variations
from gdreport.objectives.catalogue import wave
from gdreport.page.formulas import convert

# Each schedule, its formula in plain Python, how it stands in the table of parameters and in the formula of the page.
TABLE: dict[str, tuple[Schedule, Callable[[int], float], str, str]] = {
    "constant": (Constant(0.1), lambda k: 0.1, "constant: 0.1", "0.1"),
    "step": (
        StepDecay(0.1, every=7, decay=0.5),
        lambda k: 0.1 * 0.5 ** (k // 7),
        "step decay: 0.1, times 0.5 every 7 epochs",
        r"0.1 \cdot 0.5^{\left\lfloor k / 7 \right\rfloor}",
    ),
    "exponential": (
        ExponentialDecay(0.1, decay=0.95),
        lambda k: 0.1 * 0.95**k,
        "exponential decay: 0.1, times 0.95 every epoch",
        r"0.1 \cdot 0.95^{k}",
    ),
    "cosine": (
        CosineDecay(0.1, epochs=40, final=1e-5),
        lambda k: 1e-5 + (0.1 - 1e-5) * (1 + math.cos(math.pi * min(k, 40) / 40)) / 2,
        "cosine decay: from 0.1 to 1e-05 in 40 epochs",
        r"10^{-5} + (0.1 - 10^{-5}) \frac{1 + \cos\left(\pi \min(k, 40) / 40\right)}{2}",
    ),
    "inverse": (
        InverseDecay(0.1, decay=0.5),
        lambda k: 0.1 / (1 + k / 2),
        "inverse decay: 0.1 / (1 + 0.5 k) at epoch k",
        r"\frac{0.1}{1 + 0.5 k}",
    ),
}
ARRAY: Any = np.array([1.0, 2.0])
each = pytest.mark.parametrize("name", TABLE)


def run(rule: Any, **parameters: Any) -> Results:
    return Descent(wave, rule, **({"start": 0.5, "epochs": 60, "record_path": True} | parameters)).run()


@each
def test_a_schedule_is_its_formula(name: str) -> None:
    schedule, by_hand, _, _ = TABLE[name]
    np.testing.assert_allclose([schedule(float(k)) for k in range(100)], [by_hand(k) for k in range(100)], rtol=1e-14, atol=1e-17)


def test_no_epoch_falls_into_the_wrong_step() -> None:
    for every in (1, 2, 3, 7, 10, 49, 1000, 12345):
        schedule = StepDecay(1.0, every=every, decay=0.5)
        for k in (0, 1, every - 1, every, 2 * every - 1, 2 * every, 9 * every - 1, 9 * every):
            assert schedule(float(k)) == 0.5 ** (k // every), (every, k)


@each
def test_a_program_of_a_schedule_gives_the_same_bits(name: str) -> None:
    schedule, epoch = TABLE[name][0], variable("epoch")
    compute = make_numpy_function(make_program([epoch], {"rate": schedule(epoch)}), "rate")
    epochs = np.arange(100.0)
    (rates,) = compute(epochs)
    np.testing.assert_array_equal(np.broadcast_to(rates, epochs.shape), [schedule(k) for k in epochs.tolist()])


@each
def test_a_rule_takes_the_rate_of_its_epoch_and_applies_it_to_this_step_alone(name: str) -> None:
    schedule, by_hand, _, _ = TABLE[name]
    results = run(Momentum(schedule, momentum=0.8))
    x, v, path = 0.5, 0.0, [0.5]
    for k in range(60):
        v = 0.8 * v + wave.gradient(x)
        x -= by_hand(k) * v
        path.append(x)
    np.testing.assert_allclose(results["path"], path, rtol=1e-12)


@each
def test_a_page_says_what_a_schedule_is(name: str) -> None:
    schedule, _, words, formula = TABLE[name]
    descent = Descent(wave, GradientDescent(schedule), start=0.5, epochs=5)
    assert descent.parameters()["learning_rate"] == words
    lines = [rf"\eta_{{k}} = {formula}", r"x_{k+1} = x_{k} - \eta_{k} f'(x_{k})"]
    assert write_update_rule(GradientDescent(schedule), 1) == lines
    assert all(convert(line) for line in lines)
    assert descent.shortcomings() == []
    explorer = descent.explorer([descent.run()], {})
    assert explorer is not None
    assert b'"numbers": []' in explorer.script  # the epoch is in the state, and there is nothing to move


@each
def test_its_learning_rates_are_halved_and_doubled_too(name: str) -> None:
    schedule = TABLE[name][0]
    varied = list_variations(Descent(wave, Momentum(schedule), start=0.5, epochs=5))
    for words, factor in (("learning rates halved", 0.5), ("learning rates doubled", 2.0)):
        other = varied[words].optimizer.learning_rate  # type: ignore[attr-defined]
        assert [other(float(k)) for k in range(60)] == [factor * schedule(float(k)) for k in range(60)]
        assert str(varied[words].parameters()["learning_rate"]).startswith(f"{factor:g} times {name} decay"[:12])
        assert varied[words].run()["final"] != varied["gradient descent instead"].run()["final"]


def halve_late(epoch: float) -> float:
    return 0.1 if epoch < 10 else 0.05


def test_any_function_of_the_epoch_is_a_schedule() -> None:
    results = run(GradientDescent(halve_late))
    x = 0.5
    for k in range(60):
        x -= halve_late(k) * float(wave.gradient(x))
    np.testing.assert_allclose(results["final"], x, rtol=1e-12)
    assert "learning_rate" not in results.coords
    assert write_update_rule(GradientDescent(halve_late), 1)[0] == r"\eta_{k} = \mathrm{halve\ late}(k)"
    assert write_update_rule(GradientDescent(lambda k: 1 / (k + 1)), 1)[0] == r"\eta_{k} = \frac{1}{k + 1}"


def test_its_epoch_is_a_python_float_that_begins_at_zero() -> None:
    seen: list[Any] = []

    def watch(epoch: float) -> float:
        seen.append(epoch)
        return 0.1

    run(GradientDescent(watch), start=[0.5, 1.0], epochs=3)
    numbers = [epoch for epoch in seen if not isinstance(epoch, Value)]  # that is it, written down as a program
    assert numbers == [0.0, 1.0, 2.0]
    assert {type(epoch) for epoch in numbers} == {float}


def test_a_schedule_goes_with_sweeps_of_the_other_numbers() -> None:
    results = run(Momentum(InverseDecay(0.1), momentum=[0.0, 0.8]), start=[0.5, 1.0])
    assert results["final"].dims == ("momentum", "start")
    alone = run(Momentum(InverseDecay(0.1), momentum=0.8), start=1.0)
    np.testing.assert_array_equal(results["path"].sel(momentum=0.8, start=1.0), alone["path"])
    np.testing.assert_array_equal(
        results["path"].sel(momentum=0.0, start=1.0), run(GradientDescent(InverseDecay(0.1)), start=1.0)["path"]
    )


def test_steps_that_fall_as_one_over_k_come_to_rest_where_constant_ones_do_not() -> None:
    parabola = Objective("x**2", domain=(-2, 2))
    swinging = Descent(parabola, GradientDescent(1.0), start=1.0, epochs=101).run()
    resting = Descent(parabola, GradientDescent(InverseDecay(1.0)), start=1.0, epochs=101).run()
    assert (float(abs(swinging["final"])), float(resting["final"])) == (
        1.0,
        0.0,
    )  # at k = 1 the rate is 1/2, which is Newton's step


@pytest.mark.parametrize(
    ("make", "what"),
    [
        (lambda: Constant(ARRAY), r"learning_rate of a schedule is an array of shape \(2,\).*\n?.*runs={...}"),
        (lambda: StepDecay(0.1, every=ARRAY), "every of a schedule is an array"),
        (lambda: Constant(-0.1), "learning_rate is -0.1"),
        (lambda: StepDecay(0.1, every=2.5), "every is 2.5"),
        (lambda: StepDecay(0.1, every=10, decay=1.5), "decay is 1.5"),
        (lambda: ExponentialDecay(0.1, decay=0.0), "decay is 0.0"),
        (lambda: CosineDecay(0.1, epochs=0), "epochs is 0.0"),
        (lambda: CosineDecay(0.1, epochs=10, final=-1.0), "final is -1.0"),
        (lambda: InverseDecay("fast"), "learning_rate is 'fast'"),  # type: ignore[arg-type]
        (lambda: GradientDescent([Constant(0.1), Constant(0.2)]), "learning_rate is"),  # type: ignore[arg-type]
    ],
)
def test_bad_numbers_are_named(make: Callable[[], Any], what: str) -> None:
    with pytest.raises(ReportError, match=what):
        make()
