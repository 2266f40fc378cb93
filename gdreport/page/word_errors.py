"""What Jinja says of a mistake in the words, as a sentence with what mends it."""

import re
from collections.abc import Iterable

import jinja2

from gdreport.errors import suggest

BLOCKS = ("finding", "observe", "claim", "if", "for", "set", "include", "macro", "import", "from", "raw", "with", "filter")
FILTERS = ("number", "percent", "given", "cited")
WRITTEN_AS = {"≥": ">=", "≤": "<=", "≠": "!=", "−": "-", "×": "*", "“": '"', "”": '"', "‘": "'", "’": "'", "&": "and", "^": "**"}
PLAIN = "an expression has names, numbers, texts in quotes, + - * / **, comparisons, and, or, not, calls and filters"


ASIDE = re.compile(r"\{#.*?#\}|\{%[-+]?\s*raw\s*[-+]?%\}.*?\{%[-+]?\s*endraw\s*[-+]?%\}", re.DOTALL)
TAG = re.compile(r"""\{(?P<kind>[{%])(?:"[^"\n]*"|'[^'\n]*'|(?!\{[{%]|[%}]\}).)*+(?P<end>..)?""", re.DOTALL)
ENDS = {"{": "}}", "%": "%}"}
Explained = tuple[str, int, str]  # what is wrong, the line, what mends it


def hide_aside(source: str) -> str:
    """Words without comments and raw text, in which a block is none; each line where it was."""
    return ASIDE.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), source)


def explain_syntax(error: jinja2.TemplateSyntaxError, source: str) -> Explained:
    r"""What is wrong, the line, what mends it.

    >>> explain_syntax(jinja2.TemplateSyntaxError("Encountered unknown tag 'endobserv'.", 3), "")
    ('{% endobserv %} ends no block', 3, 'take it out, or begin the block: {% observ ... %}')
    >>> explain_syntax(jinja2.TemplateSyntaxError("expected token 'end of print statement', got 'b'", 2), "{{ a\nb")
    ('{{ does not end: {{ a', 1, 'write }} at its end')
    """
    said, lines = f"{error.message}", source.split("\n")
    for explain in (_explain_aside, _explain_unclosed, _explain_name, _explain_block, _explain_expression):
        found = explain(said, error.lineno, lines)
        if found is not None:
            return found
    return f"this cannot be read, {said.rstrip('.')}: {_quote(error.lineno, lines)}", error.lineno, PLAIN


def _quote(line: int, lines: list[str]) -> str:
    return lines[line - 1].strip() if 0 < line <= len(lines) else ""


def _explain_aside(said: str, line: int, lines: list[str]) -> Explained | None:
    if not said.startswith("Missing end of"):
        return None
    what, end = ("a comment {#", "#}") if "comment" in said else ("raw text", "{% endraw %}")
    return f"{what} does not end", line, f"write {end}"


def _explain_unclosed(said: str, line: int, lines: list[str]) -> Explained | None:
    """The first {{ or {% up to that line which nothing ends: Jinja goes on, and stumbles over what follows."""
    source = hide_aside("\n".join(lines))
    for tag in TAG.finditer(source):
        opened, end = source.count("\n", 0, tag.start()) + 1, ENDS[tag["kind"]]
        if opened > line or (opened == line and "expected token ':'" in said):  # brackets in brackets
            break
        if tag["end"] != end:
            return f"{{{tag['kind']} does not end: {_quote(opened, lines)}", opened, f"write {end} at its end"
    return None


def _explain_name(said: str, line: int, lines: list[str]) -> Explained | None:
    match = re.match(r"No (filter|test) named '([^']*)'", said)
    if match is None:
        return None
    remedy = suggest(match[2], [*FILTERS]) if match[1] == "filter" else "write a comparison, such as gap < 1"
    return f"unknown {match[1]} {match[2]!r}", line, remedy


def _explain_block(said: str, line: int, lines: list[str]) -> Explained | None:
    inner = re.search(r"innermost block that needs to be closed is '(\w+)'", said)
    found = re.match(r"Encountered unknown tag '(\w+)'", said)
    if inner:
        begins = re.compile(rf"\{{%[-+]?\s*{inner[1]}\b")
        opened = next((n for n in range(min(line, len(lines)), 0, -1) if begins.search(lines[n - 1])), line)
        before = f" before {{% {found[1]} %}} in line {line}" if found else ""
        return f"the block {{% {inner[1]} %}} does not end", opened, f"write {{% end{inner[1]} %}}{before}"
    if found is None:
        return None
    if found[1].startswith("end"):
        return f"{{% {found[1]} %}} ends no block", line, f"take it out, or begin the block: {{% {found[1][3:]} ... %}}"
    return f"unknown block {found[1]!r}", line, suggest(found[1], [*BLOCKS])


def _explain_expression(said: str, line: int, lines: list[str]) -> Explained | None:
    here = _quote(line, lines)
    if match := re.match(r"expected token 'end of (print )?statement(?: block)?', got '(.*)'", said):
        return _explain_rest(match[2], here), line, _mend_rest(match[2], is_printed=bool(match[1]))
    if match := re.match(r"unexpected char '(.)' at", said):
        if match[1] in "\"'":
            return f"a text in quotes does not end: {here}", line, f"write another {match[1]} at its end"
        written = f"write {WRITTEN_AS[match[1]]}" if match[1] in WRITTEN_AS else PLAIN
        return f"the sign {match[1]} means nothing here: {here}", line, written
    if match := re.match(r"unexpected '(.*)', expected '(.*)'", said):
        return f"there is {match[1]!r} where {match[2]!r} is to come: {here}", line, f"write {match[2]} before it"
    if re.match(r"[Uu]nexpected '?end of ", said):
        return f"an expression ends too early: {here}", line, "write its other side, or take its sign away"
    if "expected token ':'" in said:
        remedy = "write names as they are inside {% %} and {{ }}: {% observe gap < 1 %}"
        return f"there are brackets in brackets: {here}", line, remedy
    return None


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
