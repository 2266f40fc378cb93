"""What an optimizer remembers: the numbers in its state, whatever structure its author gave it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any

from gdreport.arithmetic.values import Value


def list_leaves(state: Any) -> list[Any]:
    """Every value in a tuple, list, dictionary or dataclass of them, but None, from the first to the last.

    >>> list_leaves((1.0, {"a": 2.0, "b": None}))
    [1.0, 2.0]
    """
    return [value for _, value in name_leaves(state)]


def name_leaves(state: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """The same with the names that lead to each, joined; a place without a name is s_1, s_2, ...

    >>> [*name_leaves((1.0, {"a": 2.0}))], [*name_leaves(0.0)]
    ([('s_1', 1.0), ('s_2_a', 2.0)], [('', 0.0)])
    """
    children = _list_children(state)
    if children is None:
        if state is not None:
            yield path, state
        return
    for name, child in children:
        word = name if isinstance(name, str) else f"s_{name}"
        yield from name_leaves(child, f"{path}_{name}" if path else word)


def with_leaves(state: Any, leaves: Sequence[Any]) -> Any:
    """The same structure with other values in their places.

    >>> with_leaves((1.0, {"a": 2.0, "b": None}), [3.0, 4.0])
    (3.0, {'a': 4.0, 'b': None})
    """
    return _rebuild(state, iter(leaves))


def _list_children(state: Any) -> list[tuple[Any, Any]] | None:
    if isinstance(state, Mapping):
        return list(state.items())
    if is_dataclass(state) and not isinstance(state, type | Value):
        return [(f.name, getattr(state, f.name)) for f in fields(state)]
    if isinstance(state, tuple | list):
        return list(zip(getattr(state, "_fields", range(1, len(state) + 1)), state, strict=True))
    return None


def _rebuild(state: Any, leaves: Iterator[Any]) -> Any:
    children = _list_children(state)
    if children is None:
        return None if state is None else next(leaves)
    made = {name: _rebuild(child, leaves) for name, child in children}
    if isinstance(state, Mapping):
        return made
    if isinstance(state, tuple | list):
        return type(state)(*made.values()) if hasattr(state, "_fields") else type(state)(made.values())
    return replace(state, **made)
