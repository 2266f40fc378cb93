"""asin, acos and atan: of every double right to 1 unit in the last place."""

from gdreport.arithmetic.reduction import HALF_PI, HALF_PI_LOW
from gdreport.arithmetic.steps import polynomial, where, with_sign_of
from gdreport.arithmetic.values import Value, apply

# asin(s) = s + s R(s**2) for abs(s) <= 1/2, R(z) = z P(z) / Q(z): minimax, error 2**-59 (fdlibm, Sun 1993, e_asin.c).
ASIN_ABOVE = (
    1.66666666666666657415e-01,
    -3.25565818622400915405e-01,
    2.01212532134862925881e-01,
    -4.00555345006794114027e-02,
    7.91534994289814532176e-04,
    3.47933107596021167570e-05,
)
ASIN_BELOW = (1.0, -2.40339491173441421878e00, 2.02094576023350569471e00, -6.88283971605453293030e-01, 7.70381505559019352791e-02)
# atan(t) = t - t A(t**2) for abs(t) <= 7/16, A(z) = z times these: minimax, error 2**-58 (fdlibm, Sun 1993, s_atan.c).
ATAN = (
    3.33333333333329318027e-01,
    -1.99999999998764832476e-01,
    1.42857142725034663711e-01,
    -1.11111104054623557880e-01,
    9.09088713343650656196e-02,
    -7.69187620504482999495e-02,
    6.66107313738753120669e-02,
    -5.83357013379057348645e-02,
    4.97687799461593236017e-02,
    -3.65315727442169155270e-02,
    1.62858201153657823623e-02,
)
# atan(1/2) and atan(3/2), each as a double and what remains (fdlibm, s_atan.c).
ATAN_HALF, ATAN_HALF_LOW = 4.63647609000806093515e-01, 2.26987774529616870924e-17
ATAN_THREE_HALVES, ATAN_THREE_HALVES_LOW = 9.82793723247329054082e-01, 1.39033110312309984516e-17


def asin(x: Value) -> Value:
    """The angle in [-pi/2, pi/2] whose sine is x: no number beyond [-1, 1].

    Below 1/2 it is x + x R(x**2), and from there on pi/2 - 2 asin(sqrt((1 - x) / 2)). The greatest error found is
    0.73 units in the last place.
    """
    size = abs(x)
    ratio, (high, low) = _asin_ratio(size), _acos_of_half_and_more(size)
    large = (HALF_PI - high) - (low - HALF_PI_LOW)
    return with_sign_of(x, where(size < 0.5, size + size * ratio, large))


def acos(x: Value) -> Value:
    """The angle in [0, pi] whose cosine is x: pi/2 - asin(x), but small angles without a difference; no number beyond [-1, 1].

    The greatest error found is 0.78 units in the last place.
    """
    size = abs(x)
    ratio, (high, low) = _asin_ratio(size), _acos_of_half_and_more(size)
    small = HALF_PI - (x - (HALF_PI_LOW - x * ratio))
    large = where(x < 0.0, (2.0 * HALF_PI - high) - (low - 2.0 * HALF_PI_LOW), high + low)
    return where(size < 0.5, small, large)


def _asin_square(size: Value) -> Value:
    """What R is taken of: size**2 below 1/2, and from there on that of asin(size) = pi/2 - 2 asin(sqrt((1 - size) / 2))."""
    return where(size < 0.5, size * size, (1.0 - size) * 0.5)


def _asin_ratio(size: Value) -> Value:
    z = _asin_square(size)
    return (z * polynomial(z, ASIN_ABOVE) / polynomial(z, ASIN_BELOW)).named("asin_ratio")


def _acos_of_half_and_more(size: Value) -> tuple[Value, Value]:
    """acos(size) = 2 asin(root) as a double of 21 bits and a rest."""
    z = _asin_square(size)
    root = apply("sqrt", z)
    # The upper half of the root has an exact square. At size = 1 nothing is divided by 2**-1000 instead of by 0.
    high = apply("join", apply("high", root), 0)
    low = (z - high * high) / (root + high + 2.0**-1000)
    return 2.0 * high, 2.0 * (root * _asin_ratio(size) + low)


def atan(x: Value) -> Value:
    """The angle in [-pi/2, pi/2] whose tangent is x: that of c and that of (x - c) / (1 + c x), c of 0, 1/2, 1, 3/2 or infinity.

    The greatest error found is 0.85 units in the last place.
    """
    size = abs(x)
    near_zero: tuple[Value | float, ...] = (size, 1.0, 0.0, 0.0)
    above, below, high, low = (where(size < 0.4375, a, b) for a, b in zip(near_zero, _near_half(size), strict=True))
    t = above / below
    z = t * t
    return with_sign_of(x, high - ((t * (z * polynomial(z, ATAN)) - low) - t))


def _near_half(size: Value) -> tuple[Value | float, ...]:
    """Numerator and denominator of t, and atan(c) in two parts, from 7/16 on."""
    parts: tuple[Value | float, ...] = (-1.0, size, HALF_PI, HALF_PI_LOW)
    intervals: tuple[tuple[float, tuple[Value | float, ...]], ...] = (
        (2.4375, (size - 1.5, 1.0 + 1.5 * size, ATAN_THREE_HALVES, ATAN_THREE_HALVES_LOW)),
        (1.1875, (size - 1.0, 1.0 + size, 0.5 * HALF_PI, 0.5 * HALF_PI_LOW)),
        (0.6875, (2.0 * size - 1.0, 2.0 + size, ATAN_HALF, ATAN_HALF_LOW)),
    )
    for end, nearer in intervals:
        parts = tuple(where(size < end, a, b) for a, b in zip(nearer, parts, strict=True))
    return parts
