"""`gdreport new`: a complete small report, or one more pair in a report. No file is overwritten; `order` gets one name more."""

import re
import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from gdreport import files as disk
from gdreport.errors import ReportError
from gdreport.files import Files, read_tree
from gdreport.number_text import count_text
from gdreport.page.templates import read_assets
from gdreport.project import find_project
from gdreport.starter.page_order import order_last

HERE = Path(__file__).parent
# As files of the package they must not act on it.
HIDDEN = {"gitignore": ".gitignore", "gitattributes": ".gitattributes", "github": ".github"}
ASSETS = "docs/experiments/assets"


def begin_report(folder: Path) -> Iterator[str]:
    """Write a report that builds, checks and serves at once. What to say of it. Errors: ReportError where a file is in the way."""
    files: Files = {_place(name): content for name, content in read_tree(HERE / "report").items() if "__pycache__" not in name}
    files |= {f"{ASSETS}/{name}": content for name, content in read_assets().items()}
    _write_new(folder, files)
    yield f"{folder}: {len(files)} files"
    yield from (f"  {name}" for name in sorted(files) if not name.startswith(ASSETS))
    yield f"  {ASSETS}/ (style, script and fonts of the pages)"
    yield f"next: cd {shlex.quote(str(folder))} && gdreport build --site, then open site/index.html;"
    yield "`gdreport serve --open` shows it while you write"


def add_experiment(place: Path, name: str) -> Iterator[str]:
    """Write a small pair into the report in `place`. What to say of it. Errors: ReportError where a file is in the way."""
    texts = read_tree(HERE / "pair")
    title = name.replace("_", " ").capitalize().encode()
    yield from add_pair(place, name, texts["pair.py"], texts["pair.md"].replace(b"TITLE", title))
    yield f"next: write what it runs and what was seen, then gdreport build {name}"


def add_pair(place: Path, name: str, code: bytes, words: bytes) -> Iterator[str]:
    """Write the two files of an experiment, and its name at the end of `order`. What to say of it. Errors: as above."""
    project = find_project(place)
    if not re.fullmatch(r"[A-Za-z]\w*", name, re.ASCII):
        raise ReportError(f"{name!r} cannot be an experiment's name", remedy="use letters, digits and _, a letter first")
    project.check_name(name)
    for sharing, mistake in project.find_shared_pages({name, *project.list_words()}):
        if sharing == name:
            raise mistake
    pair = project.pair(name)
    order = order_last(project, name)
    _write_new(project.root, {pair.code: code, pair.words: words})
    disk.write(project.root / "pyproject.toml", order)
    yield pair.code
    yield pair.words
    yield "pyproject.toml: its page comes last, until you move it in `order`"
    settings = project.root / "mkdocs.yml"
    if re.search(r"^nav:", settings.read_text(encoding="utf-8") if settings.is_file() else "", re.MULTILINE):
        page, folder = PurePosixPath(pair.folder).name, PurePosixPath(project.output).name
        yield f"mkdocs.yml has a `nav`: name {page}/index.md there, or `{folder}/` for all pages in their order"


def _place(name: str) -> str:
    first, *rest = PurePosixPath(name).parts
    return "/".join([HIDDEN.get(first, first), *rest])


def _write_new(folder: Path, files: Mapping[str, bytes]) -> None:
    if folder.exists() and not folder.is_dir():
        raise ReportError("it is no folder", file=folder, remedy="choose another name")
    there = [name for name in sorted(files) if (folder / name).exists() or (folder / name).is_symlink()]
    if there:
        rest = len(there) - 1
        more = f" and {count_text(rest, 'file')} more" if rest else ""
        what = f"{there[0]}{more} would be overwritten"
        raise ReportError(what, file=folder, remedy="choose an empty folder, or move what is there; nothing was written")
    for name, content in files.items():
        disk.write(folder / name, content)
