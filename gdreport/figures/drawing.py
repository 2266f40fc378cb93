"""From `draw(axes, results)` to a deterministic SVG, the CSV of what it plots, and its alt text."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from gdreport.errors import ReportError
from gdreport.experiment import Results
from gdreport.figures.plotted import describe, round_drawn, series, to_csv
from gdreport.figures.style import HEIGHT, RC, WIDTH, legend, plain_ticks

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True)
class Drawing:
    """A drawn figure: the SVG, the plotted data, and what it shows in words."""

    svg: bytes
    csv: bytes
    alt: str


def draw(figure: "Callable[[Axes, Results], object]", results: Results, title: str = "") -> Drawing:
    """Draw a figure in the house style; `title` is its title for a screen reader, `alt` its description.

    The same results give the same bytes with one version of Matplotlib: data are rounded to
    nine digits, ids come from a fixed salt, and no date is written.
    """
    import matplotlib
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    with matplotlib.rc_context({**RC, "svg.hashsalt": "gdreport"}):
        canvas = FigureCanvasSVG(Figure(figsize=(WIDTH, HEIGHT)))
        canvas.figure.subplots_adjust(left=0.11, right=0.975, bottom=0.13, top=0.9)
        figure(canvas.figure.add_subplot(), results)
        round_drawn(canvas.figure)
        for axes in canvas.figure.axes:
            legend(axes)
            plain_ticks(axes)
        out = io.BytesIO()
        canvas.figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
        drawn = series(canvas.figure)
        if not drawn:
            raise ReportError("the figure shows no data", remedy="draw on the axes that are given: draw(axes, results)")
        alt = describe(canvas.figure, drawn)
        data = to_csv(canvas.figure, drawn)
    return Drawing(_described(out.getvalue().decode(), title, alt), data, alt)


def svg(figure: "Callable[[Axes, Results], object]", results: Results, title: str = "") -> str:
    """The SVG of a figure as text, for a notebook: ``IPython.display.SVG(svg(final_against("start"), results))``."""
    return draw(figure, results, title).svg.decode()


def _described(text: str, title: str, description: str) -> bytes:
    start = text.index("<svg")
    end = text.index(">", start)
    head: Any = f'{text[start:end]} role="img" aria-labelledby="title description">'
    words = f'\n <title id="title">{escape(title)}</title>\n <desc id="description">{escape(description)}</desc>'
    body = "\n".join(line.rstrip() for line in text[end + 1 :].splitlines())
    return f'<?xml version="1.0" encoding="utf-8"?>\n{head}{words}{body}\n'.encode()
