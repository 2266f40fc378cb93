"""The experiments of a report with what is known of each page without running anything, for people and for machines."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

from gdreport.project import Project
from gdreport.record.staleness import examine

SCHEMA = 1


@dataclass(frozen=True)
class Listed:
    """An experiment in a list. Places are below the report's root."""

    name: str
    title: str | None  # None where the page was never built
    fresh: bool
    why: tuple[str, ...]  # what is not as the page's manifest says
    notes: tuple[str, ...]  # what is not on the page, and what of its runs is not watched
    code: str
    words: str
    page: str  # its folder


def list_pages(project: Project) -> list[Listed]:
    """All experiments in the order of their pages. Errors: ReportError as for the project's pairs."""
    return [*_list(project)]


def _list(project: Project) -> Iterator[Listed]:
    for pair in project.pairs():
        state = examine(pair)
        facts = state.manifest.page if state.manifest else None
        notes = () if facts is None else (*facts.shortcomings, *(f"not watched: {what}" for what in facts.unwatched))
        why = (*(f"{r.kind}: {r.file}: {r.detail}" for r in state.reasons), *map(str, state.changed))
        is_fresh = state.is_fresh and not state.reasons
        title = None if facts is None else facts.title
        yield Listed(pair.name, title, is_fresh, why, notes, pair.code, pair.words, pair.folder)


def write_list(experiments: Sequence[Listed]) -> Iterator[str]:
    """A line for each experiment, and for each of its notes."""
    width = max(len(e.name) for e in experiments)
    for e in experiments:
        yield f"{e.name:{width}}  {'fresh' if e.fresh else 'stale'}  {e.title or 'not built yet'}"
        yield from (f"{'':{width}}  {note}" for note in e.notes)


def list_to_json(experiments: Sequence[Listed]) -> str:
    """The same for machines.

    ``{"schema": 1, "experiments": [{"name", "title", "fresh", "why", "notes", "code", "words", "page"}]}``; the title is
    null where the page was never built. A later schema may add keys; a change of these raises its number.
    """
    return json.dumps({"schema": SCHEMA, "experiments": [asdict(e) for e in experiments]}, indent=1)
