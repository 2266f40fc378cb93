"""The package's own Jinja templates, and the files that every report needs beside its pages."""

import posixpath
import re
from functools import cache
from pathlib import Path
from typing import Any

import jinja2

from gdreport.escaping import escape_markdown, escape_source
from gdreport.files import Files, read_tree
from gdreport.number_text import number_text

HERE = Path(__file__).parent


def fill_template(template: str, /, **values: Any) -> str:
    """A template with its values; every name in it must have one."""
    return _environment().get_template(template).render(values)


def compile_templates() -> None:
    """What every page is filled into, before there are several processes that would each compile it."""
    for name in ("page.md.j2", "figure.html.j2", "provenance.md.j2"):
        _environment().get_template(name)


def read_assets() -> Files:
    """Style sheet, script, fonts and overrides of the theme, by their path in the assets folder."""
    return read_tree(HERE / "assets")


def rebase_links(words: str, folder: str) -> str:
    """Words from a page in `folder` for a page above it: their relative links lead where they led.

    >>> rebase_links("See [a](../other/index.md#x), [b](data.csv), [c](#y).", "experiments/this")
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
        loader=jinja2.FileSystemLoader(HERE / "templates"),
        undefined=jinja2.StrictUndefined,
        autoescape=False,  # noqa: S701 - Markdown; HTML is escaped where it is made
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {f.__name__: f for f in (number_text, rebase_links, escape_markdown, escape_source)}
    return environment
