"""The filters of the words: ``| number`` and ``| percent`` for what was measured, ``| given`` for what the experiment was told."""

import math
from collections.abc import Iterable
from typing import Any

from gdreport.errors import ReportError
from gdreport.number_text import number_text
from gdreport.page.marks import Marks, write_data


def write_number(marks: Marks, value: Any, digits: int = 3, unit: str = "", rounding: str = "nearest", *, name: str = "") -> str:
    """A measured number, with its full value and its measure's name in the markup.

    >>> marks = Marks()
    >>> marks.fill(write_number(marks, 960, unit="epochs", name="slowest"))
    '<data value="960" title="slowest = 960" tabindex="0">960 epochs</data>'
    """
    measured = _read_number(value)
    words = number_text(measured, _check_digits(digits), rounding) + (f" {unit}" if unit else "")
    return _write(marks, measured, words, f"{digits} digits {unit} {rounding}", name)


def write_percent(marks: Marks, value: Any, digits: int = 2, rounding: str = "nearest", *, name: str = "") -> str:
    """A measured share between 0 and 1 as a percentage.

    >>> marks = Marks()
    >>> marks.fill(write_percent(marks, 0.157))
    '<data value="0.157" title="0.157" tabindex="0">16 %</data>'
    """
    measured = _read_number(value)
    words = f"{number_text(100 * measured, _check_digits(digits), rounding)} %"
    return _write(marks, measured, words, f"percent, {digits} digits {rounding}", name)


def write_given(known: Iterable[float], value: Any) -> str:
    """A number that the words may state because the experiment was told it.

    Errors: ReportError where it is no parameter of the experiment.

    >>> write_given([0.1, 50.0], 0.1)
    '<data class="gd-given" value="0.1">0.1</data>'
    """
    told = list(known)
    if isinstance(value, bool) or not isinstance(value, int | float) or value not in told:
        near = min(told, key=lambda p: abs(p - value)) if isinstance(value, int | float) and told else None
        hint = "" if near is None else f"; the nearest is {near:.12g}"
        raise ReportError(f"{value!r} is no parameter of the experiment{hint}", remedy="state a parameter, or measure the number")
    return f'<data class="gd-given" value="{value!r}">{number_text(value, 12)}</data>'


def _write(marks: Marks, value: float, words: str, form: str, name: str) -> str:
    title = f"{name} = {value!r}" if name else repr(value)
    return marks.write("number", name, f"{name} {form}".strip(), value, write_data(value, title, words), words)


def _check_digits(digits: Any) -> int:
    if isinstance(digits, bool) or not isinstance(digits, int) or not 1 <= digits <= 17:
        raise ReportError(f"digits is {digits!r}", remedy="state from 1 to 17 significant digits")
    return digits


def _read_number(value: Any) -> int | float:
    if hasattr(value, "item") and getattr(value, "size", 1) == 1:
        value = value.item()
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ReportError(f"{value!r} is not one number", remedy="give `| number` a single number, such as a measure")
    if math.isnan(value):
        raise ReportError("the number is not a number (NaN)", remedy="a run may have diverged or not arrived: say so in words")
    return value
