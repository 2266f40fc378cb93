"""The package's own Jinja templates: the frame of a page, and the pages about pages."""

import posixpath
import re
from functools import cache
from pathlib import Path
from typing import Any

import jinja2

from gdreport.page.number_filters import number_text

TEMPLATES = Path(__file__).parent / "templates"


def fill(template: str, /, **values: Any) -> str:
    """A template with its values; every name in it must have one."""
    return _environment().get_template(template).render(values)


def shared_scripts() -> dict[str, bytes]:
    """The scripts of the explorers, which all pages share, by name."""
    return {file.name: file.read_bytes() for file in sorted((Path(__file__).parent.parent / "explorer").glob("*.js"))}


def rebased(words: str, folder: str) -> str:
    """Words from a page in `folder` for a page above it: their relative links lead where they led.

    >>> rebased("See [a](../other/index.md#x), [b](data.csv), [c](#y).", "experiments/this")
    'See [a](experiments/other/index.md#x), [b](experiments/this/data.csv), [c](experiments/this/index.md#y).'
    """

    def link(match: re.Match[str]) -> str:
        target = f"index.md{match[1]}" if match[1].startswith("#") else match[1]
        path, hash_, anchor = target.partition("#")
        return f"]({posixpath.normpath(posixpath.join(folder, path))}{hash_}{anchor})"

    return re.sub(r"\]\((?![a-z]+:|/)([^)\s]+)\)", link, words)


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        undefined=jinja2.StrictUndefined,
        autoescape=False,  # noqa: S701 - Markdown; HTML is escaped where it is made
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"number_text": number_text, "rebased": rebased}
    return environment
