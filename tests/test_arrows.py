"""Imports point one way: each module knows only those below it."""

import ast
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "gdreport"
# From the bottom up. A module may import from the rows above its own in this list, and from none beside it.
LAYERS = [
    "errors",
    "numerals expressions arrays javascript stationary optimizers report disk",
    "objectives starts layout manifest",
    "catalogue descent compare",
    "experiment",
    "figures.palette changes tables parameters probes observations prose",
    "figures.style figures.frame figures.plotted",
    "figures.landscape figures.sweeps figures.heat_map figures.clickable",
    "figures.drawing explorer",
    "figures",
    "inputs freshness shown",
    "pages notebooks",
    "making",
    "preload work",
    "site answers comparison",
    "mathml",
    "plugin",
    "cli",
    "__main__",
]
LEVEL = {f"gdreport.{name}": i for i, row in enumerate(LAYERS) for name in row.split()}


def modules() -> dict[str, Path]:
    found = {}
    for file in sorted(PACKAGE.rglob("*.py")):
        parts = file.relative_to(PACKAGE.parent).with_suffix("").parts
        if "experiments" not in parts:
            found[".".join(parts).removesuffix(".__init__")] = file
    return found


def imports(file: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
        assert not (isinstance(node, ast.ImportFrom) and node.level), f"{file}: imports are written in full"
    return names & set(LEVEL)


def test_every_module_has_a_place() -> None:
    assert set(modules()) - {"gdreport"} == set(LEVEL)


def test_every_arrow_points_down() -> None:
    wrong = [
        f"{name} -> {target}"
        for name, file in modules().items()
        if name != "gdreport"  # its public names are loaded when asked for
        for target in imports(file)
        if LEVEL[target] >= LEVEL[name]
    ]
    assert wrong == []


def test_only_the_plugin_knows_mkdocs() -> None:
    knowing = {name for name, file in modules().items() if "mkdocs" in {n.split(".")[0] for n in all_imports(file)}}
    assert knowing == {"gdreport.plugin"}


def all_imports(file: Path) -> set[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    plain = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    return plain | {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}


def test_modules_stay_short() -> None:
    long = {name: n for name, file in modules().items() if (n := len(file.read_text(encoding="utf-8").splitlines())) > 260}
    assert long == {}
