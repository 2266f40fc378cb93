"""The filters of the words: ``number`` and ``percent`` for what was measured, ``given`` for a parameter, ``cited`` for a name."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gdreport.errors import TAKE_ONE, ReportError, show
from gdreport.number_text import number_text, round_as_printed
from gdreport.page.marks import Marks, write_data, write_value
from gdreport.page.measures import is_array, refuse_array
from gdreport.project import Pair
from gdreport.record.manifest import Number

Place = tuple[str, int]  # file and line
NOWHERE: Place = ("", 0)


@dataclass
class Ledger:
    """The numbers of a page under way: where each was written, and why."""

    marks: Marks
    told: Mapping[float, str]  # the numbers that the experiment was told -> the parameter
    pair: Pair | None = None  # where they are measured
    written: list[Number] = field(default_factory=list)

    def note(self, place: Place, text: str, why: str) -> None:
        """A number was written."""
        self.written.append(Number(*place, text, why))


def write_number(
    ledger: Ledger,
    value: Any,
    digits: int = 3,
    unit: str = "",
    rounding: str = "nearest",
    *,
    name: str = "",
    place: Place = NOWHERE,
) -> str:
    r"""A measured number, with its full value and its measure's name in the markup.

    >>> ledger = Ledger(Marks(), {})
    >>> ledger.marks.fill(write_number(ledger, 960, unit="epochs", name="slowest"))
    '<data value="960" title="slowest = 960" tabindex="0">960\xa0epochs</data>'
    """
    measured = _read_number(ledger, value, name, place)
    words = number_text(measured, check_digits(digits), rounding) + (f"\u00a0{unit}" if unit else "")
    printed = round_as_printed(measured, digits, rounding)
    return _write(ledger, measured, words, f"{digits} digits {unit} {rounding}", name, printed, place)


def write_percent(
    ledger: Ledger, value: Any, digits: int = 2, rounding: str = "nearest", *, name: str = "", place: Place = NOWHERE
) -> str:
    r"""A measured ratio in hundredths. It may exceed 1: twice as much is 200 %.

    >>> ledger = Ledger(Marks(), {})
    >>> ledger.marks.fill(write_percent(ledger, 0.157))
    '<data value="0.157" title="0.157" tabindex="0">16\xa0%</data>'
    """
    measured = _read_number(ledger, value, name, place)
    words = f"{number_text(100 * measured, check_digits(digits), rounding)}\u00a0%"
    printed = round_as_printed(100 * measured, digits, rounding) / 100
    return _write(ledger, measured, words, f"percent, {digits} digits {rounding}", name, printed, place)


def write_text(ledger: Ledger, value: Any, *, name: str, place: Place = NOWHERE) -> Any:
    """A measured text as it is: text, whatever it holds. Errors: ReportError for what is no text."""
    if ledger.pair is not None and is_array(value):
        raise refuse_array(ledger.pair, name, value, f"{place[0]}:{place[1]}")
    if not isinstance(value, str):
        remedy = f"numbers go through a format: {{{{ {name} | number }}}}"
        raise ReportError(f"the measure {name!r} is printed as it is, without a format", remedy=remedy)
    return ledger.marks.write("text", name, name, str(value), str(value))


def write_given(ledger: Ledger, value: Any, *, name: str = "", place: Place = NOWHERE) -> str:
    """A number that the words may state because the experiment was told it.

    Errors: ReportError where it is no parameter of the experiment.

    >>> ledger = Ledger(Marks(), {0.1: "learning_rate", 50.0: "epochs"})
    >>> ledger.marks.fill(write_given(ledger, 0.1))
    '<data class="gd-given" value="0.1">0.1</data>'
    """
    told = ledger.told
    if isinstance(value, bool) or not isinstance(value, int | float) or value not in told:
        near = min(told, key=lambda p: abs(p - value)) if isinstance(value, int | float) and told else None
        hint = "" if near is None else f"; the nearest is {near:.12g}"
        raise ReportError(
            f"{show(value)} is no parameter of the experiment{hint}", remedy="state a parameter, or measure the number"
        )
    words = number_text(value, 12)
    ledger.note(place, words, f"a parameter: {told[value]}")
    return ledger.marks.write("given", "", words, value, words, f'<data class="gd-given" value="{value!r}">{words}</data>')


def write_cited(ledger: Ledger, value: Any, *, name: str = "", place: Place = NOWHERE) -> str:
    """A number that is a name: a year, a version, a page. It stands in the words as it was written, and no run is behind it.

    >>> ledger = Ledger(Marks(), {})
    >>> ledger.marks.fill(write_cited(ledger, 1847)), ledger.marks.fill(write_cited(ledger, "3.11"))
    ('1847', '3.11')
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ReportError(
            f"{show(value)} cannot be cited", remedy="`| cited` is for a number or a text that is typed: {{ 1847 | cited }}"
        )
    ledger.note(place, f"{value}", "cited: a name, which no run stands behind")
    return ledger.marks.write("given", "", f"{value}", f"{value}", f"{value}")


def _write(ledger: Ledger, value: float, words: str, form: str, name: str, printed: float, place: Place) -> str:
    title = f"{name} = {write_value(value)}" if name else write_value(value)
    ledger.note(place, words, f"measured: {title}")
    form = f"{name} {form}".strip()
    return ledger.marks.write("number", name, form, value, words, write_data(value, title, words), printed)


def check_digits(digits: Any) -> int:
    """The number of digits. Errors: ReportError for anything else."""
    if isinstance(digits, bool) or not isinstance(digits, int) or not 1 <= digits <= 17:
        raise ReportError(f"digits is {show(digits)}", remedy="state from 1 to 17 significant digits")
    return digits


def _read_number(ledger: Ledger, value: Any, name: str, place: Place) -> int | float:
    if is_array(value):
        if ledger.pair is not None and name.isidentifier():
            raise refuse_array(ledger.pair, name, value, f"{place[0]}:{place[1]}")
        raise ReportError(f"{show(value)} is not one number", remedy=f"{TAKE_ONE}, in measures(results)")
    if hasattr(value, "item") and getattr(value, "size", 1) == 1:
        value = value.item()
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ReportError(f"{show(value)} is not one number", remedy="give `| number` a number, such as a measure")
    if math.isinf(value):
        raise ReportError("the number is infinite", remedy="a run may have diverged, or a divisor was 0: say so in words")
    if math.isnan(value):
        raise ReportError("the number is not a number (NaN)", remedy="a run may have diverged or not arrived: say so in words")
    return int(value) if isinstance(value, int) else float(value)  # a plain one, which writes itself as a number
