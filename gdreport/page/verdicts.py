"""An observation judged: its truth, the measured values in it, and what its page and a failing build say of it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any

import numpy as np
import xarray
from markupsafe import escape

from gdreport.errors import FalseSentence, ReportError, show
from gdreport.number_text import count_text, number_text
from gdreport.page.conditions import WORDS, Comparison, Condition, take_item
from gdreport.page.marks import Marks, Value, without_markup

VERDICTS = ("holds", "holds in part", "refuted")


@dataclass(frozen=True)
class Observation:
    """A sentence, the condition that makes it true, the measured values in it and the verdict."""

    sentence: str  # its numbers are marks
    test: Condition
    measured: Mapping[str, Any]
    holds: bool
    file: str
    line: int
    finding: bool = False
    claim: str = ""  # what somebody claimed, where this is the evidence
    verdict: str = ""  # one of VERDICTS, for a claim
    about: str = ""  # what the condition is about, where the sentence does not say so
    comparisons: tuple[Comparison, ...] = ()
    false_print: str = ""  # a measure whose printed value makes the condition false

    @property
    def condition(self) -> str:
        """The condition as it was written."""
        return self.test.text


def judge_condition(condition: str, truth: Any, measured: Mapping[str, Any]) -> bool:
    """The one truth value of a condition. Errors: ReportError for anything else, for a NaN in it, for a constant."""
    if not measured:
        remedy = "take the quotes away" if condition[:1] in "\"'" else "compare a measure with something"
        raise ReportError(f"the condition {condition!r} uses no measured value", remedy=remedy)
    for name, value in measured.items():
        require_value(value, name, condition)
    if getattr(truth, "size", 1) == 1 and hasattr(truth, "item"):
        truth = truth.item()
    if not isinstance(truth, bool):
        raise ReportError(
            f"the condition {condition!r} is {show(truth)}, neither true nor false",
            remedy="write a comparison; of an array .all() or .any()",
        )
    return truth


def require_value(value: Any, name: str, condition: str) -> Any:
    """A value in a condition, which must be there. Errors: ReportError for NaN and None, also inside an array."""
    if is_missing(value):
        what = f"{name} in the condition {condition!r} is missing or not a number (NaN)"
        raise ReportError(what, remedy="a run may have diverged or not arrived")
    return value


def is_missing(value: Any) -> bool:
    """Whether a measured value is not there: None, or NaN, also inside an array."""
    return value is None or _has_nan(value)


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
    value = take_item(value)
    if isinstance(value, bool | int | float | str):
        return value
    shape = getattr(value, "shape", None)
    return f"array of shape {shape}" if shape is not None else f"{type(value).__name__}"


def find_false_print(test: Condition, values: Mapping[str, Any], marks: Sequence[Value]) -> str:
    """A measure that the sentence prints so rounded that the condition is false of what it prints; empty where there is none."""
    printed = [(mark.name, mark.printed) for mark in marks if mark.printed is not None and mark.name]
    together = dict(printed)
    if not printed or all(test.is_true(values, choice) for choice in [together, *({n: v} for n, v in printed)]):
        return ""
    alone = next((f"{n} is printed as {v!r}" for n, v in printed if not test.is_true(values, {n: v})), None)
    return alone or ", ".join(f"{n} is printed as {v!r}" for n, v in together.items())


def list_measured(measured: Mapping[str, Any]) -> str:
    """Measured values as a line of words."""
    return ", ".join(f"{name} = {value}" for name, value in measured.items())


def describe_failure(observation: Observation, marks: Marks) -> FalseSentence:
    """An observation that does not hold: the sentence, the condition, each measured value."""
    sentence = without_markup(marks.fill_plain(observation.sentence))
    what = "this verdict does not follow from the runs" if observation.claim else "this sentence is false"
    if observation.claim:
        sentence = f"{observation.claim}: {observation.verdict}. {sentence}"
    text = f"“{sentence}”\n  condition: {observation.condition}\n  measured: {list_measured(observation.measured)}"
    if observation.false_print:
        remedy = 'round a bound away from what it bounds: number(2, rounding="up") or "down"; or print more digits'
        what = f"this sentence is false as it is printed: {observation.false_print}"
        return FalseSentence(observation.file, observation.line, f"{what}: {text}", remedy)
    return FalseSentence(observation.file, observation.line, f"{what}: {text}")


def write_block(observation: Observation, number: int, experiment: str, marks: Marks) -> str:
    """An observation on its page: the sentence and its mark. Where it is evidence, the claim stands above it with its verdict."""
    claim = ""
    if observation.claim:
        kind = observation.verdict.replace(" ", "-")
        claim = f'**{observation.claim}** <span class="gd-verdict gd-{kind}">{observation.verdict}</span>\n\n'
    return (
        '<div class="gd-observation" markdown>\n\n'
        f"{claim}{observation.sentence}\n\n{write_mark(observation, number, experiment, marks)}\n\n</div>"
    )


def write_mark(observation: Observation, number: int, experiment: str, marks: Marks) -> str:
    """A quiet mark that the sentence was checked.

    Opened: what the condition compares, with the measured values and how far they are from making it false; the condition itself;
    the variations under which it is false; and the command that repeats it.
    """
    compared = [_write_comparison(c, marks) for c in observation.comparisons]
    compared_names = {name for c in observation.comparisons for name in re.findall(r"\w+", f"{c.left} {c.right}")}
    beside = {n: v for n, v in observation.measured.items() if n not in compared_names}
    values = [f"{escape(n)} = {_show(n, v, marks)}" for n, v in beside.items() if n != "results"]
    about = f"<p>About {escape(observation.about)}.</p>" if observation.about else ""
    return (
        f'<details class="gd-checked"><summary>checked</summary>{about}'
        f"<ul>{''.join(f'<li>{line}</li>' for line in [*compared, *values])}</ul>"
        f"<p>The condition: <code>{escape(observation.condition)}</code></p>"
        f"<p>{marks.write('probe', str(number), '', [], '', '')}</p>"
        f"<p>To run it again: <code>gdreport check --rerun {escape(experiment)}</code></p></details>"
    )


def _write_comparison(comparison: Comparison, marks: Marks) -> str:
    left, right = (
        _write_side(text, value, marks)
        for text, value in ((comparison.left, comparison.left_value), (comparison.right, comparison.right_value))
    )
    words = f"{left} {WORDS.get(comparison.relation, comparison.relation)} {right}{'' if comparison.holds else ': not so'}"
    if comparison.margin is None:
        return words
    kind, size = comparison.margin
    text = f"by a factor of {number_text(size, 2)}" if kind == "factor" else f"by {number_text(size, 2)}" if size else "exactly"
    return f"{words}, {marks.write('margin', comparison.left, kind, size, text)}"


def _write_side(text: str, value: Any, marks: Marks) -> str:
    if text == repr(value) or value is None:  # a constant
        number = isinstance(value, int | float) and not isinstance(value, bool)
        return str(escape(number_text(value, 6) if number else text))
    return f"{escape(text)} = {_show(text, value, marks)}"


def describe_comparison(comparison: Comparison) -> str:
    """A comparison in plain words, with its margin.

    >>> describe_comparison(Comparison("gap", "lt", "0.0001", 2e-5, 1e-4))
    'gap = 2 × 10⁻⁵ is below 0.0001, by a factor of 5'
    """
    marks = Marks()
    return unescape(marks.fill(_write_comparison(comparison, marks)))


def _show(name: str, value: Any, marks: Marks) -> str:
    if isinstance(value, bool):
        text = "true" if value else "false"
    else:
        text = number_text(value, 6) if isinstance(value, int | float) else str(value)
    return marks.write("verdict", name, "6 digits", value, text)


def write_probe(refuting: Sequence[str], changing: int, missing: int, variations: int, failing: Sequence[str]) -> str:
    """How well a sentence was tested, for its mark.

    `changing`: how many of the variations change what it compares, and give a value for it. `missing`: how many give none.

    >>> write_probe(["epochs halved"], 2, 0, 7, ["starts moved"])
    '2 of 7 variations change what it compares, and 1 makes it false: epochs halved. It could not be judged under: starts moved.'
    >>> write_probe([], 0, 2, 7, [])
    '<strong>Not put to the test</strong>: none of 7 variations changes what it compares. 2 give no value for it.'
    """
    if not variations:
        return "<strong>Not put to the test</strong>: its runs have no variations."
    failed = f" {missing} give{'s' if missing == 1 else ''} no value for it." if missing else ""
    failed += f" It could not be judged under: {escape(', '.join(failing))}." if failing else ""
    changed = f"{changing or 'none'} of {count_text(variations, 'variation')} change{'s' if changing < 2 else ''} what it compares"
    if not refuting:
        return f"<strong>Not put to the test</strong>: {changed}{', and none makes it false' if changing else ''}.{failed}"
    verb = "makes" if len(refuting) == 1 else "make"
    return f"{changed}, and {len(refuting)} {verb} it false: {escape(', '.join(refuting))}.{failed}"


def describe_untested(observation: Observation, marks: Marks, variations: int) -> FalseSentence:
    """A sentence that survives whatever is run, where the report asks for more."""
    sentence = without_markup(marks.fill_plain(observation.sentence))
    tried = f"none of {count_text(variations, 'variation')} makes it false" if variations else "its runs have no variations"
    what = f"this sentence is not put to the test, {tried}: “{sentence}”\n  condition: {observation.condition}"
    remedy = 'measure what would make it false; or add a variation to the Experiment: variations={"ten seeds": ...}'
    return FalseSentence(observation.file, observation.line, what, remedy)


def count_verdicts(observations: Sequence[Observation]) -> str:
    """How many claims hold, hold in part and are refuted, as a line of words; nothing where there is no claim."""
    verdicts = [o.verdict for o in observations if o.verdict]
    words = (("holds", "hold"), ("holds in part", "hold in part"), ("is refuted", "are refuted"))
    counts = [(verdicts.count(verdict), said) for verdict, said in zip(VERDICTS, words, strict=True) if verdict in verdicts]
    if len(counts) < 2:
        all_of = "The claim" if len(verdicts) == 1 else f"All {count_text(len(verdicts), 'claim')}"
        return f"{all_of} {counts[0][1][len(verdicts) != 1]}." if counts else ""
    parts = [f"{number_text(n)} {said[n != 1]}" for n, said in counts]
    return f"Of {count_text(len(verdicts), 'claim')}, {', '.join(parts[:-1])} and {parts[-1]}."
