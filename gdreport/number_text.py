"""Numbers as people write them: a few significant digits, powers of ten raised, a minus sign that is one; durations; dates."""

import math
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Context
from numbers import Integral
from typing import Any

from gdreport.errors import ReportError

ROUNDING = {"nearest": ROUND_HALF_EVEN, "up": ROUND_CEILING, "down": ROUND_FLOOR}
DATE_UNITS = ("D", "m", "s", "ms", "us")
SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def number_text(value: Any, digits: int = 4, rounding: str = "nearest") -> str:
    """A number with at most `digits` significant digits; whole numbers in full, with commas.

    `rounding` is "nearest", or "up" or "down" for a bound that must stay true when it is rounded.

    >>> [number_text(v) for v in (-1.42887, 964006, 0.1, 1e-05, 2.5e-7, float("inf"))]
    ['−1.429', '964,006', '0.1', '10⁻⁵', '2.5 × 10⁻⁷', '∞']
    >>> number_text(5.36e-5, 1, "up"), number_text(-1.031, 2, "down")
    ('6 × 10⁻⁵', '−1.1')
    >>> number_text(100 * 0.07, 2, "up")
    '7'
    """
    if isinstance(value, Integral) or (abs(float(value)) < 1e6 and float(value).is_integer()):
        return f"{int(value):,}".replace("-", "−")
    value = float(value)
    if math.isnan(value):
        return "not a number"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    if rounding not in ROUNDING:
        raise ReportError(f"rounding is {rounding!r}", remedy=f"rounding is one of {', '.join(ROUNDING)}")
    # Twelve digits first: what lies beyond is the noise of arithmetic, and must not push a bound up or down.
    rounded = Context(prec=digits, rounding=ROUNDING[rounding]).create_decimal(f"{value:.12g}")
    mantissa, exponent = f"{rounded:.{digits - 1}e}".split("e")
    if -4 <= int(exponent) < 6:
        text = f"{rounded:,.{max(0, digits - 1 - int(exponent))}f}"
        return _trim(text).replace("-", "−")
    power = f"10{str(int(exponent)).translate(SUPERSCRIPT)}"
    mantissa = _trim(mantissa)
    sign = "−" if mantissa.startswith("-") else ""
    return f"{sign}{power}" if mantissa.lstrip("-") == "1" else f"{sign}{mantissa.lstrip('-')} × {power}"


def tell_time(seconds: float) -> str:
    """A duration in words.

    >>> tell_time(4.2), tell_time(200), tell_time(7300)
    ('4 s', '3 min', '2 h')
    """
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.0f} h"


def count_text(number: int, noun: str, plural: str = "") -> str:
    """A count with its noun. `plural`: where it is not the noun with an s.

    >>> count_text(0, "file"), count_text(1, "file"), count_text(2000, "minimum", "minima")
    ('no files', '1 file', '2,000 minima')
    """
    words = noun if number == 1 else plural or f"{noun}s"
    return f"{number_text(number) if number else 'no'} {words}"


def write_dates(dates: Any) -> list[str]:
    """Dates as ISO 8601 has them, all to the unit that the finest of them needs; nothing where there is none.

    >>> write_dates(["2024-01-01", "NaT"]), write_dates(["2024-01-01T00:00", "2024-01-01T06:30"])
    (['2024-01-01', ''], ['2024-01-01T00:00', '2024-01-01T06:30'])
    """
    import numpy as np

    exact = np.asarray(dates, dtype="datetime64[us]")
    there = exact[~np.isnat(exact)]
    unit = next(u for u in DATE_UNITS if u == DATE_UNITS[-1] or bool((there.astype(f"datetime64[{u}]") == there).all()))
    return ["" if text == "NaT" else str(text) for text in exact.astype(f"datetime64[{unit}]").astype(str)]


def round_as_printed(value: Any, digits: int = 4, rounding: str = "nearest") -> float | int:
    """The number that `number_text` writes.

    >>> round_as_printed(0.0000536, 1, "up"), round_as_printed(960), round_as_printed(-1.42887)
    (6e-05, 960, -1.429)
    """
    if isinstance(value, Integral):
        return int(value)
    if not math.isfinite(value) or (abs(value) < 1e6 and float(value).is_integer()):
        return float(value)
    return float(Context(prec=digits, rounding=ROUNDING[rounding]).create_decimal(f"{value:.12g}"))


def _trim(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text
