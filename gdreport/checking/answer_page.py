"""The answer of a check as one page to look at: figures old beside new, numbers, sentences; no other file, no network."""

from base64 import b64encode

from gdreport.checking.answer import Answer
from gdreport.page.templates import fill_template

SENTENCES = ("title", "sentence", "condition")


def write_answer_page(answer: Answer) -> bytes:
    """One self-contained page of HTML: what `gdreport check` found, for a person to look at."""
    return fill_template(
        "comparison.html.j2",
        reasons=answer.reasons,
        mistakes=answer.mistakes,
        sentences=SENTENCES,
        picture=_embed,
    ).encode(errors="replace")


def _embed(svg: bytes) -> str:
    return f"data:image/svg+xml;base64,{b64encode(svg).decode()}"
