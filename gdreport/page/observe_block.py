"""The blocks ``{% finding CONDITION %}`` and ``{% observe CONDITION %}``: sentences that are judged in every run."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import xarray
from jinja2 import nodes
from jinja2.ext import Extension
from jinja2.parser import Parser

from gdreport.checking.texts import without_markup
from gdreport.errors import FalseObservation, ReportError
from gdreport.page.number_filters import number_text

VERDICTS = ("holds", "holds in part", "refuted")
CONDITION = r"""(?:"[^"]*"|'[^']*'|[^"'%]|%(?!\}))*?"""


@dataclass(frozen=True)
class Observation:
    """A sentence, the condition that makes it true, the measured values in it and the verdict."""

    sentence: str
    condition: str
    measured: dict[str, Any]
    holds: bool
    file: str
    line: int
    finding: bool = False
    claim: str = ""  # what somebody claimed, where this is the evidence
    verdict: str = ""  # one of VERDICTS, for a claim


@dataclass
class Verdicts:
    """What is measured, and the observations of one page: those that were written and those that were judged."""

    measures: Mapping[str, Any]
    experiment: str  # its name, by which it is run again
    observations: list[Observation] = field(default_factory=list)
    sources: dict[str, str] = field(default_factory=dict)
    written: dict[tuple[str, int], str] = field(default_factory=dict)  # file and line -> condition

    def unjudged(self) -> "tuple[str, int, str] | None":
        """The first observation that was written but never reached, such as one inside a false `if`."""
        judged = {(o.file, o.line) for o in self.observations}
        return next(((*at, condition) for at, condition in self.written.items() if at not in judged), None)


class Observe(Extension):
    """Jinja's way to add a block is a subclass. `environment.verdicts` collects what is judged."""

    tags = {"observe", "finding", "claim"}

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Keep the source, where `parse` finds the text of each condition."""
        self._verdicts.sources[filename or ""] = source
        return source

    @property
    def _verdicts(self) -> Verdicts:
        verdicts: Verdicts = self.environment.verdicts  # type: ignore[attr-defined]
        return verdicts

    def parse(self, parser: Parser) -> nodes.Node:
        """The block as a call of `judge` with the condition's truth and the values in it."""
        token = next(parser.stream)
        file = parser.filename or ""
        claim = self._claim(parser, file, token.lineno) if token.value == "claim" else ("", "")
        if parser.stream.current.type == "block_end":
            remedy = f"write {{% {token.value} gap < 1e-4 %}}"
            raise ReportError(f"{{% {token.value} %}} has no condition", file=file, line=token.lineno, remedy=remedy)
        text = self._condition(file, token.value, token.lineno)
        condition = parser.parse_expression()
        body = parser.parse_statements((f"name:end{token.value}",), drop_needle=True)
        if (file, token.lineno) in self._verdicts.written:
            raise ReportError(
                "two observations begin on one line", file=file, line=token.lineno, remedy="give each a line of its own"
            )
        self._verdicts.written[file, token.lineno] = text
        _sensible(condition, file, token.lineno, text)
        self._measured(condition, text)
        own = {condition.name} if isinstance(condition, nodes.Name) else set()
        names = sorted({n.name for n in condition.find_all(nodes.Name)} | own)
        values = nodes.Dict([nodes.Pair(nodes.Const(n), nodes.Name(n, "load")) for n in names])
        place = [nodes.Const(token.value), nodes.Const(file), nodes.Const(token.lineno), nodes.Const(text), nodes.Const(claim)]
        return nodes.CallBlock(self.call_method("judge", [*place, condition, values]), [], [], body).set_lineno(token.lineno)

    def _claim(self, parser: Parser, file: str, line: int) -> tuple[str, str]:
        """The claim's words and its expected verdict; what follows is the condition."""
        remedy = f'write {{% claim "..." expected="{VERDICTS[0]}" when=CONDITION %}}; a verdict is {", ".join(VERDICTS)}'
        words: list[str] = []
        for separator in ("", "expected", "when"):
            if separator and not (parser.stream.skip_if(f"name:{separator}") and parser.stream.skip_if("assign")):
                raise ReportError(f"the claim has no {separator}=", file=file, line=line, remedy=remedy)
            if separator != "when":
                word = parser.parse_expression()
                words.append(str(word.value) if isinstance(word, nodes.Const) else "")
        if not words[0].strip() or words[1] not in VERDICTS:
            raise ReportError("the claim's words or its expected verdict cannot be read", file=file, line=line, remedy=remedy)
        return words[0], words[1]

    def _condition(self, file: str, tag: str, line: int) -> str:
        rest = "\n".join(self._verdicts.sources[file].split("\n")[line - 1 :])
        before = r"\b.*?\bwhen\s*=" if tag == "claim" else r"\b"
        match = re.search(rf"\{{%[-+]?\s*{tag}{before}({CONDITION})[-+]?%\}}", rest, re.DOTALL)
        return " ".join(match[1].split()) if match else ""

    def _measured(self, condition: nodes.Expr, text: str) -> None:
        """Have every operand of a comparison looked at before it is compared."""
        for comparison in [condition] if isinstance(condition, nodes.Compare) else list(condition.find_all(nodes.Compare)):
            parts: list[nodes.Compare | nodes.Operand] = [comparison, *comparison.ops]
            for part in parts:
                named = {n.name for n in [*part.expr.find_all(nodes.Name), part.expr] if isinstance(n, nodes.Name)}
                words = [nodes.Const(", ".join(sorted(named)) or "a value"), nodes.Const(text)]
                part.expr = self.call_method("there", [part.expr, *words])

    def there(self, value: Any, name: str, condition: str) -> Any:
        """An operand of a comparison, which must be there. Errors: ReportError for NaN and None, also inside an array."""
        if value is None or _has_nan(value):
            what = f"{name} in the condition {condition!r} is missing or not a number (NaN)"
            raise ReportError(what, remedy="a run may have diverged or not arrived")
        return value

    def judge(
        self,
        tag: str,
        file: str,
        line: int,
        text: str,
        claim: tuple[str, str],
        truth: Any,
        values: dict[str, Any],
        caller: Callable[[], str],
    ) -> str:
        """Record the verdict; the finding appears on top of the page, an observation where it stands."""
        measures = self._verdicts.measures
        for name, value in values.items():
            if name in measures and measures[name] is not value:
                raise ReportError(f"{name} in the condition {text!r} was set in the words", remedy="a measure keeps its value")
        measured = {n: v for n, v in values.items() if n in measures}
        holds = one_truth(text, truth, measured)
        shown = {n: plain(v) for n, v in measured.items()}
        observation = Observation(caller().strip(), text, shown, holds, file, line, tag == "finding", *claim)
        self._verdicts.observations.append(observation)
        return "" if observation.finding else block(observation, self._verdicts.experiment)


def _sensible(condition: nodes.Expr, file: str, line: int, text: str) -> None:
    """Errors: ReportError for a condition, or a part of one, that holds whatever was measured."""
    for part in (condition, *condition.find_all(nodes.Expr)):
        joined = isinstance(part, nodes.And | nodes.Or) and any(isinstance(x, nodes.Const) for x in (part.left, part.right))
        itself = isinstance(part, nodes.Compare) and any(operand.expr == part.expr for operand in part.ops)
        defined = isinstance(part, nodes.Test) and part.name in {"defined", "undefined", "none"}
        constant = isinstance(part, nodes.Compare) and not [*part.find_all(nodes.Name)]
        if joined or itself or defined or (constant and part is not condition):
            remedy = "compare a measure with something"
            raise ReportError(f"the condition {text!r} holds or fails whatever was measured", file=file, line=line, remedy=remedy)


def one_truth(condition: str, truth: Any, measured: dict[str, Any]) -> bool:
    """The one truth value of a condition. Errors: ReportError for anything else, for a NaN in it, for a constant."""
    if not measured:
        raise ReportError(f"the condition {condition!r} uses no measured value", remedy="compare a measure with something")
    for name, value in measured.items():
        if value is None or _has_nan(value):
            raise ReportError(
                f"{name} in the condition {condition!r} is missing or not a number (NaN)",
                remedy="a run may have diverged or not arrived",
            )
    if getattr(truth, "size", 1) == 1 and hasattr(truth, "item"):
        truth = truth.item()
    if not isinstance(truth, bool):
        raise ReportError(
            f"the condition {condition!r} is {truth!r}, neither true nor false",
            remedy="write a comparison; for arrays use .all() or .any()",
        )
    return truth


def _has_nan(value: Any) -> bool:
    """Whether a number or an array of them has a NaN. A whole Dataset has them where nothing was to be measured."""
    if isinstance(value, xarray.Dataset | str):
        return False
    try:
        return bool(np.isnan(np.asarray(value, dtype=float)).any())
    except (TypeError, ValueError):
        return False


def plain(value: Any) -> Any:
    """A number, text or truth value as itself; of anything larger only its shape or kind."""
    if hasattr(value, "item") and getattr(value, "size", 0) == 1:
        value = value.item()
    if isinstance(value, bool | int | float | str):
        return value
    shape = getattr(value, "shape", None)
    return f"array of shape {shape}" if shape is not None else f"{type(value).__name__}"


def failure(observation: Observation) -> FalseObservation:
    """The error for an observation that does not hold: the sentence, the condition, each measured value."""
    sentence = without_markup(observation.sentence)
    values = ", ".join(f"{n} = {v}" for n, v in observation.measured.items())
    what = "this verdict does not follow from the runs" if observation.claim else "this sentence is false"
    if observation.claim:
        sentence = f"{observation.claim}: {observation.verdict}. {sentence}"
    return FalseObservation(
        f"{what}: “{sentence}”\n  condition: {observation.condition}\n  measured: {values}",
        file=observation.file,
        line=observation.line,
        remedy="change the sentence and its condition to what was measured, or the experiment",
    )


def block(observation: Observation, experiment: str) -> str:
    """An observation on its page: the sentence and its mark. Where it is evidence, the claim stands above it with its verdict."""
    return (
        '<div class="gd-observation" markdown>\n\n'
        f"{_claimed(observation)}{observation.sentence}\n\n{mark(observation, experiment)}\n\n</div>"
    )


def mark(observation: Observation, experiment: str) -> str:
    """A quiet mark that the sentence was checked; opened, the condition, the measured values and the command that repeats it."""
    values = "; ".join(f"{n} = {_value(v)}" for n, v in observation.measured.items())
    return (
        f'<details class="gd-checked"><summary>checked</summary><code>{_html(observation.condition)}</code>'
        f" with {_html(values)}. To run it again: <code>gdreport check --rerun {_html(experiment)}</code></details>"
    )


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return number_text(value, 6) if isinstance(value, int | float) else str(value)


def _html(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _claimed(observation: Observation) -> str:
    if not observation.claim:
        return ""
    kind = observation.verdict.replace(" ", "-")
    return f'**{observation.claim}** <span class="gd-verdict gd-{kind}">{observation.verdict}</span>\n\n'


def tally(observations: Sequence[Observation]) -> str:
    """How many claims hold, hold in part and are refuted, as a line of words; nothing where there is no claim."""
    verdicts = [o.verdict for o in observations if o.verdict]
    words = (("holds", "hold"), ("holds in part", "hold in part"), ("is refuted", "are refuted"))
    one, part, none = (
        f"{number_text(n)} {words[i][n != 1]}" for i, n in enumerate(verdicts.count(verdict) for verdict in VERDICTS)
    )
    return f"Of {number_text(len(verdicts))} claims, {one}, {part} and {none}." if verdicts else ""
