"""Ways in which a run can depend on something: what it does, and what is then changed. Each is an experiment of its own.

NAME stands for the way's name as an identifier.
"""

import os
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

Change = Callable[[Path], object]  # of the way's folder


@dataclass(frozen=True)
class Way:
    """How a run depends on something."""

    body: str  # of a function that returns a number, with `here`, the way's folder, as a Path
    change: Change
    files: dict[str, str] = field(default_factory=lambda: {"n.txt": "1"})
    words: str = ""  # more of the page's words
    prepare: Change = lambda folder: None


def _write(name: str, text: str = "2") -> Change:
    def change(folder: Path) -> None:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)

    return change


def _bytes(name: str, content: bytes) -> Change:
    return lambda folder: (folder / name).write_bytes(content)


def _remove(name: str) -> Change:
    return lambda folder: (folder / name).unlink()


def _link(name: str, target: str) -> Change:
    def change(folder: Path) -> None:
        (folder / name).unlink(missing_ok=True)
        (folder / name).symlink_to(target)

    return change


def _move_behind_a_link(folder: Path) -> None:
    (folder / "deep").rename(folder.parent / "NAME_far")
    (folder / "deep").symlink_to("../NAME_far")


def _database(value: int, name: str = "n.db") -> Change:
    def change(folder: Path) -> None:
        with sqlite3.connect(folder / name) as connection:
            connection.execute("create table if not exists t (n integer)")
            connection.execute("delete from t")
            connection.execute("insert into t values (?)", [value])
        connection.close()

    return change


def _variable(name: str, value: str) -> Change:
    return lambda folder: os.environ.update({name: value})


def _upper(file: str, text: str) -> Change:
    """In the folder above the way's."""
    return _write(f"../{file}", text)


SELECT = "c.execute('select n from {t}').fetchone()[0]"
OPENED: dict[str, Way] = {
    "open": Way("return open(here / 'n.txt').read()", _write("n.txt")),
    "read bytes": Way("return (here / 'n.txt').read_bytes()", _write("n.txt")),
    "a relative path": Way("import os\nreturn open(os.path.relpath(here / 'n.txt')).read()", _write("n.txt")),
    "a path after chdir": Way("import os\nos.chdir(here)\nreturn open('n.txt').read()", _write("n.txt")),
    "a path with dots": Way("return open(f'{here}/../{here.name}/./n.txt').read()", _write("n.txt")),
    "a path in bytes": Way("import os\nreturn open(os.fsencode(here / 'n.txt')).read()", _write("n.txt")),
    "os.open": Way("import os\nreturn os.read(os.open(here / 'n.txt', os.O_RDONLY), 9)", _write("n.txt")),
    "os.open from a folder": Way(
        "import os\nf = os.open(here, os.O_RDONLY)\nreturn os.read(os.open('n.txt', os.O_RDONLY, dir_fd=f), 9)", _write("n.txt")
    ),
    "an opener": Way(
        "import os\nf = os.open(here, os.O_RDONLY)\nreturn open('n.txt', opener=lambda p, m: os.open(p, m, dir_fd=f)).read()",
        _write("n.txt"),
    ),
    "reading and writing": Way("return open(here / 'n.txt', 'r+').read()", _write("n.txt")),
    "memory mapped": Way("import numpy\nreturn numpy.memmap(here / 'n.txt', 'u1', 'r')[0]", _write("n.txt")),
    "numpy.loadtxt": Way("import numpy\nreturn numpy.loadtxt(here / 'n.txt')", _write("n.txt")),
    "numpy.fromfile": Way("import numpy\nreturn numpy.fromfile(here / 'n.txt', 'u1')[0]", _write("n.txt")),
    "pandas": Way("import pandas\nreturn pandas.read_csv(here / 'n.csv').n[0]", _write("n.csv", "n\n2\n"), {"n.csv": "n\n1\n"}),
    "in a thread": Way(
        "from threading import Thread\nfound = []\nt = Thread(target=lambda: found.append(open(here / 'n.txt').read()))\n"
        "t.start()\nt.join()\nreturn found[0]",
        _write("n.txt"),
    ),
    "by a pool of threads": Way(
        "from concurrent.futures import ThreadPoolExecutor\nfrom pathlib import Path\n"
        "return list(ThreadPoolExecutor(1).map(Path.read_text, [here / 'n.txt']))[0]",
        _write("n.txt"),
    ),
    "a hidden file": Way("return open(here / '.n').read()", _write(".n"), {".n": "1"}),
    "a file in .cache": Way("return open(here / '.cache/n').read()", _write(".cache/n"), {".cache/n": "1"}),
    "a file in .venv": Way("return open(here / '.venv/n').read()", _write(".venv/n"), {".venv/n": "1"}),
    "a file in node_modules": Way("return open(here / 'node_modules/n').read()", _write("node_modules/n"), {"node_modules/n": "1"}),
    "a file that is missing": Way(
        "try:\n    return open(here / 'm.txt').read()\nexcept OSError:\n    return 0", _write("m.txt"), {}
    ),
    "a file through a link": Way("return open(here / 'link').read()", _write("n.txt"), prepare=_link("link", "n.txt")),
    "a link that leads elsewhere": Way(
        "return open(here / 'link').read()", _link("link", "m.txt"), {"n.txt": "1", "m.txt": "2"}, prepare=_link("link", "n.txt")
    ),
    "through a link's parent": Way(
        "return open(f'{here}/link/../n.txt').read()",
        _write("far/n.txt"),
        {"far/away/x": "", "far/n.txt": "1", "n.txt": "5"},
        prepare=_link("link", "far/away"),
    ),
    "beside the report": Way(
        "return open(here.parents[2] / 'beside.txt').read()",
        lambda folder: _write("beside.txt")(folder.parents[2]),
        {},
        prepare=lambda folder: _write("beside.txt", "1")(folder.parents[2]),
    ),
    "far from the report": Way(
        "import os\nreturn open(os.path.join(os.path.dirname(here.parents[2]), 'far.txt')).read()",
        lambda folder: _write("far.txt")(folder.parents[3]),
        {},
        prepare=lambda folder: _write("far.txt", "1")(folder.parents[3]),
    ),
    "a byte 13 in no text": Way(
        "return open(here / 'n.bin', 'rb').read()[1]", _bytes("n.bin", b"\0\n\n"), {}, prepare=_bytes("n.bin", b"\0\r\n")
    ),
    "a byte 13 alone": Way(
        "return open(here / 'n.txt', 'rb').read().count(b'\\r')", _bytes("n.txt", b"1\n2"), {}, prepare=_bytes("n.txt", b"1\r2")
    ),
    "a zip": Way(
        "import zipfile\nreturn zipfile.ZipFile(here / 'n.zip').read('n.txt')",
        lambda folder: shutil.make_archive(str(folder / "n"), "zip", folder / "b"),
        {"a/n.txt": "1", "b/n.txt": "2"},
        prepare=lambda folder: shutil.make_archive(str(folder / "n"), "zip", folder / "a"),
    ),
    "a database": Way(
        f"import sqlite3\nc = sqlite3.connect(here / 'n.db')\nreturn {SELECT.format(t='t')}", _database(2), {}, prepare=_database(1)
    ),
    "a database's log": Way(
        f"import sqlite3\nc = sqlite3.connect(here / 'n.db')\nreturn {SELECT.format(t='t')}",
        _write("n.db-wal", "log"),
        {},
        prepare=_database(1),
    ),
    "a database by its address": Way(
        f"import sqlite3\nc = sqlite3.connect(f'file:{{here}}/n.db?mode=ro', uri=True)\nreturn {SELECT.format(t='t')}",
        _database(2),
        {},
        prepare=_database(1),
    ),
    "an attached database": Way(
        f"import sqlite3\nc = sqlite3.connect(':memory:')\nc.execute(f\"attach '{{here}}/n.db' as o\")\n"
        f"return {SELECT.format(t='o.t')}",
        _database(2),
        {},
        prepare=_database(1),
    ),
}
ASKED: dict[str, Way] = {
    "listdir by number": Way("import os\nreturn len(os.listdir(os.open(here, os.O_RDONLY)))", _write("m.txt")),
    "a folder that becomes a link": Way(
        "import os\nreturn sum(e.is_symlink() for e in os.scandir(here))",
        _move_behind_a_link,
        {"deep/n.txt": "1"},
    ),
    "os.listdir": Way("import os\nreturn len(os.listdir(here))", _write("m.txt")),
    "os.scandir": Way("import os\nreturn sum(1 for _ in os.scandir(here))", _write("m.txt")),
    "os.walk": Way("import os\nreturn sum(len(f) for _, _, f in os.walk(here))", _write("deep/m.txt"), {"deep/n.txt": "1"}),
    "glob": Way("import glob\nreturn len(glob.glob(f'{here}/*.txt'))", _write("m.txt")),
    "Path.glob": Way("return len([*here.glob('*.txt')])", _write("m.txt")),
    "Path.rglob": Way("return len([*here.rglob('*.txt')])", _write("deep/m.txt"), {"deep/n.txt": "1"}),
    "Path.iterdir": Way("return len([*here.iterdir()])", _write("m.txt")),
    "a file that went": Way("import os\nreturn len(os.listdir(here))", _remove("n.txt"), {"n.txt": "1", "m.txt": "1"}),
    "a folder that was listed by number": Way(
        "import os\nreturn sum(1 for _ in os.scandir(os.open(here, os.O_RDONLY)))", _write("m.txt")
    ),
    "exists": Way("return (here / 'm.txt').exists()", _write("m.txt")),
    "os.path.exists": Way("import os\nreturn os.path.exists(here / 'm.txt')", _write("m.txt")),
    "is_dir": Way("return (here / 'deep').is_dir()", _write("deep/n.txt")),
    "is_file, of one that goes": Way("return (here / 'n.txt').is_file()", _remove("n.txt")),
    "a size": Way("return (here / 'n.txt').stat().st_size", _write("n.txt", "22")),
    "os.path.getsize": Way("import os\nreturn os.path.getsize(here / 'n.txt')", _write("n.txt", "22")),
    "a size in a listing": Way("import os\nreturn sum(e.stat().st_size for e in os.scandir(here))", _write("n.txt", "22")),
    "os.access": Way("import os\nreturn os.access(here / 'm.txt', os.R_OK)", _write("m.txt")),
    "a link's target": Way(
        "import os\nreturn os.readlink(here / 'link').count('n')",
        _link("link", "m.txt"),
        {"n.txt": "1", "m.txt": "2"},
        prepare=_link("link", "n.txt"),
    ),
    "whether it is a link": Way("return (here / 'link').is_symlink()", _link("link", "n.txt")),
    "a variable": Way("import os\nreturn os.environ['GDREPORT_NAME']", lambda f: None),
    "os.getenv": Way("import os\nreturn os.getenv('GDREPORT_NAME', 0)", lambda f: None),
    "a variable that was not set": Way("import os\nreturn 'GDREPORT_NOT_NAME' in os.environ", lambda f: None),
    "expandvars": Way("import os\nreturn os.path.expandvars('$GDREPORT_NAME')", lambda f: None),
    "os.environb": Way("import os\nreturn os.environb[b'GDREPORT_NAME'].decode()", lambda f: None),
}
IMPORTED: dict[str, Way] = {
    "a helper": Way("import helper_NAME as h\nreturn h.N", _upper("helper_NAME.py", "N = 2\n"), {"../helper_NAME.py": "N = 1\n"}),
    "a helper of a helper": Way(
        "import outer_NAME as h\nreturn h.N",
        _upper("inner_NAME.py", "N = 2\n"),
        {"../outer_NAME.py": "from inner_NAME import N\n", "../inner_NAME.py": "N = 1\n"},
    ),
    "a package": Way(
        "from pack_NAME.mod import N\nreturn N",
        _upper("pack_NAME/mod.py", "N = 2\n"),
        {"../pack_NAME/__init__.py": "", "../pack_NAME/mod.py": "N = 1\n"},
    ),
    "a folder on the path": Way(
        "import sys\nsys.path.append(str(here))\nimport lib_NAME\nreturn lib_NAME.N",
        _write("lib_NAME.py", "N = 2\n"),
        {"lib_NAME.py": "N = 1\n"},
    ),
    "byte-code alone": Way(
        "import sys\nsys.path.append(str(here))\nsys.dont_write_bytecode = False\nimport code_NAME\nreturn code_NAME.N",
        _write("code_NAME.py", "N = 2\n"),
        {"code_NAME.py": "N = 1\n"},
    ),
    "an optional module of the author's": Way(
        "try:\n    import maybe_NAME as m\nexcept ImportError:\n    return 0\nreturn m.N", _upper("maybe_NAME.py", "N = 1\n"), {}
    ),
    "find_spec": Way(
        "from importlib.util import find_spec\nreturn find_spec('perhaps_NAME') is not None", _upper("perhaps_NAME.py", ""), {}
    ),
    "a package that is found before a module": Way(
        "import both_NAME\nreturn both_NAME.N", _upper("both_NAME/__init__.py", "N = 2\n"), {"../both_NAME.py": "N = 1\n"}
    ),
    "a namespace package that gains an __init__": Way(
        "import space_NAME.mod as m\nreturn m.N",
        _upper("space_NAME/__init__.py", "import sys\nsys.modules[__name__ + '.mod'].N = 2"),
        {"../space_NAME/mod.py": "N = 1\n"},
    ),
    "a module that hides an installed package": Way(
        "import html5lib\nreturn len(html5lib.__name__)", _upper("html5lib.py", ""), {}
    ),
    "a library that is not installed": Way(
        "try:\n    import quite_unknown\nexcept ImportError:\n    return 0\nreturn 1", _upper("quite_unknown.py", ""), {}
    ),
    "run_path": Way("import runpy\nreturn runpy.run_path(str(here / 's.py'))['N']", _write("s.py", "N = 2\n"), {"s.py": "N = 1\n"}),
    "spec_from_file_location, of byte-code": Way(
        "import importlib.util as u, sys\nsys.dont_write_bytecode = False\nfor _ in range(2):\n"
        "    s = u.spec_from_file_location('m', here / 's.py')\n    m = u.module_from_spec(s)\n"
        "    s.loader.exec_module(m)\nreturn m.N",
        _write("s.py", "N = 2\n"),
        {"s.py": "N = 1\n"},
    ),
    "exec": Way(
        "space = {}\nexec(open(here / 's.py').read(), space)\nreturn space['N']", _write("s.py", "N = 2\n"), {"s.py": "N = 1\n"}
    ),
    "spec_from_file_location": Way(
        "from importlib import util\nspec = util.spec_from_file_location('m', here / 's.py')\nm = util.module_from_spec(spec)\n"
        "spec.loader.exec_module(m)\nreturn m.N",
        _write("s.py", "N = 2\n"),
        {"s.py": "N = 1\n"},
    ),
    "pkgutil.get_data": Way(
        "import pkgutil\nimport data_NAME\nreturn pkgutil.get_data('data_NAME', 'n.txt')",
        _upper("data_NAME/n.txt", "2"),
        {"../data_NAME/__init__.py": "", "../data_NAME/n.txt": "1"},
    ),
    "importlib.resources": Way(
        "from importlib.resources import files\nimport files_NAME\nreturn (files('files_NAME') / 'n.txt').read_text()",
        _upper("files_NAME/n.txt", "2"),
        {"../files_NAME/__init__.py": "", "../files_NAME/n.txt": "1"},
    ),
    "a module in a zip": Way(
        "import sys\nsys.path.append(str(here / 'n.zip'))\nimport zipped as z\nreturn z.N",
        lambda folder: shutil.make_archive(str(folder / "n"), "zip", folder / "b"),
        {"a/zipped.py": "N = 1\n", "b/zipped.py": "N = 2\n"},
        prepare=lambda folder: shutil.make_archive(str(folder / "n"), "zip", folder / "a"),
    ),
}
INCLUDED: dict[str, Way] = {
    "include": Way(
        "return 1", _upper("part_NAME.txt", "Another part."), {"../part_NAME.txt": "A part."}, words='{% include "part_NAME.txt" %}'
    ),
    "include, ignore missing": Way(
        "return 1", _upper("none_NAME.txt", "A part."), {}, words='{% include "none_NAME.txt" ignore missing %}'
    ),
    "include, the first of a list": Way(
        "return 1",
        _upper("first_NAME.txt", "The first."),
        {"../second_NAME.txt": "The second."},
        words='{% include ["first_NAME.txt", "second_NAME.txt"] %}',
    ),
    "import of macros": Way(
        "return 1",
        _upper("macros_NAME.txt", "{% macro say() %}New words.{% endmacro %}"),
        {"../macros_NAME.txt": "{% macro say() %}Words.{% endmacro %}"},
        words='{% import "macros_NAME.txt" as m %}{{ m.say() }}',
    ),
    "extends": Way(
        "return 1",
        _upper("base_NAME.txt", "Another."),
        {"../base_NAME.txt": "A base."},
        words='{% from "base_NAME.txt" import nothing with context %}',
    ),
}
UNWATCHED: dict[str, tuple[str, str]] = {
    "subprocess": ("import subprocess\nreturn subprocess.run(['cat', str(here / 'n.txt')], stdout=-1).stdout", "another program"),
    "os.system": ("import os\nreturn os.system('true')", "another program"),
    "os.popen": ("import os\nreturn os.popen('echo 1').read()", "another program"),
    "posix_spawn": ("import os\nreturn os.posix_spawn('/bin/true', ['true'], {}) > 0", "another program"),
    "fork": ("import os\np = os.fork()\nif p == 0:\n    os._exit(0)\nreturn os.waitpid(p, 0)[1]", "another process"),
    "multiprocessing": (
        "from multiprocessing import get_context\np = get_context('fork').Process(target=print)\np.start()\np.join()\nreturn 1",
        "another process",
    ),
    "a pool of processes": (
        "from multiprocessing import Pool\nwith Pool(2) as pool:\n    return sum(pool.map(abs, [-1, 2]))",
        "another process",
    ),
    "a socket": (
        "import socket\ns = socket.socket()\ntry:\n    s.connect(('127.0.0.1', 9))\nexcept OSError:\n    pass\nreturn 1",
        "the network",
    ),
    "a C library": ("import ctypes\nreturn ctypes.CDLL(None).abs(-1)", "a C library that it loads"),
    "the machine": ("return len(open('/proc/cpuinfo').read()) > 0", "/proc/cpuinfo, which the machine makes"),
    "how many variables there are": ("import os\nreturn len(os.environ) > 0", "the whole environment"),
    "the clock": ("from time import perf_counter\nreturn perf_counter() > 0", "the clock"),
    "a draw without a seed": ("import numpy\nreturn numpy.random.default_rng().random() < 1", "draws without a seed"),
    "an identifier": ("import uuid\nreturn uuid.uuid4().int > 0", "draws without a seed"),
    "the whole environment": ("import os\nreturn len(dict(os.environ)) > 0", "the whole environment"),
    "netCDF4": ("import netCDF4\nd = netCDF4.Dataset(here / 'n.nc', 'w')\nd.close()\nreturn 1", "what netCDF4 opens"),
}
