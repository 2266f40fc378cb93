"""The blocks ``{% finding CONDITION %}`` and ``{% observe CONDITION %}``: sentences that are judged in every run."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from jinja2 import nodes
from jinja2.ext import Extension
from jinja2.parser import Parser

from gdreport.errors import FalseObservation, ReportError
from gdreport.numerals import number_text

OPENING = re.compile(r"\{%-?\s*(observe|finding)\b(?P<condition>.*?)-?%\}", re.DOTALL)


@dataclass(frozen=True)
class Observation:
    """A sentence, the condition that makes it true, the measured values in it and the verdict."""

    sentence: str
    condition: str
    measured: dict[str, Any]
    holds: bool
    line: int
    finding: bool = False


@dataclass
class Verdicts:
    """The observations of one page, in the order of its words, and the names that count as measured in them."""

    names: frozenset[str]
    observations: list[Observation] = field(default_factory=list)


class Observe(Extension):
    """Jinja's way to add a block is a subclass. `environment.verdicts` collects what is judged."""

    tags = {"observe", "finding"}

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Keep the text of each condition beside the condition, where `parse` can take it."""

        def keep(match: re.Match[str]) -> str:
            condition = match["condition"]
            if not condition.strip():
                line = source.count("\n", 0, match.start()) + 1
                raise ReportError(
                    f"{{% {match[1]} %}} has no condition", file=filename, line=line, remedy=f"write {{% {match[1]} gap < 1e-4 %}}"
                )
            return f"{{% {match[1]} {' '.join(condition.split())!r}, {condition.strip()}{_newlines(match[0], condition)} %}}"

        return OPENING.sub(keep, source)

    def parse(self, parser: Parser) -> nodes.Node:
        """The block as a call of `judge` with the condition's truth and the values in it."""
        token = next(parser.stream)
        text = parser.parse_expression()
        parser.stream.expect("comma")
        condition = parser.parse_expression()
        body = parser.parse_statements((f"name:end{token.value}",), drop_needle=True)
        names = sorted(
            {n.name for n in condition.find_all(nodes.Name)} | ({condition.name} if isinstance(condition, nodes.Name) else set())
        )
        values = nodes.Dict([nodes.Pair(nodes.Const(n), nodes.Name(n, "load")) for n in names])
        arguments = [nodes.Const(token.value), nodes.Const(token.lineno), text, condition, values]
        return nodes.CallBlock(self.call_method("judge", arguments), [], [], body).set_lineno(token.lineno)

    def judge(self, tag: str, line: int, text: str, truth: Any, values: dict[str, Any], caller: Callable[[], str]) -> str:
        """Record the verdict; the finding appears on top of the page, an observation where it stands."""
        verdicts: Verdicts = self.environment.verdicts  # type: ignore[attr-defined]
        measured = {n: plain(v) for n, v in values.items() if n in verdicts.names}
        observation = Observation(caller().strip(), text, measured, one_truth(text, truth, measured), line, tag == "finding")
        verdicts.observations.append(observation)
        return "" if observation.finding else block(observation)


def one_truth(condition: str, truth: Any, measured: dict[str, Any]) -> bool:
    """The one truth value of a condition. Errors: ReportError for anything else, for a NaN in it, for a constant."""
    if not measured:
        raise ReportError(f"the condition {condition!r} uses no measured value", remedy="compare a measure with something")
    for name, value in measured.items():
        if isinstance(value, float) and np.isnan(value):
            raise ReportError(
                f"{name} in the condition {condition!r} is not a number (NaN)", remedy="a run may have diverged or not arrived"
            )
    if getattr(truth, "size", 1) == 1 and hasattr(truth, "item"):
        truth = truth.item()
    if not isinstance(truth, bool):
        raise ReportError(
            f"the condition {condition!r} is {truth!r}, neither true nor false",
            remedy="write a comparison; for arrays use .all() or .any()",
        )
    return truth


def plain(value: Any) -> Any:
    """A number, text or truth value as itself; of anything larger only its shape or kind."""
    if hasattr(value, "item") and getattr(value, "size", 0) == 1:
        value = value.item()
    if isinstance(value, bool | int | float | str):
        return value
    shape = getattr(value, "shape", None)
    return f"array of shape {shape}" if shape is not None else f"{type(value).__name__}"


def failure(observation: Observation, file: str) -> FalseObservation:
    """The error for an observation that does not hold: the sentence, the condition, each measured value."""
    sentence = re.sub(r"<[^>]+>", "", " ".join(observation.sentence.split()))
    values = ", ".join(f"{n} = {v}" for n, v in observation.measured.items())
    return FalseObservation(
        f"this sentence is false: “{sentence}”\n  condition: {observation.condition}\n  measured: {values}",
        file=file,
        line=observation.line,
        remedy="change the sentence and its condition to what was measured, or the experiment",
    )


def block(observation: Observation) -> str:
    """An observation on its page: the sentence, and behind a quiet mark its condition and measured values."""
    values = "; ".join(f"{n} = {number_text(v, 6) if isinstance(v, int | float) else v}" for n, v in observation.measured.items())
    return (
        '<div class="gd-observation" markdown>\n\n'
        f"{observation.sentence}\n\n"
        f'<details class="gd-checked"><summary>checked</summary><code>{_html(observation.condition)}</code>'
        f" with {_html(values)}</details>\n\n</div>"
    )


def _html(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _newlines(whole: str, condition: str) -> str:
    return "\n" * (whole.count("\n") - condition.strip().count("\n"))
