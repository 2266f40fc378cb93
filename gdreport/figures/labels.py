"""The texts of a drawing: what comes from data is text, what an author writes may be mathematics; none is endless."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, cast

from gdreport.errors import ReportError
from gdreport.escaping import clean

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LONGEST = 200  # characters
REMEDY = "write mathematics as $x^2$ and a dollar as \\$; texts of the data go through gdreport.figures.label(text)"


def label(text: object) -> str:
    r"""A text of the data as a label: on one line, its dollars no mathematics.

    >>> label("in US$\n of 2020")
    'in US\\$ of 2020'
    """
    return clean(str(text)).replace("$", r"\$")


def read_label(text: object) -> str:
    r"""A label as it is read.

    >>> read_label(r"in US\$")
    'in US$'
    """
    return clean(str(text).replace(r"\$", "$"))


def check_labels(figure: "Figure") -> None:
    """Replace in every text what cannot be shown. Errors: ReportError for one that is too long, or is no mathematics."""
    from matplotlib.text import Text

    for axes in figure.axes:
        _fix_categories(axes)
        artists: list[Any] = [*axes.get_children(), *axes.containers]
        for artist in artists:
            name = artist.get_label()
            if isinstance(name, str) and not isinstance(artist, Text):
                artist.set_label(_check(name, is_drawn=not name.startswith("_")))
    texts: Iterator[Any] = (t for t in figure.findobj(Text) if isinstance(t, Text) and t.get_text())
    for text in texts:
        text.set_text(_check(text.get_text(), is_drawn=text.get_parse_math()))


def _fix_categories(axes: Any) -> None:
    """Categories stand along an axis as they are in the data: texts."""
    from matplotlib.category import StrCategoryFormatter
    from matplotlib.ticker import FixedFormatter, FixedLocator

    for axis in (axes.xaxis, axes.yaxis):
        formatter, places = axis.get_major_formatter(), axis.get_major_locator()
        if isinstance(formatter, StrCategoryFormatter):
            ticks, names_of = list(places()), cast("Callable[[Any], list[str]]", formatter.format_ticks)
            names = [_check(label(name), is_drawn=False) for name in names_of(ticks)]
            axis.set_major_locator(FixedLocator(ticks))
            axis.set_major_formatter(FixedFormatter(names))


def _check(text: str, *, is_drawn: bool) -> str:
    shown = "\n".join(map(clean, text.splitlines()))
    if len(shown) > LONGEST:
        what = f"the label {shown[:40] + '...'!r} has {len(shown):,} characters"
        raise ReportError(what, remedy=f"shorten it to {LONGEST}: the caption and the words have room for more")
    if is_drawn:
        _refuse_wrong_mathematics(shown)
    return shown


def _refuse_wrong_mathematics(text: str) -> None:
    from matplotlib.cbook import is_math_text
    from matplotlib.mathtext import MathTextParser

    if not is_math_text(text):
        return
    try:
        MathTextParser("path").parse(text)
    except ValueError:
        raise ReportError(f"the label {text!r} is no mathematics that can be drawn", remedy=REMEDY) from None
