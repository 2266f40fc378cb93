"""What a run was told, as people write it: a sweep by its ends, a point by its coordinates."""

from typing import Any

import numpy as np

from gdreport.number_text import number_text


def write_parameter(value: Any) -> str:
    """A parameter's value in a few words.

    >>> write_parameter(0.1), write_parameter(np.linspace(0, 1, 11)), write_parameter((1.0, -2.5)), write_parameter(True)
    ('0.1', '11 values from 0 to 1', '(1, −2.5)', 'yes')
    """
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return _point(value)
    array = np.asarray(value)
    if array.dtype.kind not in "iuf":
        return ", ".join(map(str, array.ravel().tolist())) if array.ndim else str(value)
    if array.ndim == 0:
        return number_text(array.item(), 6)
    if len(array) <= 4:
        return ", ".join(_point(tuple(v)) if array.ndim > 1 else number_text(v, 6) for v in array)
    if array.ndim > 1:
        return f"{len(array)} points"
    return f"{len(array)} values from {number_text(array.min(), 6)} to {number_text(array.max(), 6)}"


def _point(value: tuple[Any, ...]) -> str:
    if len(value) > 6 and len(set(value)) == 1:
        return f"a point of {len(value)} coordinates, each {number_text(value[0], 6)}"
    if len(value) > 6:
        return f"a point of {len(value)} coordinates from {number_text(min(value), 6)} to {number_text(max(value), 6)}"
    return "(" + ", ".join(number_text(v, 6) if isinstance(v, int | float | np.number) else str(v) for v in value) + ")"
