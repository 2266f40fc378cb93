"""Each experiment in a process of its own: how it ends is its page's affair, and nothing outlives the command."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers import call, copy_report, edit, is_alive

from gdreport.files import read_tree

PYTHON, WORDS = "experiments/valley.py", "experiments/valley.md"
NEIGHBOUR = ("experiments/drawn.py", "experiments/drawn.md")


@pytest.fixture
def two(tmp_path: Path) -> Path:
    """Two experiments, of which the first is to misbehave."""
    report = copy_report("tiny", tmp_path)
    for file in NEIGHBOUR:
        (report / file).write_bytes((Path(__file__).parent.parent / "data/drawn" / Path(file).name).read_bytes())
    return report


DEATHS = {
    "os._exit(0)": ("import os; os._exit(0)", "its process ended with status 0 before the page was made"),
    "os._exit(3)": ("import os; os._exit(3)", "its process ended with status 3 before the page was made"),
    "abort": ("import os; os.abort()", "its process was ended by SIGABRT"),
    "segmentation fault": ("import ctypes; ctypes.string_at(0)", "its process was ended by SIGSEGV"),
    "kill": ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "its process was ended by SIGKILL"),
    "KeyboardInterrupt": ("raise KeyboardInterrupt", "KeyboardInterrupt"),
    "GeneratorExit": ("raise GeneratorExit", "GeneratorExit"),
    "an exception that cannot be pickled": (
        "class E(Exception):\n    lock = __import__('threading').Lock()\nraise E(E.lock)",
        "E: <unlocked",
    ),
    "a mistake of a class of its own": ("import gdreport\nclass Bad(gdreport.ReportError): pass\nraise Bad('no data')", "no data"),
    "a message that cannot be written": (
        "class Bad(Exception):\n    def __str__(self): raise ValueError\nraise Bad",
        "cannot be written",
    ),
    "a question to the terminal": ("import getpass; getpass.getpass()", "EOF"),
    "a fork that lives on": ("import os, time\nif not os.fork():\n    time.sleep(60)\n    os._exit(0)\nos._exit(4)", "status 4"),
}


@pytest.mark.parametrize(("death", "jobs"), [*((d, "2") for d in DEATHS), ("os._exit(0)", "1"), ("kill", "1")])
def test_the_end_of_a_process_is_its_own_pages_mistake_and_no_others(two: Path, death: str, jobs: str) -> None:
    code, what = DEATHS[death]
    edit(two / PYTHON, "rates =", f"{code}\nrates =")
    begun = time.monotonic()
    done = call("build", "--jobs", jobs, cwd=two)
    assert done.status == 2
    assert f"{PYTHON}:" in done.err
    assert what in done.err
    assert "drawn   ran in" in done.out
    assert (two / "docs/experiments/drawn/index.md").exists()
    assert time.monotonic() - begun < 30


STATE = """
import builtins, decimal, locale, os, random, sys, warnings
import matplotlib, numpy, sympy
builtins.print = None
decimal.getcontext().prec = 2
matplotlib.rcParams["lines.linewidth"] = 9
matplotlib.rcParams["font.size"] = 30
numpy.seterr(all="raise")
numpy.set_printoptions(precision=1)
numpy.abs = None
os.chdir("/")
os.environ["LC_ALL"] = "xx"
random.seed(0)
sympy.sin = None
sys.setrecursionlimit(200)
sys.path.clear()
sys.modules["helper"] = sys.modules["os"]
warnings.simplefilter("error")
numpy.float64 = float
"""


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_what_an_experiment_leaves_behind_reaches_no_other(two: Path, jobs: str) -> None:
    assert call("build", cwd=two).status == 0
    clean = read_tree(two / "docs/experiments/drawn")
    (two / "experiments/aaa.py").write_text((two / PYTHON).read_text() + STATE)
    (two / "experiments/aaa.md").write_text((two / WORDS).read_text())
    (two / "docs/experiments/drawn/manifest.json").unlink()
    done = call("build", "--rerun", "--jobs", jobs, cwd=two)
    assert "drawn   ran in" in done.out
    assert read_tree(two / "docs/experiments/drawn") == clean


def group_of(marker: Path) -> int:
    """The process of the experiment, once it is at work."""
    deadline = time.monotonic() + 30
    while not marker.exists() or not marker.read_text():
        assert time.monotonic() < deadline, "the experiment did not begin"
        time.sleep(0.02)
    return int(marker.read_text())


@pytest.mark.skipif(not Path("/proc").exists(), reason="asks /proc which processes live")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGKILL", "SIGHUP", "SIGINT"])
def test_a_signal_to_the_command_alone_leaves_no_process_behind(two: Path, name: str) -> None:
    marker, child = two / "marker", two / "child"
    code = (
        f"import os, subprocess, time\nsleeper = subprocess.Popen(['sleep', '60'])\n"
        f"open({str(child)!r}, 'w').write(str(sleeper.pid))\nopen({str(marker)!r}, 'w').write(str(os.getpid()))\ntime.sleep(60)\n"
    )
    edit(two / PYTHON, "rates =", f"{code}rates =")
    command = subprocess.Popen(
        [sys.executable, "-m", "gdreport", "build"], cwd=two, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )
    worker = group_of(marker)
    os.kill(command.pid, getattr(signal, name))
    command.communicate(timeout=30)
    deadline = time.monotonic() + 10
    while any(map(is_alive, (worker, int(child.read_text())))) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not is_alive(worker)
    assert not is_alive(int(child.read_text())), "nor what the experiment started"


def test_a_mistake_found_beside_the_runs_ends_the_command_at_once(two: Path) -> None:
    edit(two / PYTHON, "rates =", "import time; time.sleep(60)\nrates =")
    begun = time.monotonic()
    done = call("build", "--site", cwd=two)
    assert (done.status, "there is no mkdocs.yml" in done.err) == (2, True)
    assert time.monotonic() - begun < 30


def test_a_file_named_like_a_module_where_the_command_is_given_is_not_imported(two: Path, tmp_path: Path) -> None:
    place = tmp_path / "elsewhere"
    place.mkdir()
    (place / "colorsys.py").write_text("raise RuntimeError('imported from where the command was given')\n")
    edit(two / PYTHON, "import helper", "import colorsys\n\nimport helper")
    done = subprocess.run(
        [str(Path(sys.executable).with_name("gdreport")), "-C", str(two), "build"],
        cwd=place,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_a_measure_of_an_authors_own_type_is_a_plain_number_on_the_page(two: Path) -> None:
    edit(two / PYTHON, "import helper", "import enum\n\nimport helper\n\n\nclass Level(enum.IntEnum):\n    HIGH = 3\n\n")
    edit(two / PYTHON, '"lost": int(', '"level": Level.HIGH, "lost": int(')
    done = call("build", cwd=two)
    assert done.status == 0, done.err


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere no kernel ends it")
def test_code_that_holds_the_interpreter_ends_with_the_command(two: Path) -> None:
    marker = two / "marker"
    endless = f"import os, re\nopen({str(marker)!r}, 'w').write(str(os.getpid()))\nre.match(r'(a+)+$', 'a' * 40 + 'b')\n"
    edit(two / PYTHON, "rates =", f"{endless}rates =")
    command = subprocess.Popen([sys.executable, "-m", "gdreport", "build"], cwd=two, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    worker = group_of(marker)
    command.kill()
    command.communicate(timeout=30)
    deadline = time.monotonic() + 10
    while is_alive(worker) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not is_alive(worker)


@pytest.fixture
def places() -> Iterator[Path]:
    """A temporary folder with a short name: a socket has no room for a long one."""
    with tempfile.TemporaryDirectory(prefix="t") as folder:
        yield Path(folder)


def test_the_folder_of_a_command_that_was_killed_goes_with_the_next_one(tiny: Path, places: Path) -> None:
    edit(tiny / "experiments/valley.py", "rates =", "import time\ntime.sleep(9)\nrates =")
    command = [sys.executable, "-m", "gdreport", "-C", str(tiny)]
    building = subprocess.Popen([*command, "build"], env={**os.environ, "TMPDIR": str(places)}, stdout=subprocess.DEVNULL)
    while not list(places.glob("gdreport-*")):
        time.sleep(0.05)
    building.kill()
    building.wait()
    assert list(places.iterdir())
    edit(tiny / "experiments/valley.py", "time.sleep(9)", "time.sleep(0)")
    assert subprocess.run([*command, "build"], env={**os.environ, "TMPDIR": str(places)}, check=False).returncode == 0
    assert list(places.iterdir()) == []
