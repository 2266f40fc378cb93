"""What a computation is written with: values that remember how they came about.

The operations are those of which IEEE 754-2019, section 5, demands the correctly rounded result, so that each has one
answer on every machine; what the standard only recommends (sin, exp, pow) is built from them, in this package's functions.
"""

import math
import operator
import struct
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# The types of their arguments and of their result. f: a double; w: a whole number of 32 bits, that wraps; t: a truth.
PRIMITIVES: Mapping[str, tuple[str, str]] = {
    "add": ("ff", "f"),
    "subtract": ("ff", "f"),
    "multiply": ("ff", "f"),
    "divide": ("ff", "f"),
    "negative": ("f", "f"),
    "absolute": ("f", "f"),
    "sqrt": ("f", "f"),
    "less": ("ff", "t"),
    "less_equal": ("ff", "t"),
    "equal": ("ff", "t"),
    "both": ("tt", "t"),
    "either": ("tt", "t"),
    "opposite": ("t", "t"),
    "select": ("tff", "f"),  # the second where the first holds, else the third
    "high": ("f", "w"),  # the upper half of a double's bits: sign, exponent and 20 bits of its fraction
    "low": ("f", "w"),  # the lower half
    "join": ("ww", "f"),  # the double of an upper and a lower half
    "plus": ("ww", "w"),
    "minus": ("ww", "w"),
    "mask": ("ww", "w"),  # bit by bit: and
    "shift_left": ("ww", "w"),
    "shift_right": ("ww", "w"),  # the sign moves in
    "is_zero": ("w", "t"),
    "to_float": ("w", "f"),
}
# Beside them two that look elsewhere: an entry of a table of doubles, and a function that is only called where it is needed.
LOOKUP, RARELY = "lookup", "rarely"


@dataclass(frozen=True, eq=False)
class Value:
    """What an operation gives, before there is a number: a node of the computation that is being written down."""

    kind: str  # an operation, a function that is built from them, "input" or "constant"
    arguments: tuple["Value", ...] = ()
    detail: Any = None  # an input's name, a constant, a table, the function of `rarely`
    type: str = "f"
    label: str = ""  # what it computes, in generated code

    def named(self, label: str) -> "Value":
        """The same under a name, by which generated code calls it."""
        return Value(self.kind, self.arguments, self.detail, self.type, label)

    def __bool__(self) -> bool:
        raise TypeError(
            "code that asks whether a value is so, as an if or a function of NumPy does, cannot be written down as a program: "
            "use the functions of gdreport.arithmetic, such as where"
        )

    __hash__ = object.__hash__

    def __add__(self, other: Any) -> "Value":
        return _binary(self, other, "add", "plus")

    def __radd__(self, other: Any) -> "Value":
        return _binary(other, self, "add", "plus")

    def __sub__(self, other: Any) -> "Value":
        return _binary(self, other, "subtract", "minus")

    def __rsub__(self, other: Any) -> "Value":
        return _binary(other, self, "subtract", "minus")

    def __mul__(self, other: Any) -> "Value":
        return _binary(self, other, "multiply")

    def __rmul__(self, other: Any) -> "Value":
        return _binary(other, self, "multiply")

    def __truediv__(self, other: Any) -> "Value":
        return _binary(self, other, "divide")

    def __rtruediv__(self, other: Any) -> "Value":
        return _binary(other, self, "divide")

    def __neg__(self) -> "Value":
        return apply("negative", self)

    def __pos__(self) -> "Value":
        return self

    def __abs__(self) -> "Value":
        return apply("absolute", self)

    def __pow__(self, exponent: Any) -> "Value":
        raise TypeError("Python's and NumPy's own powers differ from machine to machine: write gdreport.arithmetic.power")

    def __lt__(self, other: Any) -> "Value":
        return _binary(self, other, "less")

    def __le__(self, other: Any) -> "Value":
        return _binary(self, other, "less_equal")

    def __gt__(self, other: Any) -> "Value":
        return _binary(other, self, "less")

    def __ge__(self, other: Any) -> "Value":
        return _binary(other, self, "less_equal")

    def __eq__(self, other: object) -> "Value":  # type: ignore[override]
        return _binary(self, other, "equal")

    def __ne__(self, other: object) -> "Value":  # type: ignore[override]
        return ~_binary(self, other, "equal")

    def __and__(self, other: Any) -> "Value":
        return _binary(self, other, "mask", "mask") if self.type == "w" else apply("both", self, other)

    def __or__(self, other: Any) -> "Value":
        return apply("either", self, other)

    def __invert__(self) -> "Value":
        return apply("opposite", self)

    def __lshift__(self, places: int) -> "Value":
        return apply("shift_left", self, places)

    def __rshift__(self, places: int) -> "Value":
        return apply("shift_right", self, places)


def constant(value: float) -> Value:
    """A number; a Python int is the float nearest to it."""
    return Value("constant", detail=float(value))


def variable(name: str) -> Value:
    """An input."""
    return Value("input", detail=name)


def apply(kind: str, *arguments: Any) -> Value:
    """An operation on values and numbers. Errors: TypeError for an argument of another type."""
    types, result = PRIMITIVES.get(kind, ("f" * len(arguments), "f"))
    values = tuple(_read(a, t, kind) for a, t in zip(arguments, types, strict=True))
    if kind == "select" and values[0].kind == "constant":
        return values[1] if values[0].detail else values[2]
    if kind in FOLDED and all(v.kind == "constant" for v in values):
        try:
            return Value("constant", (), READ[result](FOLDED[kind](*(v.detail for v in values))), result)
        except (ZeroDivisionError, OverflowError, ValueError):
            pass  # infinity or no number, as the engines compute it
    return Value(kind, values, None, result)


def _wrap(number: int) -> int:
    return (number + 2**31) % 2**32 - 2**31


def _divide(a: float, b: float) -> float:
    if b:
        return a / b
    return math.copysign(math.inf, a) * math.copysign(1.0, b) if a and a == a else math.nan


def _halve(x: float) -> tuple[int, int]:
    low, high = struct.unpack("<ii", struct.pack("<d", x))
    return high, low


READ: Mapping[str, Callable[[Any], Any]] = {"f": float, "w": _wrap, "t": bool}
# Of constants, computed when the program is written: Python's own numbers are doubles too.
FOLDED: Mapping[str, Callable[..., Any]] = {
    "add": operator.add,
    "subtract": operator.sub,
    "multiply": operator.mul,
    "divide": _divide,
    "negative": operator.neg,
    "absolute": abs,
    "sqrt": lambda x: math.sqrt(x) if x >= 0 else math.nan if x != 0 else x,
    "less": operator.lt,
    "less_equal": operator.le,
    "equal": operator.eq,
    "both": operator.and_,
    "either": operator.or_,
    "opposite": operator.not_,
    "high": lambda x: _halve(x)[0],
    "low": lambda x: _halve(x)[1],
    "join": lambda high, low: struct.unpack("<d", struct.pack("<ii", low, high))[0],
    "plus": operator.add,
    "minus": operator.sub,
    "mask": operator.and_,
    "shift_left": lambda a, places: a << places,
    "shift_right": lambda a, places: a >> places,
    "is_zero": operator.not_,
    "to_float": float,
}


def _read(argument: Any, kind: str, of: str) -> Value:
    if isinstance(argument, Value):
        if argument.type != kind:
            raise TypeError(f"{of} takes {kind}, not {argument.type}")
        return argument
    return Value("constant", (), READ[kind](argument), kind)


def _binary(a: Any, b: Any, kind: str, whole: str = "") -> Value:
    if not all(isinstance(v, Value | int | float) or (hasattr(v, "item") and not getattr(v, "ndim", 0)) for v in (a, b)):
        return NotImplemented  # type: ignore[no-any-return] # an array of objects: it takes its entries one after the other
    a, b = (v.item() if hasattr(v, "item") else v for v in (a, b))
    is_whole = whole and "w" in (getattr(a, "type", ""), getattr(b, "type", ""))
    return apply(whole if is_whole else kind, a, b)


LONGEST_CHAIN = 32


def raise_to(base: Value, exponent: Any) -> Value:
    """A power: whole ones up to 32 as a chain of products, halves by a square root besides, others by `pow`.

    The chain squares from the lowest bit of the exponent up and multiplies what the bits ask for in that
    order: x**5 is x * ((x*x) * (x*x)), as `multiply(x, square(square(x)))`. A negative one is 1 over it.
    """
    if isinstance(exponent, Value) or abs(exponent) > LONGEST_CHAIN or float(exponent) * 2 != int(float(exponent) * 2):
        return apply("pow", base, exponent)
    count = abs(float(exponent))
    if count == 0:
        return constant(1.0)
    result: Value | None = None if count == int(count) else apply("sqrt", base)
    square, bits = base, int(count)
    while bits:
        if bits & 1:
            result = square if result is None else result * square
        bits >>= 1
        square = square * square if bits else square
    assert result is not None
    return result if exponent > 0 else 1.0 / result


def look_up(table: Sequence[float], index: Value) -> Value:
    """The entry of a table of doubles. An index below or beyond it is taken as its first or its last."""
    return Value(LOOKUP, (index,), tuple(map(float, table)))


def rarely(condition: Value, function: str, arguments: Iterable[Value], usual: Value) -> Value:
    """`usual`, but where the condition holds, which seldom happens, the function of that name of the arguments."""
    if condition.kind == "constant" and not condition.detail:
        return usual
    return Value(RARELY, (condition, usual, *arguments), function)
