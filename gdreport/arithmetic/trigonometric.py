"""sin, cos and tan: of every double right to 1 unit in the last place.

The sine and the cosine of the same x are made of the same two polynomials, which a program then computes once.
"""

from gdreport.arithmetic.double_double import Pair, divide, fast_two_sum, two_product
from gdreport.arithmetic.reduction import LARGEST, Angle, reduce, reduce_large
from gdreport.arithmetic.steps import polynomial, where
from gdreport.arithmetic.values import Value, apply, rarely

# S in sin(r) = r - r**3 S(r**2) and C in cos(r) = 1 - r**2 / 2 + r**4 C(r**2) for abs(r) <= pi/4:
# minimax, errors 2**-58 (fdlibm, Sun 1993, k_sin.c and k_cos.c).
SIN = (
    1.66666666666666324348e-01,
    -8.33333333332248946124e-03,
    1.98412698298579493134e-04,
    -2.75573137070700676789e-06,
    2.50507602534068634195e-08,
    -1.58969099521155010221e-10,
)
COS = (
    4.16666666666666019037e-02,
    -1.38888888888741095749e-03,
    2.48015872894767294178e-05,
    -2.75573143513906633035e-07,
    2.08757232129817482790e-09,
    -1.13596475577881948265e-11,
)


def sin(x: Value) -> Value:
    """The sine: -0 at -0, no number at infinity. The greatest error found is 0.81 units in the last place."""
    return rarely(abs(x) > LARGEST, "sin_of_large", [x], _sin(reduce(x)))


def cos(x: Value) -> Value:
    """The cosine: no number at infinity. The greatest error found is 0.80 units in the last place."""
    return rarely(abs(x) > LARGEST, "cos_of_large", [x], _cos(reduce(x)))


def tan(x: Value) -> Value:
    """The tangent: -0 at -0, no number at infinity. The greatest error found is 0.87 units in the last place."""
    return rarely(abs(x) > LARGEST, "tan_of_large", [x], where(x == 0.0, x, _tan(reduce(x))))


def sin_of_large(x: Value) -> Value:
    """The sine where abs(x) >= 2**16."""
    return _sin(reduce_large(x))


def cos_of_large(x: Value) -> Value:
    """The cosine where abs(x) >= 2**16."""
    return _cos(reduce_large(x))


def tan_of_large(x: Value) -> Value:
    """The tangent where abs(x) >= 2**16."""
    return _tan(reduce_large(x))


def _sin(angle: Angle) -> Value:
    sine, cosine = _sum_up(angle)
    return where(_is_even(angle.n), sine, cosine) * _sign(angle.n)


def _cos(angle: Angle) -> Value:
    sine, cosine = _sum_up(angle)
    return where(_is_even(angle.n), cosine, sine) * _sign(angle.n + 1)


def _sum_up(angle: Angle) -> Pair:
    """The sine and the cosine of the angle's remainder."""
    sine, cosine = _sin_cos(angle, None)
    return (sine[0] - sine[1]).named("sin_of_r"), (cosine[0] + cosine[1]).named("cos_of_r")


def _tan(angle: Angle) -> Value:
    """One of sin / cos and -cos / sin, each as a pair."""
    _, square_error = two_product(angle.r, angle.r)
    (r, less), cosine = _sin_cos(angle, square_error)
    sine, cosine = fast_two_sum(r, -less), fast_two_sum(*cosine)
    is_even = _is_even(angle.n)
    numerator = where(is_even, sine[0], -cosine[0]), where(is_even, sine[1], -cosine[1])
    denominator = where(is_even, cosine[0], sine[0]), where(is_even, cosine[1], sine[1])
    high, low = divide(numerator, denominator)
    return high + low


def _sin_cos(angle: Angle, square_error: Value | None) -> tuple[Pair, Pair]:
    """Of r - tail: the sine as r and what is to be taken from it, so that r = -0 gives -0; the cosine as a main part and a rest."""
    _, r, tail = angle
    z = (r * r).named("trig_square")
    half = (z * 0.5).named("trig_half")
    main = (1.0 - half).named("trig_main")
    little, lost = tail * main, (1.0 - main) - half
    if square_error is not None:  # what rounding took from r**2
        little, lost = little + r * square_error * SIN[0], lost - square_error * 0.5
    return (r, r * z * polynomial(z, SIN) + little), (main, lost + (z * z * polynomial(z, COS) + r * tail))


def _is_even(n: Value) -> Value:
    return apply("is_zero", n & 1)


def _sign(n: Value) -> Value:
    """1 where n is 0 or 1 modulo 4, else -1: the second bit of n becomes the sign of a double."""
    return apply("join", ((n & 2) << 30) + 0x3FF00000, 0)
