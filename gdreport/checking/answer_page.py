"""The answer of a check as one page to look at: figures old beside new, numbers, sentences; no other file, no network."""

from base64 import b64encode
from collections.abc import Sequence

from gdreport.errors import ReportError
from gdreport.page.templates import fill
from gdreport.record.staleness import Reason

SENTENCES = ("title", "sentence", "condition")


def to_html(found: Sequence[Reason | ReportError]) -> bytes:
    """One self-contained page of HTML: what `gdreport check` found, for a person to look at."""
    return fill(
        "comparison.html.j2",
        reasons=[f for f in found if isinstance(f, Reason)],
        mistakes=[f for f in found if isinstance(f, ReportError)],
        sentences=SENTENCES,
        picture=_picture,
    ).encode()


def _picture(svg: bytes) -> str:
    return f"data:image/svg+xml;base64,{b64encode(svg).decode()}"
