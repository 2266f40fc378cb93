"""Mathematics as MathML when the site is built: a Markdown extension behind pymdownx.arithmatex (generic)."""

import re
from html import unescape
from typing import Any

from markdown import Markdown
from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor

from gdreport.page.formulas import convert

FORMULA = re.compile(r'<(span|div) class="arithmatex">\\([(\[])(.*?)\\[)\]]</\1>', re.DOTALL)


class _ToMathML(Postprocessor):  # type: ignore[misc]
    """Python-Markdown's way to add a step is a subclass."""

    def run(self, text: str) -> str:
        """Replace each formula that arithmatex marked."""
        return FORMULA.sub(lambda m: _place_math(convert(unescape(m[3]), display=m[2] == "["), m[2] == "["), text)


def _place_math(math: str, display: bool) -> str:
    # A box of its own for what may be wider than the page: report.js lets the keyboard scroll it.
    return f'<div class="gd-formula" role="group" aria-label="formula">{math}</div>' if display else math


class MathMLExtension(Extension):  # type: ignore[misc]
    """`markdown_extensions: [gdreport.mkdocs_site.mathml]`, after `pymdownx.arithmatex: {generic: true}`."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Markdown's name
        """After raw HTML is back in place."""
        md.postprocessors.register(_ToMathML(md), "gdreport-mathml", 1)


def makeExtension(**settings: Any) -> MathMLExtension:  # noqa: N802 - Markdown's name
    """Markdown's way to find the extension."""
    return MathMLExtension(**settings)
