"""The angle that remains when multiples of pi/2 are taken away: what sin, cos and tan begin with.

Sources: W. J. Cody and W. Waite, Software Manual for the Elementary Functions (1980); M. Payne and
R. Hanek, Radian reduction for trigonometric functions, SIGNUM Newsletter 18 (1983); both as fdlibm
(Sun, 1993) uses them. All constants come from pi, and pi from Machin's formula in whole numbers.
"""

from collections.abc import Iterator
from typing import NamedTuple

from gdreport.arithmetic.double_double import two_product, two_sum
from gdreport.arithmetic.steps import SHIFT, round_to, where
from gdreport.arithmetic.values import Value, apply, constant, look_up

BITS = 1280


def _compute_pi() -> int:
    """The number pi, times 2**BITS, as 16 atan(1/5) - 4 atan(1/239) (Machin), with 64 bits more on the way.

    >>> _compute_pi() / 2**BITS
    3.141592653589793
    """

    def atan_of_inverse(n: int) -> int:
        power, k = (1 << (BITS + 64)) // n, 1
        total = 0
        while power:
            total += power // k if k % 4 == 1 else -(power // k)
            power, k = power // (n * n), k + 2
        return total

    return (16 * atan_of_inverse(5) - 4 * atan_of_inverse(239)) >> 64


def _split(number: int, *places: int) -> Iterator[float]:
    """A number over 2**BITS as a sum: a part rounded at each of the binary places, and what remains."""
    for place in places:
        unit = 1 << (BITS - place)
        part = (number + unit // 2) // unit
        yield part / 2**place
        number -= part * unit
    yield number / 2**BITS


PI = _compute_pi()
TWO_OVER_PI = 2 ** (BITS + 1) / PI
HALF_PI, HALF_PI_LOW = _split(PI // 2, 52)
# pi/2 in three parts: the first two have 37 bits, so that their multiples by up to 2**16 are exact.
FIRST, SECOND, THIRD = _split(PI // 2, 36, 73)
LARGEST = 2.0**16 * HALF_PI  # 102943.7: beyond it, `reduce_large`

# 2/pi as a number to the base 2**26 whose digits lie in [-2**25, 2**25): PIECES[i + 2] counts 2**(-26 i).
COUNT = 46
# The powers of two that bring a number of 2**(26 q) and more, but below 2**(26 q + 26), into [1, 2**26).
SCALES = tuple(2.0 ** (-26 * q) for q in range(40))


def _list_pieces() -> Iterator[float]:
    rest = (1 << (26 * COUNT + BITS + 1)) // PI
    for _ in range(COUNT):
        digit = (rest + 2**25) % 2**26 - 2**25
        yield float(digit)
        rest = (rest - digit) >> 26
    yield from (float(rest), 0.0, 0.0)


PIECES = tuple(_list_pieces())[::-1]


class Angle(NamedTuple):
    """x = n pi/2 + r - tail, with abs(r) <= pi/4, nearly, and a tail of at most a unit in the last place of r, or of 2**-57."""

    n: Value  # a whole number of 32 bits, right in its last two
    r: Value
    tail: Value


def reduce(x: Value) -> Angle:
    """The angle of x, for abs(x) <= LARGEST (Cody and Waite).

    n FIRST and n SECOND are exact, and so is x - n FIRST; the tail holds what rounding took from r, and n THIRD.
    """
    shifted = (x * TWO_OVER_PI + SHIFT).named("trig_shifted")
    n = (shifted - SHIFT).named("trig_n")
    first = (x - n * FIRST).named("trig_first")
    second = (n * SECOND).named("trig_second")
    r = (first - second).named("trig_r")
    return Angle(apply("low", shifted), r, ((second - (first - r)) + n * THIRD).named("trig_tail"))


def reduce_large(x: Value) -> Angle:
    """The angle of x, for abs(x) >= 2**16 (Payne and Hanek).

    abs(x) = 2**(26 q) b, and b is three digits to the base 2**26; of its product with 2/pi, digit by digit,
    only what is no multiple of 4 and above 2**-130 is computed, and nothing of that is rounded until the end.
    """
    size = abs(x)
    # The exponent over 26, rounded down.
    exponent = apply("to_float", (apply("high", size) >> 20) - 1023)
    q = apply("low", (exponent - 12.5) * (1.0 / 26.0) + SHIFT)
    b = size * look_up(SCALES, q)
    b_0 = round_to(1.0, b)
    b_1 = round_to(2.0**-26, b - b_0)
    digits = b_0, b_1 * 2.0**26, (b - b_0 - b_1) * 2.0**52
    pieces = [look_up(PIECES, q + i) for i in range(9)]
    terms = [(digits[0] * pieces[j + 2] + digits[1] * pieces[j + 1] + digits[2] * pieces[j]) * 2.0 ** (-26 * j) for j in range(7)]
    terms[:2] = [t - round_to(4.0, t) for t in terms[:2]]
    terms = _distil(terms)
    n = round_to(1.0, terms[0])
    high, *rest = _distil([terms[0] - n, *terms[1:]])
    low = rest[-1]
    for term in rest[-2::-1]:
        low = low + term
    r, error = two_product(high, constant(HALF_PI))
    tail = error + (high * HALF_PI_LOW + low * HALF_PI)
    is_negative = x < 0.0
    return Angle(apply("low", where(is_negative, -n, n) + SHIFT), where(is_negative, -r, r), where(is_negative, tail, -tail))


def _distil(terms: list[Value]) -> list[Value]:
    """The same sum exactly: the first is the sum as it is rounded from the last term on, the others what each rounding took."""
    total, errors = terms[-1], []
    for term in terms[-2::-1]:
        total, error = two_sum(term, total)
        errors.append(error)
    return [total, *errors[::-1]]
