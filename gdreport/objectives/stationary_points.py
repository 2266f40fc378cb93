"""Where an objective is stationary: sign changes found on a grid and refined to the last float."""

from collections.abc import Callable, Iterable, Sequence
from itertools import product

import numpy as np
from numpy.typing import NDArray

from gdreport.arithmetic.numpy_code import Floats

GRID = 4001
SPREAD = 1089
SINGULAR = 1e-14  # of its row, a pivot that may be rounding only
GRID_POINTS, MOST_VARIABLES = 121**2, 4
# A bracketed sign change is a pole, not a zero, when the function has grown this much between
# the grid and the refined place; a smooth zero has shrunk instead, a kink has kept its size.
POLE_GROWTH = 1e3


def find_sign_changes(
    function: Callable[[Floats], Floats], low: float, high: float, beside: Iterable[float] = ()
) -> tuple[Floats, NDArray[np.bool_]]:
    """The isolated zeros of a function of one variable in [low, high], and whether it rises there.

    Zeros are found as sign changes on 4001 points, and those `beside`, then bisected until no float lies
    between the ends. Zeros closer together than the grid, touching zeros without a change of sign,
    stretches on which the function is zero, poles and cusps are not reported.
    Shapes: two arrays (n,), ascending.

    >>> find_sign_changes(lambda x: x**2 - 2, -2.0, 2.0)
    (array([-1.41421356,  1.41421356]), array([False,  True]))
    """
    x = np.union1d(np.linspace(low, high, GRID), list(beside))
    with np.errstate(all="ignore"):
        y = np.asarray(function(x), dtype=float)
        sign = np.sign(np.where(np.isnan(y), 0.0, y))
        (here,) = np.nonzero(sign)
        step = np.diff(here)
        # step 1: a change between neighbours; step 2: one exact zero between them.
        (at,) = np.nonzero((sign[here[:-1]] * sign[here[1:]] < 0) & (step <= 2))
        a, b = x[here[at]], x[here[at + 1]]
        rising = sign[here[at + 1]] > 0
        scale = np.minimum(np.abs(y[here[at]]), np.abs(y[here[at + 1]]))
        zeros = _bisect(function, a, b, rising)
        there = np.abs(function(zeros))
        smooth = np.isfinite(there) & (there <= POLE_GROWTH * scale)
    return zeros[smooth], rising[smooth]


def _bisect(function: Callable[[Floats], Floats], a: Floats, b: Floats, rising: NDArray[np.bool_]) -> Floats:
    while True:
        middle = a + (b - a) / 2
        if np.all((middle <= a) | (middle >= b)):
            return np.where(np.abs(function(a)) <= np.abs(function(b)), a, b)
        y = function(middle)
        below = np.where(rising, y < 0, y > 0)
        exact = y == 0
        a = np.where(below | exact, middle, a)
        b = np.where(below, b, middle)


def count_points_per_axis(variables: int, most: int) -> int:
    """So many points along each axis that the whole grid has at most `most`, and at least two."""
    return max(2, int(most ** (1 / variables) + 1e-9))


def spread_points(bounds: Sequence[tuple[float, float]]) -> Floats:
    """Some thousand points of a box, (points, variables): a grid; in more than eight variables Richtmyer's k sqrt(p)."""
    if len(bounds) <= 8:
        axes = [np.linspace(*b, count_points_per_axis(len(bounds), SPREAD)) for b in bounds]
        return np.stack(np.meshgrid(*axes), axis=-1).reshape(-1, len(axes))
    primes = [n for n in range(2, 30 * len(bounds)) if all(n % d for d in range(2, int(n**0.5) + 1))][: len(bounds)]
    low, high = np.array(bounds).T
    return np.asarray(low + (high - low) * np.mod(np.arange(SPREAD)[:, None] * np.sqrt(primes), 1.0))


def find_minima(
    value: Callable[[Floats], Floats],
    gradient: Callable[[Floats], Floats],
    curvature: Callable[[Floats], Floats],
    bounds: Sequence[tuple[float, float]],
) -> Floats:
    """The local minima of a function of two to four variables in a box, shape (n, variables), in lexical order.

    Local minima of a grid (121 x 121 points, 24 or 11 along each axis of three or four), polished by
    Newton's method; kept where the Hessian is positive definite. Minima closer together than the
    grid may be missed. In more variables a grid sees nothing, and none are given.
    """
    n = len(bounds)
    if n > MOST_VARIABLES:
        return np.empty((0, n))
    count = count_points_per_axis(n, GRID_POINTS)
    grid = np.stack(np.meshgrid(*(np.linspace(*b, count) for b in bounds), indexing="ij"), axis=-1)
    with np.errstate(all="ignore"):
        z = np.nan_to_num(value(grid), nan=np.inf)
        padded = np.pad(z, 1, constant_values=np.inf)
        steps = [s for s in product((0, 1, 2), repeat=n) if s != (1,) * n]
        near = [padded[tuple(slice(i, count + i) for i in s)] for s in steps]
        candidates = grid[np.all([z <= other for other in near], axis=0)]
        found = [p for c in candidates[:400] if (p := _newton(c, gradient, curvature)) is not None]
    low, high = np.array(bounds).T
    kept: list[Floats] = []
    for p in sorted(found, key=lambda p: np.round(p, 9).tolist()):
        inside = np.all((p >= low) & (p <= high))
        if inside and not any(np.all(np.abs(p - q) < 1e-6 * (high - low)) for q in kept):
            kept.append(p)
    return np.array(kept).reshape(-1, n)


def _newton(p: Floats, gradient: Callable[[Floats], Floats], curvature: Callable[[Floats], Floats]) -> Floats | None:
    best, smallest = p, np.inf
    for _ in range(60):
        g, h = gradient(p), curvature(p)
        scale = np.abs(h).max()
        if not np.all(np.isfinite(h)) or scale == 0:
            return None
        size = np.abs(g).max() / scale
        if size < smallest:
            best, smallest = p, size
        step = None if smallest == 0 else _solve(h, g)
        if step is None:
            break
        p = p - step
    settled = smallest < 1e-12 * (1 + np.abs(best).max())
    return best if settled and _is_positive_definite(curvature(best)) else None


def _solve(matrix: Floats, right: Floats) -> Floats | None:
    """Gauss's elimination with pivots, written out: a library's would round otherwise from machine to machine. None if singular."""
    n = len(matrix)
    # With each row its size, by which rank is told from size: a function may be small, or steep one way and flat another.
    rows = [[*map(float, row), float(r), float(np.abs(row).max())] for row, r in zip(matrix, right, strict=True)]
    for k in range(n):
        pivot = max(range(k, n), key=lambda i: abs(rows[i][k]))
        rows[k], rows[pivot] = rows[pivot], rows[k]
        if not abs(rows[k][k]) > SINGULAR * rows[k][-1]:
            return None
        for i in range(k + 1, n):
            share = rows[i][k] / rows[k][k]
            rows[i] = [*(a - share * b for a, b in zip(rows[i][:-1], rows[k][:-1], strict=True)), rows[i][-1]]
    found = [0.0] * n
    for k in reversed(range(n)):
        rest = rows[k][n]
        for j in range(k + 1, n):
            rest -= rows[k][j] * found[j]
        found[k] = rest / rows[k][k]
    return np.array(found)


def _is_positive_definite(matrix: Floats) -> bool:
    """Whether every pivot of the symmetric elimination is positive (Sylvester's criterion)."""
    rows = [[*map(float, row)] for row in matrix]
    for k in range(len(rows)):
        if not rows[k][k] > 0:
            return False
        for i in range(k + 1, len(rows)):
            share = rows[i][k] / rows[k][k]
            rows[i] = [a - share * b for a, b in zip(rows[i], rows[k], strict=True)]
    return True
