"""What MkDocs says of mkdocs.yml, as a sentence with the line at which it stands and what mends it."""

import re
from difflib import get_close_matches
from pathlib import Path

from gdreport.errors import ReportError

KINDS = {"int": "a whole number", "str": "a text", "bool": "true or false", "list": "a list", "dict": "keys with values"}
MANUAL = "see https://www.mkdocs.org/user-guide/configuration/"
SAID = re.compile(r"Config value '(?P<name>[^']+)': (?P<what>.*)", re.DOTALL)


def explain_setting(said: str, file: Path) -> ReportError | None:
    """What MkDocs logged of a setting as a mistake at its line; None where it speaks of something else."""
    match = SAID.fullmatch(said)
    if match is None:
        return None
    name, what = match["name"], match["what"]
    text = file.read_text(encoding="utf-8", errors="replace") if file.is_file() else ""
    line = _find_line(text, [name, *re.findall(r"(?<!class )[\"']([^\"'\s]+)[\"']", what)])
    told, remedy = _explain(name, what.rstrip("."))
    return ReportError(told, file=file, line=line, remedy=remedy)


def explain_yaml(error: BaseException, file: Path) -> ReportError:
    """Why settings cannot be read at all."""
    cause = error.__context__
    problem, mark = getattr(cause, "problem", None), getattr(cause, "problem_mark", None)
    if problem is None or mark is None:  # no YAML at fault, or no text
        what = re.sub(r"^MkDocs encountered an error parsing the configuration file: ", "", " ".join(str(error).split()))
        return ReportError(f"it cannot be read: {what}", file=file, remedy="correct it: YAML, saved as UTF-8")
    context = getattr(cause, "context", None)
    what = f"it cannot be read: {f'{context}, ' if context else ''}{problem} (column {mark.column + 1})"
    return ReportError(what, file=file, line=mark.line + 1, remedy="see whether what was opened is closed; and spaces")


def _explain(name: str, what: str) -> tuple[str, str]:
    """What is wrong with a setting, and what mends it."""
    if match := re.fullmatch(r'The "(.+)" plugin is not installed', what):
        return f"there is no plugin {match[1]!r}", f"{_hint(match[1], _list_plugins())}correct it, or install what it comes with"
    if match := re.match(r"Unrecognised theme name: '(.*)'. The available installed themes are: (.*)", what):
        known = match[2].split(", ")
        return f"there is no theme {match[1]!r}", f"{_hint(match[1], known)}There are: {match[2]}; or install it"
    if match := re.fullmatch(r"Unrecognised configuration name: (.*)", what):
        return f"unknown setting {match[1]!r}", f"{_hint(match[1], _list_settings())}correct it, or take it out"
    of = f"the setting {name!r}"
    if match := re.fullmatch(r"Plugin '(.*)' option '(.*)': (.*)", what, re.DOTALL):
        of, what = f"{match[2]!r} of the plugin {match[1]}", match[3]
    if match := re.fullmatch(r"Expected type: <class '(\w+)'> but received: <class '(\w+)'>", what):
        wanted, is_now = (KINDS.get(match[n], match[n]) for n in (1, 2))
        return f"{of} is {is_now}", f"write {wanted}"
    if match := re.fullmatch(r"It is (.*): (write .*)", what):  # of our plugin
        return f"{of} is {match[1]}", match[2]
    if what.startswith("Required configuration not provided"):
        return f"{of} is missing", f"write {name}: ..."
    return f"{of}: {' '.join(what.split())}", MANUAL


def _hint(name: str, known: list[str]) -> str:
    return "".join(f"did you mean {near!r}? " for near in get_close_matches(name, known, n=1))


def _list_plugins() -> list[str]:
    from mkdocs.plugins import get_plugins

    return [*get_plugins()]


def _list_settings() -> list[str]:
    from mkdocs.config.defaults import MkDocsConfig

    return [name for name, _ in MkDocsConfig._schema]


def _find_line(text: str, names: list[str]) -> int | None:
    """The line of the last of these names that stands in the settings, from that of the first one on."""
    lines = [line.partition(" #")[0] for line in text.split("\n")]
    found: int | None = None
    for name in names:
        word = re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])" + (r"['\"]?\s*:" if found is None else ""))
        found = next((n for n in range(found or 0, len(lines)) if word.search(lines[n])), found)
    return None if found is None else found + 1
