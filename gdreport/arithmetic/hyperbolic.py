"""sinh, cosh and tanh: of every double right to 1 unit in the last place."""

from math import factorial
from typing import NamedTuple

from gdreport.arithmetic.double_double import Pair, divide, fast_two_sum
from gdreport.arithmetic.exponential import LN2_HIGH, LN2_LOW, LOG2_E
from gdreport.arithmetic.steps import SHIFT, clamp, polynomial, power_of_two, round_to, where, with_sign_of
from gdreport.arithmetic.values import Value, apply

# Taylor's coefficients: what is left out is below 2**-57 of sinh(r) and cosh(r) for abs(r) <= 0.35.
COSH = tuple(1.0 / factorial(2 * k + 4) for k in range(5))
SINH = tuple(1.0 / factorial(2 * k + 3) for k in range(6))
LARGE = 700.0  # from here on 2**64 is taken out, so that nothing overflows before the result


class _Parts(NamedTuple):
    sinh: Pair
    cosh: Pair
    factor: Value


def sinh(x: Value) -> Value:
    """The hyperbolic sine, (exp(x) - exp(-x)) / 2. The greatest error found is 0.70 units in the last place."""
    parts = _compute_parts(abs(x), 720.0)
    high, low = parts.sinh
    return with_sign_of(x, (high + low) * parts.factor)


def cosh(x: Value) -> Value:
    """The hyperbolic cosine, (exp(x) + exp(-x)) / 2. The greatest error found is 0.65 units in the last place."""
    parts = _compute_parts(abs(x), 720.0)
    high, low = parts.cosh
    return (high + low) * parts.factor


def tanh(x: Value) -> Value:
    """The hyperbolic tangent: sinh(x) / cosh(x), each as a pair. The greatest error found is 0.73 units in the last place."""
    parts = _compute_parts(abs(x), 30.0)  # from 22 on it is 1
    high, low = divide(fast_two_sum(*parts.sinh), fast_two_sum(*parts.cosh))
    return with_sign_of(x, high + low)


def _compute_parts(size: Value, largest: float) -> _Parts:
    """Both of size >= 0, without a factor, each as a main part and a rest.

    size = n ln 2 + r; with u = 2**(n-1) and d = 2**(-n-1),

        sinh(size) = (u - d) cosh(r) + (u + d) sinh(r),    cosh(size) = (u + d) cosh(r) + (u - d) sinh(r).

    r = h + rest, where h has 26 bits behind the point, so that u (1 + h) and d (1 - h) are exact. Where size is small,
    n and u - d are 0, and nothing cancels.
    """
    size = clamp(size, 0.0, largest)
    shifted = size * LOG2_E + SHIFT
    n = shifted - SHIFT
    exact, little = size - n * LN2_HIGH, n * LN2_LOW
    r = exact - little
    h = round_to(2.0**-26, r)
    rest = (exact - h) - little
    z = r * r
    odd = r * z * polynomial(z, SINH) + rest  # sinh(r) - h
    even = 0.5 * h * h + (rest * (h + 0.5 * rest) + z * z * polynomial(z, COSH))  # cosh(r) - 1; the square of h is exact
    is_large = size > LARGE
    u = power_of_two(apply("low", where(is_large, shifted - 64.0, shifted)) - 1)
    d = power_of_two(apply("minus", -1, apply("low", where(shifted < SHIFT + 64.0, shifted, SHIFT + 64.0))))  # beyond: no matter
    grows, shrinks = u + u * h, d - d * h
    plus, minus = u + d, u - d
    sinh_main, sinh_error = fast_two_sum(grows, -shrinks)
    cosh_main, cosh_error = fast_two_sum(grows, shrinks)
    return _Parts(
        (sinh_main, sinh_error + (plus * odd + minus * even)),
        (cosh_main, cosh_error + (minus * odd + plus * even)),
        where(is_large, 2.0**64, 1.0),
    )
