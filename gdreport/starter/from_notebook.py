"""`gdreport new --from-notebook`: a pair from a notebook's cells, and what a person must still decide about it."""

import ast
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from gdreport.errors import ReportError
from gdreport.page.typed_numbers import find_typed_numbers
from gdreport.starter.new_report import add_pair
from gdreport.starter.notebook_cells import Cell, read_cells
from gdreport.starter.notebook_code import (
    Sorted,
    drawing_cells,
    name_figure,
    sort_statements,
    take_titles,
    write_code,
    write_drawing,
)

RANDOM = re.compile(r"\b(?:random|rng)\.\w+\(")
TARGET = re.compile(
    r"(!?)\[([^\]]*)\]\((?!https?:|mailto:|#)([^)\s]+)[^)]*\)"
    r"|<img\s[^>]*?src=[\"'](?!https?:|data:)([^\"']+)[^>]*>"
)
SEEDED = re.compile(r"\bseed\(|default_rng\(\s*[^\s)]|RandomState\(\s*[^\s)]|Random\(\s*[^\s)]")


def add_from_notebook(place: Path, notebook: Path, name: str | None) -> Iterator[str]:
    """Write a pair from a notebook into the report in `place`, named as the notebook unless told. What to say of it.

    Nothing is run. Errors: ReportError for a notebook that cannot be read, a name that is none, a file in the way.
    """
    name = name or _make_name(notebook)
    cells = read_cells(notebook)
    found = sort_statements(cells)
    titles = take_titles(found)
    code = write_code(found, notebook.name)
    words = write_words(cells, found, titles, name)
    decisions = [*list_decisions(cells, found), *_list_numbers(words, f"{name}.md")]
    noted = "".join(f"\n- {decision}" for decision in decisions)
    yield from add_pair(place, name, code.encode(), f"{words}\n{{# To decide, then to be deleted:\n{noted}\n#}}\n".encode())
    yield "to decide, and noted at the end of the words:"
    yield from (f"- {decision}" for decision in decisions)
    yield f"next: gdreport build {name}, which says what is missing first"


def _make_name(notebook: Path) -> str:
    name = re.sub(r"\W+", "_", notebook.stem, flags=re.ASCII).strip("_").lower()
    if name in sys.stdlib_module_names or not re.match("[a-z]", name):
        raise ReportError(f"no experiment can be named {name!r}", file=notebook.name, remedy="name it: --experiment NAME")
    return name


def write_words(cells: Sequence[Cell], found: Sorted, titles: Mapping[int, str], name: str) -> str:
    """The prose in the order of the cells, each figure where its cell stood; numbers that are parameters are marked as such."""
    figures, told = set(drawing_cells(found)), _find_values(found)
    prose = [c.text.strip() for c in cells if c.kind == "markdown"]
    title = next((m[1].strip() for text in prose if (m := re.search(r"^#\s+(.+)$", text, re.MULTILINE))), name.replace("_", " "))
    parts, is_titled = [f"# {_escape(title)}"], False
    for cell in cells:
        if cell.number in figures:
            caption = titles.get(cell.number, "What does it show?").replace('"', "'")
            parts.append(f'{{{{ figure("{name_figure(cell.number)}", caption="{caption}") }}}}')
        if cell.kind != "markdown":
            continue
        text = cell.text.strip()
        if not is_titled and (match := re.search(r"^#\s+.+$", text, re.MULTILINE)):
            text, is_titled = (text[: match.start()] + text[match.end() :]).strip(), True
        text = _escape(re.sub(r"^# ", "## ", text, flags=re.MULTILINE))
        parts.append(_mark_parameters(TARGET.sub(_set_aside, text), told))
    return "\n\n".join(part for part in parts if part) + "\n"


def list_decisions(cells: Sequence[Cell], found: Sorted) -> Iterator[str]:
    """What no program can know of a notebook."""
    yield "what was found: write {% finding CONDITION %} ... {% endfinding %} below the title"
    yield "what was seen: write {% observe CONDITION %} ... {% endobserve %} around each sentence that a run can refute"
    yield "what is measured: the numbers of the words, as names in measures(results)"
    kept = ", ".join(found.results) or "nothing"
    yield f"what is a result: run() keeps {kept}; name the dimensions that belong together, give units"
    for name, cell in found.composed.items():
        yield f"{name} (cell {cell}) is no array: keep each of its columns or entries, as an array with a name, and draw these"
    yield (
        'what is varied: Experiment(variations={"another seed": ...}); without any, '
        "the page says of each sentence that it was not put to the test"
    )
    if found.shown:
        yield f"what was shown and is left out ({_name_cells(s.cell for s in found.shown)}): a measure, a table, or nothing"
    if drawing_cells(found):
        yield "the captions of the figures: what each shows"
    for cell in drawing_cells(found):
        if foreign := write_drawing(found, cell).foreign:
            yield f"cell {cell} draws with {', '.join(foreign)}: write it with one pair of axes, and a figure for each"
        mixed = sorted({n for s in found.drawing[cell] if isinstance(s.node, ast.For | ast.While | ast.With) for n in s.binds})
        if mixed:
            yield f"cell {cell} draws and computes ({', '.join(mixed)}) in one loop: move into run() what is a result"
    places = [(name, s.cell) for s in found.run for name in s.binds]
    again = Counter(name for name, _ in dict.fromkeys(places))
    for name in sorted(n for n, count in again.items() if count > 1 and n in found.results):
        where = _name_cells(cell for n, cell in places if n == name)
        yield f"{name} has one value after another ({where}): figures get the last; give each a name of its own"
    counts = [c.count for c in cells if c.kind == "code" and c.count is not None]
    if counts != sorted(counts):
        yield "the cells were not executed in their order: what is run now may differ from what the prose saw"
    code = "\n".join(c.text for c in cells if c.kind == "code")
    if RANDOM.search(code) and not SEEDED.search(code):
        where = _name_cells(c.number for c in cells if c.kind == "code" and RANDOM.search(c.text))
        yield f"a seed ({where}): numpy.random.default_rng(SEED)"
    if found.unread:
        yield f"what is no plain Python ({_name_cells(c.number for c in found.unread)}): it stands in run() as a comment"
    if any(isinstance(n, ast.Global) for s in (*found.functions, *found.run) for n in ast.walk(s.node)):
        yield "functions with `global`: what they change is no longer global"
    targets = [f"{m[3] or m[4]} in cell {c.number}" for c in cells if c.kind == "markdown" for m in TARGET.finditer(c.text)]
    if targets:
        yield f"pictures and links (left out: {', '.join(targets)}): draw what a run can draw, put the rest into a folder of docs/"


def _list_numbers(words: str, place: str) -> Iterator[str]:
    typed: dict[int, list[str]] = {}
    for number in find_typed_numbers(words):
        typed.setdefault(number.line, []).append(number.text)
    for line, texts in typed.items():
        choice = "measured {{ name | number }}, a parameter {{ 1 | given }}, or a name {{ 1 | cited }}"
        yield f"{place}:{line}: {', '.join(texts)}: {choice}"


def _find_values(found: Sorted) -> set[float]:
    values = [getattr(s.node, "value", None) for s in found.parameters if s.binds & set(found.written)]
    return {float(v.value) for v in values if isinstance(v, ast.Constant) and isinstance(v.value, int | float)}


def _mark_parameters(text: str, values: set[float]) -> str:
    """Numbers in prose that are values of parameters, marked; only where all that look alike on the line are prose."""
    lines = text.split("\n")
    for number in set(find_typed_numbers(text)):
        plain = number.text.replace(",", "")
        pattern = rf"(?<![\w.,]){re.escape(number.text)}(?![\w]|[.,]\d)"
        line = lines[number.line - 1]
        alike = [n for n in find_typed_numbers(text) if n == number]
        if re.fullmatch(r"\d+(\.\d+)?", plain) and float(plain) in values and len(re.findall(pattern, line)) == len(alike):
            lines[number.line - 1] = re.sub(pattern, f"{{{{ {plain} | given }}}}", line)
    return "\n".join(lines)


def _set_aside(link: re.Match[str]) -> str:
    """A picture or link to what is not beside the page, as a comment; a link's words stay."""
    return ("" if link[1] or link[4] else link[2]) + f"{{# {link[0].replace('#}', '# }')} #}}"


def _escape(text: str) -> str:
    """Braces that Jinja would read, as they are."""
    return re.sub(r"\{[{%#]+", lambda braces: f"{{% raw %}}{braces[0]}{{% endraw %}}", text)


def _name_cells(numbers: Iterable[int]) -> str:
    found = sorted(set(numbers))
    return f"{'cell' if len(found) == 1 else 'cells'} {', '.join(map(str, found))}"
