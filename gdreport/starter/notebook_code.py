"""The code of an experiment from a notebook's cells: parameters, functions, a run, and what draws."""

import ast
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import jinja2

from gdreport.starter.notebook_cells import Cell, Statement, bind_all, parse_cell
from gdreport.starter.notebook_drawing import find_own_drawing, is_no_part, translate

PLOTTING = {"matplotlib", "seaborn", "plotly", "pylab"}
TABLES = {"pandas", "polars"}
SHOWING = {"print", "display", "head", "tail", "describe", "info"}
VALUES = (ast.Constant, ast.UnaryOp, ast.BinOp, ast.Tuple, ast.List, ast.Attribute, ast.Name, ast.Call, ast.keyword)
SHAPES = {"array", "asarray", "linspace", "logspace", "geomspace", "arange"}


@dataclass
class Sorted:
    """A notebook's statements by what becomes of them."""

    imports: list[str] = field(default_factory=list)
    parameters: list[Statement] = field(default_factory=list)
    functions: list[Statement] = field(default_factory=list)
    run: list[Statement] = field(default_factory=list)
    drawing: dict[int, list[Statement]] = field(default_factory=dict)  # by cell
    shown: list[Statement] = field(default_factory=list)
    unread: list[Cell] = field(default_factory=list)
    plots: set[str] = field(default_factory=set)  # names of what draws
    pyplot: set[str] = field(default_factory=set)  # its names
    elsewhere: set[str] = field(default_factory=set)  # names of what draws where pyplot is, unless told
    asked: dict[str, str] = field(default_factory=dict)  # imports by their names, for drawings that mention them
    tables: set[str] = field(default_factory=set)  # names of what makes tables

    @property
    def results(self) -> list[str]:
        """What the run has to give: what is drawn and shown; or, where nothing is, all that it computes."""
        computed = bind_all(s for s in self.run if not isinstance(s.node, ast.FunctionDef | ast.ClassDef))
        used = {name for s in (*self.shown, *(s for cell in self.drawing.values() for s in cell)) for name in s.mentions}
        return sorted(computed & used or computed)

    @property
    def composed(self) -> dict[str, int]:
        """Of these what is made as a table or a dictionary, which is no array, with its cell."""
        return {name: s.cell for s in self.run if _is_composed(s.node, self.tables) for name in s.binds if name in self.results}

    @property
    def written(self) -> list[str]:
        """The parameters that a page's table can show: numbers, texts, points and arrays."""
        return [n for s in self.parameters for n in sorted(s.binds) if not _is_no_parameter(s.node)]


@dataclass(frozen=True)
class Drawing:
    """A function that draws what a cell drew: its name, the results that it takes, its statements, what has no place in it."""

    cell: int
    function: str
    results: list[str]
    body: str
    foreign: tuple[str, ...]


def sort_statements(cells: Iterable[Cell]) -> Sorted:
    """Each statement where it belongs, in the order of the cells."""
    found, parsed = Sorted(), [(cell, parse_cell(cell)) for cell in cells if cell.kind == "code"]
    found.unread = [cell for cell, statements in parsed if statements is None]
    statements = [s for _, some in parsed for s in some or ()]
    tagged = {cell.number for cell, _ in parsed if cell.is_parameters}
    bound = Counter(name for s in statements for name in s.binds)
    known: set[str] = set()
    for s in statements:
        once = all(bound[name] == 1 for name in s.binds)
        if isinstance(s.node, ast.Import | ast.ImportFrom):
            _sort_import(s.node, found)
            known |= {(a.asname or a.name).split(".")[0] for a in s.node.names}
        elif s.mentions & found.plots or find_own_drawing(s.node):
            found.drawing.setdefault(s.cell, []).append(s)
            is_helper = isinstance(s.node, ast.FunctionDef)
            found.plots |= s.binds if is_helper or isinstance(s.node, ast.Assign) else set()
        elif isinstance(s.node, ast.FunctionDef | ast.ClassDef) and once:
            found.functions.append(s)
        elif isinstance(s.node, ast.Expr) and _only_shows(s.node.value):
            found.shown.append(s)
        elif once and (s.cell in tagged or _is_parameter(s.node, known)):
            found.parameters.append(s)
            known |= s.binds
        else:
            found.run.append(s)
    return _move_functions(found)


def write_code(found: Sorted, notebook: str) -> str:
    """The module of the experiment."""
    drawings = [write_drawing(found, cell) for cell in drawing_cells(found)]
    bodies = "\n".join(drawing.body for drawing in drawings if not drawing.foreign)
    asked = [line for name, line in found.asked.items() if re.search(rf"\b{re.escape(name)}\.", bodies)]
    template = jinja2.Template(
        (Path(__file__).parent / "notebook.py.j2").read_text(encoding="utf-8"), trim_blocks=True, keep_trailing_newline=True
    )
    text: str = template.render(
        notebook=notebook,
        imports="\n".join(
            dict.fromkeys([*found.imports, *asked, "import numpy as np", "import xarray", "", "from gdreport import Experiment"])
        ),
        parameters="\n".join(s.text for s in found.parameters),
        functions=[s.text for s in found.functions],
        told=_write_dict({name: name for name in found.written}),
        body=_indent(_join(found.run) + _comment(found.unread), 8),
        results=[f"{name}={name}" for name in found.results],
        drawings=drawings,
        figures=_write_dict({name_figure(d.cell): d.function for d in drawings}),
    )
    return text


def name_figure(cell: int) -> str:
    """The name of the figure that a cell drew."""
    return f"cell_{cell}"


def drawing_cells(found: Sorted) -> list[int]:
    """The cells that draw; a helper that is only defined draws nothing."""
    return [cell for cell, statements in found.drawing.items() if not all(_is_helper(s) or is_no_part(s.node) for s in statements)]


def take_titles(found: Sorted) -> dict[int, str]:
    """The titles that cells give their plots, where these are plain texts."""
    calls = [(c, n) for c, some in found.drawing.items() for s in some for n in ast.walk(s.node) if isinstance(n, ast.Call)]
    return {
        cell: str(call.args[0].value)
        for cell, call in calls
        if getattr(call.func, "attr", "") in {"title", "set_title"} and call.args and isinstance(call.args[0], ast.Constant)
    }


def _sort_import(node: ast.Import | ast.ImportFrom, found: Sorted) -> None:
    """One alias at a time: what draws, and what a figure's axes take the place of."""
    for alias in node.names:
        module = (node.module or "") if isinstance(node, ast.ImportFrom) else alias.name
        single = ast.ImportFrom(node.module, [alias], node.level) if isinstance(node, ast.ImportFrom) else ast.Import([alias])
        name, library = alias.asname or alias.name, module.split(".")[0]
        whole = alias.name if isinstance(node, ast.Import) else f"{module}.{alias.name}"
        if library in PLOTTING:
            found.plots.add(name.split(".")[0])
        if library in TABLES:
            found.tables.add(name.split(".")[0])
        if whole == "matplotlib.pyplot":
            found.pyplot.add(name)
        elif library in PLOTTING and (library != "matplotlib" or module == "matplotlib.pyplot"):
            found.elsewhere.add(name.split(".")[0])
        if whole in {"matplotlib", "matplotlib.pyplot"}:
            found.asked[name] = ast.unparse(single)
        elif module != "matplotlib.pyplot" and library not in {"IPython", "pylab"}:
            found.imports.append(ast.unparse(single))


def _move_functions(found: Sorted) -> Sorted:
    """A function that uses what the run computes is defined there, where it was."""
    computed, moved = bind_all(found.run), True
    while moved:
        inside = [s for s in found.functions if (s.mentions - _own_names(s)) & computed]
        moved = bool(inside)
        found.functions = [s for s in found.functions if s not in inside]
        found.run = sorted([*found.run, *inside], key=lambda s: (s.cell, s.node.lineno))
        computed |= bind_all(inside)
    return found


def _own_names(s: Statement) -> set[str]:
    """A function's arguments and what it binds itself."""
    arguments = {a.arg for a in ast.walk(s.node) if isinstance(a, ast.arg)}
    return arguments | {n.id for n in ast.walk(s.node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}


def _is_parameter(node: ast.stmt, known: set[str]) -> bool:
    """One name = a value that is written there: literals, and arrays of them."""
    if not (isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name)):
        return False
    parts = [n for n in ast.walk(node.value) if not isinstance(n, ast.operator | ast.unaryop | ast.expr_context)]
    calls = [n.func for n in parts if isinstance(n, ast.Call)]
    names = {n.id for n in parts if isinstance(n, ast.Name)}
    return (
        all(isinstance(n, VALUES) for n in parts)
        and all(isinstance(f, ast.Attribute) and f.attr in SHAPES for f in calls)
        and names <= known
        and not (isinstance(node.value, ast.List | ast.Tuple) and not node.value.elts)
    )


def _is_no_parameter(node: ast.stmt) -> bool:
    value = getattr(node, "value", None)
    return isinstance(value, ast.List) or (isinstance(value, ast.Constant) and value.value is None)


def _is_composed(node: ast.stmt, tables: set[str]) -> bool:
    """Whether a dictionary or a table is made and given a name."""
    value = node.value if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) else None
    if isinstance(value, ast.Call):
        return ast.unparse(value.func).split(".")[0] in {*tables, "dict"}
    return isinstance(value, ast.Dict | ast.DictComp)


def _only_shows(value: ast.expr) -> bool:
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return True
    if isinstance(value, ast.Call):
        return (getattr(value.func, "attr", None) or getattr(value.func, "id", "")) in SHOWING
    return isinstance(value, ast.Name | ast.Attribute | ast.Subscript | ast.Tuple | ast.BinOp)


def _is_helper(s: Statement) -> bool:
    return isinstance(s.node, ast.FunctionDef)


def write_drawing(found: Sorted, cell: int) -> Drawing:
    """Pyplot's names as methods of the axes, helpers beside what calls them, results by their names."""
    statements = found.drawing[cell]
    helpers = [s for some in found.drawing.values() for s in some if _is_helper(s) and s.binds & _mention(statements)]
    drawn = [*helpers, *(s for s in statements if not _is_helper(s))]
    used = [name for name in found.results if name in _mention(drawn)]
    own = {name for s in drawn if (name := find_own_drawing(s.node)) and re.split(r"\W", name)[0] not in found.plots}
    made = translate(drawn, found.pyplot, found.elsewhere | own)
    return Drawing(cell, f"draw_{cell}", used, _indent(made.body, 4), made.foreign)


def _mention(statements: Sequence[Statement]) -> set[str]:
    return {name for s in statements for name in s.mentions}


def _join(statements: Sequence[Statement]) -> str:
    parts: list[str] = []
    for before, s in zip([None, *statements], statements, strict=False):
        parts += [f"# cell {s.cell}"] if before is None or before.cell != s.cell else []
        parts.append(s.text)
    return "".join(f"{part}\n" for part in parts)


def _comment(cells: Sequence[Cell]) -> str:
    return "".join(f"# cell {c.number} is no plain Python:\n" + "".join(f"#   {x}\n" for x in c.text.splitlines()) for c in cells)


def _indent(text: str, by: int) -> str:
    return "\n".join(f"{' ' * by}{line}" if line.strip() else "" for line in text.splitlines())


def _write_dict(names: dict[str, str]) -> str:
    return "{" + ", ".join(f'"{key}": {name}' for key, name in names.items()) + "}"
