"""The answer of a check, for people, for machines and for GitHub."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from gdreport.errors import ReportError
from gdreport.freshness import Reason

SCHEMA = 1
Found = Sequence[Reason | ReportError]


def lines(found: Found) -> Iterator[str]:
    """The reasons, then what mends them; that all is fresh, where it is."""
    reasons = [f for f in found if isinstance(f, Reason)]
    yield from map(str, reasons)
    yield from dict.fromkeys(f"remedy: {r.remedy}" for r in reasons)
    if not found:
        yield "fresh: every page is what its experiment makes"


def to_json(found: Found) -> bytes:
    """The same as JSON.

    ``{"schema": 1, "fresh": bool, "reasons": [{"kind", "file", "line", "detail", "remedy"}],
    "mistakes": [{"file", "line", "what", "remedy"}]}``; a line is null where there is none. A later
    schema may add keys; a change of these raises its number.
    """
    reasons = [_placed(f.file) | {"kind": f.kind, "detail": f.detail, "remedy": f.remedy} for f in found if isinstance(f, Reason)]
    mistakes = [{"file": f.file, "line": f.line, "what": f.what, "remedy": f.remedy} for f in found if isinstance(f, ReportError)]
    answer = {"schema": SCHEMA, "fresh": not found, "reasons": reasons, "mistakes": mistakes}
    return (json.dumps(answer, indent=1, ensure_ascii=False) + "\n").encode()


def annotations(found: Found) -> Iterator[str]:
    """GitHub's workflow commands, which put each reason at its file in a pull request."""
    for f in found:
        at = _placed(f.file) if isinstance(f, Reason) else {"file": f.file, "line": f.line}
        message = f"{f.kind}: {f.detail}; {f.remedy}" if isinstance(f, Reason) else f"{f.what}; {f.remedy or ''}"
        place = f"file={at['file']}" + (f",line={at['line']}" if at["line"] else "")
        yield f"::error {place}::{message.replace('%', '%25').replace(chr(10), '%0A')}"


def _placed(file: str) -> dict[str, Any]:
    """A file, and the line where a reason names one behind a colon."""
    match = re.fullmatch(r"(.+):(\d+)", file)
    return {"file": match[1], "line": int(match[2])} if match else {"file": file, "line": None}
