"""`gdreport serve`: readers are answered whatever happens, one build for an edit, mistakes above the last good page."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from helpers import CHROMIUM, SITE_SETTINGS, call, edit
from playwright.sync_api import Page

from gdreport.building.progress import Progress
from gdreport.mkdocs_site.serve import Service, find_root, open_service

SETTINGS = f"{SITE_SETTINGS}strict: true\n"
PYTHON, WORDS, PAGE = "experiments/valley.py", "experiments/valley.md", "experiments/valley/index.html"
LONGEST = 60  # seconds


@pytest.fixture
def report(built: Path) -> Path:
    """The tiny report, built, with the settings of a site and a page written by hand."""
    (built / "mkdocs.yml").write_text(SETTINGS)
    (built / "docs/index.md").write_text("# Home\n\nHand-written.\n\n<!-- gdreport: cards -->\n<!-- gdreport: end -->\n")
    return built


@dataclass
class Desk:
    """A report that is served in this process, step by step."""

    report: Path
    service: Service
    address: str
    lines: list[str] = field(default_factory=list)

    def rest(self) -> None:
        """Step until there is nothing to do."""
        end = time.monotonic() + LONGEST
        while time.monotonic() < end:
            pause = self.service.step()
            at_rest = not self.service.keeper.list_doing() and self.service.maker.ask() == self.service.made_of
            if at_rest and (self.service.keeper.ask(), self.service.maker.ask()) == self.service.seen:
                return
            self.service.workers.wait(pause)
        raise AssertionError(f"no rest: {self.service.keeper.list_doing()}")

    def step_until(self, holds: Callable[[], bool]) -> None:
        end = time.monotonic() + LONGEST
        while not holds():
            assert time.monotonic() < end
            self.service.workers.wait(self.service.step())

    def count(self) -> tuple[int, int]:
        """How many runs and how many sites there were."""
        return sum(" ran in " in line or " made in " in line for line in self.lines), self.service.count

    def ask(self, path: str, method: str = "GET", **headers: str) -> tuple[int, str]:
        request = urllib.request.Request(self.address + path, method=method, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()

    def problems(self, path: str = PAGE) -> list[tuple[str, str, str]]:
        """What stands above a page: place, what, remedy."""
        return [(p["place"], p["what"], p["remedy"]) for p in self.read_news(path)["problems"]]

    def read_news(self, path: str) -> dict[str, Any]:
        (state,) = re.findall(r'<script id="gdreport-live"[^>]*>(.*?)</script>', self.ask(path)[1])
        found: dict[str, Any] = json.loads(state)
        return found


@contextmanager
def serving(report: Path) -> Iterator[Desk]:
    lines: list[str] = []
    with open_service(find_root(report), "127.0.0.1", 0, 1, Progress(lines.append, lines.append)) as (service, address):
        yield Desk(report, service, address, lines)


@pytest.fixture
def desk(report: Path) -> Iterator[Desk]:
    with serving(report) as desk:
        desk.rest()
        assert (desk.problems(), desk.count()) == ([], (0, 1))
        yield desk


def test_an_edit_is_built_once_and_a_touched_file_or_one_of_an_editor_not_at_all(desk: Desk) -> None:
    edit(desk.report / WORDS, "The largest learning rate diverges", "The largest one flies off")
    desk.rest()
    assert desk.count() == (1, 2)
    assert "The largest one flies off" in desk.ask(PAGE)[1]
    edit(desk.report / PYTHON, "epochs=20", "epochs=21")
    desk.rest()
    assert desk.count() == (2, 3)
    edit(desk.report / "docs/index.md", "Hand-written.", "Written by hand.")
    desk.rest()
    assert desk.count() == (2, 4)
    assert "Written by hand." in desk.ask("index.html")[1]
    for file in (WORDS, PYTHON, "docs/index.md", "mkdocs.yml", "pyproject.toml", "experiments/rates.txt"):
        os.utime(desk.report / file, (1, 1))
    for name in (".valley.md.swp", "valley.md~", "4913", "#valley.py#", ".#valley.md", "valley.py___jb_tmp___"):
        (desk.report / "experiments" / name).write_text("half")
        (desk.report / "docs" / name).write_text("half")
    (desk.report / "unrelated.txt").write_text("nobody reads it")
    desk.rest()
    assert (desk.problems(), desk.count()) == ([], (2, 4))


def test_what_a_run_asked_for_is_watched_wherever_it_lies(desk: Desk) -> None:
    elsewhere = desk.report.parent / "elsewhere"
    elsewhere.mkdir()
    shutil.move(desk.report / "experiments/rates.txt", elsewhere / "rates.txt")
    edit(desk.report / PYTHON, 'Path(__file__).parent / "rates.txt"', f'Path("{elsewhere}") / "rates.txt"')
    desk.rest()
    edit(elsewhere / "rates.txt", "0.5", "0.6")
    edit(desk.report / "experiments/helper.py", "/ 2", "/ 2.0")
    desk.rest()
    assert desk.count()[0] == 2
    (desk.report / "pyproject.toml").write_text('[tool.gdreport]\ntyped_numbers = "off"\n')
    desk.rest()
    assert desk.count()[0] == 3
    (desk.report / "docs/overrides").mkdir()
    (desk.report / "mkdocs.yml").write_text(SETTINGS.replace("font: false", "font: false, custom_dir: docs/overrides"))
    (desk.report / "docs/overrides/main.html").write_text('{% extends "base.html" %}{% block announce %}Draft one{% endblock %}')
    desk.rest()
    assert "Draft one" in desk.ask(PAGE)[1]
    edit(desk.report / "docs/overrides/main.html", "one", "two")
    desk.rest()
    assert "Draft two" in desk.ask(PAGE)[1]
    assert desk.problems() == []


def break_words(report: Path) -> None:
    edit(report / WORDS, "{{ lost | number }} end", "{{ lots | number }} end")


def break_sentence(report: Path) -> None:
    edit(report / WORDS, "lost > 0", "lost > 1")


def break_code(report: Path) -> None:
    edit(report / PYTHON, "start=1.0", "start=1.0 / 0")


def break_helper(report: Path) -> None:
    """A module that no manifest knows of: what the failed run asked for is watched too."""
    (report / "experiments/extra.py").write_text("this is no Python\n")
    edit(report / PYTHON, "import helper\n", "import extra\nimport helper\n")


def end_process(report: Path) -> None:
    edit(report / PYTHON, "import helper\n", "import os\n\nimport helper\n\nos._exit(7)\n")


def break_settings(report: Path) -> None:
    (report / "pyproject.toml").write_text('[tool.gdreport]\nordr = ["valley"]\n')


def break_toml(report: Path) -> None:
    (report / "pyproject.toml").write_text("[tool.gdreport\n")


def break_site_settings(report: Path) -> None:
    (report / "mkdocs.yml").write_text(SETTINGS + "theme: [\n")


def take_plugin(report: Path) -> None:
    edit(report / "mkdocs.yml", "plugins: [gdreport]", "plugins: [search]")


def misspell_setting(report: Path) -> None:
    edit(report / "mkdocs.yml", "theme: {name: material", "theme: {name: materiel")


def break_formula(report: Path) -> None:
    edit(report / "docs/index.md", "Hand-written.", "Bad: $\\frac{1}{$.")


def break_link(report: Path) -> None:
    edit(report / "docs/index.md", "Hand-written.", "[lost](nowhere.md)")


def halve_cards(report: Path) -> None:
    edit(report / "docs/index.md", "<!-- gdreport: end -->", "")


MISTAKES: dict[str, tuple[Callable[[Path], None], str, str, str]] = {
    "an unknown measure": (break_words, "experiments/valley.md:4", "lots", "lost"),
    "a false sentence": (break_sentence, "experiments/valley.md:9", "lost > 1", "change the sentence"),
    "an exception": (break_code, "experiments/valley.py:14", "ZeroDivisionError", ""),
    "a new module": (break_helper, "experiments/extra.py:1", "it is no Python", ""),
    "a process that ends": (end_process, "experiments/valley.py", "status 7", "os._exit"),
    "a setting": (break_settings, "pyproject.toml:2", "unknown setting 'ordr'", "order"),
    "TOML": (break_toml, "pyproject.toml:1", "cannot be read", ""),
    "YAML": (break_site_settings, "mkdocs.yml:11", "parsing", ""),
    "no plugin": (take_plugin, "mkdocs.yml", "the plugin gdreport is not among its plugins", "add `- gdreport`"),
    "a theme": (misspell_setting, "mkdocs.yml:3", "there is no theme 'materiel'", "material"),
    "a formula": (break_formula, "docs/index.md:3", "cannot be read", "LaTeX"),
    "a link": (break_link, "docs/index.md:3", "nowhere.md", "build --site"),
    "cards": (halve_cards, "docs/index.md:5", "the cards begin and do not end", "gdreport: end"),
}


def test_a_deleted_home_page_is_told_on_every_other_page_until_it_is_back(desk: Desk) -> None:
    home = desk.report / "docs/index.md"
    words = home.read_text()
    home.unlink()
    desk.rest()
    assert [(place, what) for place, what, _ in desk.problems()] == [("docs/index.md", "the site has no home page")]
    home.write_text(words)
    desk.rest()
    assert desk.problems() == []


def test_each_mistake_stands_above_the_last_good_page_until_it_is_mended(desk: Desk) -> None:
    good = {file: file.read_bytes() for file in sorted(desk.report.rglob("*")) if file.is_file() and ".cache" not in file.parts}
    page = desk.ask(PAGE)[1].partition('<script id="gdreport-live"')[0]
    for name, (break_it, place, what, remedy) in MISTAKES.items():
        break_it(desk.report)
        desk.rest()
        found = desk.problems()
        assert any(p == place and what in w and remedy in r for p, w, r in found), (name, found)
        assert len(found) == 1, (name, found)
        assert desk.ask(PAGE)[1].partition('<script id="gdreport-live"')[0] == page, name
        runs, sites = desk.count()
        os.utime(desk.report / PYTHON)
        desk.rest()
        assert desk.count() == (runs, sites), f"{name}: built again though nothing changed"
        for file, content in good.items():
            if file.read_bytes() != content:
                file.write_bytes(content)
        (desk.report / "experiments/extra.py").unlink(missing_ok=True)
        desk.rest()
        assert desk.problems() == [], name
    assert not any("Traceback" in line for line in desk.lines)


def test_a_mistake_in_a_module_of_a_failed_run_is_mended_there_alone(desk: Desk) -> None:
    break_helper(desk.report)
    desk.rest()
    assert [place for place, _, _ in desk.problems()] == ["experiments/extra.py:1"]
    (desk.report / "experiments/extra.py").write_text("VALUE = 1\n")
    desk.rest()
    assert (desk.problems(), desk.count()[0]) == ([], 1)


def test_readers_are_answered_while_a_run_never_ends_and_an_edit_ends_it(desk: Desk) -> None:
    code = (desk.report / PYTHON).read_text()
    edit(desk.report / PYTHON, "import helper\n", "import helper\n\nwhile True:\n    pass\n")
    desk.step_until(lambda: desk.service.keeper.list_doing() == ["valley"])
    start = time.monotonic()
    assert desk.ask(PAGE)[0] == 200
    assert time.monotonic() - start < 2
    desk.step_until(lambda: desk.read_news(PAGE)["doing"] == "running valley ...")
    edit(desk.report / "docs/index.md", "Hand-written.", "Meanwhile.")
    desk.step_until(lambda: "Meanwhile." in desk.ask("index.html")[1])
    (desk.report / PYTHON).write_text(code.replace("epochs=20", "epochs=22"))
    desk.rest()
    assert (desk.problems(), desk.count()[0], desk.read_news(PAGE)["doing"]) == ([], 1, "")


def test_it_starts_whatever_is_wrong_and_says_what(report: Path) -> None:
    shutil.rmtree(report / "docs")
    break_words(report)
    break_toml(report)
    (report / "mkdocs.yml").unlink()
    with serving(report) as desk:
        assert desk.ask("")[0] == 503
        desk.rest()
        status, page = desk.ask("")
        assert (status, "There is no site yet." in page) == (503, True)
        assert {place for place, _, _ in desk.problems("")} == {"pyproject.toml:1", "mkdocs.yml"}
        (report / "pyproject.toml").write_text("[tool.gdreport]\n")
        (report / "mkdocs.yml").write_text(SETTINGS)
        desk.rest()
        assert "experiments/valley.md:4" in {place for place, _, _ in desk.problems("")}
        edit(report / WORDS, "lots", "lost")
        desk.rest()
        assert {place for place, _, _ in desk.problems()} == {"docs/index.md"}
        (report / "docs/index.md").write_text("# Home\n")
        desk.rest()
        assert desk.problems() == []
        assert "Where do runs in a valley end?" in desk.ask(PAGE)[1]


def test_an_edited_sentence_runs_nothing_anew(desk: Desk) -> None:
    edit(desk.report / WORDS, "of the bottom.", "of the bottom, or nearer.")
    desk.rest()
    assert "of the bottom, or nearer." in desk.ask(PAGE)[1]
    assert any("its runs were kept" in line for line in desk.lines), desk.lines


def test_what_is_renamed_or_deleted_is_no_traceback(desk: Desk) -> None:
    edit(desk.report / PYTHON, '"ends": final', '"finals": final')
    desk.rest()
    assert [place for place, _, _ in desk.problems()] == ["experiments/valley.md:7"]
    edit(desk.report / WORDS, '"ends"', '"finals"')
    edit(desk.report / PYTHON, '    tables={"runs": runs_table("final", "reached_at")},\n', "")
    edit(desk.report / WORDS, '{{ table("runs", caption="Each run") }}\n', "")
    desk.rest()
    assert desk.problems() == []
    assert (desk.ask("experiments/valley/finals.svg")[0], desk.ask("experiments/valley/ends.svg")[0]) == (200, 404)
    (desk.report / PYTHON).rename(desk.report / "experiments/hill.py")
    desk.rest()
    assert [place for place, _, _ in desk.problems()] == ["experiments/hill.py", "experiments/valley.md"]
    assert desk.ask(PAGE)[0] == 200
    (desk.report / WORDS).rename(desk.report / "experiments/hill.md")
    desk.rest()
    assert desk.problems("index.html") == []
    assert [desk.ask(f"experiments/{name}/index.html")[0] for name in ("hill", "valley")] == [200, 404]
    assert not (desk.report / "docs/experiments/valley").exists()
    for ending in ("py", "md"):
        (desk.report / f"experiments/hill.{ending}").unlink()
    desk.rest()
    assert "there is no pair" in desk.problems("index.html")[0][1]
    assert desk.ask("index.html")[0] == 200
    assert not any("Traceback" in line or "gdreport failed" in line for line in desk.lines)


def test_what_is_asked_for_is_the_site_and_nothing_else(desk: Desk) -> None:
    assert desk.ask("../pyproject.toml")[0] == desk.ask("%2e%2e/%2e%2e/etc/passwd")[0] == 404
    assert desk.ask("experiments/valley")[0] == 200  # by way of its folder's address
    assert desk.ask(PAGE, "HEAD") == (200, "")
    assert desk.ask("missing.html")[0] == 404
    assert desk.ask(PAGE, Host="evil.example")[0] == 403
    assert desk.ask(PAGE, Host="localhost:1")[0] == 200


def test_a_text_of_the_authors_commands_no_page(desk: Desk) -> None:
    edit(desk.report / PYTHON, "import helper\n", 'import helper\n\nraise ValueError("</script><script>alert(1)</script>")\n')
    desk.rest()
    assert desk.problems()[0][1] == "ValueError: </script><script>alert(1)</script>"


def test_ctrl_c_is_one_line_and_leaves_nothing_and_a_taken_port_is_a_sentence(
    report: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    places = tmp_path_factory.mktemp("t")  # short: a socket's address is
    edit(report / PYTHON, "import helper\n", "import time\n\nimport helper\n\ntime.sleep(60)\n")
    environment = {**os.environ, "TMPDIR": str(places), "NO_MKDOCS_2_WARNING": "1", "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "gdreport", "serve", "--port", "0"]
    with subprocess.Popen(
        command, cwd=report, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as serve:
        assert serve.stdout is not None
        port = re.findall(r"^http://127\.0\.0\.1:(\d+)/", serve.stdout.readline())[0]
        done = call("serve", "--port", port, cwd=report)
        assert (done.status, done.out) == (3, "")
        assert f"port {port} of 127.0.0.1 cannot be had" in done.err
        assert f"gdreport serve --port {int(port) + 1}" in done.err
        assert serve.stdout.readline().startswith("site built in")
        serve.send_signal(signal.SIGINT)
        rest = serve.communicate(timeout=20)[0]
    assert (serve.returncode, rest) == (0, "ended\n")
    assert list(places.iterdir()) == []


def test_a_folder_without_a_report_is_a_sentence(tmp_path: Path) -> None:
    done = call("serve", cwd=tmp_path)
    assert (done.status, "no report in" in done.err) == (2, True)


@pytest.mark.skipif(CHROMIUM is None, reason="no browser was found: install chromium to run the browser tests")
def test_the_page_shows_mistakes_and_keeps_the_readers_place(page: Page, desk: Desk) -> None:
    failed: list[str] = []
    page.on("pageerror", lambda error: failed.append(str(error)))
    page.set_viewport_size({"width": 900, "height": 500})
    page.goto(desk.address + PAGE)
    folds = page.locator("main details")
    folds.first.evaluate("(fold) => { fold.open = true; }")
    place = "document.querySelector('main figure').getBoundingClientRect().top"
    page.evaluate(f"scrollTo(0, {place} + scrollY - 40)")
    before = page.evaluate(place)
    assert page.evaluate("scrollY") > 100
    with page.expect_navigation():
        edit(desk.report / WORDS, "of the bottom.", "of the bottom. " + "And more words, above what is looked at. " * 30)
        desk.rest()
    page.wait_for_function(f"Math.abs({place} - {before}) < 2")
    assert folds.first.evaluate("(fold) => fold.open") is True
    break_words(desk.report)
    desk.rest()
    alert = page.get_by_role("alert")
    alert.wait_for()
    assert "experiments/valley.md:4" in alert.inner_text()
    assert "Remedy" in alert.locator(".remedy").evaluate("(p) => getComputedStyle(p, '::before').content")
    assert abs(page.evaluate(place) - before) < 2
    page.reload()
    assert "1 mistake." in alert.inner_text()
    alert.get_by_role("button", name="Hide").click()
    assert alert.inner_text() == "1 mistake"
    edit(desk.report / WORDS, "lots", "lost")
    desk.rest()
    alert.wait_for(state="detached")
    assert failed == []
