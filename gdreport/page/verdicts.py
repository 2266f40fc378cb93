"""An observation judged: its truth, the measured values in it, and what its page and a failing build say of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray
from markupsafe import escape

from gdreport.errors import FalseSentence, ReportError
from gdreport.number_text import number_text
from gdreport.page.marks import Marks, without_markup

VERDICTS = ("holds", "holds in part", "refuted")


@dataclass(frozen=True)
class Observation:
    """A sentence, the condition that makes it true, the measured values in it and the verdict."""

    sentence: str  # its numbers are marks
    condition: str
    measured: Mapping[str, Any]
    holds: bool
    file: str
    line: int
    finding: bool = False
    claim: str = ""  # what somebody claimed, where this is the evidence
    verdict: str = ""  # one of VERDICTS, for a claim


def judge_condition(condition: str, truth: Any, measured: Mapping[str, Any]) -> bool:
    """The one truth value of a condition. Errors: ReportError for anything else, for a NaN in it, for a constant."""
    if not measured:
        raise ReportError(f"the condition {condition!r} uses no measured value", remedy="compare a measure with something")
    for name, value in measured.items():
        require_value(value, name, condition)
    if getattr(truth, "size", 1) == 1 and hasattr(truth, "item"):
        truth = truth.item()
    if not isinstance(truth, bool):
        raise ReportError(
            f"the condition {condition!r} is {truth!r}, neither true nor false",
            remedy="write a comparison; for arrays use .all() or .any()",
        )
    return truth


def require_value(value: Any, name: str, condition: str) -> Any:
    """A value in a condition, which must be there. Errors: ReportError for NaN and None, also inside an array."""
    if value is None or _has_nan(value):
        what = f"{name} in the condition {condition!r} is missing or not a number (NaN)"
        raise ReportError(what, remedy="a run may have diverged or not arrived")
    return value


def _has_nan(value: Any) -> bool:
    """Whether a number or an array of them has a NaN. A whole Dataset has them where nothing was to be measured."""
    if isinstance(value, xarray.Dataset | Mapping | str):
        return False
    try:
        return bool(np.isnan(np.asarray(value, dtype=float)).any())
    except (TypeError, ValueError):
        return False


def to_plain(value: Any) -> Any:
    """A number, text or truth value as itself; of anything larger only its shape or kind."""
    if hasattr(value, "item") and getattr(value, "size", 0) == 1:
        value = value.item()
    if isinstance(value, bool | int | float | str):
        return value
    shape = getattr(value, "shape", None)
    return f"array of shape {shape}" if shape is not None else f"{type(value).__name__}"


def describe_failure(observation: Observation, marks: Marks) -> FalseSentence:
    """An observation that does not hold: the sentence, the condition, each measured value."""
    sentence = without_markup(marks.fill_plain(observation.sentence))
    values = ", ".join(f"{n} = {v}" for n, v in observation.measured.items())
    what = "this verdict does not follow from the runs" if observation.claim else "this sentence is false"
    if observation.claim:
        sentence = f"{observation.claim}: {observation.verdict}. {sentence}"
    text = f"{what}: “{sentence}”\n  condition: {observation.condition}\n  measured: {values}"
    return FalseSentence(observation.file, observation.line, text)


def write_block(observation: Observation, experiment: str, marks: Marks) -> str:
    """An observation on its page: the sentence and its mark. Where it is evidence, the claim stands above it with its verdict."""
    claim = ""
    if observation.claim:
        kind = observation.verdict.replace(" ", "-")
        claim = f'**{observation.claim}** <span class="gd-verdict gd-{kind}">{observation.verdict}</span>\n\n'
    return (
        '<div class="gd-observation" markdown>\n\n'
        f"{claim}{observation.sentence}\n\n{write_mark(observation, experiment, marks)}\n\n</div>"
    )


def write_mark(observation: Observation, experiment: str, marks: Marks) -> str:
    """A quiet mark that the sentence was checked; opened, the condition, the measured values and the command that repeats it."""
    values = "; ".join(f"{escape(n)} = {_show(n, v, marks)}" for n, v in observation.measured.items())
    return (
        f'<details class="gd-checked"><summary>checked</summary><code>{escape(observation.condition)}</code>'
        f" with {values}. To run it again: <code>gdreport check --rerun {escape(experiment)}</code></details>"
    )


def _show(name: str, value: Any, marks: Marks) -> str:
    if isinstance(value, bool):
        text = "true" if value else "false"
    else:
        text = number_text(value, 6) if isinstance(value, int | float) else str(value)
    return marks.write("verdict", name, "6 digits", value, str(escape(text)))


def count_verdicts(observations: Sequence[Observation]) -> str:
    """How many claims hold, hold in part and are refuted, as a line of words; nothing where there is no claim."""
    verdicts = [o.verdict for o in observations if o.verdict]
    words = (("holds", "hold"), ("holds in part", "hold in part"), ("is refuted", "are refuted"))
    one, part, none = (
        f"{number_text(n)} {words[i][n != 1]}" for i, n in enumerate(verdicts.count(verdict) for verdict in VERDICTS)
    )
    return f"Of {number_text(len(verdicts))} claims, {one}, {part} and {none}." if verdicts else ""
