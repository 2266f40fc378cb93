"""What Jinja says of a mistake in the words, as a sentence with what mends it."""

import re
from collections.abc import Iterable

import jinja2

from gdreport.errors import suggest

BLOCKS = ("finding", "observe", "claim", "if", "for", "set", "include", "macro", "import", "from", "raw", "with", "filter")
FILTERS = ("number", "percent", "given", "cited")
WRITTEN_AS = {"≥": ">=", "≤": "<=", "≠": "!=", "−": "-", "×": "*", "“": '"', "”": '"', "‘": "'", "’": "'", "&": "and", "^": "**"}
PLAIN = "an expression has names, numbers, texts in quotes, + - * / **, comparisons, and, or, not, calls and filters"


def explain_syntax(error: jinja2.TemplateSyntaxError, source: str) -> tuple[str, int, str]:
    """What is wrong, the line, what mends it.

    >>> explain_syntax(jinja2.TemplateSyntaxError("Encountered unknown tag 'observ'.", 3), "")
    ("unknown block 'observ'", 3, "did you mean 'observe'? There are: claim, filter, finding, for, from, if, import, include, \
macro, observe, raw, set, with")
    """
    said, line = f"{error.message}", error.lineno
    lines = source.split("\n")
    here = lines[line - 1].strip() if 0 < line <= len(lines) else ""
    if match := re.match(r"No (filter|test) named '([^']*)'", said):
        remedy = suggest(match[2], [*FILTERS]) if match[1] == "filter" else "write a comparison, such as gap < 1"
        return f"unknown {match[1]} {match[2]!r}", line, remedy
    inner = re.search(r"innermost block that needs to be closed is '(\w+)'", said)
    if inner:
        opened = next(
            (n for n in range(min(line, len(lines)), 0, -1) if re.search(rf"\{{%[-+]?\s*{inner[1]}\b", lines[n - 1])), line
        )
        what = f"the block {{% {inner[1]} %}} does not end"
        found = re.match(r"Encountered unknown tag '(\w+)'", said)
        before = f" before {{% {found[1]} %}} in line {line}" if found else ""
        return what, opened, f"write {{% end{inner[1]} %}}{before}"
    if match := re.match(r"Encountered unknown tag '(\w+)'", said):
        if match[1].startswith("end"):
            return f"{{% {match[1]} %}} ends no block", line, f"take it out, or begin the block: {{% {match[1][3:]} ... %}}"
        return f"unknown block {match[1]!r}", line, suggest(match[1], [*BLOCKS])
    if match := re.match(r"expected token 'end of (print )?statement(?: block)?', got '(.*)'", said):
        return _explain_rest(match[2], here), line, _mend_rest(match[2], is_printed=bool(match[1]))
    if match := re.match(r"unexpected char '(.)' at", said):
        if match[1] in "\"'":
            return f"a text in quotes does not end: {here}", line, f"write another {match[1]} at its end"
        written = f"write {WRITTEN_AS[match[1]]}" if match[1] in WRITTEN_AS else PLAIN
        return f"the sign {match[1]} means nothing here: {here}", line, written
    if match := re.match(r"unexpected '(.*)', expected '(.*)'", said):
        return f"there is {match[1]!r} where {match[2]!r} is to come: {here}", line, f"write {match[2]} before it"
    if said.startswith("Missing end of"):
        is_comment = "comment" in said
        return (
            f"{'a comment {#' if is_comment else 'raw text'} does not end",
            line,
            f"write {'#}' if is_comment else '{% endraw %}'}",
        )
    if match := re.match(r"[Uu]nexpected '?end of ", said):
        return f"an expression ends too early: {here}", line, "write its other side, or take its sign away"
    if "expected token ':'" in said:
        return (
            f"there are brackets in brackets: {here}",
            line,
            "write names as they are inside {% %} and {{ }}: {% observe gap < 1 %}",
        )
    return f"this cannot be read, {said.rstrip('.')}: {here}", line, PLAIN


def _explain_rest(rest: str, here: str) -> str:
    return f"{'=' if rest == '=' else repr(rest)} {'is no comparison' if rest == '=' else 'is not to come there'}: {here}"


def _mend_rest(rest: str, *, is_printed: bool) -> str:
    if rest == "=":
        return "write == where two things are equal"
    if rest in FILTERS:
        return f"write a bar before it: | {rest}"
    if is_printed:
        return "end it with }}, or write a bar before a filter and a sign between two values"
    return 'end it with %}; two conditions are joined by and, or; what a condition is about is about="..."'


def explain_missing_file(error: jinja2.TemplateNotFound, others: Iterable[str]) -> tuple[str, str]:
    """What is wrong where words include a file that is not there."""
    return f"there is no file {error.name!r} beside the words", suggest(f"{error.name}", sorted(others))


def explain_undefined(error: jinja2.UndefinedError, here: str, known: list[str]) -> tuple[str, str]:
    """What is wrong where a name, or a part of a value, is not there. `here`: the line of the words."""
    said = str(error)
    if match := re.fullmatch(r"'([^']+)' is undefined", said):
        name = match[1]
        if shown := re.search(rf"\b(figure|table)\(\s*{re.escape(name)}\b", here):
            return f"the name of a {shown[1]} stands without quotes", f'write {shown[1]}("{name}", caption="...")'
        remedy = suggest(name, known) if known else "return it from measures(results) in the experiment"
        return f"unknown number {name!r}", remedy
    if match := re.fullmatch(r"'([\w.]+) object' has no attribute '([^']+)'", said):
        kind = match[1].rpartition(".")[2]
        return (
            f"the {kind} has no {match[2]!r}",
            "see what it has; or return the number from measures(results) in the experiment",
        )
    if match := re.fullmatch(r"parameter '(\w+)' was not provided", said):
        return f"a macro lacks {match[1]}", "give it where the macro is called"
    return said, "return it from measures(results) in the experiment"
