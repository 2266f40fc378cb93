"""The author's code, executed in a process of its own: nothing of it is undone, since nothing comes after it."""

import importlib.machinery
import importlib.util
import os
import sys
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from gdreport.author.locating import IGNORED, PACKAGE, locate_mistakes
from gdreport.errors import ReportError
from gdreport.project import Pair


class _FromSource(importlib.machinery.SourceFileLoader):
    """Compiles from the source: a cached .pyc can be older than an edit within the same second."""

    def get_code(self, fullname: str) -> CodeType:
        return self.source_to_code(self.get_data(self.path), self.path)


def load_experiment(pair: Pair) -> ModuleType:
    """The experiment's module, its folder and the root importable.

    Errors: ReportError for whatever it raises.
    """
    file = pair.path(pair.code)
    _make_importable(pair, file.parent)
    # Under its own name, by which processes that it starts import it too; unless a library has that name.
    taken = pair.name in sys.modules or importlib.util.find_spec(pair.name) is None
    loader = _FromSource(f"gdreport_experiment_{pair.name}" if taken else pair.name, str(file))
    spec = importlib.util.spec_from_loader(loader.name, loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[module.__name__] = module  # dataclasses look their module up
    with locate_mistakes(pair, pair.code):
        loader.exec_module(module)
    if not hasattr(module, "experiment"):
        remedy = "write experiment = Experiment(run=Descent(...), ...)"
        raise ReportError("it has no experiment", file=pair.code, remedy=remedy)
    return module


def _make_importable(pair: Pair, folder: Path) -> None:
    root = str(pair.root)

    def from_source(path: str) -> Any:
        place = Path(os.path.abspath(path))
        inside = place.is_relative_to(root) and not IGNORED & set(place.relative_to(root).parts)
        if not inside or (place.is_relative_to(PACKAGE) and not place.is_relative_to(folder)):
            raise ImportError
        return importlib.machinery.FileFinder(path, (_FromSource, [".py"]))

    sys.path_hooks.insert(0, from_source)
    # Where the command was given is no place to import from, unless gdreport itself is there.
    here = {"", os.getcwd()} - {str(PACKAGE.parent)}
    sys.path[:] = [str(folder), root, *(p for p in sys.path if p not in {*here, str(folder), root})]
    for known in (str(folder), root):
        sys.path_importer_cache.pop(known, None)
