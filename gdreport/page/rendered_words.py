"""The author's words with their numbers in place, or every mistake that can be found in them, with its file and line."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import jinja2

from gdreport.author.calls import explain_call
from gdreport.author.locating import locate_mistakes
from gdreport.errors import Gathering, ReportError
from gdreport.page.measures import is_array, refuse_array
from gdreport.page.unknown import OWN, find_unknown
from gdreport.page.word_errors import explain_missing_file, explain_syntax, explain_undefined
from gdreport.page.words import Words
from gdreport.project import Pair


def read_words(words: Words, pair: Pair) -> jinja2.Template:
    """The words as a template, `words.mistakes` with the mistakes that it has whatever was measured.

    Errors: ReportError for one with which nothing can be judged.
    """
    try:
        with locate_mistakes(pair, pair.words):
            return words.get_template(Path(pair.words).name)
    except ReportError as error:
        raise _explain(error, words, pair, {}) from None


def render_words(words: Words, pair: Pair, context: Mapping[str, Any], made: Mapping[str, Iterable[str]]) -> str:
    """The words with their numbers and exhibits in place, of which those in `made` are there.

    Errors: ReportError naming file and line of the words, or of the code, for all mistakes that can be found at once.
    """
    template, gathering, named = read_words(words, pair), Gathering(), set[str]()
    body = ""
    with gathering.keep():
        try:
            with locate_mistakes(pair, pair.words):
                body = template.render(context)
        except ReportError as error:
            named = set(re.findall(r"'([^']+)' is undefined", str(error.__cause__)))
            raise _explain(error, words, pair, context) from None
    if gathering.found:
        gathering.found += find_unknown(words.asked, {"number": [*context, *words.globals], **made}, named)
    gathering.found += [*words.mistakes, *words.judging.mistakes]
    gathering.end()
    if (missed := words.judging.find_unjudged()) is not None:
        file, line, condition = missed
        what = f"the observation of {condition!r} was never judged"
        raise ReportError(what, file=file, line=line, remedy="take it out of the `if`")
    return body


def _explain(error: ReportError, words: Words, pair: Pair, context: Mapping[str, Any]) -> ReportError:
    """What Jinja raised, as a sentence; any other mistake as it is."""
    cause, place = error.__cause__, error.file or pair.words
    if isinstance(cause, jinja2.TemplateSyntaxError):
        place = cause.filename or pair.words
        what, line, remedy = explain_syntax(cause, _read_source(pair, place))
        return ReportError(what, file=place, line=line, remedy=remedy)
    if isinstance(cause, jinja2.UndefinedError):
        lines = _read_source(pair, place).split("\n")
        here = lines[error.line - 1] if error.line is not None and error.line <= len(lines) else ""
        known = [n for n in context if n not in OWN]
        what, remedy = explain_undefined(cause, here, known)
        return ReportError(what, file=place, line=error.line, remedy=remedy)
    if isinstance(cause, ValueError) and "truth value of a" in str(cause) and error.line is not None:
        asked, measures = _read_source(pair, place).split("\n")[error.line - 1], words.judging.measures
        arrays = [name for name, value in measures.items() if is_array(value) and re.search(rf"\b{name}\b", asked)]
        if arrays:
            return refuse_array(pair, arrays[0], measures[arrays[0]], f"{place}:{error.line}")
    called = None if cause is None else explain_call(cause, None, [*words.filters.values(), *context.values()])
    if called is not None:
        return ReportError(called[0], file=place, line=error.line, remedy=called[1])
    if isinstance(cause, jinja2.TemplateNotFound):
        folder = pair.path(pair.words).parent
        others = [
            p.name for p in folder.iterdir() if p.is_file() and p.suffix not in {".py", ".pyc"} and p != pair.path(pair.words)
        ]
        what, remedy = explain_missing_file(cause, others)
        return ReportError(what, file=place, line=error.line, remedy=remedy)
    return error


def _read_source(pair: Pair, place: str) -> str:
    return pair.path(place).read_text(encoding="utf-8-sig", errors="replace")
