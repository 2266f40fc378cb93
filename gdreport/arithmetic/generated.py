"""Generated code becomes a function, and a traceback through it shows its lines."""

import ast
import contextlib
import importlib.util
import linecache
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from types import ModuleType
from typing import Any

MOST_KEPT = 100


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


def load_module(code: str, title: str) -> ModuleType:
    """The code as a module with a file of its own, by which a compiler knows what it has compiled before."""
    name = f"{''.join(c if c.isalnum() else '_' for c in title)[:40]}_{_digest(code)}"
    file = find_folder() / f"{name}.py"
    if not file.exists() or file.read_bytes() != code.encode():
        _sweep(file.parent)
        with tempfile.NamedTemporaryFile(dir=file.parent, delete=False) as fresh:
            fresh.write(code.encode())
        os.replace(fresh.name, file)
    spec = importlib.util.spec_from_file_location(name, file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # where a compiler that kept its code looks for it
    spec.loader.exec_module(module)
    return module


def find_folder() -> Path:
    """Where generated modules are kept: in .cache of the report one is in; else, or where that cannot be written, in one's own."""
    for folder in (root / ".cache" / "gdreport" for root in _list_roots()):
        with contextlib.suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            if os.access(folder, os.W_OK):
                return folder
    return Path(tempfile.mkdtemp(prefix="gdreport-"))


def _list_roots() -> Iterator[Path]:
    with contextlib.suppress(OSError):  # the working directory may be gone
        here = Path.cwd()
        yield from (folder for folder in (here, *here.parents) if (folder / "mkdocs.yml").exists())
    with contextlib.suppress(RuntimeError):
        yield Path.home()


def _sweep(folder: Path) -> None:
    """Leave the modules that were made last, and what was compiled of them."""
    made = sorted(folder.glob("*.py"), key=lambda file: file.stat().st_mtime)
    for old in made[:-MOST_KEPT]:
        _forget(old)
        old.unlink(missing_ok=True)


def forget_compiled(module: ModuleType) -> None:
    """Remove what was compiled of a generated module."""
    _forget(Path(str(module.__file__)))


def _forget(file: Path) -> None:
    with contextlib.suppress(OSError):
        for compiled in file.parent.glob(f"__pycache__/{file.stem}.*"):
            compiled.unlink(missing_ok=True)


def _digest(code: str) -> str:
    return sha256(code.encode()).hexdigest()[:12]
