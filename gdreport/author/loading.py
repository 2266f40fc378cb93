"""The author's code, executed in a process of its own: nothing of it is undone, since nothing comes after it."""

import importlib.util
import os
import sys
import sysconfig
from importlib.machinery import (
    BYTECODE_SUFFIXES,
    EXTENSION_SUFFIXES,
    SOURCE_SUFFIXES,
    ExtensionFileLoader,
    FileFinder,
    SourceFileLoader,
    SourcelessFileLoader,
)
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from gdreport.author.locating import EXPERIMENTS, locate_mistakes
from gdreport.errors import ReportError
from gdreport.inputs.digests import PACKAGE
from gdreport.inputs.libraries import is_installed
from gdreport.project import Pair


class _FromSource(SourceFileLoader):
    """Compiles from the source: a cached .pyc can be older than an edit within the same second."""

    def get_code(self, fullname: str) -> CodeType:
        return self.source_to_code(self.get_data(self.path), self.path)


def load_experiment(pair: Pair) -> ModuleType:
    """The experiment's module, its folder and the root importable.

    Errors: ReportError for whatever it raises.
    """
    file = pair.path(pair.code)
    _make_importable(pair, file.parent)
    os.chdir(pair.root)  # wherever the command was given
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
        raise ReportError("it has no variable experiment", file=pair.code, remedy=remedy)
    return module


def _make_importable(pair: Pair, folder: Path) -> None:
    root = str(pair.root)

    def from_source(path: str) -> Any:
        place = Path(os.path.abspath(path))
        own = place.is_relative_to(PACKAGE) and not place.is_relative_to(EXPERIMENTS)
        if own or not place.is_dir() or is_installed(f"{place}/", root):
            raise ImportError
        others = (ExtensionFileLoader, EXTENSION_SUFFIXES), (SourcelessFileLoader, BYTECODE_SUFFIXES)
        return FileFinder(path, others[0], (_FromSource, SOURCE_SUFFIXES), others[1])

    sys.path_hooks.insert(0, from_source)
    # Where the command was given, or stands, is no place to import from, unless gdreport itself is there.
    here = {"", os.getcwd(), sysconfig.get_path("scripts")} - {str(PACKAGE.parent)}
    sys.path[:] = [str(folder), root, *(p for p in sys.path if p not in {*here, str(folder), root})]
    for known in [p for p in sys.path_importer_cache if not is_installed(f"{p}/", root)]:
        del sys.path_importer_cache[known]
