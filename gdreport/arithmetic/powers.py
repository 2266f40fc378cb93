"""pow: of all doubles right to 1 unit in the last place."""

from decimal import Context, Decimal

from gdreport.arithmetic.double_double import Pair, divide, fast_two_sum, two_product, two_sum
from gdreport.arithmetic.exponential import LN2_HIGH, LN2_LOW, exp_of_sum
from gdreport.arithmetic.steps import INFINITY, NO_NUMBER, SHIFT, clamp, polynomial, split_exponent, where
from gdreport.arithmetic.values import Value, apply, constant, look_up

FIRST, LAST = 23, 45  # sqrt(1/2) and sqrt(2) in units of 1/32
_CONTEXT = Context(prec=50)
_LOGS = [_CONTEXT.ln(_CONTEXT.divide(i, 32)) for i in range(FIRST, LAST + 1)]
# log(i / 32), rounded to 2**-42, so that whole multiples of LN2_HIGH are added without rounding; and what remains.
LOG_HIGH = tuple(round(float(log) * 2.0**42) / 2.0**42 for log in _LOGS)
LOG_LOW = tuple(float(_CONTEXT.subtract(log, Decimal(high))) for log, high in zip(_LOGS, LOG_HIGH, strict=True))


def pow(x: Value, y: Value) -> Value:  # noqa: A001 - the name of the function
    """The power, as exp(y log(abs(x))) with log as a pair; exact where the power is a double of few digits.

    Negative bases have powers with whole exponents only; what C99 says of zeros, ones, infinities and no numbers holds.
    The greatest error found is 0.87 units in the last place.
    """
    size, y_size = abs(x), abs(y)
    # Beyond 2**65 the power of every number but 1 is 0 or infinite already.
    within = clamp(y, -(2.0**65), 2.0**65)
    high, low = _log(size)
    product, error = two_product(within, high)
    tail = where(abs(product) < 800.0, error + within * low, 0.0)
    y_of_finite = exp_of_sum(product, tail)
    # The signs and the special values are those of C99, Annex F.9.4.4.
    is_whole = _is_whole(y_size)
    is_odd = is_whole & ~_is_whole(y_size * 0.5)
    is_edge = (size == 0.0) | (size == INFINITY)
    result = where(is_edge, where(y < 0.0, 1.0 / size, where(y > 0.0, size, y)), y_of_finite)
    result = where((x < 0.0) & ~is_edge & ~is_whole, NO_NUMBER, result)
    result = where(is_odd & _has_sign(x), -result, result)
    result = where(x == x, result, x)
    return where((x == 1.0) | (y == 0.0), 1.0, result)


def _log(x: Value) -> Pair:
    """The logarithm of a positive number, right to 2**-66 of itself: x = 2**k m, c is m to the nearest 1/32.

    log x = k ln 2 + log c + 2 atanh(s) with s = (m - c) / (m + c), at most 1/90.
    """
    k, m = split_exponent(x)
    rounded = m + SHIFT / 32
    c = rounded - SHIFT / 32
    index = apply("low", rounded) - FIRST
    s, s_low = divide((m - c, constant(0.0)), two_sum(m, c))
    z = s * s
    series = 2.0 * s * z * polynomial(z, (1 / 3, 1 / 5, 1 / 7, 1 / 9))
    total, error = fast_two_sum(k * LN2_HIGH + look_up(LOG_HIGH, index), 2.0 * s)
    return fast_two_sum(total, error + (2.0 * s_low + (series + (look_up(LOG_LOW, index) + k * LN2_LOW))))


def _is_whole(size: Value) -> Value:
    return (size >= 2.0**52) | ((size + 2.0**52) - 2.0**52 == size)


def _has_sign(x: Value) -> Value:
    """Whether the sign bit is set: -0 has one too."""
    return ~apply("is_zero", apply("high", x) & -(2**31))
