"""Steps that several functions take: choices without branches, polynomials, the powers of two in a double's bits."""

from collections.abc import Sequence

from gdreport.arithmetic.values import Value, apply

SHIFT = 6755399441055744.0  # 1.5 * 2**52: what is added to it is rounded to a whole number, which its lower half then holds
EXPONENT = 0x7FF00000  # where the exponent stands in a double's upper half
INFINITY, NO_NUMBER = float("inf"), float("nan")


def where(condition: Value, first: Value | float, second: Value | float) -> Value:
    """The first where the condition holds, else the second."""
    return apply("select", condition, first, second)


def clamp(x: Value, low: float, high: float) -> Value:
    """The nearest number in [low, high]; no number stays no number. Each side is one instruction, maxpd and minpd."""
    above = where(x < low, low, x)
    return where(above > high, high, above)


def with_sign_of(x: Value, size: Value) -> Value:
    """An odd function of x from its value at abs(x): zero keeps its sign, and no number stays no number."""
    return where(x > 0.0, size, where(x < 0.0, -size, x))


def round_to(unit: float, x: Value) -> Value:
    """The nearest multiple of a power of two, for abs(x) < 2**51 times that."""
    return (x + unit * SHIFT) - unit * SHIFT


def polynomial(z: Value, coefficients: Sequence[float]) -> Value:
    """c[0] + c[1] z + c[2] z**2 + ..., by Horner's rule."""
    result: Value | float = coefficients[-1]
    for coefficient in reversed(coefficients[:-1]):
        result = z * result + coefficient
    assert isinstance(result, Value)
    return result


def power_of_two(exponent: Value) -> Value:
    """2**n for a whole number of 32 bits in [-1022, 1023]."""
    return apply("join", (exponent + 1023) << 20, 0)


def scale(y: Value, exponent: Value) -> Value:
    """The product y * 2**(exponent - 2046), for an exponent in [0, 4092], rounded once where y is not below 1/2.

    In two halves, so that neither overflows or underflows before the product does. Each half is made where
    it stands in the bits: (e << 19) & EXPONENT is e // 2 as an exponent, without a shift to the right.
    """
    first = apply("join", (exponent << 19) & EXPONENT, 0)
    second = apply("join", ((exponent + 1) << 19) & EXPONENT, 0)
    return y * first * second


def split_exponent(x: Value) -> tuple[Value, Value]:
    """The k and m of x = 2**k m, m in [sqrt(1/2), sqrt(2)), for positive x, subnormal ones too.

    Of zero, infinity, negative and no numbers it gives something that the caller must replace.
    """
    is_small = x < 2.0**-1022
    x = where(is_small, x * 2.0**54, x)
    # Moved so that the exponent's step is at sqrt(1/2), 0x3FE6A09E in the upper half, instead of 1.
    moved = apply("high", x) + (0x3FF00000 - 0x3FE6A09E)
    exponent = moved & EXPONENT
    m = apply("join", (moved - exponent) + 0x3FE6A09E, apply("low", x))
    # A whole number in the lower half of 2**52 is that number more: it becomes a double without a conversion.
    k = (apply("join", 0x43300000, exponent) - (2.0**52 + 1023 * 2.0**20)) * 2.0**-20
    return where(is_small, k - 54.0, k), m
