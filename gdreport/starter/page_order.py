"""The place of a new experiment in `order`, in a pyproject.toml whose comments and layout stay as they are."""

from collections.abc import Iterable
from typing import Any

import tomlkit

from gdreport.errors import ReportError
from gdreport.project import Project


def add_to_order(pyproject: str, names: Iterable[str]) -> str:
    r"""The file's text with these names in `order` of `[tool.gdreport]`: those that it lacks, at its end.

    >>> print(add_to_order('[tool.gdreport]\norder = ["b"] # of the pages\n', ["b", "a"]), end="")
    [tool.gdreport]
    order = ["b", "a"] # of the pages
    """
    document: Any = tomlkit.parse(pyproject)
    settings = document["tool"]["gdreport"]
    if "order" not in settings:
        settings["order"] = tomlkit.array()
    for name in names:
        if name not in settings["order"]:
            settings["order"].append(name)
    return tomlkit.dumps(document)


def order_last(project: Project, name: str) -> bytes:
    """pyproject.toml with a new experiment after all that are there. Errors: ReportError where it cannot be read."""
    file = project.root / "pyproject.toml"
    try:
        text = file.read_bytes().decode()
    except (OSError, UnicodeDecodeError) as error:
        raise ReportError(f"cannot be read: {error}", file=file) from None
    return add_to_order(text, [*project.order, *sorted(project.list_words() - {*project.order, name}), name]).encode()
