"""The objectives that have a name, built when first asked for: ``from gdreport.objectives.catalogue import wave``."""

from collections.abc import Mapping
from functools import cache
from math import pi

from gdreport.errors import suggest
from gdreport.objectives.objective import Interval, Objective

NAMED: Mapping[str, tuple[str, Interval | Mapping[str, Interval]]] = {
    "wave": ("sin(x) * exp(-x**2 / 20)", (-2 * pi, 2 * pi)),
    "cubic": ("x**3 - 6*x**2 + 11*x - 6", (0.0, 5.0)),
    "parabola": ("x**2 / 2", (-2.0, 2.0)),
    "double_well": ("x**4 / 4 - x**2 / 2", (-2.0, 2.0)),
    "quartic": ("x**4 / 4", (-2.0, 2.0)),
    "rosenbrock": ("(1 - x)**2 + 100*(y - x**2)**2", {"x": (-2.0, 2.0), "y": (-1.0, 3.0)}),
    "himmelblau": ("(x**2 + y - 11)**2 + (x + y**2 - 7)**2", {"x": (-5.0, 5.0), "y": (-5.0, 5.0)}),
    "beale": (
        "(1.5 - x + x*y)**2 + (2.25 - x + x*y**2)**2 + (2.625 - x + x*y**3)**2",
        {"x": (-4.5, 4.5), "y": (-4.5, 4.5)},
    ),
}


@cache
def named(name: str) -> Objective:
    """The catalogued objective of that name; the same object at every call.

    >>> named("cubic").minima
    array([2.57735027])
    """
    return Objective(*NAMED[name])


def __getattr__(name: str) -> Objective:
    if name not in NAMED:
        raise AttributeError(f"no catalogued objective {name!r}: {suggest(name, list(NAMED))}")
    return named(name)
