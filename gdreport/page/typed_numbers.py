"""Numbers typed in an experiment's words: each is a claim that no run stands behind."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from jinja2 import nodes

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
    r"(?<!\d)[A-Za-z\u00c0-\u024f\u0370-\u03ff\u0400-\u04ff_]\w*",  # from its first letter on
)
NUMBER = re.compile(r"[-−+]?\d[\d,]*(?:\.\d+)?(?:[eE][-+]?\d+)?|[¼-¾⅐-⅞]|[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
CLAIM = re.compile(r"""\{%[-+]?\s*claim\s*("[^"]*"|'[^']*')""")
LISTED = re.compile(r"\s*\d+[.)]\s")
FORMATS, SHOWN = ("number", "percent"), ("figure", "table")


@dataclass(frozen=True)
class Typed:
    """A number that was typed."""

    text: str
    line: int


def find_typed(words: str, template: nodes.Template, parameters: Iterable[float]) -> Iterator[Typed]:
    """Every number typed in a file of words that is no parameter of the experiment."""
    known = list(parameters)
    yield from find_typed_numbers(words)
    yield from find_typed_in_expressions(template, known)
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
    prose = _without_list_numbers(words)
    for pattern in (*ASIDE, *NAMES):
        prose = re.sub(pattern, _blank, prose, flags=re.DOTALL)
    for match in NUMBER.finditer(prose):
        yield Typed(match[0], prose.count("\n", 0, match.start()) + 1)


def find_typed_in_expressions(template: nodes.Template, parameters: Iterable[float]) -> Iterator[Typed]:
    """The numbers typed inside ``{{ }}``: through a format without a measure, in a text, in a figure's or table's caption."""
    known = list(parameters)
    for format_ in template.find_all(nodes.Filter):
        if format_.name in FORMATS and format_.node is not None and not [*format_.find_all(nodes.Name)]:
            yield Typed(str(next((c.value for c in format_.find_all(nodes.Const)), "")), format_.lineno)
    texts = [c for output in template.find_all(nodes.Output) for c in output.nodes if isinstance(c, nodes.Const)]
    for call in template.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name in SHOWN:
            texts += [c for c in (*call.args[1:], *(k.value for k in call.kwargs)) if isinstance(c, nodes.Const)]
    for text in texts:
        if isinstance(text.value, str):
            found = find_typed_numbers(text.value)
            yield from (Typed(typed.text, text.lineno) for typed in found if not _among(typed.text, known))


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
