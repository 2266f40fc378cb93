"""What a cell drew with pyplot, on the axes that a figure gets; and what has no place on these."""

import ast
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from gdreport.starter.notebook_cells import Statement

SETTERS = {"xlabel", "ylabel", "xlim", "ylim", "xscale", "yscale", "xticks", "yticks"}
NO_PART = {"show", "figure", "tight_layout", "subplots_adjust", "savefig", "close", "suptitle", "title", "set_title"}
SETTINGS = re.compile(r"display|sns\.set|.*\.(?:style\.use|rcParams\.update|use|rc|set_theme|set_style|set_context|set_palette)")
# Axes have these names too, for something else or for what is drawn on next.
OTHERS = {"axes", "figure", "twinx", "twiny", "cla", "clf", "draw", "get_figure"}
KEPT = re.compile(r"[A-Z]\w*|cm|colormaps|get_cmap|rcParams|setp")  # pyplot's, whatever it draws on
ONE = {"subplots": 2, "subplot": 1, "axes": 1, "gca": 1, "add_subplot": 1}  # and how many names they give values
MANY = re.compile(r"\w+\.(?:subplots|subplot_mosaic|add_subplot|add_axes|add_gridspec)(?=\()")
HARMLESS = {"figsize", "dpi", "num", "facecolor", "layout", "constrained_layout", "tight_layout"}


@dataclass(frozen=True)
class Translation:
    """Statements that draw on `axes`; as a comment, word for word, where something in them has no place there."""

    body: str
    foreign: tuple[str, ...]  # such as plt.subplot


def translate(statements: Sequence[Statement], pyplot: Collection[str], others: Collection[str]) -> Translation:
    """Pyplot's names as methods of `axes`. `pyplot`: what the notebook calls it; `others`: what else draws."""
    asked = {n.id for s in statements for n in _walk_drawing(s.node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
    texts = [_replace(s.text, lambda node: _give_axes(node, asked)) for s in statements]
    body, foreign = _name_methods("\n".join(filter(None, texts)), pyplot)
    foreign += [name for s in statements for name in _find_unplaced(s.node, {*others})]
    if foreign:
        body = "\n".join(f"#   {line}".rstrip() for s in statements for line in s.text.splitlines())
    return Translation(body, tuple(dict.fromkeys(foreign)))


def is_no_part(node: ast.AST) -> bool:
    """Whether it shows, saves, names or sets up a figure, or makes an empty one."""
    if isinstance(node, ast.Assign) and ".rcParams[" in ast.unparse(node.targets[0]):
        return True
    call = node.value if isinstance(node, ast.Expr) else None
    if not isinstance(call, ast.Call):
        return False
    name = ast.unparse(call.func)
    return ("." in name and name.rpartition(".")[2] in NO_PART) or SETTINGS.fullmatch(name) is not None or _makes_one(call)


def find_own_drawing(node: ast.AST) -> str:
    """What data are asked to draw themselves with, such as frame.plot."""
    call = node.value if isinstance(node, ast.Expr) else None
    name = ast.unparse(call.func) if isinstance(call, ast.Call) else ""
    return name if re.fullmatch(r".+\.(plot(\.\w+)?|hist|boxplot)", name) else ""


def _give_axes(node: ast.stmt, asked: Collection[str]) -> list[str] | None:
    """What stands in place of a statement: nothing where it is no part of a drawing; None leaves it as it is."""
    if is_no_part(node):
        return []
    call = node.value if isinstance(node, ast.Assign) else None
    if not (isinstance(node, ast.Assign) and isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)):
        return None
    names = [n.id for n in ast.walk(node.targets[0]) if isinstance(n, ast.Name)]
    values = ["axes.figure", "axes"][-len(names) :] if _makes_one(call) and ONE[call.func.attr] == len(names) else []
    if call.func.attr in {"figure", "gcf"} and len(names) == 1:
        values = ["axes.figure"]
    given = [f"{name} = {value}" for name, value in zip(names, values, strict=False) if name in asked and name != value]
    return given if values else None


def _makes_one(call: ast.Call) -> bool:
    """Whether it makes one pair of axes, of the usual kind."""
    ones = [*call.args, *(k.value for k in call.keywords if k.arg in {"nrows", "ncols"})]
    rest = {k.arg for k in call.keywords} - {"nrows", "ncols"}
    is_one = all(isinstance(n, ast.Constant) and n.value in {1, 111} for n in ones)
    return isinstance(call.func, ast.Attribute) and call.func.attr in ONE and is_one and rest <= HARMLESS


def _name_methods(text: str, pyplot: Collection[str]) -> tuple[str, list[str]]:
    """What pyplot does on the axes that are drawn on, as their own methods; and what is left of it."""
    from matplotlib.axes import Axes  # takes a while

    foreign = [match[0] for match in MANY.finditer(text)]
    if not pyplot:
        return text, foreign
    prefix = rf"\b(?:{'|'.join(map(re.escape, pyplot))})\."
    for pattern, new in (
        (r"gca\(\)", "axes"),
        (r"gcf\(\)", "axes.figure"),
        (r"colorbar\((?!\s*\))", "axes.figure.colorbar("),
        (r"([xy])ticks\((?=rotation=)", r'axes.tick_params("\1", '),
    ):
        text = re.sub(prefix + pattern, new, text)

    def name_method(match: re.Match[str]) -> str:
        name = f"set_{match[1]}" if match[1] in SETTERS else match[1]
        if hasattr(Axes, name) and name not in OTHERS:
            return f"axes.{name}"
        if not KEPT.fullmatch(name):
            foreign.append(match[0])
        return match[0]

    return re.sub(prefix + r"(\w+)", name_method, text), foreign


def _find_unplaced(node: ast.AST, others: set[str]) -> Iterator[str]:
    """Calls of what draws wherever pyplot is, and is not told where with `ax=`."""
    for call in _walk_drawing(node):
        if isinstance(call, ast.Call) and "ax" not in {k.arg for k in call.keywords}:
            name = ast.unparse(call.func)
            if {name, name.split(".")[0]} & others:
                yield name


def _walk_drawing(node: ast.AST) -> Iterator[ast.AST]:
    """All but what is no part of a drawing."""
    if not is_no_part(node):
        yield node
        for child in ast.iter_child_nodes(node):
            yield from _walk_drawing(child)


def _replace(text: str, give: Callable[[ast.stmt], list[str] | None]) -> str:
    """A statement with some in it replaced. The rest keeps its comments and lines, unless statements share one."""
    tree = ast.parse(text)
    bodies = [body for n in ast.walk(tree) for body in _list_bodies(n)]
    starts = [node.lineno for body in bodies for node in body]
    if len(set(starts)) < len(starts):
        return _replace(ast.unparse(tree), give)
    lines: list[list[str]] = [[line] for line in text.splitlines()]
    for body in bodies:
        given = [give(node) for node in body]
        if body[0].col_offset and not any(given) and None not in given:
            given[0] = ["pass"]
        for node, new in zip(body, given, strict=True):
            if new is not None:
                size = (node.end_lineno or node.lineno) - node.lineno
                lines[node.lineno - 1 : node.end_lineno] = [[" " * node.col_offset + line for line in new], *[[]] * size]
    return "\n".join(line for some in lines for line in some)


def _list_bodies(node: ast.AST) -> Iterable[list[ast.stmt]]:
    return [body for name in ("body", "orelse", "finalbody") if isinstance(body := getattr(node, name, None), list) and body]
