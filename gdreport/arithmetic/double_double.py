"""Sums and products with what rounding takes from them: pairs (high, low) whose exact sum is meant.

Source: T. J. Dekker, A floating-point technique for extending the available precision, Numerische
Mathematik 18 (1971); D. E. Knuth, The Art of Computer Programming 2, section 4.2.2.
"""

from gdreport.arithmetic.values import Value

Pair = tuple[Value, Value]
SPLITTER = 134217729.0  # 2**27 + 1


def two_sum(a: Value, b: Value) -> Pair:
    """The exact sum of two numbers, as the rounded sum and its error (Knuth).

    It is written on values, and computes with floats as well.

    >>> two_sum(1.0, 1e-20)
    (1.0, 1e-20)
    """
    total = a + b
    of_b = total - a
    return total, (a - (total - of_b)) + (b - of_b)


def fast_two_sum(a: Value, b: Value) -> Pair:
    """The same in fewer steps, where abs(a) >= abs(b) or a is zero (Dekker)."""
    total = a + b
    return total, b - (total - a)


def split(a: Value) -> Pair:
    """A number as a sum of two doubles of 26 bits each (Veltkamp), where it is below 2**996 in size."""
    scaled = a * SPLITTER
    high = scaled - (scaled - a)
    return high, a - high


def two_product(a: Value, b: Value) -> Pair:
    """The exact product, as the rounded product and its error, where nothing overflows or underflows (Dekker).

    >>> two_product(134217729.0, 134217729.0)  # 2**54 + 2**28 + 1
    (1.801439877791744e+16, 1.0)
    """
    product = a * b
    (a_high, a_low), (b_high, b_low) = split(a), split(b)
    return product, ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low


def divide(numerator: Pair, denominator: Pair) -> Pair:
    """The quotient of two pairs, right to about 2**-100 of itself where the pairs' lower halves are exact."""
    quotient = numerator[0] / denominator[0]
    product, error = two_product(quotient, denominator[0])
    rest = ((numerator[0] - product) - error) + (numerator[1] - quotient * denominator[1])
    return quotient, rest / denominator[0]
