"""From `draw(axes, results)` to a deterministic SVG, the CSV of what it plots, and its alt text."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from gdreport.errors import ReportError
from gdreport.experiment import Results
from gdreport.figures.click_targets import clickable
from gdreport.figures.palette import dark_style
from gdreport.figures.plotted_data import describe, round_drawn, series, to_csv
from gdreport.figures.style import NARROW, RC, SIZE, lay_out, plain_ticks

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


@dataclass(frozen=True)
class Drawing:
    """A drawn figure: the SVG in two widths, the PDF, the plotted data, and what it shows in words."""

    svg: bytes
    narrow: bytes
    pdf: bytes
    csv: bytes
    alt: str
    clickable: dict[str, Any] | None  # where its runs stand; None where none can be opened


def draw(figure: "Callable[[Axes, Results], object]", results: Results, title: str = "") -> Drawing:
    """Draw a figure in the house style; `title` is its title for a screen reader, `alt` its description.

    The same results give the same bytes with one version of Matplotlib: data are rounded to
    nine digits, ids come from a fixed salt, and no date is written.
    """
    import matplotlib

    with matplotlib.rc_context({**RC, "svg.hashsalt": "gdreport"}):
        drawn = _drawn(figure, results, SIZE)
        shown = series(drawn)
        if not shown:
            raise ReportError("the figure shows no data", remedy="draw on the axes that are given: draw(axes, results)")
        alt = describe(drawn, shown)
        data = to_csv(drawn, shown)
        small = _drawn(figure, results, NARROW)
        wide, narrow = (_described(_saved(f, "svg").decode(), title, alt) for f in (drawn, small))
        return Drawing(wide, narrow, _saved(drawn, "pdf"), data, alt, clickable(drawn, small, results))


def _drawn(figure: "Callable[[Axes, Results], object]", results: Results, size: tuple[float, float]) -> "Figure":
    from matplotlib.figure import Figure

    drawn = Figure(figsize=size)
    drawn.subplots_adjust(left=0.79 / size[0], right=1 - 0.18 / size[0], bottom=0.53 / size[1], top=1 - 0.41 / size[1])
    figure(drawn.add_subplot(), results)
    round_drawn(drawn)
    for axes in drawn.axes:
        plain_ticks(axes)
        if not str(axes.get_label()).startswith("<colorbar"):
            lay_out(axes)
    return drawn


def _saved(figure: "Figure", kind: str) -> bytes:
    out = io.BytesIO()
    nothing = {"Date": None, "Creator": None} if kind == "svg" else {"CreationDate": None, "Creator": None, "Producer": None}
    figure.savefig(out, format=kind, metadata=nothing)
    return out.getvalue()


def svg(figure: "Callable[[Axes, Results], object]", results: Results, title: str = "") -> str:
    """The SVG of a figure as text, for a notebook: ``IPython.display.SVG(svg(final_against("start"), results))``."""
    return draw(figure, results, title).svg.decode()


def _described(text: str, title: str, description: str) -> bytes:
    start = text.index("<svg")
    end = text.index(">", start)
    head: Any = f'{text[start:end]} role="img" aria-labelledby="title description">'
    style = f"\n <style>{dark_style(text)}</style>"
    words = f'\n <title id="title">{escape(title)}</title>\n <desc id="description">{escape(description)}</desc>'
    body = "\n".join(line.rstrip() for line in text[end + 1 :].splitlines())
    return f'<?xml version="1.0" encoding="utf-8"?>\n{head}{words}{style}{body}\n'.encode()
