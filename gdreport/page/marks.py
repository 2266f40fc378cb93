"""The measured values that a page bears: written into its text as marks, and read back from them.

While a page is rendered, each measured value stands in its text as a short mark. `fill` puts the
values in place; `make_skeleton` puts in how each is written, so that two pages have the same skeleton
where they differ in measured values only. The manifest keeps both apart, and a check compares
values with values: nothing has to guess from HTML what was a number.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from html import unescape
from secrets import token_hex
from typing import Any, Literal

from markupsafe import escape

from gdreport.errors import ReportError
from gdreport.escaping import CONTROL, clean, escape_markdown

OPEN, CLOSE = "\x02", "\x03"  # control characters, which no text has
DIGIT, POINT = "\u2007", "\u2008"  # spaces as wide as a digit, and as a point, by which a table aligns its numbers
DATA = re.compile(r'<data value="[^"]*" title="[^"]*"')
PUBLISHED = 9  # digits of a full value
OWN = f"g{token_hex(4)}"  # of this process, so that no data pass for a mark; with a letter, so that no filter leaves it as it is
MARK = re.compile(f"{OPEN}{OWN}:(\\d+){CLOSE}")
WHOLE_MARK = re.compile(f"({OPEN}{OWN}:[0-9]+{CLOSE})")
# number, text: printed in the words; given: a parameter or a name there; verdict: in the mark below a sentence; probe: there too,
# the variations that refute it; cell, alt, description: elsewhere. No check compares a margin, which may hang on a last bit, nor
# a place, a line of the author's code.
Kind = Literal["number", "text", "given", "verdict", "margin", "probe", "cell", "alt", "description", "place"]


@dataclass(frozen=True)
class Value:
    """A measured value on a page."""

    kind: Kind
    name: str  # of its measure, column or figure
    form: str  # how it is written: part of the skeleton
    value: Any  # a number, a text, or a list of them
    html: str  # as it stands on the page
    text: str  # the same without markup
    printed: float | None = None  # a number as it is printed, rounded


@dataclass
class Marks:
    """The values of a page under way."""

    values: list[Value] = field(default_factory=list)

    def write(
        self, kind: Kind, name: str, form: str, value: Any, text: str, html: str | None = None, printed: float | None = None
    ) -> str:
        """The mark of a value, to stand in the words: its text, escaped for where it stands unless `html` is given.

        This is the one way of data into a page. It is on one line, without control characters, whatever the data hold.
        """
        html = escape_markdown(text) if html is None else clean(html)
        self.values.append(Value(kind, clean(name), clean(form), value, html, clean(text), printed))
        return f"{OPEN}{OWN}:{len(self.values) - 1}{CLOSE}"

    def complete(self, kind: Kind, name: str, value: Any, html: str) -> None:
        """Put in what was not known when the marks of this kind and name were written."""
        for at, mark in enumerate(self.values):
            if mark.kind == kind and mark.name == name:
                self.values[at] = replace(mark, value=value, html=clean(html), text=clean(html))

    def read(self, text: str) -> list[Value]:
        """The values that a text bears, in their order.

        >>> marks = Marks()
        >>> text = f"ends at {marks.write('number', 'end', '3 digits', 0.25, '0.25', '<b>0.25</b>')}"
        >>> [v.value for v in marks.read(text)], marks.fill(text), marks.fill_plain(text), marks.make_skeleton(text)
        ([0.25], 'ends at <b>0.25</b>', 'ends at 0.25', 'ends at [number: 3 digits]')
        """
        return [self.values[int(m[1])] for m in MARK.finditer(text)]

    def fill(self, text: str) -> str:
        """The text with its values in place."""
        return MARK.sub(lambda m: self.values[int(m[1])].html, text)

    def fill_plain(self, text: str) -> str:
        """The text with its values, without their markup."""
        return MARK.sub(lambda m: self.values[int(m[1])].text, text)

    def fill_escaped(self, text: str) -> str:
        """The text with its values, without their markup but safe in Markdown."""
        return MARK.sub(lambda m: escape_markdown(self.values[int(m[1])].text), text)

    def list_by_line(self, text: str) -> dict[str, dict[str, list[Any]]]:
        """The values by line and by kind and name, with twelve digits: what a manifest keeps and a check compares."""
        found: dict[str, dict[str, list[Any]]] = {}
        for number, line in enumerate(text.split("\n"), 1):
            for value in self.read(line):
                at = found.setdefault(str(number), {})
                at.setdefault(f"{value.kind} {value.name}".strip(), []).append(in_digits(value.value))
        return found

    def make_skeleton(self, text: str) -> str:
        """The text with how each value is written in place of the value."""

        def form(match: re.Match[str]) -> str:
            value = self.values[int(match[1])]
            return f"[{value.kind}: {value.form}]"

        return MARK.sub(form, text)


def escape_words(text: str) -> str:
    """A text of the words that is no markup, such as a caption: escaped, with the marks in it as they are.

    >>> marks = Marks()
    >>> marks.fill(escape_words(f"where *x* is {marks.write('number', 'end', '', 0.25, '0.25', '<b>0.25</b>')}"))
    'where &#42;x&#42; is <b>0.25</b>'
    """

    def escape(part: str) -> str:
        return " " * part[:1].isspace() + escape_markdown(part) + " " * part[-1:].isspace()

    return "".join(part if MARK.fullmatch(part) else escape(part) for part in WHOLE_MARK.split(text)).strip()


def write_value(value: float) -> str:
    """A value with as many digits as are the same on every machine; a whole number in full.

    >>> write_value(1.4226497308103745), write_value(44.0), write_value(1234567890123)
    ('1.42264973', '44.0', '1234567890123')
    """
    return str(value) if isinstance(value, int) or float(value).is_integer() else f"{value:.{PUBLISHED}g}"


def write_data(value: float, title: str, words: str) -> str:
    """A number in the words, with its value under the pointer and for machines."""
    return f'<data value="{write_value(value)}" title="{escape(title)}" tabindex="0">{escape_markdown(words)}</data>'


def without_full_values(line: str) -> str:
    """A line of a page as its reader sees it: full values, in which machines may differ in the last digits, taken out.

    >>> without_full_values(f"ends at {write_data(0.1234567, 'end = 0.1234567', '0.123')}")
    'ends at <data tabindex="0">0.123</data>'
    """
    return DATA.sub("<data", line)


def refuse_braces(what: str, text: str, place: str, line: int) -> None:
    """Errors: ReportError for a text in quotes in which a value is to stand: Jinja does not look into it."""
    if found := re.search(r"\{\{.*?(\}\}|$)", text, re.DOTALL):
        remedy = 'a text in quotes is printed as it is: join it and the value, as in "Ends near " ~ (best | number)'
        raise ReportError(f"{what} has {found[0][:60]} in its quotes", file=place, line=line, remedy=remedy)


def refuse_control_characters(text: str, what: str, place: str | None = None) -> None:
    """Errors: ReportError for a character that no page can bear, in what an author wrote."""
    for number, line in enumerate(text.split("\n"), 1):
        if CONTROL.search(line):
            at = number if place is not None else None
            raise ReportError(f"a control character stands in {what}", file=place, line=at, remedy="delete it")


def in_digits(value: Any) -> Any:
    """Numbers as text with twelve significant digits, arrays as lists of them; truth values and texts as they are.

    >>> in_digits([0.1 + 0.2, 3, "a", True])
    ['0.3', 3, 'a', True]
    """
    if hasattr(value, "values") and hasattr(value, "dims"):
        value = value.values
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [in_digits(v) for v in value]
    if isinstance(value, float):
        return f"{value:.12g}"
    # Plain ones, where an author's class is derived from them: no other process knows it.
    return value if isinstance(value, bool) else int(value) if isinstance(value, int) else f"{value}"


def without_markup(text: str) -> str:
    """A sentence on one line, without tags."""
    return re.sub(r"<[^>]+>", "", " ".join(text.split()))


def write_plain(title: str) -> str:
    r"""A title for where no markup is read: the tab, the navigation, a list.

    >>> write_plain(r"Do [*large*](large.md) `steps` of $x^2$ &amp; 5\* arrive?")
    'Do large steps of x^2 & 5* arrive?'
    """
    return unescape(re.sub(r"\\([^\w\s])|\]\([^)]*\)|[\[*`$]", lambda m: m[1] or "", without_markup(title)))
