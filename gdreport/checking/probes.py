"""How well the sentences of pages were tested, and why each number may stand there: for people and for machines."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from gdreport.errors import OK, STALE
from gdreport.number_text import count_text
from gdreport.page.marks import without_markup
from gdreport.project import Pair
from gdreport.record.manifest import ERROR, FALSE, HOLDS, MISSING, UNCHANGED, Manifest, Sentence
from gdreport.record.reasons import shorten

LETTERS = {HOLDS: ".", FALSE: "F", UNCHANGED: "=", MISSING: "-", ERROR: "?"}
SCHEMA = 1


def list_sentences(manifest: Manifest) -> list[Sentence]:
    """All marked sentences of a page, in the order of its words."""
    facts = manifest.page
    return sorted((s for s in (facts.finding, *facts.observations) if s is not None), key=lambda s: s.number)


def write_probes(manifests: Mapping[Pair, Manifest]) -> Iterator[str]:
    """A table for each page: a row for each variation, a column for each sentence; then what was never refuted."""
    yield "Each sentence under each variation of its runs: . it holds, F it is false, = nothing that it compares is changed,"
    yield "- a value is missing, ? it could not be judged"
    untested = 0
    for pair, manifest in manifests.items():
        sentences, probed = list_sentences(manifest), manifest.probed
        yield f"\n{pair.name}: {manifest.page.title}"
        width = max(map(len, [*probed.outcomes, *probed.left_out, "line"]))
        yield f"  {'line':{width}}  {' '.join(f'{s.line:>3}' for s in sentences)}"
        for variation, outcomes in probed.outcomes.items():
            yield f"  {variation:{width}}  {' '.join(f'{LETTERS[o]:>3}' for o in outcomes)}"
        for variation, why in probed.left_out.items():
            yield f"  {variation:{width}}  left out: {why}"
        for variation, why in probed.errors.items():
            yield f"  {variation}: {why}".replace("\n", "\n  ")
        if not probed.outcomes:
            yield "  its runs have no variations"
        for sentence in sentences:
            if not manifest.probed.list_outcomes(sentence.number, FALSE):
                untested += 1
                yield f"  {sentence.file}:{sentence.line}: not put to the test: “{_read(sentence)}”"
    count = sum(len(list_sentences(m)) for m in manifests.values())
    tested = {0: "there is no sentence to test", 1: "the one sentence is put to the test"}
    are = f"{untested} of {count_text(count, 'sentence')} {'is' if untested == 1 else 'are'} not put to the test"
    yield f"\n{are if untested else tested.get(count, f'all {count} sentences are put to the test')}"


def probes_to_json(manifests: Mapping[Pair, Manifest]) -> bytes:
    """The same for machines.

    ``{"schema": 1, "pages": [{"experiment", "left_out", "errors", "sentences": [{"file", "line", "sentence", "condition",
    "outcomes": {variation: "holds" | "false" | "unchanged" | "missing" | "error"}}]}]}``
    """
    pages = [
        {
            "experiment": manifest.experiment,
            "left_out": manifest.probed.left_out,
            "errors": manifest.probed.errors,
            "sentences": [_to_json(manifest, sentence) for sentence in list_sentences(manifest)],
        }
        for manifest in manifests.values()
    ]
    return (json.dumps({"schema": SCHEMA, "pages": pages}, indent=1, ensure_ascii=False) + "\n").encode()


def find_status(manifests: Mapping[Pair, Manifest]) -> int:
    """1 where the report asks for tested sentences and one is not."""
    untested = any(
        not manifest.probed.list_outcomes(sentence.number, FALSE)
        for pair, manifest in manifests.items()
        for sentence in list_sentences(manifest)
        if pair.untested == "error"
    )
    return STALE if untested else OK


def explain_page(manifest: Manifest) -> Iterator[str]:
    """A line for every number and every marked sentence of a page, in the order of its words."""
    lines = [((n.file, n.line), f"{n.file}:{n.line}: {n.text}: {n.why}") for n in manifest.page.numbers]
    for sentence in list_sentences(manifest):
        refuting, tried = manifest.probed.list_outcomes(sentence.number, FALSE), len(manifest.probed.outcomes)
        tested = (
            f"false under {len(refuting)} of {count_text(tried, 'variation')}: {', '.join(refuting)}"
            if refuting
            else "not put to the test"
        )
        compared = "; ".join(sentence.comparisons) or sentence.condition
        text = f"{sentence.file}:{sentence.line}: “{_read(sentence)}”: {compared}; {tested}"
        lines.append(((sentence.file, sentence.line), text))
    yield from (line for _, line in sorted(lines, key=lambda pair: pair[0]))


def _to_json(manifest: Manifest, sentence: Sentence) -> dict[str, Any]:
    outcomes = {variation: found[sentence.number] for variation, found in manifest.probed.outcomes.items()}
    told = {"file": sentence.file, "line": sentence.line, "sentence": _read(sentence), "condition": sentence.condition}
    return {**told, "outcomes": outcomes}


def _read(sentence: Sentence) -> str:
    words = shorten(without_markup(sentence.sentence), None)
    return f"{sentence.claim}: {sentence.verdict}. {words}" if sentence.claim else words
