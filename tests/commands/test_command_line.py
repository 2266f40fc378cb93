"""The command line: what every command can be told, what it prints, how it ends."""

import json
import os
import pty
import re
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.shell_completion import ShellComplete
from helpers import FRESH, Done, call, copy_report, edit, run_command

from gdreport.__main__ import main as begin
from gdreport.cli import main

PYTHON, WORDS = "experiments/valley.py", "experiments/valley.md"
LOOP = "def wait():\n    n = 0\n    while True:\n        n += 1\n\n\nwait()\nrates ="


def add_second(report: Path) -> None:
    """Another experiment, like the first."""
    for suffix in ("py", "md"):
        shutil.copy(report / f"experiments/valley.{suffix}", report / f"experiments/second.{suffix}")


def test_all_mistakes_of_a_build_are_told_at_once(tiny: Path) -> None:
    add_second(tiny)
    edit(tiny / PYTHON, '"ends": final', '"ends": final_against("start"), "more": final')
    edit(tiny / PYTHON, 'runs_table("final", "reached_at")', 'runs_table("last")')
    edit(tiny / WORDS, "{{ table(", "In 99 and 98 epochs.\n\n{{ table(")
    second = tiny / "experiments/second.md"
    edit(second, "All but {{ lost | number }}", "All but {{ losd | number }}")
    edit(second, 'figure("ends"', 'figure("end"')
    edit(second, 'table("runs"', 'table("run"')
    edit(second, "lost > 0 about='the runs that diverge'", "lost")
    done = call("build", cwd=tiny)
    assert done.status == 2
    told = [line.split(" ")[0] + " " + line.split(" ", 1)[1][:34] for line in done.err.splitlines() if line.startswith("exp")]
    assert sorted(told) == [
        "experiments/second.md:13: unknown table 'run'",
        "experiments/second.md:4: unknown number 'losd'",
        "experiments/second.md:7: unknown figure 'end'",
        "experiments/valley.md:13: the number 98 is typed in the word",
        "experiments/valley.md:13: the number 99 is typed in the word",
        "experiments/valley.py:21: the experiment has no sweep over '",
        "experiments/valley.py:22: the results have no 'last'",
    ], done.err


def test_observations_that_cannot_be_judged_and_exhibits_that_are_not_shown_are_told_together(tiny: Path) -> None:
    edit(tiny / WORDS, "lost > 0 about='the runs that diverge'", "lost")
    edit(tiny / WORDS, "largest < 0.2 and lost == 1", "lost + 1")
    done = call("build", cwd=tiny)
    assert re.findall(r"(?m)^\S+:\d+: the condition '[^']*'", done.err) == [
        f"{WORDS}:3: the condition 'lost + 1'",
        f"{WORDS}:9: the condition 'lost'",
    ]
    shutil.copytree(tiny.parent / "tiny", tiny.parent / "other")
    other = copy_report("tiny", tiny.parent / "again")
    edit(other / WORDS, '{{ table("runs", caption="Each run") }}', "")
    edit(other / WORDS, '{{ figure("ends", caption="The last iterate of each run") }}', "")
    assert re.findall(r"(figure|table) '\w+' is made but shown nowhere", call("build", cwd=other).err) == ["figure", "table"]


def test_all_that_is_wrong_with_the_pairs_is_told_at_once_and_the_good_ones_are_made_all_the_same(tiny: Path) -> None:
    edit(tiny / "pyproject.toml", "[tool.gdreport]", '[tool.gdreport]\norder = ["vale", "valley"]')
    for name in ("lonely", "a_b", "a-b"):
        (tiny / f"experiments/{name}.md").write_text("# Words\n")
    for name in ("a_b", "a-b"):
        shutil.copy(tiny / PYTHON, tiny / f"experiments/{name}.py")
    wrong = ("lonely.md: its experiment is missing", "unknown experiment 'vale'", "would share the page a-b/")
    done = call("build", cwd=tiny)
    assert (done.status, (tiny / "docs").exists()) == (2, False)
    assert all(done.err.count(what) == 1 for what in wrong), done.err
    done = call("build", "--keep-going", cwd=tiny)
    assert (done.status, done.out.split("  ")[0]) == (2, "valley")
    assert all(done.err.count(what) == 1 for what in wrong), done.err
    assert (tiny / "docs/experiments/valley/index.md").exists()
    assert not (tiny / "docs/experiments/a-b").exists()


def test_a_site_of_what_is_there_whatever_is_wrong(built: Path) -> None:
    (built / "mkdocs.yml").write_text("site_name: tiny\ntheme: {name: material, font: false}\nplugins: [gdreport]\n")
    (built / "docs/index.md").write_text("# Home\n")
    add_second(built)
    edit(built / "experiments/second.py", "rates = [", "rates = 1 / 0, [")
    done = call("build", "--site", "--keep-going", cwd=built)
    assert (done.status, done.err.count("ZeroDivisionError")) == (2, 1)
    assert (built / "site/experiments/valley/index.html").exists()


def test_what_an_experiment_prints_appears_behind_its_name(tiny: Path) -> None:
    printing = (
        "import os, sys\nprint('one\\n\\x1b[31mtwo\\x1b[0m')\nos.system('echo from a shell')\n"
        "print('::error::no', file=sys.stderr)\nsys.stderr.write('\\r50%')\nsys.stderr.write('\\r90%')\n"
        "print('end', end='')\nrates ="
    )
    edit(tiny / PYTHON, "rates =", printing)
    done = call("build", cwd=tiny)
    assert done.out.splitlines()[:4] == ["valley: one", "valley: two", "valley: from a shell", "valley: end"]
    assert done.err == "valley: ::error::no\n"
    done = call("build", "--rerun", "-q", cwd=tiny)
    assert (done.status, done.out, done.err) == (0, "", "valley: ::error::no\n")


def test_a_loop_that_does_not_end_is_ended_with_the_line_at_which_it_was(tiny: Path) -> None:
    add_second(tiny)
    edit(tiny / PYTHON, "rates =", LOOP)
    begun = time.monotonic()
    done = call("build", "--timeout", "4", "-v", cwd=tiny)
    assert time.monotonic() - begun < 20
    assert done.status == 2
    sentence, remedy, *calls = done.err.strip().splitlines()
    assert re.fullmatch(rf"{PYTHON}:1[12]: valley was still at work after 4 s, and was ended", sentence)
    assert remedy == "  remedy: look for a loop that does not end; or give it more time with --timeout"
    assert [line.rpartition("in ")[2] for line in calls if "File" in line] == ["<module>", "wait"]
    assert "second  ran in" in done.out
    done = call("check", "valley", "--rerun", "--timeout", "0.5", cwd=tiny)
    assert (done.status, "valley was still at work after 0.5 s" in done.err) == (2, True)


def test_code_that_hears_no_signal_is_ended_too_and_the_step_is_told(tiny: Path) -> None:
    edit(
        tiny / PYTHON,
        "def measures(results):",
        "def measures(results):\n    import signal, time\n    signal.pthread_sigmask(signal.SIG_BLOCK, [14])\n    time.sleep(60)",
    )
    done = call("build", "--timeout", "1", cwd=tiny)
    assert done.err.strip().startswith(f"{PYTHON}: valley was still measuring after 1 s, and was ended\n  remedy: ")


def test_what_an_experiment_leaves_running_holds_neither_the_command_nor_what_it_prints_to(tiny: Path) -> None:
    leaving = (
        "import os, time\nif not os.fork():\n    os.setsid()\n    if os.fork():\n        os._exit(0)\n"
        "    time.sleep(60)\n    os._exit(0)\nos.fork()\nrates ="
    )
    edit(tiny / PYTHON, "rates =", leaving)
    begun = time.monotonic()
    done = run_command("build", cwd=tiny)  # which reads to the end of what is printed
    assert (done.status, done.err) == (0, "")
    assert time.monotonic() - begun < 40


def test_the_calls_that_led_to_a_mistake_are_shown_as_far_as_they_are_asked_for(tiny: Path) -> None:
    edit(tiny / PYTHON, "rates =", "def divide():\n    return [1 / 0 for _ in 'a']\n\n\ndivide()\nrates =")
    plain, own, whole = (call("build", *options, cwd=tiny).err for options in ([], ["-v"], ["--traceback"]))
    assert "File" not in plain
    assert [f for f in re.findall(r'File "[^"]*?([^"/]+)", line', own) if f != "valley.py"] == []
    assert "return [1 / 0 for _ in 'a']" in own
    assert "loading.py" in whole
    assert "Traceback (most recent call last):" in whole


def test_a_fault_of_ours_is_shown_whole_where_that_is_asked_for(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gdreport.checking.listing.examine", lambda pair: 1 / 0)
    assert "Traceback" not in call("list", cwd=built).err
    done = call("list", "--traceback", cwd=built)
    assert (done.status, "ZeroDivisionError: division by zero\n" in done.err, "listing.py" in done.err) == (3, True, True)


def test_the_folder_may_be_named_before_the_command_and_after_it(built: Path) -> None:
    for arguments in (["-C", "tiny", "check"], ["check", "-C", "tiny"], ["-C", "tiny", "check", "-C", "experiments"]):
        done = call(*arguments, cwd=built.parent)
        assert (done.status, done.out) == (0, FRESH)
    done = call("check", "-C", "nowhere", cwd=built)
    assert (done.status, "there is no folder" in done.err) == (2, True)


def test_a_path_of_an_experiment_is_its_name(built: Path) -> None:
    for name in (
        PYTHON,
        WORDS,
        f"../tiny/{PYTHON}",
        "docs/experiments/valley/",
        "docs/experiments/valley/ends.svg",
        str(built / WORDS),
    ):
        assert call("build", name, cwd=built).out == "valley  unchanged\n", name
    assert call("explain", "valley.md", cwd=built / "experiments").status == 0
    done = call("build", "other/valley.py", "experiments/helper.py", cwd=built)
    assert done.status == 2
    assert re.findall(r"(?m)^(\S+) is no file of an experiment$", done.err) == ["other/valley.py", "experiments/helper.py"]


def test_the_list_for_machines(built: Path) -> None:
    add_second(built)
    done = call("list", "--json", cwd=built)
    answer = json.loads(done.out)
    assert (done.status, answer["schema"]) == (0, 1)
    assert [(e["name"], e["title"], e["fresh"]) for e in answer["experiments"]] == [
        ("second", None, False),
        ("valley", "Where do runs in a valley end?", True),
    ]
    assert answer["experiments"][0]["why"] == ["missing: docs/experiments/second/manifest.json: the page was never built"]
    assert answer["experiments"][1] | {"title": "", "fresh": True} == {
        "name": "valley", "title": "", "fresh": True, "why": [], "notes": [], "code": PYTHON, "words": WORDS,
        "page": "docs/experiments/valley",
    }  # fmt: skip


def test_colours_are_those_that_were_asked_for(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    assert call("check", cwd=built).out == FRESH
    assert (
        call("check", "--color", "always", cwd=built).out
        == "\x1b[32m\x1b[1mfresh\x1b[0m: every page is what its experiment makes\n"
    )
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert call("check", cwd=built).out.startswith("\x1b[32m")
    monkeypatch.setenv("NO_COLOR", "1")
    assert call("check", cwd=built).out == FRESH
    assert call("--color", "always", "check", cwd=built).out.startswith("\x1b[32m")


def test_quiet_leaves_answers_and_mistakes(built: Path) -> None:
    assert call("-q", "check", cwd=built) == Done(0, "", "")
    assert call("build", "-q", cwd=built) == Done(0, "", "")
    (built / "docs/experiments/valley/ends.svg").unlink()
    assert call("check", "-q", cwd=built).out.startswith("missing: docs/experiments/valley/ends.svg")


def complete(*arguments: str, incomplete: str = "") -> list[str]:
    found = ShellComplete(main, {}, "gdreport", "_GDREPORT_COMPLETE").get_completions([*arguments], incomplete)
    return [item.value for item in found]


def test_a_shell_completes_names_of_experiments(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add_second(built)
    (built / "experiments/half.md").write_text("# Half a pair\n")
    monkeypatch.chdir(built)
    assert complete("build") == ["second", "valley"]
    assert complete("build", "valley") == ["second"]
    assert complete("explain", incomplete="v") == ["valley"]
    monkeypatch.chdir("/")
    assert complete("check") == []
    assert complete("-C", str(built), "check", "-C", "experiments", incomplete="s") == ["second"]
    assert complete(incomplete="pro") == ["probe"]
    assert "_GDREPORT_COMPLETE=bash_source" in call("--help", cwd=built).out


@pytest.mark.parametrize("name", sorted(main.commands))
def test_the_help_of_every_command_teaches(name: str) -> None:
    words = " ".join(call(name, "--help", cwd=Path()).out.split())
    assert len(words) > 500
    assert all(f" {option}" in words for option in ("-C, --directory", "-q, --quiet", "-v, --verbose", "--traceback", "--color"))
    assert all(isinstance(p, click.Argument) or getattr(p, "help", None) for p in main.commands[name].params)


def test_what_keeps_a_command_from_beginning_is_a_fault_and_no_finding(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def end(act: Callable[[], object]) -> int:
        with pytest.raises(SystemExit) as caught:
            act()
        assert isinstance(caught.value.code, int)
        return caught.value.code

    monkeypatch.setattr(sys, "argv", ["gdreport", "--nothing"])
    assert end(begin) == 2
    monkeypatch.setattr(sys, "argv", ["gdreport", "--version"])
    assert end(begin) == 0
    monkeypatch.setitem(sys.modules, "gdreport.cli", None)
    capsys.readouterr()
    assert end(begin) == 3
    assert capsys.readouterr().err.startswith("gdreport cannot begin: ")


@pytest.mark.parametrize("moment", ["while the server of processes imports", "while an experiment runs"])
def test_interrupted_twice_in_a_row_on_a_terminal_it_prints_one_line(tiny: Path, moment: str) -> None:
    marker = tiny / "marker"
    edit(tiny / PYTHON, "rates =", f"open({str(marker)!r}, 'w').close()\nimport time; time.sleep(60)\nrates =")
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(tiny)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.execv(sys.executable, [sys.executable, "-m", "gdreport", "build"])
    out, deadline = b"", time.monotonic() + 30
    while not (marker.exists() if "experiment" in moment else has_server(pid)):
        assert time.monotonic() < deadline
        out += read_some(terminal)
    for _ in range(3):
        os.write(terminal, b"\x03")
        time.sleep(0.02)
    while content := read_some(terminal, 10):
        out += content
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 130
    shown = [line.rpartition("\x1b[2K")[2] for line in out.decode().replace("^C", "").split("\r\n")]
    assert [line for line in shown if line] == ["interrupted: what was written is whole, and no process is left"]


def read_some(terminal: int, seconds: float = 0.02) -> bytes:
    """What it shows; nothing at its end."""
    if not select.select([terminal], [], [], seconds)[0]:
        return b""
    try:
        return os.read(terminal, 1 << 16)
    except OSError:
        return b""


def has_server(pid: int) -> bool:
    """Whether a command has begun the process from which the experiments' are forked."""
    return bool(subprocess.run(["pgrep", "-P", str(pid), "-f", "forkserver"], capture_output=True, check=False).stdout)
