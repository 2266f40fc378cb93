"""The answer of a check, for people, for machines and for GitHub."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from gdreport.errors import ReportError
from gdreport.record.staleness import Reason

SCHEMA = 1
Found = Sequence[Reason | ReportError]


def lines(found: Found) -> Iterator[str]:
    """The reasons, each with the lines of the inputs that changed and what differs; then what mends them."""
    reasons = [f for f in found if isinstance(f, Reason)]
    for reason in reasons:
        yield str(reason)
    yield from dict.fromkeys(f"remedy: {r.remedy}" for r in reasons)
    if not found:
        yield "fresh: every page is what its experiment makes"


def to_json(found: Found) -> bytes:
    """The same as JSON.

    ``{"schema": 1, "fresh": bool, "reasons": [{"kind", "file", "line", "detail", "remedy", "inputs",
    "changes"}], "mistakes": [{"file", "line", "what", "remedy"}]}``; a line is null where there is none.
    ``inputs`` are those that are not as the page's manifest says: ``{"name", "lines": {"15": text}}``.
    ``changes`` are what differs: ``{"kind", "name", "old", "new", "relative"}``, the last a number's
    change relative to what it was, else null. A later schema may add keys; a change of these raises
    its number.
    """
    mistakes = [{"file": f.file, "line": f.line, "what": f.what, "remedy": f.remedy} for f in found if isinstance(f, ReportError)]
    reasons = [_reason(f) for f in found if isinstance(f, Reason)]
    answer = {"schema": SCHEMA, "fresh": not found, "reasons": reasons, "mistakes": mistakes}
    return (json.dumps(answer, indent=1, ensure_ascii=False) + "\n").encode()


def _reason(reason: Reason) -> dict[str, Any]:
    return {
        **{key: getattr(reason, key) for key in ("kind", "file", "line", "detail", "remedy")},
        "inputs": [asdict(i) for i in reason.inputs],
        "changes": [asdict(c) | {"relative": c.relative} for c in reason.changes],
    }


def annotations(found: Found) -> Iterator[str]:
    """GitHub's workflow commands: each reason at its file in a pull request, a changed result at the line that changed it."""
    for f in found:
        file, line = f.file, f.line
        if isinstance(f, Reason):
            changed = next((i for i in f.inputs if i.lines), None) if f.changes else None
            if changed is not None:
                file, line = changed.name, next(iter(changed.lines))
            message = f"{f.kind}: {f.detail}; {f.remedy}" + "".join(f"\n{c}" for c in f.changes)
        else:
            message = f"{f.what}; {f.remedy or ''}"
        place = f"file={file}" + (f",line={line}" if line else "")
        yield f"::error {place}::{message.replace('%', '%25').replace(chr(13), '%0D').replace(chr(10), '%0A')}"
