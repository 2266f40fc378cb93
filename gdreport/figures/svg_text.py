"""The text of an SVG: Matplotlib's, with the description and the dark palette put in, and no more ink than a pixel shows."""

import re

from markupsafe import escape

from gdreport.escaping import CONTROL
from gdreport.figures.palette import write_dark_style

FINE = re.compile(r"(?<=\.\d\d)\d+")  # digits beyond a hundredth of a pixel
KEPT = re.compile(r'(<!--.*?-->|scale\(.*?\)|href="[^"#][^"]*")')  # a label in words; the size of letters; an address
POLYLINE = re.compile(r' d="([^"CQ]*)"')
RECTANGLE = re.compile(r"M (\S+) (\S+) (\S+) \2 \3 (\S+) \1 \4 z")
MARKS = re.compile(r'<g( clip-path="[^"]*")?>\n((?: *<use [^>]*style="([^"]*)"/>\n)(?: *<use [^>]*style="\3"/>\n)+)')


def write_svg(text: str, description: str) -> bytes:
    """Matplotlib's SVG with a description for screen readers and the colours of a dark page."""
    text = CONTROL.sub("\ufffd", text)  # such as the name of a tick
    start = text.index("<svg")
    end = text.index(">", start)
    head = f'{text[start:end]} role="img" aria-labelledby="description">'
    style = f"\n <style>{write_dark_style(text)}</style>"
    words = f'\n <desc id="description">{escape(description)}</desc>'
    body = "\n".join(line.strip() for line in _thin(text[end + 1 :]).splitlines())
    return f'<?xml version="1.0" encoding="utf-8"?>\n{head}{words}{style}{body}\n'.encode()


def _thin(body: str) -> str:
    r"""The same drawing in fewer characters.

    >>> _thin('<path d="M 0.123456 1\nL 2 1\nL 2 3\nL 0.123456 3\nz\n"/><!-- 0.123456 -->')
    '<path d="M 0.12 1 H 2 V 3 H 0.12 z"/><!-- 0.123456 -->'
    """
    parts = KEPT.split(body)
    parts[::2] = [FINE.sub("", part) for part in parts[::2]]
    return MARKS.sub(_say_style_once, POLYLINE.sub(_write_path, "".join(parts)))


def _write_path(match: re.Match[str]) -> str:
    """Lines without a letter for each; a rectangle by its sides."""
    path = " ".join(match[1].replace("\nL ", " ").split())
    short = RECTANGLE.sub(r"M \1 \2 H \3 V \4 H \1 z", path)
    return f' d="{short}"'


def _say_style_once(match: re.Match[str]) -> str:
    """Marks of one style, which their group has for all."""
    style = f' style="{match[3]}"'
    return f"<g{match[1] or ''}{style}>\n{match[2].replace(style, '')}"
