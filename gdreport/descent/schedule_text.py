"""What a page says of a learning rate that changes from epoch to epoch."""

import re
from typing import Any, Protocol, runtime_checkable


@runtime_checkable
class Schedule(Protocol):
    """A learning rate as a function of the epoch, that tells what it is."""

    def __call__(self, epoch: Any) -> Any:
        """The learning rate of an epoch, which is a float, a symbol or a value of a program."""

    def describe(self) -> str:
        """What it is, for the table of parameters."""

    def formula(self) -> str:
        """The learning rate of epoch k, in LaTeX."""


def describe(schedule: Any) -> str:
    """A schedule in words, or the name of a function: its address in memory is not the same twice."""
    if isinstance(schedule, Schedule):
        return schedule.describe()
    text = repr(schedule)
    return str(getattr(schedule, "__qualname__", type(schedule).__qualname__)) if " at 0x" in text else text


def write_formula(schedule: Any) -> str:
    r"""The learning rate of epoch k in LaTeX: as a schedule says itself, or from its own code, or by its name.

    >>> write_formula(lambda epoch: 1 / (1 + epoch))
    '\\frac{1}{k + 1}'
    """
    if isinstance(schedule, Schedule):
        return schedule.formula()
    import sympy

    try:
        return str(sympy.latex(sympy.sympify(schedule(sympy.Symbol("k", positive=True)))))
    except Exception:  # noqa: BLE001 - an author's code, called with what it was perhaps not written for
        words = re.findall(r"[^\W_]+", getattr(schedule, "__name__", type(schedule).__name__))
        return r"\mathrm{" + r"\ ".join(words) + "}(k)"


def write_number(value: float) -> str:
    r"""A number in LaTeX.

    >>> write_number(0.1), write_number(100.0), write_number(2.5e-07), write_number(1e-05)
    ('0.1', '100', '2.5 \\cdot 10^{-7}', '10^{-5}')
    """
    mantissa, _, exponent = f"{value:.15g}".partition("e")
    if not exponent:
        return mantissa
    tens = f"10^{{{int(exponent)}}}"
    return tens if mantissa == "1" else rf"{mantissa} \cdot {tens}"


def write_base(value: float) -> str:
    """The same, as what is raised to a power."""
    text = write_number(value)
    return text if text.replace(".", "").isdigit() else rf"\left({text}\right)"
