"""From `draw(axes, results)` to a deterministic SVG, the CSV of what it plots, and its alt text."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import escape

from gdreport.errors import ReportError
from gdreport.escaping import CONTROL, clean
from gdreport.experiment import Results
from gdreport.figures.artists import Style, describe_style
from gdreport.figures.click_targets import find_click_targets
from gdreport.figures.description import Description, describe, write_description
from gdreport.figures.labels import check_labels
from gdreport.figures.palette import write_dark_style
from gdreport.figures.plotted_data import collect_from, collect_series, list_axes, round_drawn_data, to_csv
from gdreport.figures.style import BOTTOM, LEFT, NARROW, RC, RIGHT, SIZE, TOP, lay_out, set_plain_ticks
from gdreport.figures.visible import require_visible, widen_limits

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Kind = Callable[["Axes", Any], object]


@dataclass(frozen=True)
class Drawing:
    """A drawn figure: the SVG in two widths, the PDF, the plotted data, and what it shows in words."""

    svg: bytes
    narrow: bytes
    pdf: bytes  # empty where no copies were asked for
    csv: bytes
    description: Description
    style: Style  # how it is drawn, whatever draws it
    click_targets: dict[str, Any] | None  # where its runs stand; None where none can be opened

    @property
    def alt(self) -> str:
        """The description as a text."""
        return write_description(self.description)

    def with_title(self, title: str) -> tuple[bytes, bytes]:
        """The SVG in both widths with a title, for a screen reader."""
        head = f'\n <title id="title">{escape(clean(title))}</title>'.encode()
        mark, with_it = b'aria-labelledby="description">', b'aria-labelledby="title description">'
        return self.svg.replace(mark, with_it + head, 1), self.narrow.replace(mark, with_it + head, 1)


def draw(figure: Kind, results: Results, *, copies: bool = True) -> Drawing:
    """Draw a figure in the house style. Without `copies` no PDF is made: it is the drawing over again.

    The same results give the same bytes with one version of Matplotlib: data are rounded to
    nine digits, ids come from a fixed salt, and no date is written. A figure begins from Matplotlib's
    own defaults and the house style: neither a `matplotlibrc` nor what an experiment sets in `rcParams`
    counts, but what the figure itself sets while it draws.
    """
    import matplotlib

    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        of_dates: dict[Any, Any] = {
            name: matplotlib.rcParamsDefault[name] for name in ("date.epoch", "timezone")
        }  # which it leaves alone
        matplotlib.rcParams.update({**of_dates, **RC, "svg.hashsalt": "gdreport"})
        wide = _draw_at(figure, results, SIZE)
        shown = collect_series(wide)
        if not shown:
            raise ReportError("the figure shows no data", remedy="draw on the axes that are given: draw(axes, results)")
        for axes in list_axes(wide):
            require_visible(axes, list(collect_from(axes)))
        description = describe(wide, shown)
        data, style = to_csv(wide, shown), describe_style(wide)
        narrow = _draw_at(figure, results, NARROW)
        alt = write_description(description)
        svg, small = (_with_description(_save(f, "svg").decode(), alt) for f in (wide, narrow))
        pdf = _save(wide, "pdf") if copies else b""
        return Drawing(svg, small, pdf, data, description, style, find_click_targets(wide, narrow, results))


def _draw_at(figure: Kind, results: Results, size: tuple[float, float]) -> "Figure":
    from matplotlib.figure import Figure

    drawn, (width, height) = Figure(figsize=size), size
    drawn.subplots_adjust(left=LEFT / width, right=1 - RIGHT / width, bottom=BOTTOM / height, top=1 - TOP / height)
    figure(drawn.add_subplot(), results)
    round_drawn_data(drawn)
    check_labels(drawn)
    for axes in drawn.axes:
        widen_limits(axes)
        set_plain_ticks(axes)
        if not str(axes.get_label()).startswith("<colorbar"):
            lay_out(axes)
    return drawn


def _save(figure: "Figure", kind: str) -> bytes:
    out = io.BytesIO()
    nothing = {"Date": None, "Creator": None} if kind == "svg" else {"CreationDate": None, "Creator": None, "Producer": None}
    figure.savefig(out, format=kind, metadata=nothing)
    return out.getvalue()


def svg(figure: Kind, results: Results, title: str = "") -> str:
    """The SVG of a figure as text, for a notebook: ``IPython.display.SVG(svg(final_against("start"), results))``."""
    return draw(figure, results).with_title(title)[0].decode()


def _with_description(text: str, description: str) -> bytes:
    text = CONTROL.sub("\ufffd", text)  # such as the name of a tick
    start = text.index("<svg")
    end = text.index(">", start)
    head: Any = f'{text[start:end]} role="img" aria-labelledby="description">'
    style = f"\n <style>{write_dark_style(text)}</style>"
    words = f'\n <desc id="description">{escape(description)}</desc>'
    body = "\n".join(line.rstrip() for line in text[end + 1 :].splitlines())
    return f'<?xml version="1.0" encoding="utf-8"?>\n{head}{words}{style}{body}\n'.encode()
