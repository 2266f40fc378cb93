"""What the generated pages are written with."""

from collections.abc import Iterable, Mapping
from pathlib import Path

PROSE = Path(__file__).parent / "prose"  # what a person has to say, before what is generated

RENEW = "CONTRIBUTING.md says how to renew it"


def write_head(title: str, description: str, source: str) -> str:
    """The beginning of a page, which says what it is made from."""
    head = f"---\ntitle: {title}\ndescription: {description}\n---\n"
    return f"{head}<!-- Made by tests/documentation from {source}: {RENEW}. -->\n\n# {title}\n"


def write_table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]] | Mapping[str, str]) -> str:
    """A table; of a mapping its names are code."""
    lines = [(f"`{name}`", words) for name, words in rows.items()] if isinstance(rows, Mapping) else list(rows)
    cells = [heads, tuple("---" for _ in heads), *lines]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in cells)


def read_prose(name: str) -> str:
    """What a page says before what is generated."""
    return (PROSE / f"{name}.md").read_text(encoding="utf-8")
