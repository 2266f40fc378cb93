"""Numbers as people write them: a few significant digits, powers of ten raised, a minus sign that is one."""

import math
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Context
from numbers import Integral
from typing import Any

from gdreport.errors import ReportError

ROUNDING = {"nearest": ROUND_HALF_EVEN, "up": ROUND_CEILING, "down": ROUND_FLOOR}
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
        return _trimmed(text).replace("-", "−")
    power = f"10{str(int(exponent)).translate(SUPERSCRIPT)}"
    mantissa = _trimmed(mantissa)
    sign = "−" if mantissa.startswith("-") else ""
    return f"{sign}{power}" if mantissa.lstrip("-") == "1" else f"{sign}{mantissa.lstrip('-')} × {power}"


def number(value: Any, digits: int = 3, unit: str = "", rounding: str = "nearest", name: str = "") -> str:
    """The filter ``| number``: the text of a measured number, with its full value and its measure's name in the markup.

    >>> number(0.00012345)
    '<data value="0.00012345" title="0.00012345" tabindex="0">0.000123</data>'
    >>> number(960, unit="epochs")
    '<data value="960" title="960" tabindex="0">960 epochs</data>'
    """
    checked = _measured(value)
    words = number_text(checked, digits, rounding) + (f" {unit}" if unit else "")
    return _data(checked, words, name)


def percent(value: Any, digits: int = 2, rounding: str = "nearest", name: str = "") -> str:
    """The filter ``| percent``: a share between 0 and 1 as a percentage.

    >>> percent(0.157)
    '<data value="0.157" title="0.157" tabindex="0">16 %</data>'
    """
    checked = _measured(value)
    return _data(checked, f"{number_text(100 * checked, digits, rounding)} %", name)


def _data(value: float, words: str, name: str) -> str:
    title = f"{name} = {value!r}" if name else repr(value)
    return f'<data value="{value!r}" title="{title}" tabindex="0">{words}</data>'


def _measured(value: Any) -> int | float:
    if hasattr(value, "item") and getattr(value, "size", 1) == 1:
        value = value.item()
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ReportError(f"{value!r} is not one number", remedy="give `| number` a single number, such as a measure")
    if math.isnan(value):
        raise ReportError("the number is not a number (NaN)", remedy="a run may have diverged or not arrived: say so in words")
    return value


def _trimmed(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text
