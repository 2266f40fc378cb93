"""The sentences of a page that are false, told beside the mistake that keeps the page from being made."""

from collections.abc import Iterator

from gdreport.errors import FalseSentence, ReportError
from gdreport.page.observe_block import Judging
from gdreport.page.verdicts import describe_failure, judge_condition, list_measured, to_plain


def list_false(judging: Judging) -> list[ReportError]:
    """A mistake for each sentence that is not true of the runs; also of those that were not reached."""
    judged = [describe_failure(o, judging.marks) for o in judging.observations if not o.holds or o.false_print]
    return [sentence.to_mistake() for sentence in (*judged, *_judge_unreached(judging))]


def _judge_unreached(judging: Judging) -> Iterator[FalseSentence]:
    """By their conditions alone, since what they say is not written yet. One that cannot be judged waits until all else is well."""
    told = {(o.file, o.line) for o in judging.observations} | {(m.file, m.line) for m in judging.mistakes}
    for (file, line), test in judging.tests.items():
        measured = {name: judging.measures[name] for name in sorted(test.names & judging.measures.keys())}
        if (file, line) in told or test.names - measured.keys() - test.environment.globals.keys():
            continue
        try:
            holds = judge_condition(test.text, test.is_true(judging.measures), measured)
        except Exception:  # noqa: BLE001, S112 - whatever a condition does
            continue
        if not holds:
            values = list_measured({name: to_plain(value) for name, value in measured.items()})
            yield FalseSentence(file, line, f"this sentence is false\n  condition: {test.text}\n  measured: {values}")
