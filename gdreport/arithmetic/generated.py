"""Generated code becomes a function, and a traceback through it shows its lines."""

import ast
import linecache
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any


def compile_function(code: str, name: str, space: Mapping[str, Any], constant: Callable[[float], Any]) -> Callable[..., Any]:
    """The function of that name in the code, which sees the names in `space`; its numbers are what `constant` makes of them."""
    file = f"<gdreport {name} {_digest(code)}>"
    linecache.cache[file] = len(code), None, code.splitlines(keepends=True), file
    numbers = _Numbers()
    tree = ast.fix_missing_locations(numbers.visit(ast.parse(code)))
    names = dict(space) | {held: constant(value) for value, held in numbers.names.values()}
    exec(compile(tree, file, "exec"), names)  # noqa: S102 - written by an emitter, from operations
    function: Callable[..., Any] = names[name]
    return function


class _Numbers(ast.NodeTransformer):
    """Names in place of numbers. The syntax tree is changed by inheritance, as Python's own library has it."""

    def __init__(self) -> None:
        self.names: dict[str, tuple[float, str]] = {}  # by their text: -0.0 is not 0.0

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        if isinstance(node.value, bool) or not isinstance(node.value, int | float):
            return node
        _, held = self.names.setdefault(repr(node.value), (node.value, f"number {len(self.names)}"))
        return ast.copy_location(ast.Name(held, ast.Load()), node)


def _digest(code: str) -> str:
    return sha256(code.encode()).hexdigest()[:12]
