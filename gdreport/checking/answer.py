"""The answer of a check: what is not fresh and what is wrong, for people, for machines and for GitHub."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from gdreport.errors import OK, STALE, ReportError
from gdreport.escaping import CONTROL
from gdreport.record.reasons import Reason

SCHEMA = 1


@dataclass(frozen=True)
class Answer:
    """What `gdreport check` found."""

    reasons: tuple[Reason, ...] = ()
    mistakes: tuple[ReportError, ...] = ()

    @property
    def is_fresh(self) -> bool:
        """Whether every page is what its experiment makes."""
        return not self.reasons and not self.mistakes

    @property
    def status(self) -> int:
        """The exit status: 0 fresh, 1 something is stale or false, 2 the report itself is wrong, 3 a fault."""
        return max((m.status for m in self.mistakes), default=STALE if self.reasons else OK)

    def lines(self) -> Iterator[str]:
        """The reasons, each with the lines of the inputs that changed and what differs; then what mends them."""
        for reason in self.reasons:
            yield str(reason)
        yield from dict.fromkeys(f"remedy: {r.remedy}" for r in self.reasons)
        if self.is_fresh:
            yield "fresh: every page is what its experiment makes"

    def to_json(self) -> bytes:
        """The same as JSON.

        ``{"schema": 1, "fresh": bool, "reasons": [{"kind", "file", "line", "detail", "remedy", "inputs",
        "changes"}], "mistakes": [{"file", "line", "what", "remedy"}]}``; a line is null where there is none.
        ``inputs`` are those that are not as the page's manifest says: ``{"name", "lines": {"15": text}}``.
        ``changes`` are what differs: ``{"kind", "name", "old", "new", "relative"}``, the last a number's
        change relative to what it was, else null. A later schema may add keys; a change of these raises
        its number.
        """
        mistakes = [{"file": m.file, "line": m.line, "what": m.what, "remedy": m.remedy} for m in self.mistakes]
        reasons = [_reason(r) for r in self.reasons]
        answer = {"schema": SCHEMA, "fresh": self.is_fresh, "reasons": reasons, "mistakes": mistakes}
        # Half a character, as in a file's name that is no UTF-8, stands as JSON writes it.
        return (json.dumps(answer, indent=1, ensure_ascii=False) + "\n").encode(errors="backslashreplace")

    def annotations(self) -> Iterator[str]:
        """GitHub's workflow commands: each reason at its file in a pull request, a changed result at the line that changed it."""
        for reason in self.reasons:
            file, line = reason.file, reason.line
            changed = next((i for i in reason.inputs if i.lines), None) if reason.changes else None
            if changed is not None:
                file, line = changed.name, next(iter(changed.lines))
            yield _annotate(
                file, line, f"{reason.kind}: {reason.detail}; {reason.remedy}" + "".join(f"\n{c}" for c in reason.changes)
            )
        for mistake in self.mistakes:
            yield _annotate(mistake.file or "", mistake.line, f"{mistake.what}; {mistake.remedy or ''}")


def join_answers(answers: Sequence[Answer]) -> Answer:
    """Several as one; what several pages say of a file that they share, once."""
    reasons = {(r.kind, r.file, r.line, r.detail): r for a in answers for r in a.reasons}
    return Answer(tuple(reasons.values()), tuple(m for a in answers for m in a.mistakes))


def _reason(reason: Reason) -> dict[str, Any]:
    return {
        **{key: getattr(reason, key) for key in ("kind", "file", "line", "detail", "remedy")},
        "inputs": [asdict(i) for i in reason.inputs],
        "changes": [asdict(c) | {"relative": c.relative} for c in reason.changes],
    }


def _annotate(file: str, line: int | None, message: str) -> str:
    """A workflow command: https://docs.github.com/actions, "Workflow commands", with its escapes."""
    file, message = (CONTROL.sub("\ufffd", text) for text in (file, message))
    text = message.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    place = file.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A").replace(":", "%3A").replace(",", "%2C")
    return f"::error file={place}{f',line={line}' if line else ''}::{text}"
