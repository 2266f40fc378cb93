"""Numbers typed in an experiment's words: each is a claim that no run stands behind."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape

from jinja2 import nodes
from jinja2.defaults import DEFAULT_NAMESPACE

from gdreport.page.conditions import find_names

# What is not prose, in the order in which it is taken out. Line breaks stay, so that lines keep their numbers.
ASIDE = (
    r"\{#.*?#\}",  # Jinja: comments, blocks, expressions
    r"\{%.*?%\}",
    r"\{\{.*?\}\}",
    r"(?ms)^(```+|~~~+).*?^\1",  # code, fenced and inline
    r"(`+)(?!`)(?:(?!\n\s*\n).)*?(?<!`)\1(?!`)",
    r"\$\$.*?\$\$",  # formulas
    r"\$(?!\s)[^$\n]*[^$\s]\$(?!\d)",
    r"<!--.*?-->",  # markup
    r"</?[a-zA-Z][\w-]*(?:\s+[\w:-]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'>]+))?)*\s*/?>",
    r"\]\([^)\s]*(?:\s\"[^\"]*\")?\)",  # where a link leads
    r"https?://\S+",
    r"\{:[^}]*\}",
)
# What is a name or a definition: ordinals, dates, list numbers, digits that belong to a word.
NAMES = (
    r"\b\d+(?:st|nd|rd|th)\b",
    r"\b\d{4}-\d{2}-\d{2}\b",
    r"\b\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November|December) \d{4}\b",
    r"(?<!\d)[A-Za-z\u00c0-\u024f\u0370-\u03ff\u0400-\u04ff]\w*",  # from its first letter on
)
NUMBER = re.compile(r"[-−+]?\d+(?:,\d+)*(?:\.\d+)?(?:[eE][-+]?\d+)?|[¼-¾⅐-⅞]|[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
CLAIM = re.compile(r"""\{%[-+]?\s*claim\s*("[^"]*"|'[^']*')""")
LISTED = re.compile(r"\s*\d+[.)]\s")
FORMATS = ("number", "percent")
GLOBALS = frozenset(DEFAULT_NAMESPACE) | {"loop"}  # of Jinja: what they give is not measured
SHAPES = ("truncate", "indent", "wordwrap", "center")  # filters whose numbers say how a text is set


@dataclass(frozen=True)
class Typed:
    """A number that was typed."""

    text: str
    line: int


def find_typed(words: str, template: nodes.Template, parameters: Iterable[float], measures: Iterable[str]) -> Iterator[Typed]:
    """Every number typed in a file of words that is no parameter of the experiment."""
    known = list(parameters)
    yield from find_typed_numbers(words)
    yield from find_typed_in_expressions(template, known, measures)
    yield from find_typed_in_claims(words, known)


def find_typed_numbers(words: str) -> Iterator[Typed]:
    """The numbers typed in the prose of Markdown with Jinja, with their lines.

    Code, formulas, links and markup are not prose; ordinals, dates, the numbers of a list and
    digits inside a word are names.

    >>> list(find_typed_numbers("In 100 epochs"))
    [Typed(text='100', line=1)]
    >>> list(find_typed_numbers("The 2nd of `100` runs in {{ epochs | number }} epochs, by the L2 norm, on 2026-11-23"))
    []
    """
    prose = _show_numerals(_without_list_numbers(words))
    for pattern in (*ASIDE, *NAMES):
        prose = re.sub(pattern, _blank, prose, flags=re.DOTALL)
    for match in NUMBER.finditer(prose):
        yield Typed(match[0], prose.count("\n", 0, match.start()) + 1)


def _show_numerals(text: str) -> str:
    """A text with numerals of every script, and those that are written as entities, as digits; nothing moves to another line."""
    plain = re.sub(r"&#x?[0-9a-fA-F]+;|&frac\w+;", lambda m: unescape(m[0]), text)
    return "".join(_show_numeral(c) if ord(c) > 127 else c for c in plain)


def _show_numeral(character: str) -> str:
    value = unicodedata.numeric(character, None)
    return character if value is None or NUMBER.match(character) or character.isalpha() else f"{value:g}"


def find_typed_in_expressions(
    template: nodes.Template, parameters: Iterable[float], measures: Iterable[str] = ()
) -> Iterator[Typed]:
    """The numbers typed inside ``{{ }}`` and ``{% set %}``, however they are dressed: printed or joined, in a text or a caption,
    through a format without a measure, by a variable or a macro.
    """
    known, measured = list(parameters), _find_measured(template, set(measures))
    printed = [
        part for output in template.find_all(nodes.Output) for part in output.nodes if not isinstance(part, nodes.TemplateData)
    ]
    told = [a.node for a in template.find_all(nodes.Assign)] + [v for w in template.find_all(nodes.With) for v in w.values]
    told += [f.iter for f in template.find_all(nodes.For)] + [d for m in template.find_all(nodes.Macro) for d in m.defaults]
    told += [f.filter for f in template.find_all(nodes.FilterBlock)]
    texts = [
        c for part in told for c in [part, *part.find_all(nodes.Const)] if isinstance(c, nodes.Const) and isinstance(c.value, str)
    ]
    units = [k.value for f in template.find_all(nodes.Filter) if f.name in FORMATS for k in f.kwargs if k.key == "unit"]
    units += [argument for f in template.find_all(nodes.Filter) if f.name in FORMATS for argument in f.args[1:2]]
    for constant in [c for part in (*printed, *texts, *units) for c in _find_constants(part, measured)]:
        if isinstance(constant, nodes.Name):
            yield Typed(constant.name, constant.lineno)
        elif isinstance(constant.value, str):
            found = find_typed_numbers(constant.value)
            yield from (Typed(typed.text, constant.lineno) for typed in found if not _among(typed.text, known))
        elif isinstance(constant.value, int | float) and not isinstance(constant.value, bool):
            yield Typed(str(constant.value), constant.lineno)


def _find_measured(template: nodes.Template, measures: set[str]) -> set[str]:
    """The names that bear what was measured: measures, the results, and what is set from them, passed to a macro or looped over."""
    known = measures | {"results"} | {a.name for macro in template.find_all(nodes.Macro) for a in macro.args}
    sources = [(a.target, a.node) for a in template.find_all(nodes.Assign)] + [
        (f.target, f.iter) for f in template.find_all(nodes.For)
    ]
    # A name that nothing sets is a mistake of another kind.
    known |= {n.name for n in template.find_all(nodes.Name)} - {n for target, _ in sources for n in find_names(target)} - GLOBALS
    for _ in sources:
        known |= {n for target, source in sources if find_names(source) & known for n in find_names(target)}
    return known


def _find_constants(node: nodes.Node, measured: set[str]) -> Iterator[nodes.Const | nodes.Name]:
    """The constants that an expression prints; and a variable that a format prints and nothing measured is in."""
    match node:
        case nodes.Const():
            yield node
        case nodes.Filter(name="given" | "cited"):
            return
        case nodes.Filter(name="number" | "percent"):
            if not find_names(node) & measured and node.node is not None:
                inside: list[nodes.Const | nodes.Name] = [*node.node.find_all(nodes.Const), *node.node.find_all(nodes.Name)]
                yield from [node.node] if isinstance(node.node, nodes.Const | nodes.Name) else inside[:1]
        case nodes.Filter() if node.name in SHAPES:
            yield from _find_constants(node.node, measured) if node.node is not None else ()
        case nodes.Call(node=nodes.Name(name="figure" | "table")):
            for part in (*node.args[1:], *(k.value for k in node.kwargs)):
                if not (isinstance(part, nodes.Const) and isinstance(part.value, int)):  # digits=
                    yield from _find_constants(part, measured)
        case nodes.Getitem():  # which one
            yield from _find_constants(node.node, measured)
        case nodes.Compare() | nodes.Test():
            return  # whether
        case nodes.CondExpr():
            yield from _find_constants(node.expr1, measured)
            yield from _find_constants(node.expr2, measured) if node.expr2 is not None else ()
        case _:
            for child in node.iter_child_nodes():
                yield from _find_constants(child, measured)


def find_typed_in_claims(words: str, parameters: Iterable[float]) -> Iterator[Typed]:
    """The numbers typed in the words of claims that are no parameter of the experiment."""
    known = list(parameters)
    for match in CLAIM.finditer(words):
        line = words.count("\n", 0, match.start()) + 1
        for typed in find_typed_numbers(match[1][1:-1]):
            if not _among(typed.text, known):
                yield Typed(typed.text, line)


def _among(text: str, known: Iterable[float]) -> bool:
    try:
        return float(text.replace(",", "").replace("−", "-")) in known
    except ValueError:
        return False


def _without_list_numbers(words: str) -> str:
    """The words without the numbers of lists. A wrapped line of a paragraph that begins with a number is no list."""
    lines, listed, above = [], False, ""
    for line in words.split("\n"):
        begins = LISTED.match(line)
        listed = bool(line.strip()) and (listed or (begins is not None and not above.strip()))
        lines.append(LISTED.sub(_blank, line, count=1) if listed and begins else line)
        above = line
    return "\n".join(lines)


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])
