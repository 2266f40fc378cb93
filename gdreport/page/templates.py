"""The package's own Jinja templates, and the files that every report needs beside its pages."""

import posixpath
import re
from functools import cache
from pathlib import Path
from typing import Any

import jinja2

from gdreport.files import Files, read_tree
from gdreport.number_text import number_text

HERE = Path(__file__).parent


def fill_template(template: str, /, **values: Any) -> str:
    """A template with its values; every name in it must have one."""
    return _environment().get_template(template).render(values)


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


def fence(text: str) -> str:
    r"""A text as a fenced block that nothing in it can close.

    >>> fence("a\n```\nb")
    '````text\na\n```\nb\n````'
    """
    longest = max((len(run) for run in re.findall(r"`{3,}", text)), default=2)
    ticks = "`" * (longest + 1)
    return f"{ticks}text\n{text.rstrip()}\n{ticks}"


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
    environment.filters |= {"number_text": number_text, "rebase_links": rebase_links}
    return environment
