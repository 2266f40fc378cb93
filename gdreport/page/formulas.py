r"""The formulas of a page, found as the site finds them: read once when the page is made, so that none fails later."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from gdreport.errors import Gathering, ReportError
from gdreport.page.marks import MARK, Marks
from gdreport.project import Pair

# What Markdown reads before it looks for formulas. Line breaks stay, so that lines keep their numbers.
ASIDE = (
    r"\A---\n.*?\n---\n",  # the head of a page
    r"(?ms)^ {0,3}(```+|~~~+).*?^ {0,3}\1",  # code, fenced and inline
    r"(?<![\\`])(`+)(?!`)(?:(?!\n\s*\n).)*?(?<!`)\1(?!`)",
    r"<!--.*?-->",
    r"(?ms)^<(div|figure|table|pre|script|details)\b(?![^>\n]*\smarkdown(?:=\"(?!0)[^\"]*\")?[\s>])[^>\n]*>.*?</\1>",
)
HIDDEN = "\0"  # in place of what is no text: no formula holds it
FORMULA = re.compile(
    r"""(?<![\\$])\$\$(?P<block>(?:\\.|[^\\$\0])+?)\$\$
    |\\\[(?P<bracket>(?:\\[^\]]|[^\\\0])+?)\\\]
    |(?P<environment>\\begin\{(?P<name>[a-z]+\*?)\}(?:\\.|[^\\\0])+?\\end\{(?P=name)\})
    |(?<![\\$])\$(?![\s$])(?P<inline>(?:\\.|[^\\$\0])+?)(?<!\s)\$
    |\\\((?P<round>(?:\\[^)]|[^\\\0])+?)\\\)""",
    re.VERBOSE | re.DOTALL,
)
FILLED = re.compile(r"\{\{.*?\}\}")
RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
PARAGRAPH = re.compile(r"\n[ \t]*\n")


@dataclass(frozen=True)
class Formula:
    """A formula in Markdown, with the line on which it begins."""

    latex: str
    line: int
    is_display: bool


class FormulaError(ReportError):
    """A formula that cannot be read; `formula` is its text, by which its place is found."""

    formula = ""


def find_formulas(text: str) -> Iterator[Formula]:
    r"""The formulas of a page or of a file of words.

    >>> [f.latex for f in find_formulas(r"Of $x^2$ and `$y$` and \$5: $$\frac{1}{2}$$ <!-- $z$ -->")]
    ['x^2', '\\frac{1}{2}']
    """
    for pattern in ASIDE:
        text = re.sub(pattern, lambda m: re.sub(r"[^\n]", HIDDEN, m[0]), text, flags=re.DOTALL)
    for match in FORMULA.finditer(text):
        kind = next(k for k in ("block", "bracket", "environment", "inline", "round") if match[k] is not None)
        is_display = kind not in {"inline", "round"}
        if is_display or not PARAGRAPH.search(match[kind]):
            yield Formula(match[kind].strip(), text.count("\n", 0, match.start(kind)) + 1, is_display)


def convert(latex: str, *, display: bool = False) -> str:
    """A formula as MathML. Errors: FormulaError naming the formula, where it cannot be read.

    >>> convert("x^2")
    '<math><msup><mi>x</mi><mn>2</mn></msup></math>'
    """
    from math_core import LatexError, LatexToMathML

    converter: Any = LatexToMathML()
    try:
        return str(converter.convert_with_local_state(latex.strip(), displaystyle=display))
    except LatexError as error:
        plain = re.sub(r"\x1b\[[\d;]*m", "", f"{error}")  # without colours; the drawing below the first line is for terminals
        why = next((line.removeprefix("Error: ").rstrip(".") for line in plain.splitlines() if line.strip()), "")
        mistake = FormulaError(f"the formula {latex.strip()} cannot be read: {why}", remedy="write LaTeX mathematics")
        mistake.formula = latex.strip()
        raise mistake from None


def refuse_unreadable(pair: Pair, page: str, sources: Mapping[str, str]) -> None:
    """Errors: ReportError for the formulas of a page that cannot be read, each at its line in the words or in the code."""
    gathering = Gathering()
    for formula in dict.fromkeys((f.latex, f.is_display) for f in find_formulas(page)):
        with gathering.keep():
            try:
                convert(formula[0], display=formula[1])
            except FormulaError as error:
                raise error.at(*_find_place(pair, formula[0], sources)) from None
    gathering.end()


def _find_place(pair: Pair, latex: str, sources: Mapping[str, str]) -> tuple[str, int | None]:
    """Where an author wrote a formula: in the words, with numbers filled in since, or in a text of the code."""
    for file, source in sources.items():
        for formula in find_formulas(source):
            pattern = ".*?".join(map(re.escape, FILLED.split(formula.latex)))
            if re.fullmatch(pattern, latex, re.DOTALL):
                return file, formula.line
    code = pair.path(pair.code).read_text(encoding="utf-8", errors="replace")
    found = [at for text in (latex, latex.replace("\\", "\\\\")) if (at := code.find(text)) >= 0]
    return pair.code, code.count("\n", 0, found[0]) + 1 if found else None


def let_formulas_be_plain(text: str, marks: Marks) -> None:
    """A number inside a formula stands there as it is printed: markup would be read as mathematics."""
    for formula in find_formulas(text):
        for mark in MARK.finditer(formula.latex):
            value = marks.values[int(mark[1])]
            marks.values[int(mark[1])] = replace(value, html=to_latex(value.text))


def to_latex(text: str) -> str:
    r"""A printed number, with its unit, as LaTeX.

    >>> to_latex("−2.5 × 10⁻⁷\u00a0s"), to_latex("1,847"), to_latex("16\u00a0%")
    ('-2.5 \\times 10^{-7}\\ \\text{s}', '1{,}847', '16\\ \\%')
    """
    number, _, unit = text.partition("\u00a0")
    number = re.sub("[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+", lambda m: f"^{{{m[0].translate(RAISED)}}}", number)
    number = number.replace(",", "{,}").replace("−", "-").replace("×", r"\times")
    return number + ("" if not unit else r"\ \%" if unit == "%" else rf"\ \text{{{unit}}}")
