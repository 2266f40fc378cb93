"""The libraries that a run imported: which distributions they are of, and their versions."""

import contextlib
import importlib.machinery
import re
import sys
import sysconfig
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from gdreport.inputs.digests import digest

NONE = "none"
LOOSE = "module "  # before the name of one that is of no distribution


@cache
def list_installed() -> tuple[str, ...]:
    """The folders of Python's own modules and of installed packages, as they are named and where their links lead."""
    paths = sysconfig.get_paths()
    named = {paths[kind] for kind in ("stdlib", "platstdlib", "purelib", "platlib")} | {
        p for p in sys.path if Path(p).name in {"site-packages", "dist-packages"}
    }
    return tuple(sorted({place for p in named for place in (str(Path(p)), str(Path(p).resolve()))}))


def is_installed(path: str, root: str) -> bool:
    """Whether a file is Python's or an installed package's. A report that lies among these, or holds them, is told apart."""
    inside = path.startswith(f"{root}/")
    return any(path.startswith(f"{place}/") and not (inside and root.startswith(f"{place}/")) for place in list_installed())


def list_imported(root: str) -> list[str]:
    """The installed top-level modules that this process has imported."""
    standard = sysconfig.get_paths()["stdlib"]
    found = set()
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None) or next(iter(getattr(module, "__path__", None) or ()), None)
        top = name.partition(".")[0]
        if isinstance(file, str) and top not in sys.stdlib_module_names and is_installed(file, root):
            in_packages = "site-packages" in file or "dist-packages" in file
            found |= {top} if in_packages or not file.startswith(standard) else set()
    return sorted(found)


@cache
def _read_records() -> tuple[tuple[str, bytes], ...]:
    """Distribution and the list of its files, for all that are installed."""
    records = [record for place in list_installed() for record in Path(place).glob("*.dist-info/RECORD")]
    return tuple((record.parent.name.partition("-")[0], b"\n" + record.read_bytes()) for record in records)


def find_distributions(modules: Iterable[str]) -> set[str]:
    """The distributions of installed top-level modules, by normalized names; a module that is of none, as itself."""
    return {name for module in modules for name in _find_distributions(module)}


@cache
def _find_distributions(module: str) -> frozenset[str]:
    places = [place for known in list_installed() if (place := _find_file(module, known)) is not None]
    marks = [f"\n{place},".encode() for place in places] or [f"\n{module}/".encode()]
    names = {name for name, record in _read_records() if any(mark in record for mark in marks)}
    return frozenset(re.sub(r"[-_.]+", "-", name).lower() for name in names) or frozenset({f"{LOOSE}{module}"})


def _find_file(module: str, folder: str) -> str | None:
    """The file of an imported module as a path from a folder, None where it lies elsewhere or has none."""
    file = getattr(sys.modules.get(module), "__file__", None)
    return Path(file).relative_to(folder).as_posix() if file is not None and Path(file).is_relative_to(folder) else None


@cache
def list_required(distribution: str = "gdreport") -> frozenset[str]:
    """What a distribution needs, and what that needs, by normalized names; without extras. Nothing where it is not installed."""
    from importlib.metadata import PackageNotFoundError, requires

    found: set[str] = set()
    waiting = [distribution]
    while waiting:
        try:
            needed = requires(waiting.pop()) or []
        except PackageNotFoundError:
            continue
        names = [re.split(r"[^\w.-]", need, maxsplit=1)[0] for need in needed if "extra ==" not in need]
        new = {re.sub(r"[-_.]+", "-", name).lower() for name in names} - found
        found |= new
        waiting += sorted(new)
    return frozenset(found)


def read_versions(names: Iterable[str]) -> dict[str, str]:
    """The version of Python and of each distribution, `none` where it is not installed; nothing is imported."""
    return {name: _read_version(name) for name in sorted({"python", *names})}


@cache
def _read_version(name: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    if name.startswith(LOOSE):
        return _digest_module(name.removeprefix(LOOSE))
    try:
        return sys.version.split()[0] if name == "python" else version(name)
    except PackageNotFoundError:
        return NONE


def _digest_module(module: str) -> str:
    """Of an installed module without a distribution: its version where it says one, else of its file."""
    from importlib.metadata import PackageNotFoundError, version

    with contextlib.suppress(PackageNotFoundError):
        return version(module)
    spec = importlib.machinery.PathFinder.find_spec(module, list(list_installed()))
    file = None if spec is None or spec.origin is None else Path(spec.origin)
    return digest(file.read_bytes())[:12] if file is not None and file.is_file() else NONE


@cache
def find_installed(name: str) -> str:
    """What import finds for a top-level name among installed packages: `installed`, or nothing."""
    return "installed" if importlib.machinery.PathFinder.find_spec(name, list(list_installed())) else ""
