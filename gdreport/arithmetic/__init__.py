"""Numbers that are the same on every machine: the functions with which optimizers and schedules are written."""

from typing import Any

_PUBLIC = ("absolute", "cos", "exp", "log", "maximum", "minimum", "power", "sign", "sin", "sqrt", "tanh", "where")


def __getattr__(name: str) -> Any:
    # Imported when asked for: a fresh check needs none of it.
    if name not in _PUBLIC:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from gdreport.arithmetic import elementary

    return getattr(elementary, name)
