"""Random starts: a draw states its distribution and its seed, so that it is the same at every build."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import ArrayLike

from gdreport.arithmetic.numpy_code import Floats
from gdreport.descent.optimizers import read_numbers
from gdreport.descent.patience import refuse_too_many_starts
from gdreport.errors import ReportError, show


@dataclass(frozen=True, eq=False)
class Draw:
    """Starts drawn at random by NumPy's `default_rng(seed)`: the values, and how they came about in words."""

    values: Floats
    distribution: str
    seed: int
    redraw: "Callable[[int], Draw]"  # the same with another seed


def choice(points: ArrayLike, *, seed: int, count: int | None = None) -> Draw:
    """One of the points, or `count` of them (with replacement), each as likely as the other.

    >>> choice([1.0, 2.0, 3.0], seed=1).values
    array(2.)
    """
    grid = read_numbers("points", points)
    rng, size = _generator(seed, count)
    values = rng.choice(grid, size=size)
    low, high = np.min(grid), np.max(grid)
    again = partial(_redraw, choice, points, count=count)
    return Draw(np.asarray(values), f"one of {len(grid)} points from {low:.6g} to {high:.6g}", seed, again)


def uniform(low: ArrayLike, high: ArrayLike, *, seed: int, count: int | None = None) -> Draw:
    """A start, or `count` of them, uniform on [low, high). For several variables low and high have an entry for each."""
    a, b = read_numbers("low", low), read_numbers("high", high)
    if not np.all(a < b):
        raise ReportError(f"low is {a.tolist()} and high is {b.tolist()}", remedy="low is below high")
    rng, size = _generator(seed, count)
    values = rng.uniform(a, b, size=_shape(size, a))
    again = partial(_redraw, uniform, low, high, count=count)
    return Draw(np.asarray(values), f"uniform on [{_words(a)}, {_words(b)})", seed, again)


def normal(mean: ArrayLike, deviation: ArrayLike, *, seed: int, count: int | None = None) -> Draw:
    """A start, or `count` of them, normal with this mean and standard deviation.

    For several variables the mean has an entry for each.
    """
    a, b = read_numbers("mean", mean), read_numbers("deviation", deviation)
    if not np.all(b > 0):
        raise ReportError(f"deviation is {b.tolist()}", remedy="a standard deviation is positive")
    rng, size = _generator(seed, count)
    values = rng.normal(a, b, size=_shape(size, a))
    again = partial(_redraw, normal, mean, deviation, count=count)
    return Draw(np.asarray(values), f"normal with mean {_words(a)} and standard deviation {_words(b)}", seed, again)


def _redraw(draw: Callable[..., Draw], *arguments: ArrayLike | int, count: int | None) -> Draw:
    *distribution, seed = arguments
    return draw(*distribution, seed=seed, count=count)


def _words(value: Floats) -> str:
    return f"{value.item():.6g}" if value.size == 1 else "(" + ", ".join(f"{v:.6g}" for v in value.ravel()) + ")"


def _shape(size: tuple[int, ...], parameter: Floats) -> tuple[int, ...]:
    return size + parameter.shape


def _generator(seed: int, count: int | None) -> tuple[np.random.Generator, tuple[int, ...]]:
    if isinstance(seed, bool) or not isinstance(seed, int) or seed < 0:
        raise ReportError(f"the seed is {show(seed)}", remedy="a seed is a whole number from 0 up, and is always stated")
    if count is not None and (isinstance(count, bool) or not isinstance(count, int | np.integer) or count < 1):
        raise ReportError(f"count is {show(count)}", remedy="count is a whole number from 1 up: how many starts are drawn")
    if count is not None:
        refuse_too_many_starts(int(count))
    return np.random.default_rng(seed), () if count is None else (count,)
