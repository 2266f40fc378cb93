"""Objectives: exact derivatives, stationary points, and what bad input is told."""

from functools import partial
from typing import Any

import numpy as np
import pytest
import sympy

from gdreport import Objective, ReportError
from gdreport.objectives.catalogue import NAMED, named
from gdreport.objectives.formula import Formula


def formula(objective: Objective) -> Formula:
    assert isinstance(objective.rule, Formula)
    return objective.rule


ONE = [n for n in NAMED if len(named(n).variables) == 1]
TWO = [n for n in NAMED if len(named(n).variables) == 2]


@pytest.mark.parametrize("name", ONE)
def test_derivatives_agree_with_fifty_digits(name: str) -> None:
    objective = named(name)
    for order, function in ((0, objective.value), (1, objective.gradient), (2, objective.curvature)):
        exact = sympy.diff(formula(objective).expression, formula(objective).symbols[0], order)
        for x in objective.grid(23):
            expected = float(exact.subs(formula(objective).symbols[0], sympy.Float(float(x), 50)).evalf(50))
            assert function(x) == pytest.approx(expected, rel=1e-13, abs=1e-13)


@pytest.mark.parametrize("name", NAMED)
def test_gradients_agree_with_complex_steps(name: str) -> None:
    objective = named(name)
    function = sympy.lambdify(formula(objective).symbols, formula(objective).expression, "numpy")
    rng = np.random.default_rng(0)
    low, high = np.array(objective.bounds).T
    points = rng.uniform(low, high, size=(50, len(low)))
    gradient = objective.gradient(points[:, 0] if len(low) == 1 else points).reshape(50, -1)
    for at, found in zip(points, gradient, strict=True):
        for i in range(len(low)):
            stepped = at.astype(complex)
            stepped[i] += 1e-200j
            assert found[i] == pytest.approx(function(*stepped).imag / 1e-200, rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("name", TWO)
def test_hessians_agree_with_differences_of_gradients(name: str) -> None:
    objective = named(name)
    point, h = np.array([0.7, -0.4]), 1e-6
    for i in range(2):
        step = np.zeros(2)
        step[i] = h
        difference = (objective.gradient(point + step) - objective.gradient(point - step)) / (2 * h)
        np.testing.assert_allclose(objective.curvature(point)[i], difference, rtol=1e-6, atol=1e-4)


@pytest.mark.parametrize("shape", [(), (3,), (2, 3), (0,)])
def test_any_shape_goes_in_and_comes_out(shape: tuple[int, ...]) -> None:
    assert np.shape(named("wave").gradient(np.zeros(shape))) == shape
    assert np.shape(named("parabola").curvature(np.zeros(shape))) == shape
    pair = np.zeros((*shape, 2))
    rosenbrock = named("rosenbrock")
    assert (rosenbrock.value(pair).shape, rosenbrock.gradient(pair).shape) == (shape, (*shape, 2))
    assert rosenbrock.curvature(pair).shape == (*shape, 2, 2)


def test_overflow_is_infinity_without_a_warning() -> None:
    assert named("cubic").value(-1e200) == -np.inf
    assert np.isfinite(named("wave").value(1e200))


def test_known_minima() -> None:
    np.testing.assert_allclose(named("himmelblau").minima[2], [3, 2], atol=1e-12)
    assert len(named("himmelblau").minima) == 4
    np.testing.assert_allclose(named("rosenbrock").minima, [[1, 1]], atol=1e-12)
    np.testing.assert_allclose(named("beale").minima, [[3, 0.5]], atol=1e-12)
    np.testing.assert_array_equal(named("double_well").minima, [-1, 1])
    assert named("quartic").minima.tolist() == [0]


@pytest.mark.parametrize(
    ("expression", "domain", "minima"),
    [
        ("1 / x", (-1, 1.5), []),  # a pole changes the sign of nothing
        ("-1 / x**2", (-1, 1), []),  # a pole on a point of the grid
        ("1 / x**2", (-1, 1), []),  # the slope changes its sign through a pole
        ("abs(x - 1/3)", (-1, 1), [1 / 3]),  # a kink is a minimum
        ("abs(abs(x) - 1) + abs(x) - 1", (-3, 3), []),  # a flat stretch has no isolated minimum
        ("tan(x)", (-4, 4), []),
        ("x**2 + 10**-20 * x", (-1, 1), [-5e-21]),  # refined to the last float, however small
        ("exp(-1000 * x**2)", (-3, 3), []),  # flat to the last float over most of the domain
    ],
)
def test_hard_cases_do_not_hang(expression: str, domain: tuple[float, float], minima: list[float]) -> None:
    np.testing.assert_allclose(Objective(expression, domain).minima, minima, rtol=1e-6)


def test_stationary_points_are_refined_to_the_last_float() -> None:
    wave = named("wave")
    for x in (*wave.minima, *wave.maxima):
        here = abs(wave.gradient(x))
        assert here <= abs(wave.gradient(np.nextafter(x, np.inf))) or here <= abs(wave.gradient(np.nextafter(x, -np.inf)))
        assert wave.gradient(x - 1e-14) * wave.gradient(x + 1e-14) <= 0


def test_a_sympy_expression_is_as_good_as_a_string() -> None:
    x = sympy.Symbol("x")
    assert Objective(sympy.sin(x) * sympy.exp(-(x**2) / 20), (-1, 1)) == Objective("sin(x) * exp(-x**2 / 20)", (-1, 1))


def test_equal_objectives_are_equal_and_hash_alike() -> None:
    a, b, c = Objective("x + x**2", (0, 1)), Objective("x**2 + x", (0, 1)), Objective("x + x**2", (0, 2))
    assert (a == b, a == c, hash(a) == hash(b)) == (True, False, True)


@pytest.mark.parametrize(
    ("expression", "domain", "what"),
    [
        ("sin(y)", (0, 1), "unknown name 'y'"),
        ("sine(x)", (0, 1), "unknown function 'sine'"),
        ("x +", (0, 1), "cannot read the expression 'x +'"),
        ("x.real", (0, 1), "'x.real' is not allowed"),
        ("__import__('os')", (0, 1), "unknown function '__import__'"),
        ("x if x else 1", (0, 1), "is not allowed"),
        ("x // 2", (0, 1), "the operator in 'x // 2' is not allowed"),
        ("x**99999", (0, 1), "the power 99999 is too large"),
        ("True", (0, 1), "'True' is not allowed"),
        ("3 + pi", (0, 1), "'3 + pi' is constant"),
        ("x * sqrt(-1)", (0, 1), "'x * sqrt(-1)' is complex"),
        ("x / 0", (0, 1), "not a number"),
        ("sqrt(x)", (-1, 1), "is not a real number at x = -1"),
        ("log(x)", (-2, -1), "is not a real number"),
        ("x**2", (1, 1), "is empty"),
        ("x**2", (2, 1), "is reversed"),
        ("x**2", (0, float("nan")), "is not finite"),
        ("x**2", (0,), "the domain of x is (0,)"),
        ("x", {"sin": (0, 1)}, "'sin' cannot be the name of a variable"),
        ("(-8)**(1/3) * x", (0, 1), "in real numbers"),
        ("x * 10**400", (0, 1), "'10**400' is beyond the range of floating-point numbers at character 5"),
        (sympy.erf(sympy.Symbol("x")), (0, 1), "erf(x) cannot be computed in real numbers"),
        (sympy.Symbol("t") ** 2, (0, 1), "unknown name 't'"),
        (3, (0, 1), "the expression is 3, no text and no SymPy expression"),
    ],
)
def test_bad_input_is_told_what_is_wrong(expression: object, domain: object, what: str) -> None:
    with pytest.raises(ReportError) as caught:
        Objective(expression, domain)  # type: ignore[arg-type]
    assert what in str(caught.value)


def test_any_variable_name_is_as_good_as_x() -> None:
    for name in ("power", "point", "shape", "result", "v_0", "c_0"):
        assert Objective(f"{name}**3", {name: (-1, 1)}).value(2.0) == 8


def test_two_variables_have_no_maxima_and_their_points_are_pairs() -> None:
    with pytest.raises(ReportError, match="maxima is for functions of one variable"):
        _ = named("beale").maxima
    with pytest.raises(ReportError, match="ends in an axis of length 2"):
        named("beale").value([1.0, 2.0, 3.0])


def test_minima_of_a_function_that_is_small_everywhere() -> None:
    small = Objective("1e-8 * (x**2 + (y - 0.31234)**2)", {"x": (-1, 1), "y": (-1, 1)})
    np.testing.assert_allclose(small.minima, [[0, 0.31234]], atol=1e-12)


def test_three_variables() -> None:
    bowl = Objective("x**2 + (y - 0.5)**2 + (z + 0.25)**4 + (z + 0.25)**2", dict.fromkeys("xyz", (-1, 1)))
    np.testing.assert_allclose(bowl.minima, [[0, 0.5, -0.25]], atol=1e-12)
    assert bowl.gradient(np.zeros((4, 5, 3))).shape == (4, 5, 3)
    assert bowl.curvature(np.zeros((4, 3))).shape == (4, 3, 3)


def test_a_function_in_two_pieces() -> None:
    # SciPy's univariate problem 18: continuous, with a step in its slope.
    x = sympy.Symbol("x")
    pieces = Objective(sympy.Piecewise(((x - 2) ** 2, x <= 3), (2 * sympy.log(x - 2) + 1, True)), (0, 6))
    np.testing.assert_allclose(pieces.minima, [2])
    np.testing.assert_allclose(pieces.value([1, 3, 5]), [1, 1, 2 * np.log(3) + 1])
    np.testing.assert_allclose(pieces.gradient([1, 5]), [-2, 2 / 3])


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"value": 3}, "value is 3, no function"),
        ({"variables": "ab"}, "variables is 'ab'"),
        ({"domain": {"a": (0, 1)}}, "the domain and the variables differ"),
        ({"minima": [0, 0]}, "minima has shape (2,)"),
    ],
    ids=["value", "variables", "domain", "minima"],
)
def test_functions_that_do_not_fit_together_are_named(changes: dict[str, Any], what: str) -> None:
    given: dict[str, Any] = {"value": lambda w: w @ w, "gradient": lambda w: 2 * w, "variables": ["a", "b"]}
    with pytest.raises(ReportError) as caught:
        Objective.from_functions(**(given | changes))
    assert what in str(caught.value)


def test_a_loss_that_gives_something_else_says_what_is_expected() -> None:
    wrong = Objective.from_functions(lambda w: w, lambda w: 2 * w, variables=["a", "b"])
    with pytest.raises(ReportError, match=r"gave shape \(2,\)"):
        wrong.value([1, 2])


def test_functions_that_use_one_array_for_all_or_work_in_place_change_no_run() -> None:
    buffer = np.empty(2)
    reusing = Objective.from_functions(lambda w: w @ w, lambda w: np.multiply(2, w, out=buffer), variables=["a", "b"])
    np.testing.assert_array_equal(reusing.gradient([[3, 0], [1, 0]]), [[6, 0], [2, 0]])

    def in_place(w: Any) -> Any:
        w -= 1
        return 2 * w

    with pytest.raises(ValueError, match="read-only"):
        Objective.from_functions(lambda w: w @ w, in_place, variables=["a", "b"]).gradient([3, 4])


def test_functions_with_their_data_bound_have_a_name() -> None:
    def loss(scale: float, w: Any) -> Any:
        return scale * (w @ w)

    bound = Objective.from_functions(partial(loss, 2.0), lambda w: 4 * w, variables=["a", "b"])
    assert str(bound.rule).endswith("loss, a function of 2 variables")


def test_minima_of_a_valley_that_is_steep_one_way_and_flat_another() -> None:
    flat = Objective("x**2 + 1e-8 * ((y - 0.31)**2 + (z - 0.2)**2)", dict.fromkeys("xyz", (-1, 1)))
    np.testing.assert_allclose(flat.minima, [[0, 0.31, 0.2]], atol=1e-9)
