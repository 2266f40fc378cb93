"""The settings of a report, `[tool.gdreport]` in its pyproject.toml: read, checked, and where each of them stands."""

import re
import tomllib
from pathlib import Path
from typing import Any

from gdreport.errors import ReportError, show, suggest

FILE = "pyproject.toml"
DEFAULTS: dict[str, Any] = {
    "experiments": "experiments",
    "output": "docs/experiments",
    "order": [],
    "notebooks": [],
    "typed_numbers": "error",
    "untested": "note",
}
CHOICES = {"typed_numbers": ("error", "warn", "off"), "untested": ("error", "note")}
TABLE = re.compile(r"\s*\[\s*tool\s*\.\s*gdreport\s*\]")


def read_settings(file: Path) -> dict[str, Any] | None:
    """All settings, those that are not set by their defaults; None where the file has none of gdreport's.

    Errors: ReportError for a file that cannot be read, for a setting that is unknown or makes no sense.
    """
    text = _read_text(file)
    try:
        tools = tomllib.loads(text).get("tool", {})
    except tomllib.TOMLDecodeError as error:
        at = re.search(r" \(at line (\d+), column (\d+)\)", f"{error}")
        what, line = (f"{error}", None) if at is None else (f"{error}".replace(at[0], f" (column {at[2]})"), int(at[1]))
        raise ReportError(f"it cannot be read: {what}", file=file, line=line, remedy="write it in TOML") from None
    settings = tools.get("gdreport") if isinstance(tools, dict) else None
    if settings is None:
        return None
    if not isinstance(settings, dict):
        what, line = f"gdreport is {show(settings)} in [tool]", find_line(text, "gdreport")
        raise ReportError(what, file=file, line=line, remedy="write a table: [tool.gdreport]")
    for name, value in settings.items():
        _check(name, value, file, find_line(text, name))
    values = {**DEFAULTS, **settings}
    for name in ("experiments", "output"):
        _check_inside(file.parent, values[name], name, file, find_line(text, name))
    if (file.parent / values["output"]).resolve() == (file.parent / values["experiments"]).resolve():
        what, line = "output and experiments are the same folder", find_line(text, "output") or find_line(text, "experiments")
        raise ReportError(what, file=file, line=line, remedy="generated pages need their own")
    return values


def find_line(pyproject: str, name: str, entry: str = "") -> int | None:
    r"""The line at which a setting stands, or an entry of its list; None where it is not set.

    >>> find_line('[tool.gdreport]\noutput = "docs/a"\norder = [\n  "b",\n]\n', "order", "b")
    4
    """
    lines = pyproject.split("\n")
    begin = next((n for n, line in enumerate(lines) if TABLE.match(line)), 0)
    key = re.compile(rf"""(?:^|[\s.{{,"']){re.escape(name)}["']?\s*=""")
    at = next((n for n in range(begin, len(lines)) if key.search(lines[n].partition("#")[0])), None)
    if at is None:
        return None
    written = (f'"{entry}"', f"'{entry}'")
    return 1 + next((n for n in range(at, len(lines)) if entry and any(text in lines[n] for text in written)), at)


def _read_text(file: Path) -> str:
    try:
        content = file.read_bytes()
        return content.decode()
    except OSError as error:
        raise ReportError(f"it cannot be read: {error.strerror}", file=file, remedy="see who may read it") from None
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        what = f"it is not UTF-8: there is a byte 0x{content[error.start]:02x}"
        raise ReportError(what, file=file, line=line, remedy="save it as UTF-8") from None


def _check(name: str, value: Any, file: Path, line: int | None) -> None:
    if name not in DEFAULTS:
        what = f"unknown setting {name!r} in [tool.gdreport]"
        raise ReportError(what, file=file, line=line, remedy=suggest(name, list(DEFAULTS)))
    texts = value if isinstance(value, list) else [value]
    what = f"{name} is {show(value)} in [tool.gdreport]"
    if not isinstance(value, type(DEFAULTS[name])) or not all(isinstance(t, str) for t in texts):
        kind = "a list of texts" if isinstance(DEFAULTS[name], list) else "a text"
        raise ReportError(what, file=file, line=line, remedy=f"{name} is {kind}")
    if name in CHOICES and value not in CHOICES[name]:
        raise ReportError(what, file=file, line=line, remedy=f"one of {', '.join(CHOICES[name])}")


def _check_inside(root: Path, value: str, name: str, file: Path, line: int | None) -> None:
    resolved = (root / value).resolve()
    if resolved == root.resolve() or root.resolve() not in resolved.parents:
        what = f"{name} = {value!r} is not a folder inside the report"
        raise ReportError(what, file=file, line=line, remedy="name a folder below the root")
