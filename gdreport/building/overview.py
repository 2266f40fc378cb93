"""The pages about pages, made from the manifests: the summary, the cards on the landing page; and the files that all pages use."""

import re
from collections.abc import Container, Sequence
from pathlib import PurePosixPath

from gdreport.author.reading import decode
from gdreport.errors import ReportError
from gdreport.files import Files
from gdreport.page.templates import fill_template, read_assets
from gdreport.project import Project
from gdreport.record.manifest import Manifest

SUMMARY = "index.md"
OWN = b"<!-- Made by gdreport from the experiments' pages. -->"  # in the summary, which is nobody else's file
BEGIN, END = "<!-- gdreport: cards -->", "<!-- gdreport: end -->"
HOMES = ("index.md", "README.md", "index.html")  # what MkDocs takes for a site's first page


def make_overview(project: Project, manifests: Sequence[Manifest]) -> Files:
    """By their places: the summary of all observations, the landing page with its cards, style, script and fonts.

    Errors: ReportError where a page of somebody's stands in their way, or the site has no home page.
    """
    _require_own(project)
    pages = [m.page for m in manifests]
    files = {f"{project.output}/{SUMMARY}": fill_template("summary.md.j2", pages=pages).encode()}
    files |= _landing(project, fill_template("cards.md.j2", pages=pages, base=f"{PurePosixPath(project.output).name}/"))
    _require_home(project, files)
    return files | {f"{project.assets}/{name}": content for name, content in read_assets().items()}


def list_shared(project: Project, manifests: Sequence[Manifest]) -> set[str]:
    """The places of the scripts that the pages' explorers share."""
    return {f"{project.assets}/{name}" for m in manifests for name in m.shared}


def _require_own(project: Project) -> None:
    """Errors: ReportError where the summary would take the place of a page that somebody wrote."""
    place = f"{project.output}/{SUMMARY}"
    file = project.root / place
    if file.is_file() and OWN not in file.read_bytes():
        remedy = "move it, or let `output` in pyproject.toml name a folder of its own, such as docs/experiments"
        raise ReportError("it would be overwritten by the summary of all pages", file=place, remedy=remedy)


def _require_home(project: Project, made: Container[str]) -> None:
    """Errors: ReportError where a site would begin with nothing: MkDocs says no word of that."""
    settings = project.root / "mkdocs.yml"
    if not settings.is_file():
        return
    named = re.search(r"^docs_dir:\s*['\"]?([^'\"\n#]+)", settings.read_text(encoding="utf-8", errors="replace"), re.MULTILINE)
    docs = named[1].strip().rstrip("/") if named else "docs"
    if f"{docs}/{HOMES[0]}" not in made and not any((project.root / docs / name).is_file() for name in HOMES):
        remedy = f"restore it from git, or write one; all pages are listed there between the lines {BEGIN} and {END}"
        raise ReportError("the site has no home page", file=f"{docs}/{HOMES[0]}", remedy=remedy)


def _landing(project: Project, cards: str) -> Files:
    """The page above the generated ones with the cards between its two comments; nothing where it has none."""
    place = str(PurePosixPath(project.output).parent / "index.md")
    file = project.root / place
    text = decode(file.read_bytes(), place, "utf-8").replace("\r\n", "\n") if file.is_file() else ""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if begin and not end:
        line = before.count("\n") + 1
        raise ReportError("the cards begin and do not end", file=place, line=line, remedy=f"write {END} where they end")
    return {place: f"{before}{BEGIN}\n{cards}{END}{after}".encode()} if begin else {}
