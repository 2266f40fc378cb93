"""A notebook's cells as statements of Python, each with what it binds and what it mentions."""

import ast
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gdreport.errors import ReportError

MAGIC = re.compile(r"^\s*([%!?].*|.*\?)$", re.MULTILINE)
TIMED = re.compile(r"\A%%(time|timeit|capture|prun)\b.*\n?")  # cell magics around plain Python


@dataclass(frozen=True)
class Cell:
    """A cell: its number as Jupyter's reader counts, from 1; `count` is when it was executed."""

    number: int
    kind: str
    text: str
    count: int | None = None
    is_parameters: bool = False  # tagged so, as papermill has it


@dataclass(frozen=True)
class Statement:
    """A statement of a cell, with the comments above it."""

    text: str
    node: ast.stmt
    cell: int

    @property
    def binds(self) -> set[str]:
        """The names that it gives a value, a function's own apart."""
        if isinstance(self.node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            return {self.node.name}
        stored = {n.id for n in ast.walk(self.node) if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
        return stored - {n.id for part in _find_comprehensions(self.node) for n in ast.walk(part.target) if isinstance(n, ast.Name)}

    @property
    def mentions(self) -> set[str]:
        """The names in it, those of a formatted text too."""
        return {n.id for n in ast.walk(self.node) if isinstance(n, ast.Name)}


def read_cells(file: Path) -> list[Cell]:
    """Errors: ReportError for a notebook that is missing, damaged or of an old format."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        cells = [_read_cell(number, cell) for number, cell in enumerate(content["cells"], 1)]
    except OSError as error:
        raise ReportError(f"the notebook cannot be read: {error.strerror}", file=file, remedy="correct its name") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise ReportError("it is no notebook of format 4", file=file, remedy="open it in Jupyter and save it") from None
    if not any(cell.text.strip() for cell in cells):
        raise ReportError("the notebook is empty", file=file, remedy="begin with `gdreport new DIR --experiment NAME`")
    return cells


def parse_cell(cell: Cell) -> list[Statement] | None:
    """Its statements; nothing where it is no plain Python, even without its magics."""
    text = TIMED.sub("", cell.text, count=1)
    if text.startswith("%%"):  # another language
        return None
    for source in (text, MAGIC.sub("", text)):
        try:
            return list(_split(source, cell.number))
        except SyntaxError:
            continue
    return None


def bind_all(statements: Iterable[Statement]) -> set[str]:
    """Every name that they give a value."""
    return {name for statement in statements for name in statement.binds}


def _read_cell(number: int, cell: dict[str, Any]) -> Cell:
    tags = cell.get("metadata", {}).get("tags", [])
    return Cell(number, cell["cell_type"], "".join(cell["source"]), cell.get("execution_count"), "parameters" in tags)


def _split(source: str, cell: int) -> Iterator[Statement]:
    lines, end = source.splitlines(), 0
    nodes = ast.parse(source).body
    for node, following in zip(nodes, [*nodes[1:], None], strict=True):
        decorators = getattr(node, "decorator_list", [])
        first, last = min([node.lineno, *(d.lineno for d in decorators)]) - 1, node.end_lineno or node.lineno
        is_alone = first >= end and (following is None or following.lineno > last)
        if is_alone and not _has_long_text(node):
            comments = [line for line in lines[end:first] if line.strip()]
            text = "\n".join([*comments, *lines[first:last]])
        else:  # several on a line, or a text that would be indented with its statement
            text = ast.unparse(node)
        end = last
        yield Statement(text.rstrip().removesuffix(";"), node, cell)


def _has_long_text(node: ast.stmt) -> bool:
    texts = (n for n in ast.walk(node) if isinstance(n, ast.Constant | ast.JoinedStr))
    return not hasattr(node, "decorator_list") and any(n.end_lineno != n.lineno for n in texts)


def _find_comprehensions(node: ast.AST) -> Iterator[ast.comprehension]:
    return (part for part in ast.walk(node) if isinstance(part, ast.comprehension))
