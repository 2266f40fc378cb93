"""The report's colours, each with its twin on a dark ground; an SVG carries both and follows the reader's choice."""

import re
from collections.abc import Mapping
from functools import cache

# name: (on a light ground, on a dark ground). Each pair of roles is at least 10 apart in CAM02-UCS for every kind of
# colour vision, and at least 3:1 against its ground: tests/figures/test_palette.py computes it.
PALETTE: Mapping[str, tuple[str, str]] = {
    "ground": ("#ffffff", "#1e2129"),
    "ink": ("#24272d", "#e6e9ef"),
    "muted": ("#5b6270", "#a9b0bd"),
    "edge": ("#8a919c", "#737b89"),
    "grid": ("#dfe3e8", "#333842"),
    "objective": ("#5c84b4", "#7498c4"),
    "derivative": ("#c87c38", "#e89850"),
    "theory": ("#868686", "#9e9e9e"),
    "start": ("#487074", "#b0d4d8"),
    "end": ("#101010", "#f2f2f2"),
    "minimum": ("#709c6c", "#88bc8c"),
    "maximum": ("#703458", "#ac7498"),
    "inflection": ("#685420", "#ecd498"),
    "diverged": ("#b0504c", "#c86460"),
    "second": ("#685084", "#c8b0e4"),
}
SEQUENCE = ("#7593bb", "#14305a"), ("#54759f", "#e4eefb")  # few to many: on a light ground, on a dark one


def light(name: str) -> str:
    """The colour of a role on a light ground, as figures are drawn.

    >>> light("ground")
    '#ffffff'
    """
    return PALETTE[name][0]


def shade(position: float) -> str:
    """The sequential colour at a position from 0 (few) to 1 (many).

    >>> shade(0), shade(1)
    ('#7593bb', '#14305a')
    """
    return _between(*SEQUENCE[0], round(position * 255) / 255)


def _between(low: str, high: str, position: float) -> str:
    a, b = (tuple(int(c[i : i + 2], 16) for i in (1, 3, 5)) for c in (low, high))
    return "#" + "".join(f"{round(x + (y - x) * position):02x}" for x, y in zip(a, b, strict=True))


@cache
def twins() -> Mapping[str, str]:
    """Each colour of the palette on a light ground -> the same on a dark one."""
    shades = {shade(k / 255): _between(*SEQUENCE[1], k / 255) for k in range(256)}
    return shades | dict(PALETTE.values())


def write_dark_style(svg: str) -> str:
    """The style sheet that turns the drawing's colours into their twins where the reader prefers a dark page.

    The drawing keeps its light colours, so that a viewer without style sheets shows it whole.

    >>> write_dark_style('<path style="fill: #ffffff"/>')
    '@media (prefers-color-scheme: dark){[style*="fill: #ffffff"]{fill:#1e2129!important}}'
    """
    used = sorted(set(re.findall(r"(fill|stroke): (#[0-9a-f]{6})", svg)))
    rules = (f'[style*="{what}: {c}"]{{{what}:{twins()[c]}!important}}' for what, c in used if c in twins())
    return f"@media (prefers-color-scheme: dark){{{''.join(rules)}}}"
