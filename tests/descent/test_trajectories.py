"""Every rule against an implementation of its own: the papers' formulas in plain Python floats, variable by variable."""

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import pytest

import gdreport
from gdreport import AdaGrad, Adam, Backtracking, Descent, GradientDescent, Momentum, Nesterov, Newton, Optimizer, RMSProp
from gdreport.objectives.catalogue import named

EPOCHS = 200
Point = list[float]
Path = Iterator[Point]


class Wave:
    """sin(x) exp(-x²/20)."""

    name, start = "wave", [1.0]

    def value(self, p: Point) -> float:
        return math.sin(p[0]) * math.exp(-p[0] * p[0] / 20)

    def gradient(self, p: Point) -> Point:
        (x,) = p
        return [math.exp(-x * x / 20) * (math.cos(x) - x / 10 * math.sin(x))]

    def hessian(self, p: Point) -> list[Point]:
        (x,) = p
        return [[math.exp(-x * x / 20) * ((x * x / 100 - 1.1) * math.sin(x) - x / 5 * math.cos(x))]]


class DoubleWell:
    """x⁴/4 - x²/2, from where its curvature is negative."""

    name, start = "double_well", [0.3]

    def value(self, p: Point) -> float:
        return p[0] ** 4 / 4 - p[0] ** 2 / 2

    def gradient(self, p: Point) -> Point:
        return [(p[0] - 1) * p[0] * (p[0] + 1)]

    def hessian(self, p: Point) -> list[Point]:
        return [[3 * p[0] ** 2 - 1]]


class Himmelblau:
    """(x² + y - 11)² + (x + y² - 7)², from between its maximum and a saddle."""

    name, start = "himmelblau", [0.5, -1.0]

    def value(self, p: Point) -> float:
        x, y = p
        return (x * x + y - 11) ** 2 + (x + y * y - 7) ** 2

    def gradient(self, p: Point) -> Point:
        x, y = p
        a, b = x * x + y - 11, x + y * y - 7
        return [4 * x * a + 2 * b, 2 * a + 4 * y * b]

    def hessian(self, p: Point) -> list[Point]:
        x, y = p
        return [[12 * x * x + 4 * y - 42, 4 * x + 4 * y], [4 * x + 4 * y, 12 * y * y + 4 * x - 26]]


def gradient_descent(f: Any, x: Point, eta: float) -> Path:
    while True:
        yield x
        x = [xi - eta * gi for xi, gi in zip(x, f.gradient(x), strict=True)]


def heavy_ball(f: Any, x: Point, eta: float, mu: float) -> Path:
    """Polyak's form, without a velocity."""
    before = x
    while True:
        yield x
        g = f.gradient(x)
        x, before = [xi - eta * gi + mu * (xi - bi) for xi, gi, bi in zip(x, g, before, strict=True)], x


def nesterov(f: Any, y: Point, eta: float, mu: float) -> Path:
    """Sutskever's form: x is updated by the velocity, and the gradient is taken at y = x + μ v, which is what is reported."""
    x, v = y, [0.0] * len(y)
    while True:
        yield y
        v = [mu * vi - eta * gi for vi, gi in zip(v, f.gradient(y), strict=True)]
        x = [xi + vi for xi, vi in zip(x, v, strict=True)]
        y = [xi + mu * vi for xi, vi in zip(x, v, strict=True)]


def adagrad(f: Any, x: Point, eta: float, eps: float) -> Path:
    """The sum over all gradients up to now, as it stands in the paper."""
    gradients: list[Point] = []
    while True:
        yield x
        gradients.append(f.gradient(x))
        roots = [math.sqrt(math.fsum(g[i] ** 2 for g in gradients)) for i in range(len(x))]
        x = [xi - eta * gi / (eps + root) for xi, gi, root in zip(x, gradients[-1], roots, strict=True)]


def rmsprop(f: Any, x: Point, eta: float, rho: float, eps: float) -> Path:
    """The mean square as the weighted sum over all gradients up to now."""
    gradients: list[Point] = []
    while True:
        yield x
        gradients.append(f.gradient(x))
        last = len(gradients) - 1
        weights = [(1 - rho) * rho ** (last - k) for k in range(last + 1)]
        roots = [math.sqrt(math.fsum(w * g[i] ** 2 for w, g in zip(weights, gradients, strict=True))) for i in range(len(x))]
        x = [xi - eta * gi / (root + eps) for xi, gi, root in zip(x, gradients[-1], roots, strict=True)]


def adam(f: Any, x: Point, eta: float, beta1: float, beta2: float, eps: float) -> Path:
    """Algorithm 1 of the paper, with powers of the betas."""
    m, v, t = [0.0] * len(x), [0.0] * len(x), 0
    while True:
        yield x
        t += 1
        for i, g in enumerate(f.gradient(x)):
            m[i] = beta1 * m[i] + (1 - beta1) * g
            v[i] = beta2 * v[i] + (1 - beta2) * g**2
        hats = [(mi / (1 - beta1**t), vi / (1 - beta2**t)) for mi, vi in zip(m, v, strict=True)]
        x = [xi - eta * mi / (math.sqrt(vi) + eps) for xi, (mi, vi) in zip(x, hats, strict=True)]


def newton(f: Any, x: Point, eta: float, eps: float) -> Path:
    """The matrix L D Lᵀ is written out for two variables, and solved by LAPACK."""
    while True:
        yield x
        h = f.hessian(x)
        d1 = max(abs(h[0][0]), eps)
        if len(x) == 1:
            matrix = [[d1]]
        else:
            ratio = h[1][0] / d1
            d2 = max(abs(h[1][1] - ratio * h[1][0]), eps)
            matrix = [[d1, h[1][0]], [h[1][0], ratio * h[1][0] + d2]]
        step = np.linalg.solve(np.array(matrix), np.array(f.gradient(x)))
        x = [xi - eta * float(si) for xi, si in zip(x, step, strict=True)]


def backtracking(f: Any, x: Point, eta: float, rho: float, c: float) -> Path:
    while True:
        yield x
        g, alpha = f.gradient(x), eta
        while f.value([xi - alpha * gi for xi, gi in zip(x, g, strict=True)]) > f.value(x) - c * alpha * sum(gi**2 for gi in g):
            alpha *= rho
        x = [xi - alpha * gi for xi, gi in zip(x, g, strict=True)]


RULES: list[tuple[Optimizer, Callable[..., Path], Sequence[float]]] = [
    (GradientDescent(learning_rate=0.01), gradient_descent, [0.01]),
    (Momentum(learning_rate=0.002, momentum=0.8), heavy_ball, [0.002, 0.8]),
    (Nesterov(learning_rate=0.002, momentum=0.9), nesterov, [0.002, 0.9]),
    (AdaGrad(learning_rate=0.1, eps=1e-6), adagrad, [0.1, 1e-6]),
    (RMSProp(learning_rate=0.002, decay=0.9, eps=1e-6), rmsprop, [0.002, 0.9, 1e-6]),
    (Adam(learning_rate=0.01, beta1=0.8, beta2=0.99, eps=1e-6), adam, [0.01, 0.8, 0.99, 1e-6]),
    (Newton(learning_rate=0.1, eps=0.5), newton, [0.1, 0.5]),
    # So short a first trial that no run comes where the last bits of f decide: there two line searches part.
    (Backtracking(learning_rate=0.02, decay=0.4, c=0.3), backtracking, [0.02, 0.4, 0.3]),
]


@pytest.mark.parametrize("objective", [Wave(), DoubleWell(), Himmelblau()], ids=lambda o: o.name)
@pytest.mark.parametrize(("rule", "by_hand", "numbers"), RULES, ids=[type(rule).__name__ for rule, _, _ in RULES])
def test_two_hundred_epochs_are_those_of_the_formula(
    rule: Optimizer, by_hand: Callable[..., Path], numbers: Sequence[float], objective: Any
) -> None:
    start = objective.start if len(objective.start) > 1 else objective.start[0]
    results = Descent(named(objective.name), rule, start=start, epochs=EPOCHS, record_path=True).run()
    path = by_hand(objective, objective.start, *numbers)
    expected = np.array([next(path) for _ in range(EPOCHS + 1)])
    np.testing.assert_allclose(results["path"].values.reshape(expected.shape), expected, rtol=1e-12, atol=1e-12)
    assert np.ptp(expected, axis=0).min() > 0.1, "it goes somewhere"


def test_every_rule_is_held_against_another_implementation() -> None:
    own = {value for name in gdreport.__all__ if isinstance(value := getattr(gdreport, name), type) and hasattr(value, "init")}
    assert {type(rule) for rule, _, _ in RULES} == own - {Optimizer}
