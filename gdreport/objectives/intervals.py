"""Bounds of a formula over a piece of its domain: interval arithmetic, rounded outward."""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

import sympy
from mpmath import libmp
from mpmath.libmp import libmpi

Piece = tuple[float, float]
Bounds = Any  # a pair of mpmath's numbers: a lower and an upper end
BITS = 80
# Beyond these an exponential has millions of digits: its bounds would take hours and decide nothing.
LARGEST_EXPONENT, LARGEST_ANGLE = libmp.from_int(10**6), libmp.from_int(10**30)
ONE = (libmp.fone, libmp.fone)


class UnboundedError(ArithmeticError):
    """Over this piece the formula has no finite bounds: a pole, the end of a logarithm; a smaller piece may have."""


class UnknownFunctionError(ArithmeticError):
    """There is no interval arithmetic for a function in the formula."""


class IntervalFormula:
    """A formula of one variable whose numbers are taken exactly, to be bounded over pieces.

    Errors: UnboundedError where the bounds of any part are not finite, so that a formula with bounds is
    continuous on the piece; UnknownFunctionError for abs, asin and others without interval arithmetic.
    Source: R. E. Moore, Interval Analysis (1966): the natural extension and the mean value form.

    >>> x = sympy.Symbol("x", real=True)
    >>> IntervalFormula(x**2 - 2, x).signs((0.0, 1.0)), IntervalFormula(x**2 - 2, x).signs((1.0, 2.0))
    ((-1, -1), (-1, 1))
    """

    def __init__(self, expression: sympy.Expr, symbol: sympy.Symbol) -> None:
        self.expression, self.symbol = expression, symbol
        self.constants: dict[sympy.Expr, Bounds] = {}

    @cached_property
    def slope(self) -> "IntervalFormula":
        """Its derivative."""
        return IntervalFormula(sympy.diff(self.expression, self.symbol), self.symbol)

    def signs(self, piece: Piece, is_close: bool = False) -> tuple[int, int]:
        """The signs of its lower and its upper bound over the piece; where it `is_close`, by the mean value theorem too."""
        signs = _signs(self.bounds(piece))
        if signs != (-1, 1) or not is_close:
            return signs
        middle = piece[0] + (piece[1] - piece[0]) / 2
        across = libmpi.mpi_sub(_enclose(*piece), _enclose(middle, middle), BITS)
        rest = libmpi.mpi_mul(self.slope.bounds(piece), across, BITS)
        return _signs(libmpi.mpi_add(self.bounds((middle, middle)), rest, BITS))

    def bounds(self, piece: Piece) -> Bounds:
        """A lower and an upper bound of it over the piece."""
        return self._bound(self.expression, {self.symbol: _enclose(*piece)})

    def _bound(self, e: sympy.Expr, known: dict[sympy.Expr, Bounds]) -> Bounds:
        kept = known if e.has_free(self.symbol) else self.constants
        if e not in kept:
            found = self._compute(e, known)
            if not all(map(_is_finite, found)):
                raise UnboundedError(str(e))
            kept[e] = found
        return kept[e]

    def _compute(self, e: sympy.Expr, known: dict[sympy.Expr, Bounds]) -> Bounds:
        if e.is_Rational:
            return libmpi.mpi_div((libmp.from_int(e.p),) * 2, (libmp.from_int(e.q),) * 2, BITS)
        if e is sympy.pi:
            return libmpi.mpi_pi(BITS)
        if e is sympy.E:
            return libmpi.mpi_exp(ONE, BITS)
        if e.is_Pow:
            return self._raise(e, known)
        if not (e.is_Add or e.is_Mul or e.func in FUNCTIONS):
            raise UnknownFunctionError("abs" if e.func in (sympy.sign, sympy.DiracDelta) else e.func.__name__.lower())
        parts = [self._bound(part, known) for part in e.args]
        if e.is_Add or e.is_Mul:
            combine = libmpi.mpi_add if e.is_Add else libmpi.mpi_mul
            total = parts[0]
            for part in parts[1:]:
                total = combine(total, part, BITS)
            return total
        return FUNCTIONS[e.func](parts[0])

    def _raise(self, e: sympy.Pow, known: dict[sympy.Expr, Bounds]) -> Bounds:
        base = self._bound(e.base, known)
        if e.exp.is_Integer:
            power = libmpi.mpi_pow_int(base, abs(int(e.exp)), BITS)
            return power if e.exp > 0 else _invert(power)
        if e.exp == sympy.S.Half and libmp.mpf_sign(base[0]) >= 0:
            return libmpi.mpi_sqrt(base, BITS)
        return _exp(libmpi.mpi_mul(self._bound(e.exp, known), _log(base), BITS))


def make_exact(expression: sympy.Expr) -> sympy.Expr:
    """The expression with each floating-point number as the fraction that it is."""
    return expression.xreplace({f: sympy.Rational(f) for f in expression.atoms(sympy.Float)})


def _enclose(low: float, high: float) -> Bounds:
    return libmp.from_float(low), libmp.from_float(high)


def _signs(a: Bounds) -> tuple[int, int]:
    return libmp.mpf_sign(a[0]), libmp.mpf_sign(a[1])


def _is_finite(value: Any) -> bool:
    return value not in (libmp.finf, libmp.fninf, libmp.fnan)


def _invert(a: Bounds) -> Bounds:
    if libmp.mpf_sign(a[0]) * libmp.mpf_sign(a[1]) <= 0:
        raise UnboundedError("1 / 0")
    return libmpi.mpi_div(ONE, a, BITS)


def _within(a: Bounds, limit: Any) -> Bounds:
    if libmp.mpf_gt(libmp.mpf_abs(a[0]), limit) or libmp.mpf_gt(libmp.mpf_abs(a[1]), limit):
        raise UnboundedError("out of range")
    return a


def _exp(a: Bounds) -> Bounds:
    return libmpi.mpi_exp(_within(a, LARGEST_EXPONENT), BITS)


def _log(a: Bounds) -> Bounds:
    if libmp.mpf_sign(a[0]) <= 0:
        raise UnboundedError("log 0")
    return libmpi.mpi_log(a, BITS)


def _tan(a: Bounds) -> Bounds:
    cos, sin = libmpi.mpi_cos_sin(_within(a, LARGEST_ANGLE), BITS)
    return libmpi.mpi_mul(sin, _invert(cos), BITS)


def _cosh_sinh(a: Bounds) -> tuple[Bounds, Bounds]:
    # Each end by itself: e^x and e^-x over a whole piece would be taken for independent.
    ends = [libmpi.mpi_cosh_sinh(_within((end, end), LARGEST_EXPONENT), BITS) for end in a]
    straddles = libmp.mpf_sign(a[0]) * libmp.mpf_sign(a[1]) <= 0
    (low, low_sinh), (high, high_sinh) = ends
    least = libmp.fone if straddles else low[0] if libmp.mpf_le(low[0], high[0]) else high[0]
    most = high[1] if libmp.mpf_ge(high[1], low[1]) else low[1]
    return (least, most), (low_sinh[0], high_sinh[1])


def _tanh(a: Bounds) -> Bounds:
    # 1 - 2 / (e^2x + 1), in which x stands once.
    double = libmpi.mpi_add(_exp(libmpi.mpi_add(a, a, BITS)), ONE, BITS)
    return libmpi.mpi_sub(ONE, libmpi.mpi_mul((libmp.from_int(2),) * 2, _invert(double), BITS), BITS)


FUNCTIONS: Mapping[Any, Callable[[Bounds], Bounds]] = {
    sympy.exp: _exp,
    sympy.log: _log,
    sympy.sin: lambda a: libmpi.mpi_cos_sin(_within(a, LARGEST_ANGLE), BITS)[1],
    sympy.cos: lambda a: libmpi.mpi_cos_sin(_within(a, LARGEST_ANGLE), BITS)[0],
    sympy.tan: _tan,
    sympy.atan: lambda a: libmpi.mpi_atan(a, BITS),
    sympy.sinh: lambda a: _cosh_sinh(a)[1],
    sympy.cosh: lambda a: _cosh_sinh(a)[0],
    sympy.tanh: _tanh,
}
