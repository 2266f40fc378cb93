"""The proof that the stationary points are all, the places where it does not come through, and the bounds it rests on."""

import numpy as np
import pytest
import sympy
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from gdreport import Descent, GradientDescent, Objective
from gdreport.objectives.catalogue import named
from gdreport.objectives.intervals import IntervalFormula, UnboundedError, make_exact
from gdreport.objectives.parsing import parse

X = sympy.Symbol("x", real=True)


@pytest.mark.parametrize(
    ("name", "stationary", "inflections"), [("wave", 4, 5), ("cubic", 2, 1), ("parabola", 1, 0), ("double_well", 3, 2)]
)
def test_the_stationary_points_of_the_catalogue_are_proved_to_be_all(name: str, stationary: int, inflections: int) -> None:
    objective = named(name)
    assert (len(objective.minima) + len(objective.maxima), len(objective.inflections)) == (stationary, inflections)
    assert objective.completeness.is_proved
    assert objective.completeness_of_inflections.is_proved


@pytest.mark.parametrize(
    ("expression", "domain", "count"),
    [
        ("x**2", (0, 1), 0),  # the zero of f' is an end of the domain
        ("x**2", (-1, 0), 0),
        ("sin(pi*x)", (0.5, 2), 1),  # so is one that no floating-point number tells
        ("(x**2 - 1e-8)**2", (-1, 1), 3),
        ("x**2 + 10**-20 * x", (-1, 1), 1),
        ("exp(-1000 * x**2)", (-3, 3), 1),  # floats are flat over most of the domain
        ("0.1*x**2 - 0.3*x", (0, 2), 1),
        ("1/(x - 3)", (0, 2), 0),
        ("log(x) + 1/x", (0.01, 3), 1),
        ("2**x - x", (-3, 3), 1),
        ("x*atan(x) - sqrt(x + 9)*tanh(x) + cosh(x)/9", (-3, 3), 1),
    ],
)
def test_proved(expression: str, domain: tuple[float, float], count: int) -> None:
    objective = Objective(expression, domain)
    assert (objective.completeness.is_proved, objective.completeness.why) == (True, "")
    found = np.concatenate([objective.minima, objective.maxima])
    assert len(found) == count


def test_minima_closer_together_than_the_grid_are_found() -> None:
    # By hand: f' = x - sin(40000 x) * 1e-4 has zeros at 0 and, since 1e-4 * 40000 = 4 > 1, two more beside it.
    close = Objective("x**2 / 2 + cos(40000*x) * 25e-10", (-1, 1.3))
    assert close.completeness.is_proved
    assert len(close.minima) == 2
    assert len(close.maxima) == 1
    assert np.ptp(close.minima) < 2.3 / 4000


@pytest.mark.parametrize(
    ("expression", "domain", "why"),
    [
        ("x**4 / 4", (-2, 2), "near x = 0 the bounds of f′ and f″ do not leave out zero"),  # a threefold zero
        ("(x - 0.25)**3", (-2, 2), "near x = 0.25 "),  # a stationary point that is no extremum
        ("abs(x)", (-1, 1.5), "there is no interval arithmetic for abs"),
        ("x*asin(x/2)", (-1, 1), "there is no interval arithmetic for asin"),
        ("1/x", (-1, 1.5), "near x = 0 "),  # a pole
        ("tan(x)", (-4, 4), "near x = −1.571 the bounds of f′ and f″ do not leave out zero, nor at 1 other place"),
        ("sin(1/x)", (-1, 1.1), " other places"),  # infinitely many
        ("exp(exp(exp(x)))", (0, 30), "between x = "),
        ("sqrt(x) + (x - 1)**2", (0, 3), "near x = 0 "),
        ("exp(x)**2 - exp(2*x) + x**2", (-1, 1), ""),
    ],
)
def test_not_proved(expression: str, domain: tuple[float, float], why: str) -> None:
    completeness = Objective(expression, domain).completeness
    assert completeness.is_proved == (not why)
    assert why in completeness.why


def test_piecewise_is_not_proved() -> None:
    pieces = sympy.Piecewise(((X - 2) ** 2, X <= 3), (2 * sympy.log(X - 2) + 1, True))
    assert Objective(pieces, (0, 6)).completeness.why == "there is no interval arithmetic for piecewise"


FORMULAS = [
    "x**3 - x/3", "1/(x**2 + 1/7)", "sin(3*x)*exp(-x**2)", "cos(x)**4", "tan(x/9)", "sinh(x)*cosh(2*x)", "tanh(x) + atan(x)",
    "log(x**2 + 1) * sqrt(x**2 + 0.1)", "2**x - pi*e*x", "(x**2 + 1)**(1/3)", "x**-3 + 1/x**2",
]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(FORMULAS), st.floats(-3, 3), st.floats(0, 3), st.floats(0, 1))
def test_bounds_hold_the_value_at_every_point_of_a_piece(text: str, low: float, width: float, share: float) -> None:
    expression = make_exact(parse(text, {"x": X}))
    high = low + width
    at = min(max(low + share * width, low), high)
    try:
        least, most = (
            sympy.Float(sympy.Rational(*map(int, _fraction(end))), 60) for end in IntervalFormula(expression, X).bounds((low, high))
        )
    except ArithmeticError:
        return
    value = expression.subs(X, sympy.Rational(at)).evalf(50)
    assert least <= value <= most


def _fraction(end: object) -> tuple[int, int]:
    from mpmath import libmp

    return libmp.to_rational(end)  # type: ignore[no-any-return]


@settings(max_examples=40, deadline=None, phases=[Phase.generate])  # without shrinking: it takes minutes
@given(st.lists(st.integers(-40, 40), min_size=1, max_size=5, unique=True))
def test_a_polynomial_has_the_stationary_points_that_it_was_made_of_wherever_that_is_proved(places: list[int]) -> None:
    slope = sympy.prod([X - sympy.Rational(place, 10) for place in places])
    objective = Objective(sympy.integrate(sympy.expand(slope), X) + X * 0, (-4.5, 4.7))
    found = np.sort(np.concatenate([objective.minima, objective.maxima]))
    apart = np.diff(np.sort(places)).min(initial=40)
    assert objective.completeness.is_proved or apart < 5, objective.completeness
    if objective.completeness.is_proved:
        np.testing.assert_allclose(found, np.sort(np.array(places) / 10), atol=1e-6)


def test_bounds_that_would_take_hours_are_not_computed() -> None:
    tower = parse("sin(exp(exp(exp(x))))", {"x": X})
    with pytest.raises(UnboundedError):
        IntervalFormula(tower, X).bounds((3.0, 30.0))


def test_a_run_says_what_is_proved_of_its_objective() -> None:
    def said(objective: Objective) -> str:
        return Descent(objective, GradientDescent(learning_rate=0.1), start=0.5, epochs=1).statement()

    points = "That f has 2 minima and 2 maxima inside the domain and no other stationary point"
    assert f"{points} is proved by interval bisection of f′ and f″. That it has 5 inflections there is proved likewise.\n" in said(
        named("wave")
    )
    assert "That f has no stationary point inside the domain is proved" in said(Objective("exp(x)", (-1, 1)))
    reason = "near x = 0 the bounds of f′ and f″ do not leave out zero."
    assert f"are all was not proved by interval bisection of f′ and f″: {reason}" in said(named("quartic"))
