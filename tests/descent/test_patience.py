"""Long descents: what they say, how they are interrupted, and what they need of the memory."""

import os
import signal
import subprocess
import sys
import tracemalloc
from time import monotonic, sleep
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from helpers import ROOT

from gdreport import Descent, GradientDescent, ReportError, uniform
from gdreport.descent import patience
from gdreport.descent.patience import find_free_memory, tell_progress
from gdreport.objectives.catalogue import named


def test_a_sweep_that_cannot_be_held_says_so_before_it_starts_with_the_arithmetic() -> None:
    sweep = Descent(named("wave"), GradientDescent(np.linspace(0.01, 4, 10**5)), start=np.linspace(-6, 6, 10**5), epochs=[10, 20])
    with pytest.raises(ReportError) as caught:
        sweep.run()
    what, remedy = str(caught.value).split("\n")
    assert what.startswith("the descent has 10,000,000,000 runs, each recorded at 2 epochs: they need 1,600 GB, and ")
    assert remedy == "  remedy: sweep fewer values, record fewer epochs, or leave out record_path; or make several runs of it"


def test_its_path_counts_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "find_free_memory", lambda: 10**6)
    arguments: dict[str, Any] = {"start": np.linspace(-2, 2, 100), "epochs": 1000}
    Descent(named("parabola"), GradientDescent(0.1), **arguments).run()
    with pytest.raises(ReportError, match=r"with its path of 1,001 iterates: they need 0.00161 GB, and 0.001 GB are free"):
        Descent(named("parabola"), GradientDescent(0.1), **arguments, record_path=True).run()


def test_the_free_memory_is_that_of_this_machine() -> None:
    free = find_free_memory()
    assert free is None or 2**20 < free < 2**50


def test_on_a_terminal_it_says_after_two_seconds_how_long_the_rest_takes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = iter([0.0, 1.9, 3.0, 3.1, 4.0, 5.0])
    monkeypatch.setattr("gdreport.descent.patience.time", SimpleNamespace(monotonic=lambda: next(clock)))
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    see = tell_progress()
    for share in (0.2, 0.25, 0.3, 0.5, 1.0):
        see(share)
    lines = capsys.readouterr().err.split("\r\033[2K")
    assert lines[1:] == ["descent: 25% of the epochs, about 9 s left", "descent: 50% of the epochs, about 4 s left", ""]


def test_elsewhere_it_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    see = tell_progress()
    see(0.5)
    see(1.0)
    assert capsys.readouterr().err == ""


LONG = """
import signal
import numpy as np
from gdreport import Descent, GradientDescent
from gdreport.objectives.catalogue import named
sweep = Descent(named("wave"), GradientDescent(np.linspace(2.0, 4.0, 500)), start=np.linspace(-6, 6, 200), epochs=10**6)
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell in the background leaves it ignored
print("begun", flush=True)
sweep.run()
"""


@pytest.mark.parametrize("engine", ["numpy", "compiled"])
def test_an_interrupt_ends_it_at_once(engine: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", LONG],
        env=os.environ | {"GDREPORT_ENGINE": engine},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        sleep(4)
        assert process.poll() is None
        sent = monotonic()
        process.send_signal(signal.SIGINT)
        try:
            _, errors = process.communicate(timeout=20)
        finally:
            process.kill()  # or the test would wait for it to the end
    assert errors.rstrip().endswith("KeyboardInterrupt")
    assert monotonic() - sent < 5  # some tenths of a second where nothing else runs


@pytest.mark.parametrize("engine", ["numpy", "compiled"])
def test_it_needs_less_than_four_times_the_memory_of_its_results(engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GDREPORT_ENGINE", engine)
    sweep = Descent(named("cubic"), GradientDescent(np.linspace(0.01, 0.1, 400)), start=np.linspace(1, 4, 500), epochs=20)
    sweep.run()  # what is compiled and imported once
    tracemalloc.start()
    results = sweep.run()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4 * sum(array.nbytes for array in results.data_vars.values())


def test_starts_that_the_memory_cannot_hold_are_refused_before_they_are_drawn() -> None:
    with pytest.raises(ReportError, match=r"10,000,000,000,000 starts and their runs need .* GB are free"):
        uniform(-1, 1, seed=1, count=10**13)
