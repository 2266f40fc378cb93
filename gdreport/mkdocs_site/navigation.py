"""The site's navigation: the experiments' pages in the order of pyproject.toml."""

from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Any

from mkdocs.utils import dirname_to_title, nest_paths

from gdreport.project import Project, make_slug


def make_navigation(project: Project, base: str, pages: Sequence[str], own: list[Any] | None) -> list[Any]:
    """What MkDocs takes as `nav`; `pages` are those of the site, in MkDocs's own order.

    The author's `nav` stays as it is, but for an entry that is the folder of the experiments' or of the
    notebooks' pages, such as `experiments/`: it stands for all of them. Without one: the landing page, the
    experiments, the notebooks, and the rest as MkDocs would have it.
    """
    books = str(PurePosixPath(base).parent / "notebooks")
    order = {
        base: [f"{base}/index.md", *(f"{base}/{pair.slug}/index.md" for pair in project.pairs())],
        books: [f"{books}/{make_slug(PurePosixPath(place).stem)}/index.md" for place in project.notebooks],
    }
    sections = {folder: _complete(folder, wanted, pages) for folder, wanted in order.items()}
    if own is not None:
        return [_fill(entry, sections) for entry in own]
    rest = [page for page in pages if page != "index.md" and not any(page in section for section in sections.values())]
    home = [page for page in pages if page == "index.md"]
    nested = nest_paths(rest)  # type: ignore[no-untyped-call]
    return [*home, *({_title(folder): section} for folder, section in sections.items() if section), *nested]


def _complete(folder: str, wanted: Sequence[str], pages: Sequence[str]) -> list[str]:
    """The pages of a folder: those with a place in the order, then what somebody wrote beside them."""
    there = [page for page in pages if page.startswith(f"{folder}/")]
    return [*(page for page in wanted if page in there), *(page for page in there if page not in wanted)]


def _fill(entry: Any, sections: dict[str, list[str]]) -> Any:
    if isinstance(entry, dict):
        return {title: _fill_section(value, sections) for title, value in entry.items()}
    folder = entry.rstrip("/")
    return {_title(folder): sections[folder]} if entry.endswith("/") and folder in sections else entry


def _fill_section(value: Any, sections: dict[str, list[str]]) -> Any:
    if isinstance(value, list):
        return [_fill(entry, sections) for entry in value]
    if isinstance(value, str) and value.endswith("/"):
        return sections.get(value.rstrip("/"), value)
    return value


def _title(folder: str) -> str:
    return dirname_to_title(PurePosixPath(folder).name)
