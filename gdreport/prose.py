"""Numbers typed in an experiment's words: each is a claim that no run stands behind."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from gdreport.errors import ReportError
from gdreport.experiment import Experiment
from gdreport.numerals import number_text
from gdreport.optimizers import hyperparameters

# What is not prose, in the order in which it is taken out. Line breaks stay, so that lines keep their numbers.
ASIDE = (
    r"\{#.*?#\}",  # Jinja: comments, blocks, expressions
    r"\{%.*?%\}",
    r"\{\{.*?\}\}",
    r"(?ms)^(```+|~~~+).*?^\1",  # code, fenced and inline
    r"(`+)(?!`).*?(?<!`)\1(?!`)",
    r"\$\$.*?\$\$",  # formulas
    r"\$[^$\n]+\$",
    r"<!--.*?-->",  # markup
    r"<[a-zA-Z/][^>]*>",
    r"\]\([^)\s]*(?:\s\"[^\"]*\")?\)",  # where a link leads
    r"https?://\S+",
    r"\{:[^}]*\}",
)
# What is a name or a definition: ordinals, dates, list numbers, digits that belong to a word.
NAMES = (
    r"(?m)^\s*\d+[.)]\s",
    r"\b\d+(?:st|nd|rd|th)\b",
    r"\b\d{4}-\d{2}-\d{2}\b",
    r"\b\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November|December) \d{4}\b",
    r"(?<!\d)[A-Za-z\u00c0-\u024f\u0370-\u03ff\u0400-\u04ff_]\w*",  # from its first letter on
)
NUMBER = re.compile(r"[-−+]?\d[\d,]*(?:\.\d+)?(?:[eE][-+]?\d+)?|[½⅓¼¾⅔]|[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
CAPTION = re.compile(r"""(?:\bcaption\s*=|\{%[-+]?\s*claim)\s*("[^"]*"|'[^']*')""")


@dataclass(frozen=True)
class Typed:
    """A number that was typed."""

    text: str
    line: int


def typed_numbers(words: str) -> Iterator[Typed]:
    """The numbers typed in the prose of Markdown with Jinja, with their lines.

    Code, formulas, links and markup are not prose; ordinals, dates, the numbers of a list and
    digits inside a word are names.

    >>> list(typed_numbers("In 100 epochs"))
    [Typed(text='100', line=1)]
    >>> list(typed_numbers("The 2nd of `100` runs in {{ epochs | number }} epochs, by the L2 norm, on 2026-11-23"))
    []
    """
    prose = words
    for pattern in (*ASIDE, *NAMES):
        prose = re.sub(pattern, _blank, prose, flags=re.DOTALL)
    for match in NUMBER.finditer(prose):
        yield Typed(match[0], prose.count("\n", 0, match.start()) + 1)


def typed_in_captions(words: str, parameters: Iterable[float]) -> Iterator[Typed]:
    """The numbers typed in captions that are no parameter of the experiment."""
    known = list(parameters)
    for match in CAPTION.finditer(words):
        line = words.count("\n", 0, match.start()) + 1
        for typed in typed_numbers(match[1][1:-1]):
            if not _among(typed.text, known):
                yield Typed(typed.text, line)


def given(value: Any, parameters: Iterable[float]) -> str:
    """The filter ``| given``: a number that the words may state because the experiment was told it.

    Errors: ReportError where it is no parameter of the experiment.

    >>> given(0.1, [0.1, 50.0])
    '<data value="0.1">0.1</data>'
    """
    known = list(parameters)
    if isinstance(value, bool) or not isinstance(value, int | float) or value not in known:
        near = min(known, key=lambda p: abs(p - value)) if isinstance(value, int | float) and known else None
        hint = "" if near is None else f"; the nearest is {near:.12g}"
        raise ReportError(f"{value!r} is no parameter of the experiment{hint}", remedy="state a parameter, or measure the number")
    return f'<data value="{value!r}">{number_text(value, 12)}</data>'


def parameters(experiment: Experiment) -> set[float]:
    """Every number that an experiment was told, and those beside it."""
    told = [*hyperparameters(experiment.optimizer).values(), experiment.starts(), experiment.epoch_counts()]
    bounds = [end for interval in experiment.objective.bounds for end in interval]
    numbers = {float(v) for values in told for v in np.ravel(values)} | {experiment.tolerance, float(experiment.bound), *bounds}
    return numbers.union(*(parameters(other) for other in experiment.beside.values()))


def _among(text: str, known: Iterable[float]) -> bool:
    try:
        return float(text.replace(",", "").replace("−", "-")) in known
    except ValueError:
        return False


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])
