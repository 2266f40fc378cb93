"""The zeros of a derivative, and whether they are proved to be all: interval bisection beside the search on a grid."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import sympy
from numpy.typing import NDArray

from gdreport.arithmetic.numpy_code import Floats
from gdreport.number_text import count_text, number_text
from gdreport.objectives.intervals import IntervalFormula, Piece, UnboundedError, UnknownFunctionError, make_exact
from gdreport.objectives.stationary_points import find_sign_changes

MOST_PIECES, NARROWEST = 1500, 1e-12  # of the domain
EASY = 250  # pieces, after which bounds by the mean value theorem are worth their price: they are the closer the narrower
# Not in the middle: a zero in the middle of a domain would be an end of two pieces, where signs tell nothing.
SHARE = 0.4861
NAMES = ("f", "f′", "f″", "f‴")


@dataclass(frozen=True)
class Completeness:
    """Whether a list of zeros is proved to hold all of them, and if not, where or why the proof does not come through."""

    is_proved: bool
    why: str = ""


@dataclass(frozen=True)
class Isolation:
    """Pieces of a domain, ascending, with exactly one zero each; and those of which nothing could be proved."""

    pieces: tuple[Piece, ...]
    undecided: tuple[Piece, ...] = ()
    unknown: str = ""  # a function without interval arithmetic


@dataclass(frozen=True)
class Zeros:
    """Where a function changes its sign, ascending, whether it rises there, and whether these are all its zeros."""

    places: Floats
    rising: NDArray[np.bool_]
    completeness: Completeness


def find_zeros(
    function: Callable[[Floats], Floats], expression: sympy.Expr, symbol: sympy.Symbol, domain: Piece, order: int = 1
) -> Zeros:
    """The zeros of a function inside its domain, found on a grid to which the proof adds the pieces that it isolated.

    `function` computes the expression, f′ or, of `order` 2, f″. Without a proof the list may lack zeros
    without a change of sign, and zeros closer together than 4001 points over the domain.

    >>> x = sympy.Symbol("x", real=True)
    >>> find_zeros(lambda x: x**2 - 2, x**2 - 2, x, (-2.0, 2.0))
    Zeros(places=array([-1.41421356,  1.41421356]), rising=array([False,  True]),
          completeness=Completeness(is_proved=True, why=''))
    >>> find_zeros(lambda x: x**3, x**3, x, (-2.0, 2.0)).completeness.why
    'near x = 0 the bounds of f′ and f″ do not leave out zero'
    """
    isolation = isolate_zeros(expression, symbol, *domain)
    places, rising = find_sign_changes(function, *domain, beside=[end for piece in isolation.pieces for end in piece])
    if not isolation.undecided and not isolation.unknown:
        # Rounding may put a zero beside an end of the domain inside.
        inside = np.array([any(a <= x <= b for a, b in isolation.pieces) for x in places], dtype=bool)
        places, rising = places[inside], rising[inside]
    return Zeros(places, rising, _judge(isolation, places, domain, symbol.name, order))


def isolate_zeros(expression: sympy.Expr, symbol: sympy.Symbol, low: float, high: float) -> Isolation:
    """The pieces of the open interval from low to high in which the expression has exactly one zero.

    A piece over which the bounds of g leave out zero has none; one over which those of g′ do has one if g has
    two signs at its ends, else none; any other is cut in two, up to 1500 pieces and down to 1e-12 of the domain.
    The expression's floating-point numbers are taken as exact.
    Source: R. E. Moore, Interval Analysis (1966).

    >>> x = sympy.Symbol("x", real=True)
    >>> [[a < zero < b for zero in (-1.0, 1.0)] for a, b in isolate_zeros(x**2 - 1, x, -2.0, 2.0).pieces]
    [[True, False], [False, True]]
    >>> isolate_zeros(sympy.Abs(x), x, -2.0, 2.0).unknown
    'abs'
    """
    function = IntervalFormula(make_exact(expression), symbol)
    waiting, isolating, undecided = deque([(low, high)]), [], []
    left = MOST_PIECES
    try:
        while waiting:
            a, b = waiting.popleft()
            left -= 1
            count = _count_zeros(function, (a, b), (low, high), is_close=left < MOST_PIECES - EASY)
            if count is None and left > 0 and b - a > NARROWEST * (high - low):
                middle = a + SHARE * (b - a)
                waiting += [(a, middle), (middle, b)]
            elif count is None:
                undecided.append((a, b))
            elif count:
                isolating.append((a, b))
    except UnknownFunctionError as error:
        return Isolation((), unknown=str(error))
    return Isolation(tuple(sorted(isolating)), tuple(sorted(undecided)))


def _count_zeros(function: IntervalFormula, piece: Piece, domain: Piece, is_close: bool) -> int | None:
    """None where it cannot be told."""
    try:
        least, most = function.signs(piece, is_close)
        if least * most > 0:
            return 0
        least, most = function.slope.signs(piece, is_close)
        if least * most <= 0:
            return None
        ends = [_find_sign(function, end, end in domain) for end in piece]
    except UnboundedError:
        return None
    # An exact zero at an end of the domain is not inside it, and a monotone function has no other.
    return None if None in ends else int(set(ends) == {-1, 1})


def _find_sign(function: IntervalFormula, at: float, is_outer: bool) -> int | None:
    least, most = function.signs((at, at))
    if least * most > 0:
        return least
    return 0 if is_outer and function.expression.subs(function.symbol, sympy.Rational(at)).is_zero else None


def _judge(isolation: Isolation, found: Floats, domain: Piece, variable: str, order: int) -> Completeness:
    if isolation.unknown:
        return Completeness(False, f"there is no interval arithmetic for {isolation.unknown}")
    if isolation.undecided:
        # Pieces that touch are one place.
        gaps = [i for i, (one, next_one) in enumerate(pairwise(isolation.undecided), 1) if one[1] < next_one[0]]
        more = f", nor at {count_text(len(gaps), 'other place')}" if gaps else ""
        where = _tell_place(isolation.undecided[0][0], isolation.undecided[(gaps or [0])[0] - 1][1], domain, variable)
        return Completeness(False, f"{where} the bounds of {NAMES[order]} and {NAMES[order + 1]} do not leave out zero{more}")
    if [sum(a <= x <= b for x in found) for a, b in isolation.pieces] != [1] * len(isolation.pieces):
        what = f"interval bisection finds {len(isolation.pieces)} zeros of {NAMES[order]}, floating-point arithmetic {len(found)}"
        return Completeness(False, what)
    return Completeness(True)


def _tell_place(a: float, b: float, domain: Piece, variable: str) -> str:
    width = domain[1] - domain[0]
    if b - a > 1e-6 * width:
        return f"between {variable} = {number_text(a)} and {number_text(b)}"
    middle = (a + b) / 2
    return f"near {variable} = {number_text(middle if abs(middle) > 1e-9 * width else 0.0)}"
