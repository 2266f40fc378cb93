"""The built site without a browser: links, ids, valid HTML, what a page weighs."""

import gzip
import hashlib
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import html5lib
import pytest
from helpers import ROOT


@pytest.fixture(scope="session")
def pages(site: Path) -> "dict[Path, Any]":
    """Every page of the site, parsed as a browser does; parse errors fail."""
    found: dict[Path, Any] = {}
    for file in sorted(site.rglob("*.html")):
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        found[file] = parser.parse(file.read_text(encoding="utf-8"))
        assert parser.errors == [], f"{file.name}: {parser.errors[:3]}"
    assert len(found) > 10
    return found


def elements(tree: Any) -> list[Any]:
    return [e for e in tree.iter() if isinstance(e.tag, str)]


def test_no_id_stands_twice_on_a_page(pages: "dict[Path, Any]") -> None:
    for file, tree in pages.items():
        ids = [e.get("id") for e in elements(tree) if e.get("id")]
        assert sorted({i for i in ids if ids.count(i) > 1}) == [], file.parent.name


def test_every_link_leads_somewhere_and_every_anchor_exists(pages: "dict[Path, Any]") -> None:
    ids = {file: {e.get("id") for e in elements(tree)} for file, tree in pages.items()}
    broken = []
    for file, tree in pages.items():
        for e in elements(tree):
            for name in ("href", "src", "srcset"):
                target = urlsplit(e.get(name) or "")
                if target.scheme or target.netloc or not (target.path or target.fragment):
                    continue
                place = (file.parent / unquote(target.path)).resolve() if target.path else file
                place = place / "index.html" if place.is_dir() else place
                anchor = unquote(target.fragment)
                if not place.is_file() or (anchor and place in ids and anchor not in ids[place] and not anchor.startswith("__")):
                    broken.append(f"{file.parent.name}/{file.name}: {e.get(name)}")
    assert broken == []


def test_every_page_has_a_title_and_every_experiment_a_description_of_its_own(pages: "dict[Path, Any]") -> None:
    heads = {f: f.read_text(encoding="utf-8").split("</head>")[0] for f in pages if f.name != "404.html"}
    titles = [re.findall(r'og:title" content="([^"]+)"', head) for head in heads.values()]
    assert len({t[0] for t in titles}) == len(titles)
    own = [head for file, head in heads.items() if file.parent.parent.name == "experiments"]
    descriptions = [re.findall(r'og:description" content="([^"]{20,})"', head) for head in own]
    assert len({d[0] for d in descriptions}) == len(own) > 6


def test_a_page_with_an_explorer_weighs_at_most_sixty_kilobytes(pages: "dict[Path, Any]") -> None:
    """Our own script, style and drawings, compressed; fonts apart; the wide drawings or the narrow ones."""
    shared = [ROOT / "docs/experiments/assets" / n for n in ("report.css", "report.js", "explorer.js")]
    for folder in sorted(p.parent for p in (ROOT / "docs/experiments").glob("*/experiment.js")):
        for narrow in (False, True):
            drawings = [p for p in folder.glob("*.svg") if (".narrow." in p.name) is narrow]
            weight = sum(len(gzip.compress(p.read_bytes(), 9)) for p in [*shared, folder / "experiment.js", *drawings])
            assert weight <= 60_000, folder.name


def test_vendored_files_are_those_that_the_table_names() -> None:
    rows = re.findall(
        r"\| `([^`]+)` \| [^|]+ \| [^|]+ \| `([0-9a-f]{64})` \|", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    )
    found = {
        f for folder in ("gdreport/page/assets/vendor", "tests/vendor") for f in (ROOT / folder).iterdir() if f.suffix != ".txt"
    }
    assert {ROOT / name for name, _ in rows} == found
    for name, digest in rows:
        assert hashlib.sha256((ROOT / name).read_bytes()).hexdigest() == digest, name
