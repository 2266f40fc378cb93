"""A tiny report through the real commands: build, change, check, and the exact answers."""

import base64
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from helpers import DATA, FRESH, ROOT, Done, call, edit, read_page, run_command
from pytest_regressions.file_regression import FileRegressionFixture

from gdreport.files import read_tree as tree

PAGE = "docs/experiments/valley"
PYTHON, WORDS = "experiments/valley.py", "experiments/valley.md"


def answer(folder: Path, *options: str) -> list[str]:
    return call("check", *options, cwd=folder).out.splitlines()


def test_build_makes_the_page_and_check_calls_it_fresh(built: Path) -> None:
    assert sorted(p.name for p in (built / PAGE).iterdir()) == [
        "ends.csv",
        "ends.narrow.svg",
        "ends.svg",
        "experiment.js",
        "index.md",
        "manifest.json",
        "runs-table.csv",
    ]
    done = call("check", cwd=built)
    assert (done.status, done.out) == (0, FRESH)
    assert call("check", "--rerun", cwd=built).status == 0


def test_the_page_is_the_one_a_reviewer_has_read(built: Path, file_regression: FileRegressionFixture) -> None:
    file_regression.check(read_page(built, "valley"), fullpath=DATA / "valley.expected.md", encoding="utf-8")


def test_a_second_build_runs_nothing_and_touches_no_file(built: Path) -> None:
    before = {p: p.stat().st_mtime_ns for p in built.rglob("*") if p.is_file()}
    assert call("build", cwd=built).out == "valley  unchanged\n"
    assert {p: p.stat().st_mtime_ns for p in built.rglob("*") if p.is_file()} == before


def test_inputs_are_what_was_read(built: Path) -> None:
    manifest = json.loads((built / PAGE / "manifest.json").read_text())
    assert sorted(manifest["inputs"]["files"]) == ["experiments/helper.py", "experiments/rates.txt", WORDS, PYTHON]


def test_files_that_are_gone_or_strange(built: Path) -> None:
    (built / PAGE / "ends.svg").unlink()
    (built / PAGE / "notes.txt").write_text("mine")
    (built / "docs/experiments/other").mkdir()
    (built / PAGE / "sub").mkdir()
    assert answer(built) == [
        f"missing: {PAGE}/ends.svg: the manifest lists it",
        f"unexpected: {PAGE}/notes.txt: no experiment makes it",
        f"unexpected: {PAGE}/sub: no experiment makes it",
        "unexpected: docs/experiments/other: no experiment makes it",
        "remedy: run `gdreport build`",
        f"remedy: delete {PAGE}/notes.txt",
        f"remedy: delete {PAGE}/sub",
        "remedy: delete docs/experiments/other",
    ]
    call("build", cwd=built)
    assert (built / PAGE / "notes.txt").read_text() == "mine", "a build deletes nothing that it did not make"


def test_what_never_counts(built: Path) -> None:
    for path in [p for p in built.rglob("*") if p.is_file() and p.suffix != ".woff2"]:
        os.utime(path, (1, 1))
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    (built / "unread.txt").write_text("nothing reads this")
    elsewhere = run_command("-C", str(built), "check", cwd=Path("/"), TZ="Asia/Tokyo", LC_ALL="C", PYTHONHASHSEED="5")
    assert (elsewhere.status, elsewhere.out) == (0, FRESH)
    assert call("check", "--rerun", cwd=built / "experiments").status == 0


def test_a_removed_experiment_takes_its_page_along(built: Path) -> None:
    shutil.copy(built / PYTHON, built / "experiments/second.py")
    shutil.copy(built / WORDS, built / "experiments/second.md")
    assert call("build", cwd=built).status == 0
    for suffix in ("py", "md"):
        (built / f"experiments/second.{suffix}").unlink()
    assert "unexpected: docs/experiments/second: its experiment is gone" in answer(built)
    assert "removed docs/experiments/second: its experiment is gone" in call("build", cwd=built).out
    assert not (built / "docs/experiments/second").exists()
    assert call("check", cwd=built).status == 0


def test_a_false_sentence_fails_the_build_and_keeps_the_page(built: Path) -> None:
    before = tree(built / "docs")
    edit(built / WORDS, "lost > 0", "lost > 1")
    done = call("build", cwd=built)
    assert done.status == 1
    assert done.err.strip() == (
        f"{WORDS}:9: this sentence is false: “The largest learning rate diverges.”\n"
        "  condition: lost > 1\n"
        "  measured: lost = 1\n"
        "  remedy: change the sentence and its condition to what was measured, or the experiment"
    )
    assert tree(built / "docs") == before
    assert call("check", cwd=built).status == 1


def test_one_mistake_does_not_keep_the_other_pages_from_being_made(tiny: Path) -> None:
    shutil.copy(tiny / PYTHON, tiny / "experiments/second.py")
    (tiny / "experiments/second.md").write_text("# Words without a finding\n")
    done = call("build", "--jobs", "2", cwd=tiny)
    assert done.status == 2
    assert (tiny / PAGE / "index.md").exists()
    assert "second  failed" in done.out


def test_two_names_that_share_a_page_are_refused(tiny: Path) -> None:
    for name in ("a_b", "a-b"):
        shutil.copy(tiny / PYTHON, tiny / f"experiments/{name}.py")
        shutil.copy(tiny / WORDS, tiny / f"experiments/{name}.md")
    done = call("build", cwd=tiny)
    assert done.status == 2
    assert "would share the page a-b/" in done.err


def test_an_observation_that_is_never_reached_is_an_error(tiny: Path) -> None:
    edit(tiny / WORDS, "{% observe lost > 0 about='the runs that diverge' %}", "{% if false %}{% observe lost > 0 %}")
    edit(tiny / WORDS, "{% endobserve %}", "{% endobserve %}{% endif %}")
    done = call("build", cwd=tiny)
    assert f"{WORDS}:9: the observation of 'lost > 0' was never judged" in done.err


def test_helpers_without_an_init_file_and_files_opened_in_any_way_are_inputs(tiny: Path) -> None:
    (tiny / "experiments/lib").mkdir()
    (tiny / "experiments/helper.py").rename(tiny / "experiments/lib/helper.py")
    (tiny / "experiments/.hidden").write_text("1")
    (tiny / "experiments/threaded").write_text("1")
    (tiny / "experiments/both").write_text("1")
    edit(tiny / PYTHON, "import helper", "import threading\n\nfrom lib import helper")
    reading = (
        "here = Path(__file__).parent\n(here / '.hidden').read_text()\nopen(here / 'both', 'r+').close()\n"
        "thread = threading.Thread(target=(here / 'threaded').read_text)\nthread.start()\nthread.join()\nrates ="
    )
    edit(tiny / PYTHON, "rates =", reading)
    for suffix in ("py", "md"):
        shutil.copy(tiny / f"experiments/valley.{suffix}", tiny / f"experiments/second.{suffix}")
    assert call("build", "--jobs", "1", cwd=tiny).status == 0
    for name in ("valley", "second"):
        inputs = json.loads((tiny / f"docs/experiments/{name}/manifest.json").read_text())["inputs"]["files"]
        read = {"experiments/lib/helper.py", "experiments/.hidden", "experiments/threaded", "experiments/both"}
        assert read <= set(inputs)


def test_a_place_that_cannot_be_written_is_named(tiny: Path) -> None:
    (tiny / "docs").write_text("in the way")
    done = call("build", cwd=tiny)
    assert done.status == 2
    assert "cannot be written" in done.err
    assert "Traceback" not in done.err


def test_a_site_without_its_settings_is_an_error(built: Path) -> None:
    done = call("build", "--site", cwd=built)
    assert done.status == 2
    assert "there is no mkdocs.yml" in done.err


@pytest.mark.parametrize("jobs", [[], ["--site"]], ids=["pages", "site"])
def test_the_status_of_a_false_sentence_is_one_with_and_without_the_site(built: Path, jobs: list[str]) -> None:
    (built / "mkdocs.yml").write_text("site_name: tiny\ntheme: {name: material, font: false}\nplugins: [gdreport]\n")
    (built / "docs/index.md").write_text("# Home\n")
    edit(built / WORDS, "lost > 0", "lost > 1")
    done = call("build", *jobs, cwd=built)
    assert (done.status, done.err.count("lost > 1")) == (1, 1), done.err


def test_the_answer_for_machines_and_for_github(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert call("check", "--json", f"{built}/answer.json", cwd=built).status == 0
    assert json.loads((built / "answer.json").read_text()) == {"schema": 1, "fresh": True, "reasons": [], "mistakes": []}
    edit(built / WORDS, "lost > 0", "lost > 1")
    (built / PAGE / "ends.svg").unlink()
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    done = call("check", "--json", f"{built}/answer.json", cwd=built)
    answer = json.loads((built / "answer.json").read_text())
    assert [(r["kind"], r["file"], r["line"]) for r in answer["reasons"]] == [
        ("missing", f"{PAGE}/ends.svg", None),
        ("changed", WORDS, 9),
        ("changed", PAGE, None),
    ]
    changed = answer["reasons"][2]
    assert (changed["kind"], changed["file"]) == ("changed", PAGE)
    assert changed["inputs"] == [{"name": WORDS, "lines": {"9": "{% observe lost > 1 about='the runs that diverge' %}"}}]
    assert changed["changes"][0] == {"kind": "condition", "name": "", "old": "lost > 0", "new": "lost > 1", "relative": None}
    assert f"::error file={WORDS},line=9::changed: {WORDS}:9; run `gdreport build`%0Acondition: lost > 0 -> lost > 1" in done.out
    assert f"::error file={PAGE}/ends.svg::missing: the manifest lists it; run `gdreport build`" in done.out
    assert f"::error file={WORDS},line=9::changed: this sentence is false" in done.out
    (built / PYTHON).write_text("1 / 0\n")
    assert call("check", "--json", f"{built}/answer.json", cwd=built).status == 2
    assert json.loads((built / "answer.json").read_text())["mistakes"][0]["what"] == "ZeroDivisionError: division by zero"


def test_the_report_of_a_check_is_one_page_that_needs_nothing_else(built: Path) -> None:
    edit(built / PYTHON, "epochs=20", "epochs=21")
    edit(built / WORDS, "largest < 0.2", "largest < 0.1")
    assert call("check", "--report", f"{built.parent}/answer", cwd=built).status == 1
    html = (built.parent / "answer/index.html").read_text(encoding="utf-8")
    pictures = re.findall(r'<img src="data:image/svg\+xml;base64,([^"]+)" alt="([^"]+)"', html)
    assert [alt for _, alt in pictures] == ["ends.svg as committed", "ends.svg as it is now"]
    assert base64.b64decode(pictures[0][0]) == (built / PAGE / "ends.svg").read_bytes()
    assert '<td>largest</td><td><del>0.121576654591</del></td><td><ins>0.109418989132</ins></td><td class="n">−10 %</td>' in html
    assert "this sentence is false: “All but 1 end within 0.11 of the bottom.”\n  condition: largest &lt; 0.1" in html
    assert not re.findall(r'(?:src|href)="(?!data:)', html)


def test_building_twice_finds_a_draw_without_a_seed(tiny: Path) -> None:
    edit(tiny / PYTHON, "start=1.0", "start=__import__('random').uniform(0.9, 1.0)")
    done = run_command("build", "--twice", cwd=tiny)
    assert done.status == 1
    assert "parameter start: " in done.out
    assert "the second run differs from the first: look for a draw without a seed" in done.err


def test_list_and_unknown_names(built: Path) -> None:
    assert call("list", cwd=built).out == "valley  fresh  Where do runs in a valley end?\n"
    done = call("build", "valle", cwd=built)
    assert (done.status, done.err) == (2, "there is no experiment 'valle'\n  remedy: did you mean 'valley'? There are: valley\n")
    done = call("check", cwd=built.parent)
    assert done.status == 2
    assert "no report in" in done.err


def test_a_file_that_was_asked_for_and_not_there_is_an_input(tiny: Path) -> None:
    asked = (
        "try:\n    epochs = int((Path(__file__).parent / 'epochs.txt').read_text())\nexcept FileNotFoundError:\n    epochs = 20\n"
    )
    edit(tiny / PYTHON, "rates =", f"{asked}rates =")
    edit(tiny / PYTHON, "epochs=20", "epochs=epochs")
    assert call("build", cwd=tiny).status == 0
    (tiny / "experiments/epochs.txt").write_text("19")
    done = call("check", cwd=tiny)
    assert "parameter epochs: 20 -> 19" in done.out
    assert "experiments/epochs.txt" in done.out.splitlines()[0]


def test_a_mistake_is_answered_for_machines_too_from_where_the_command_began(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edit(built / PYTHON, "epochs=20", "epochs=__import__('os').chdir('/') or 21")
    monkeypatch.chdir(built)
    assert call("check", "--json", "answer.json", cwd=built).status == 1
    assert (built / "answer.json").exists()
    assert call("check", "nosuch", "--json", "answer.json", cwd=built).status == 2
    assert json.loads((built / "answer.json").read_text())["mistakes"][0]["what"] == "there is no experiment 'nosuch'"


def test_a_build_that_fails_removes_no_page(built: Path) -> None:
    for suffix in ("py", "md"):
        (built / f"experiments/valley.{suffix}").rename(built / f"experiments/hill.{suffix}")
    edit(built / "experiments/hill.md", "largest < 0.2", "largest < 0.1")
    assert call("build", cwd=built).status == 1
    assert (built / PAGE / "index.md").exists()


def test_what_editors_leave_behind_is_no_experiment(built: Path) -> None:
    (built / "experiments/.#valley.md").symlink_to("root@host.123")
    (built / "experiments/._valley.py").write_bytes(b"\0")
    assert call("check", cwd=built).status == 0
    (built / "experiments/va ley.md").write_text("# Words")
    assert "'va ley' cannot be an address" in call("check", cwd=built).err


def test_words_in_another_encoding_are_an_error_with_a_place(built: Path) -> None:
    (built / WORDS).write_bytes(b"# Caf\xe9\n")
    done = call("build", cwd=built)
    assert f"{WORDS}:1: it is not UTF-8" in done.err


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from click.testing import CliRunner; from gdreport.cli import main; "
        "assert CliRunner().invoke(main, ['--help']).exit_code == 0; "
        "print(sorted({'sympy', 'matplotlib', 'xarray', 'mkdocs', 'numpy', 'jinja2'} & set(sys.modules)))"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True) == "[]\n"


def test_a_fresh_check_imports_nothing_heavy(built: Path) -> None:
    code = (
        "import sys; from click.testing import CliRunner; from gdreport.cli import main; "
        f"assert CliRunner().invoke(main, ['-C', {str(built)!r}, 'check']).exit_code == 0; "
        "print(sorted({'sympy', 'matplotlib', 'xarray', 'mkdocs', 'numpy'} & set(sys.modules)))"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True) == "[]\n"


def test_an_unexpected_error_is_a_sentence_and_no_stale_page(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(pair: object) -> None:
        raise RuntimeError("the sky fell")

    monkeypatch.setattr("gdreport.pipeline.examine", fail)
    done = call("check", cwd=built)
    assert (done.status, done.err.splitlines()[0].split(" (")[0]) == (3, "gdreport failed: RuntimeError: the sky fell")
    monkeypatch.setattr("gdreport.building.build.write_page", lambda *arguments: 1 / 0)
    edit(built / PYTHON, "epochs=20", "epochs=21")
    done = call("build", cwd=built)
    assert done.status == 3
    assert "gdreport failed: ZeroDivisionError" in done.err


def test_an_error_of_ours_in_the_process_of_an_experiment_is_that_pages_fault(built: Path, tmp_path: Path) -> None:
    package = tmp_path / "other/gdreport"
    shutil.copytree(ROOT / "gdreport", package, ignore=shutil.ignore_patterns("experiments"))
    edit(package / "page/render.py", "    marks, shown = judging.marks, Shown()", "    marks, shown = 1 / 0, Shown()")
    done = run_command("build", cwd=built, PYTHONPATH=str(package.parent))
    assert done.status == 3
    assert done.err.strip().startswith(f"{PYTHON}: gdreport failed: ZeroDivisionError: division by zero (render.py, line ")


def run_shell(line: str, cwd: Path, **environment: str) -> Done:
    """A line of a shell in which `gdreport` is the command."""
    command = line.replace("gdreport", f"{sys.executable} -m gdreport")
    done = subprocess.run(["sh", "-c", command], cwd=cwd, env=os.environ | environment, capture_output=True, text=True, check=False)
    return Done(done.returncode, done.stdout, done.stderr)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
@pytest.mark.parametrize("buffering", ["", "1"], ids=["buffered", "unbuffered"])
@pytest.mark.parametrize("command", ["list", "list --json", "check", "build", "build --site", "explain valley", "--help"])
def test_standard_output_that_is_full_or_closed_is_a_fault_in_one_sentence(sited: Path, command: str, buffering: str) -> None:
    remedy = "  remedy: send it where there is room: to a file, to another command, or to /dev/null"
    refusals = {">/dev/full": "standard output cannot be written: No space left on device", ">&-": "standard output is closed"}
    for end, what in refusals.items():
        done = run_shell(f"gdreport {command} {end}", sited, PYTHONUNBUFFERED=buffering)
        said = [line for line in done.err.splitlines() if line and not re.match("(Cleaning|Building) ", line)]
        assert (done.status, said) == (3, [what, remedy])


def test_a_reader_who_has_read_enough_is_told_nothing(built: Path) -> None:
    for command in ("list", "check", "--help"):
        read, write = os.pipe()
        os.close(read)
        done = subprocess.run(
            [sys.executable, "-m", "gdreport", command], cwd=built, stdout=write, stderr=subprocess.PIPE, text=True, check=False
        )
        os.close(write)
        assert (done.returncode, done.stderr) == (3, ""), command


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_where_standard_error_is_refused_too_the_status_says_it_alone(built: Path) -> None:
    for line, status in (
        ("gdreport list >/dev/full 2>&1", 3),
        ("gdreport list >&- 2>&-", 3),
        ("gdreport check -q >&- 2>&-", 0),
        ("gdreport explain nothing 2>/dev/full", 2),
        ("gdreport lst 2>/dev/full", 2),
        ("gdreport build --rerun 2>/dev/full", 0),
    ):
        assert run_shell(line, built).status == status, line


def test_what_was_hardly_meant_is_a_warning_of_the_build(tiny: Path) -> None:
    edit(tiny / "experiments/valley.py", "domain=(-2, 2)", "domain=(-2, 0.5)")
    done = call("build", cwd=tiny)
    assert (done.status, done.err) == (0, "warning: experiments/valley.py: the start is outside the domain, at 1\n")


def test_a_file_whose_name_no_text_can_hold_is_named_in_every_answer(built: Path, tmp_path: Path) -> None:
    (built / "docs/experiments/valley" / os.fsdecode(b"a\xff\n::error::b.svg")).write_text("")
    done = call("check", "--json", str(tmp_path / "a.json"), "--report", str(tmp_path / "answer"), cwd=built)
    assert done.status == 1
    assert "a\ufffd\n: :error::b.svg" in done.out
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))["reasons"][0]["file"].endswith("a\udcff\n::error::b.svg")
    assert "::error::b.svg" in (tmp_path / "answer/index.html").read_text(encoding="utf-8")


# What is written in the words, and what stands on the page.
PRINTED = [
    ('{{ "**a**" if lost > 0 else "b" }}', "**a**"),
    ("{% macro m(x) %}*{{ x }}*{% endmacro %}{{ m(kind) }}", "*&#42;b&#42;*"),
    ("{% set kept %}_a_ {{ kind }}{% endset %}{{ kept }}", "_a_ &#42;b&#42;"),
    (
        "`{{ kind }}` and `{{ lost | number }}`",
        '<code>&#42;b&#42;</code> and <code><data value="1" title="lost = 1" tabindex="0">1</data></code>',
    ),
    ('{{ results.attrs.get("x", "\\x020\\x03 and \\x02999\\x03") ~ "" }}', "\ufffd0\ufffd and \ufffd999\ufffd"),
    ("{% set other = kind %}{{ other }}", "&#42;b&#42;"),
    ("{{ kind ~ (0.5 | given) }}", '&#42;b&#42;<data class="gd-given" value="0.5">0.5</data>'),
    ("{{ kind | e }} {{ [kind, 'c'] | join(', ') }}", "&#42;b&#42; &#42;b&#42;, c"),
]


def test_what_is_written_is_markup_and_a_measured_text_is_text(tiny: Path) -> None:
    edit(tiny / "experiments/valley.py", '"lost"', '"kind": "*b*", "lost"')
    edit(tiny / "pyproject.toml", "[tool.gdreport]", '[tool.gdreport]\ntyped_numbers = "off"')
    lines = "".join(f"{printed}.\n\n" for printed, _ in PRINTED)
    edit(tiny / "experiments/valley.md", "{{ table(", f"{lines}Of {{{{ kind }}}}.\n\n{{{{ table(")
    assert call("build", cwd=tiny).err == ""
    page = read_page(tiny, "valley")
    assert "".join(f"\n{seen}.\n" for _, seen in PRINTED) in page


def test_a_measured_text_is_a_value_of_its_page(tiny: Path) -> None:
    edit(tiny / "experiments/valley.py", '"lost"', '"kind": "one", "lost"')
    edit(tiny / "experiments/valley.md", "{{ table(", "Of {{ kind }} kind.\n\n{{ table(")
    assert call("build", cwd=tiny).status == 0
    edit(tiny / "experiments/valley.py", '"kind": "one"', '"kind": "two"')
    out = call("check", cwd=tiny).out
    assert "measure kind: one -> two" in out
    assert "page index.md: Of one kind. -> Of two kind." in out
