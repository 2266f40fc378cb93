"""The package's own Jinja templates: the frame of a page, and the pages about pages."""

from functools import cache
from pathlib import Path
from typing import Any

import jinja2

from gdreport.numerals import number_text

TEMPLATES = Path(__file__).parent / "templates"


def fill(template: str, /, **values: Any) -> str:
    """A template with its values; every name in it must have one."""
    return _environment().get_template(template).render(values)


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
    environment.filters |= {"number_text": number_text}
    return environment
