"""From `draw(axes, results)` to a deterministic SVG, the CSV of what it plots, and its alt text."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import escape

from gdreport.errors import ReportError
from gdreport.escaping import clean
from gdreport.experiment import Results
from gdreport.figures.artists import Style, describe_style
from gdreport.figures.click_targets import find_click_targets
from gdreport.figures.description import Description, describe, write_description
from gdreport.figures.labels import check_labels
from gdreport.figures.plotted_data import collect_from, collect_series, list_axes, round_drawn_data, to_csv
from gdreport.figures.style import RC, SIZE, lay_out, narrow_down, set_margins, set_plain_ticks
from gdreport.figures.svg_text import write_svg
from gdreport.figures.visible import require_visible, widen_limits

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Kind = Callable[["Axes", Any], object]


@dataclass(frozen=True)
class Drawing:
    """A drawn figure: the SVG in two widths, the PDF, the plotted data, and what it shows in words. A notebook shows it."""

    svg: bytes
    narrow: bytes
    pdf: bytes  # empty where no copy was asked for
    csv: bytes
    description: Description
    style: Style  # how it is drawn, whatever draws it
    click_targets: dict[str, Any] | None  # where its runs stand; None where none can be opened

    def _repr_svg_(self) -> str:
        return self.svg.decode()

    @property
    def alt(self) -> str:
        """The description as a text."""
        return write_description(self.description)

    def with_title(self, title: str) -> tuple[bytes, bytes]:
        """The SVG in both widths with a title, for a screen reader."""
        head = f'\n <title id="title">{escape(clean(title))}</title>'.encode()
        mark, with_it = b'aria-labelledby="description">', b'aria-labelledby="title description">'
        return self.svg.replace(mark, with_it + head, 1), self.narrow.replace(mark, with_it + head, 1)


def draw(figure: Kind, results: Results, *, copies: bool = False) -> Drawing:
    """Draw a figure in the house style; in a notebook the last line of a cell, ``draw(final_against("start"), results)``, shows it.

    `copies`: as a PDF too, which is the drawing over again.

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
        drawn = _draw(figure, results)
        shown = collect_series(drawn)
        if not shown:
            raise ReportError("the figure shows no data", remedy="draw on the axes that are given: draw(axes, results)")
        for axes in list_axes(drawn):
            require_visible(axes, list(collect_from(axes)))
        description = describe(drawn, shown)
        alt, data, style = write_description(description), to_csv(drawn, shown), describe_style(drawn)
        wide, place = write_svg(_save(drawn, "svg").decode(), alt), drawn.axes[0].get_position()
        pdf = _save(drawn, "pdf") if copies else b""
        narrow_down(drawn)
        narrow = write_svg(_save(drawn, "svg").decode(), alt)
        return Drawing(wide, narrow, pdf, data, description, style, find_click_targets(drawn, place, results))


def _draw(figure: Kind, results: Results) -> "Figure":
    from matplotlib.figure import Figure

    drawn = Figure(figsize=SIZE)
    set_margins(drawn)
    figure(drawn.add_subplot(), results)
    round_drawn_data(drawn)
    for axes in drawn.axes:
        widen_limits(axes)
        set_plain_ticks(axes)
    check_labels(drawn)  # which makes the ticks
    lay_out(drawn)
    return drawn


def _save(figure: "Figure", kind: str) -> bytes:
    out = io.BytesIO()
    nothing = ("Date", "Creator", "Format", "Type") if kind == "svg" else ("CreationDate", "Creator", "Producer")
    figure.savefig(out, format=kind, metadata=dict.fromkeys(nothing))
    return out.getvalue()
