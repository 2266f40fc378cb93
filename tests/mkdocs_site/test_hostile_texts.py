"""Text that comes from data is text: contexts x hostile texts, built, made a site of with every extension, and opened."""

import csv
import io
import json
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from helpers import CHROMIUM, DATA, FRESH, call, copy_report
from playwright.sync_api import Browser, Dialog, Page

from gdreport.escaping import CONTROL, clean

TEXTS: dict[str, str] = json.loads((DATA / "hostile/texts.json").read_text(encoding="utf-8"))
SHOWN = [" ".join(clean(text).split()) for text in TEXTS.values()]
MADE = "docs/experiments/hostile"
PAGES = ("index.html", "experiments/index.html", "experiments/hostile/index.html")
needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="no browser was found: install chromium to run the browser tests")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    report = copy_report("hostile", tmp_path_factory.mktemp("hostile"))
    done = call("build", "--site", cwd=report)
    assert done.status == 0, done.err
    return report


@pytest.fixture(scope="module")
def opened(hostile: Path, browser: Browser) -> Any:
    """The experiment's page in a browser, and what ran on it that should not."""
    page = browser.new_page()
    yield page
    page.close()


def visit(page: Page, file: Path, query: str = "") -> None:
    ran: list[str] = []

    def note(dialog: Dialog) -> None:
        ran.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", note)
    page.goto(file.as_uri() + query)
    page.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = true))")
    page.evaluate(
        "document.querySelectorAll('main *').forEach((e) => ['mouseover', 'focus'].forEach((n) => e.dispatchEvent(new Event(n))))"
    )
    page.wait_for_timeout(300)
    assert ran == []
    assert page.evaluate("window.__pwned === undefined")


@needs_browser
@pytest.mark.parametrize("path", PAGES)
def test_nothing_runs_and_nothing_of_another_file_is_on_a_page(opened: Page, hostile: Path, path: str) -> None:
    visit(opened, hostile / "site" / path)
    handlers = "[...document.querySelectorAll('*')].flatMap((e) => [...e.attributes]).map((a) => a.name)"
    assert [name for name in opened.evaluate(handlers) if name.startswith("on")] == []
    links = opened.evaluate("[...document.querySelectorAll('main [href], main [src]')].map((e) => e.href || e.src)")
    assert [link for link in links if not link.startswith("file:")] == []
    html = opened.content()
    assert "A SECRET OF" not in html
    assert ("What the author included." in html) == (path == "index.html"), "snippets are at work"
    assert not CONTROL.search(html)


@needs_browser
def test_a_reader_sees_what_the_data_hold(opened: Page, hostile: Path) -> None:
    visit(opened, hostile / "site/experiments/hostile/index.html")

    def read(selector: str, what: str = "e.textContent") -> list[str]:
        found: list[str] = opened.evaluate(f"[...document.querySelectorAll({json.dumps(selector)})].map((e) => {what})")
        return [" ".join(text.split()) for text in found]

    for number, text in enumerate(SHOWN):
        assert read(f"#block-{number}, #words-{number}") == [text, text], list(TEXTS)[number]
    assert read("article h1")[0].removesuffix("¶").strip() == f"What is written here: {SHOWN[0]} {SHOWN[3]}"
    assert read("article h1 em") == ["written"], "what the author wrote is markup"
    captions = [c.removeprefix(f"Figure {n}. ").split(" Enlarge")[0] for n, c in enumerate(read("figcaption"), 1)]
    assert captions[1:] == SHOWN
    assert captions[0] == f"Lines of {SHOWN[1]} and 51"
    cells = "table.gd-sortable"
    assert read(f"{cells} th") == [*SHOWN, "number"]
    assert read(f"{cells} tbody tr:first-child td")[:-1] == SHOWN
    names = [" ".join(text.replace("_", " ").split()) for text in SHOWN]
    parameters = "table.gd-table:not(.gd-sortable) tbody td"
    assert read(parameters) == [t for name, value in zip(names, reversed(SHOWN), strict=True) for t in (name, value)]
    alts = read("figure img", "e.alt")[1:]
    assert all(f"y against {text}." in alt for text, alt in zip(SHOWN, alts, strict=True))
    sentences = [s for s in read(".gd-observation > p") if s.startswith("A sentence")]
    assert sentences == [f"A sentence with {text} in it." for text in SHOWN]
    verdicts = read(".gd-observation details")
    assert all(f"text_{n} = {text}" in v for n, (text, v) in enumerate(zip(SHOWN, verdicts, strict=True)))
    assert opened.title() == f"What is written here: {SHOWN[0]} {SHOWN[3]} - Hostile"
    sources = opened.evaluate("[...document.querySelectorAll('details > pre > code')].map((e) => e.textContent)")
    kept = [(hostile / f"experiments/hostile.{kind}").read_text(encoding="utf-8").strip() for kind in ("py", "md")]
    assert sources == kept


@needs_browser
def test_the_pages_about_pages_and_the_search_show_the_same(opened: Page, hostile: Path) -> None:
    visit(opened, hostile / "site/index.html")
    card = opened.locator(".gd-card")
    assert card.locator("h2 a").first.text_content() == f"What is written here: {SHOWN[0]} {SHOWN[3]}"
    assert card.locator("img").get_attribute("alt") is not None
    visit(opened, hostile / "site/experiments/index.html")
    items = opened.evaluate("[...document.querySelectorAll('main li')].map((e) => e.textContent)")
    assert [" ".join(i.split()) for i in items][-len(SHOWN) :] == [f"A sentence with {text} in it." for text in SHOWN]
    visit(opened, hostile / "site/experiments/hostile/index.html", "?q=sentence")
    visit(opened, hostile / "site/experiments/hostile/index.html", "?q=written")


def test_every_drawing_is_xml_and_bears_the_text(hostile: Path) -> None:
    for number, text in enumerate(SHOWN):
        for kind in ("svg", "narrow.svg"):
            root = ET.fromstring((hostile / MADE / f"one-{number}.{kind}").read_bytes())
            assert not [a for e in root.iter() for a in e.attrib if a.lower().startswith("on")]
            assert not [e for e in root.iter() if e.tag.endswith(("script", "foreignObject"))]
            words = {str(e.get("id")): "".join(e.itertext()) for e in root if e.get("id") in {"title", "description"}}
            assert words["title"] == text
            assert f"y against {text}." in " ".join(words["description"].split())


def test_csv_and_json_keep_the_data_as_data(hostile: Path) -> None:
    rows = list(csv.reader(io.StringIO((hostile / MADE / "cells-table.csv").read_text(encoding="utf-8"))))
    assert [" ".join(c.split()) for c in rows[0]] == [*SHOWN, "number"]
    assert [" ".join(c.split()) for c in rows[1]] == [*SHOWN, "1.5"]
    head = next(csv.reader(io.StringIO((hostile / MADE / "one-25.csv").read_text(encoding="utf-8"))))
    assert head[1] == SHOWN[25]
    json.loads((hostile / MADE / "manifest.json").read_text(encoding="utf-8"))


def test_nothing_that_is_printed_commands_a_terminal_or_a_ci(tmp_path: Path) -> None:
    report = copy_report("hostile", tmp_path)
    (report / "mkdocs.yml").unlink()
    done = call("build", cwd=report)
    assert done.status == 0
    (report / MADE / "a\n::error file=x,line=1::no\x1b[2J.svg").write_text("")
    checked, listed = call("check", cwd=report), call("list", cwd=report)
    assert checked.status == 1
    for text in (done.out, done.err, checked.out, listed.out):
        assert not CONTROL.search(text)
        assert not [line for line in text.splitlines() if line.strip().startswith(("::", "##["))]
    (report / MADE / "a\n::error file=x,line=1::no\x1b[2J.svg").unlink()
    assert (
        call("check", "--rerun", "--report", str(tmp_path / "answer"), "--json", str(tmp_path / "a.json"), cwd=report).out == FRESH
    )
