"""sign, minimum and maximum."""

from gdreport.arithmetic.steps import where
from gdreport.arithmetic.values import Value


def sign(x: Value) -> Value:
    """-1, 1, or x itself where it is zero or no number."""
    return where(x > 0.0, 1.0, where(x < 0.0, -1.0, x))


def minimum(x: Value, y: Value) -> Value:
    """The smaller number; -0 is below 0, and no number beside any is no number (IEEE 754-2019, 9.6)."""
    return where((x == 0.0) & (y == 0.0), -(-x - y), where(x == x, where(x < y, x, y), x))


def maximum(x: Value, y: Value) -> Value:
    """The larger number; 0 is above -0, and no number beside any is no number (IEEE 754-2019, 9.6)."""
    return where((x == 0.0) & (y == 0.0), x + y, where(x == x, where(x > y, x, y), x))
