"""exp and log: of every double right to 1 unit in the last place, subnormal ones too."""

from gdreport.arithmetic.steps import INFINITY, NO_NUMBER, SHIFT, clamp, polynomial, scale, split_exponent, where
from gdreport.arithmetic.values import Value, apply

LOG2_E = 1.4426950408889634
# ln 2 in two parts, the first of 32 bits, so that its multiples by up to 2**21 are exact (fdlibm, Sun 1993, e_exp.c).
LN2_HIGH, LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
# P in exp(r) = 1 + r + r**2 P(r) for abs(r) <= 0.3467: minimax by Remez's exchange (tests/minimax.py), error 5e-18.
EXP = (
    0.5000000000000007,
    0.1666666666666669,
    0.041666666666559535,
    0.008333333333311588,
    0.001388888893685207,
    0.00019841269909355653,
    2.480149940287929e-05,
    2.7557222513528448e-06,
    2.762819836438451e-07,
    2.5116125902292683e-08,
)
# R in log((1+s)/(1-s)) = 2 s + s R(s**2) for abs(s) <= 0.1716: minimax, error 2**-58 (fdlibm, Sun 1993, e_log.c).
LOG = (
    6.666666666666735130e-01,
    3.999999999940941908e-01,
    2.857142874366239149e-01,
    2.222219843214978396e-01,
    1.818357216161805012e-01,
    1.531383769920937332e-01,
    1.479819860511658591e-01,
)


def exp(x: Value) -> Value:
    """The exponential function, as 2**n times a polynomial for the exponential of r: x = n ln 2 + r, abs(r) <= ln 2 / 2.

    Infinite above 709.78, subnormal below -708.39 and 0 below -745.13. The greatest error found is 0.92 units in the last place.
    """
    shifted, high, low = _reduce(x)
    r = (high - low).named("exp_r")
    # 1 is added to the exact high, not to the rounded r.
    return scale(1.0 + (high - (low - r * r * polynomial(r, EXP))), apply("low", shifted))


def exp_of_sum(x: Value, tail: Value) -> Value:
    """The same of x + tail, for a tail of at most 2**-40 in size; with more care, since x + tail has an error already."""
    shifted, high, low = _reduce(x)
    low = low - tail
    r = high - low
    lost = (high - r) - low
    return scale(1.0 + (high - (low - (r * lost + r * r * polynomial(r, EXP)))), apply("low", shifted))


def _reduce(x: Value) -> tuple[Value, Value, Value]:
    """The n of x = n ln 2 + high - low as it stands in the lower half of a double, n + 2046, and high, exactly, and low."""
    x = clamp(x, -750.0, 720.0)  # beyond: 0 and infinity all the same
    shifted = (x * LOG2_E + (SHIFT + 2046.0)).named("exp_shifted")
    n = (shifted - (SHIFT + 2046.0)).named("exp_n")
    return shifted, (x - n * LN2_HIGH).named("exp_high"), n * LN2_LOW


def log(x: Value) -> Value:
    """The natural logarithm: x = 2**k m, and log m = 2 s + s R(s**2) with f = m - 1, s = f / (2 + f).

    -infinity at both zeros, no number below. The greatest error found is 0.85 units in the last place.
    """
    k, m = split_exponent(x)
    f = m - 1.0
    s = f / (2.0 + f)
    z = s * s
    half = f * f * 0.5
    # 2 s is f - s f, and f is exact (fdlibm).
    y = k * LN2_HIGH - ((half - (s * (half + z * polynomial(z, LOG)) + k * LN2_LOW)) - f)
    y = where(x < INFINITY, y, x)  # no number is not less
    return where(x <= 0.0, where(x < 0.0, NO_NUMBER, -INFINITY), y)
