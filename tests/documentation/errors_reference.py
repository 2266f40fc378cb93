"""Every message of a mistake, with its remedy, as the code writes it."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from helpers import ROOT

from documentation.writing import read_prose, write_head, write_table

PACKAGE = ROOT / "gdreport"
GAP = "…"  # what a message says of this report
LEAST = 2  # words, by which somebody can find a message
# Rooms whose messages a reader looks for together; every other one is refused, so that none is forgotten.
SECTIONS = {
    "The report and its settings": ("project", "settings", "starter", "files", "commands", "terminal", "inputs", "record"),
    "The experiment": ("experiment", "author"),
    "The words": ("page", "number_text"),
    "Figures and tables": ("figures", "tables"),
    "Objectives": ("objectives", "catalogue"),
    "Descents and optimizers": ("descent", "arithmetic", "explorer"),
    "Building and checking": ("building", "checking", "pipeline", "comparing"),
    "Notebooks and the site": ("mkdocs_site",),
}


@dataclass(frozen=True, order=True)
class Message:
    """What is wrong, and what mends it."""

    what: str
    remedy: str


def write_errors() -> str:
    """The page of the errors."""
    parts = [write_head("Errors", "What every message means, and what the exit status says.", "the code"), read_prose("errors")]
    known = {room: title for title, rooms in SECTIONS.items() for room in rooms}
    found: dict[str, set[Message]] = {title: set() for title in SECTIONS}
    for file in sorted(PACKAGE.rglob("*.py")):
        room = file.relative_to(PACKAGE).parts[0].removesuffix(".py")
        for message in _find_messages(file):
            if room not in ("experiments", "errors"):
                found[known[room]].add(message)
    for title, messages in found.items():
        parts += [f"## {title}", write_table(("message", "remedy"), [_write(message) for message in sorted(messages)])]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _write(message: Message) -> tuple[str, str]:
    return _escape(message.what), _escape(message.remedy)


def _escape(text: str) -> str:
    """A text on one line in which Markdown sees nothing but code; gaps that follow one another are one."""
    line = re.sub(rf"{GAP}({GAP}|\.\.\.)+", GAP, " ".join(text.split()))
    parts = re.split(r"(`[^`]+`)", line)
    return "".join(part if n % 2 else re.sub(r"[\\*_{}\[\]<>#$~&]", r"\\\g<0>", part) for n, part in enumerate(parts))


@cache
def _find_messages(file: Path) -> tuple[Message, ...]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return tuple(_walk(tree, {}))


def _walk(node: ast.AST, names: dict[str, ast.expr]) -> Iterator[Message]:
    """The messages in a part of a module, with what its names stand for there: a name is what it was last assigned."""
    names = dict(names)
    for part in ast.iter_child_nodes(node):
        if (
            isinstance(part, ast.Call)
            and isinstance(part.func, ast.Name)
            and part.func.id in ("ReportError", "Fault")
            and part.args
        ):
            remedy = next((k.value for k in part.keywords if k.arg == "remedy"), None)
            what = _to_text(part.args[0], names)
            if len(re.findall(r"[A-Za-z]{2,}", what)) >= LEAST:
                yield Message(what, "" if remedy is None else _to_text(remedy, names))
        yield from _walk(part, names)
        if isinstance(part, ast.Assign) and isinstance(part.targets[0], ast.Name):
            names[part.targets[0].id] = part.value


def _to_text(node: ast.expr, names: dict[str, ast.expr]) -> str:
    """What an expression says, as far as it stands in the code."""
    match node:
        case ast.Constant():
            return str(node.value)
        case ast.JoinedStr():
            return "".join(_to_text(part, names) for part in node.values)
        case ast.FormattedValue(value=ast.IfExp() | ast.Constant()):
            return _to_text(node.value, names)
        case ast.BinOp(op=ast.Add()):
            return _to_text(node.left, names) + _to_text(node.right, names)
        case ast.IfExp():
            texts = [_to_text(side, names) for side in (node.body, node.orelse)]
            return " / ".join(dict.fromkeys(text for text in texts if text))
        case ast.Name() if node.id in names:
            return _to_text(names[node.id], {name: value for name, value in names.items() if name != node.id})
        case ast.Call(func=ast.Name(id="suggest")):
            return f"did you mean {GAP}? There are: {GAP}"
        case _:
            return GAP
