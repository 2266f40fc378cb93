"""The fields of a class with the comments at the ends of their lines, which say what each is."""

import ast
import inspect
import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Field:
    """A field as its class writes it."""

    name: str
    type: str
    comment: str


def list_fields(kind: type) -> list[Field]:
    """The annotated fields of a class, in their order."""
    source = inspect.getsource(kind)
    lines = source.splitlines()
    (tree,) = ast.parse(source).body
    assert isinstance(tree, ast.ClassDef)
    found = [n for n in tree.body if isinstance(n, ast.AnnAssign) and isinstance(n.target, ast.Name)]
    comments = [re.search(r"  # (.*)$", lines[(n.end_lineno or n.lineno) - 1]) for n in found]
    return [
        Field(ast.unparse(n.target), ast.unparse(n.annotation), c[1] if c else "") for n, c in zip(found, comments, strict=True)
    ]
