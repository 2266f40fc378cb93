"""What import looked for: in which folders of the author's, and what it did not find there."""

import os
import sys
from collections.abc import Sequence
from functools import cache
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

from gdreport.author.trace import Trace, is_asked_by_engine
from gdreport.inputs.digests import PACKAGE, is_of_package
from gdreport.inputs.libraries import is_installed
from gdreport.inputs.questions import INSTALLED


class Finder:
    """Asks the other finders, and notes where they looked: `import`, `find_spec`, what failed and what is optional."""

    def __init__(self, trace: Trace) -> None:
        self.trace, self.root = trace, str(trace.pair.root)

    def find_spec(self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None) -> ModuleSpec | None:
        """The module's spec, as it would have been found without us."""
        spec = self._ask_others(name, path, target)
        if is_asked_by_engine():
            if "." not in name:  # else its package is there already, for somebody
                self.trace.engine.add(name)
            return spec
        origin = None if spec is None or not spec.has_location else spec.origin
        if origin is not None and is_of_package(Path(origin)):
            return spec  # which of gdreport's own modules a run comes by is no question of the run's
        if spec is None or spec.has_location or spec.submodule_search_locations is not None:
            self._note(name, sys.path if path is None else path, origin)
        if origin is not None:
            self.trace.see_file(origin)
        return spec

    def _ask_others(self, name: str, path: Sequence[str] | None, target: ModuleType | None) -> ModuleSpec | None:
        finders: list[Any] = [f for f in sys.meta_path if f is not self and hasattr(f, "find_spec")]
        return next((spec for f in finders if (spec := f.find_spec(name, path, target)) is not None), None)

    def _note(self, name: str, path: Sequence[str], origin: str | None) -> None:
        tail = name.rpartition(".")[2]
        for entry in map(str, path):
            folder = Path(entry or ".").absolute()
            if is_installed(f"{folder}/", self.root):
                if "." not in name and origin is None:
                    self.trace.see_import(INSTALLED, tail)
            elif folder.is_dir() and self._is_watched(folder, origin):
                self.trace.see_import(self._place(folder), tail)
            if origin is not None and Path(origin).is_relative_to(folder):
                return

    def _is_watched(self, folder: Path, origin: str | None) -> bool:
        """Folders of the report; elsewhere, where another machine has other ones, only that in which something was found."""
        inside = folder.is_relative_to(self.trace.pair.root)
        return inside or (folder != PACKAGE.parent and origin is not None and Path(origin).is_relative_to(folder))

    def _place(self, folder: Path) -> str:
        root = self.trace.pair.root
        return folder.relative_to(root).as_posix() if folder.is_relative_to(root) else str(folder)


def watch_imports(trace: Trace) -> None:
    """Note from now on what import looks for."""
    sys.meta_path.insert(0, Finder(trace))


def see_modules(trace: Trace) -> None:
    """Every module that this process has, with a file that is the author's: of some only byte-code was opened."""
    files = [file for module in list(sys.modules.values()) if isinstance(file := getattr(module, "__file__", None), str)]
    with trace.asking():  # these questions are ours
        own = [f for f in files if os.path.islink(f) or not _is_foreign(os.path.dirname(f), str(trace.pair.root))]
    for file in own:
        trace.see_file(file)


@cache
def _is_foreign(folder: str, root: str) -> bool:
    """Whether what stands in a folder is gdreport's own or installed, and no input."""
    inside = os.path.join(os.path.realpath(folder), "module.py")
    return is_of_package(Path(inside)) or is_installed(inside, root)
