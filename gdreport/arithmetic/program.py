"""A computation as a list of IEEE operations, each assigned once: what every engine runs, bit for bit alike."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gdreport.arithmetic.values import Value, constant

NAMES = {
    "add": "sum",
    "subtract": "difference",
    "multiply": "product",
    "divide": "ratio",
    "negative": "minus",
    "absolute": "size",
    "sqrt": "root",
    "select": "chosen",
    "join": "double",
}


@dataclass(frozen=True)
class Operation:
    """One assignment: name = kind(arguments), which are names before it, or constants."""

    name: str
    kind: str
    arguments: tuple[str | float | int, ...]
    detail: Any = None
    type: str = "f"
    is_named: bool = False  # by its writer

    def __str__(self) -> str:
        detail = "" if self.detail is None else f" of {self.detail}"
        return f"{self.name} = {self.kind}({', '.join(map(str, self.arguments))}){detail}"


@dataclass(frozen=True)
class Program:
    """Operations in an order in which they can be computed.

    >>> from gdreport.arithmetic.values import variable
    >>> x = variable("x")
    >>> print(make_program([x], {"y": x * x + (x * x) / 3.0}))
    product = multiply(x, x)
    ratio = divide(product, 3.0)
    sum = add(product, ratio)
    y = sum
    """

    inputs: tuple[str, ...]
    operations: tuple[Operation, ...]
    outputs: Mapping[str, str | float]  # each a name or a constant

    def __str__(self) -> str:
        return "\n".join([*map(str, self.operations), *(f"{name} = {value}" for name, value in self.outputs.items())])


def make_program(inputs: Iterable[Value], outputs: Mapping[str, Any]) -> Program:
    """What computes the outputs from the inputs. What is the same is computed once."""
    names = tuple(str(v.detail) for v in inputs)
    writer = _Writer(names)
    found = {name: writer.operand(v if isinstance(v, Value) else constant(v)) for name, v in outputs.items()}
    return Program(names, tuple(writer.operations), found)


class _Writer:
    """Values to operations, each after its arguments."""

    def __init__(self, taken: Iterable[str]) -> None:
        self.operations: list[Operation] = []
        self.known: dict[object, str] = {}
        self.done: dict[int, tuple[Value, str | float | int]] = {}  # by address; the value is kept, so that it stays its own
        self.taken = set(taken)

    def operand(self, root: Value) -> str | float | int:
        for value in _in_order(root, self.done):
            self.done[id(value)] = value, self._write(value)
        return self.done[id(root)][1]

    def _write(self, value: Value) -> str | float | int:
        if value.kind in ("input", "constant"):
            return value.detail  # type: ignore[no-any-return]
        arguments = tuple(self.done[id(a)][1] for a in value.arguments)
        # By its text, in which -0.0 is not 0.0.
        key = value.kind, tuple(map(repr, arguments)), value.detail
        if key not in self.known:
            name = self._new_name(value.label or NAMES.get(value.kind, value.kind))
            self.known[key] = name
            self.operations.append(Operation(name, value.kind, arguments, value.detail, value.type, bool(value.label)))
        return self.known[key]

    def _new_name(self, stem: str) -> str:
        name, number = stem, 1
        while name in self.taken:
            number += 1
            name = f"{stem}_{number}"
        self.taken.add(name)
        return name


def _in_order(root: Value, done: Mapping[int, object]) -> Iterator[Value]:
    """All values below one that are not done, each after its arguments; without recursion, since sums may be long."""
    stack: list[tuple[Value, bool]] = [(root, False)]
    seen: set[int] = set()
    while stack:
        value, is_ready = stack.pop()
        if is_ready:
            yield value
        elif id(value) not in seen and id(value) not in done:
            seen.add(id(value))
            stack.append((value, True))
            stack.extend((a, False) for a in reversed(value.arguments))
