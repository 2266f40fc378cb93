"""A program as lines of code, for any language that can say what each operation is."""

import keyword
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256

from gdreport.arithmetic.functions import FUNCTIONS, SLOW
from gdreport.arithmetic.program import NAMES, Operation, Program

DEEPEST = 12  # brackets in brackets
TABLE = re.compile(r"table_[0-9a-f]{8}")  # see name_table
CALL = re.compile(r"[\w.]+\([^()]*\)")
# Words of JavaScript that are none of Python's, and names that generated code uses itself.
JAVASCRIPT = """arguments await case catch const debugger default delete do enum eval export extends function instanceof let
    new null static super switch this throw typeof var void F W Math Number"""
OWN = "absolute float64 high inf join low nan rarely sqrt where abs len max min"
RESERVED = frozenset((*JAVASCRIPT.split(), *OWN.split()))
NAMES_OF_FUNCTIONS = frozenset((*FUNCTIONS, *SLOW))
Write = Callable[[Operation, list[str]], str]  # the code of an operation from that of its arguments, a call
Part = tuple[str, int, bool]  # code, how deep its brackets are, and whether it stands together without more


def write_lines(
    program: Program, syntax: Mapping[str, str], write_call: Write, number: Callable[[float | int], str]
) -> Iterator[tuple[str, str]]:
    """Name and code of each assignment, then =name and code of each output.

    What is used once and has no name of its own stands where it is used.
    """
    uses = Counter(a for o in program.operations for a in o.arguments if isinstance(a, str))
    uses.update(v for v in program.outputs.values() if isinstance(v, str))
    inputs = name_inputs(program)
    taken = {*inputs.values()}
    parts: dict[str, Part] = {name: (shown, 0, True) for name, shown in inputs.items()}

    def find(argument: str | float) -> Part:
        return parts[argument] if isinstance(argument, str) else (number(argument), 0, True)

    for operation in program.operations:
        arguments = [find(a) for a in operation.arguments]
        depth = max((d for _, d, _ in arguments), default=0)
        template = syntax.get(operation.kind)
        if template is None:
            code, is_whole = write_call(operation, [text for text, _, _ in arguments]), True
        else:
            is_whole = CALL.fullmatch(template) is not None
            code = template.format(*(text if is_whole or stands else f"({text})" for text, _, stands in arguments))
        if uses[operation.name] == 1 and not operation.is_named and depth < DEEPEST:
            parts[operation.name] = code, depth + 1, is_whole
        else:
            name = _find_name(operation, arguments, taken)
            parts[operation.name] = name, 0, True
            yield name, code
    for name, value in program.outputs.items():
        yield f"={name}", find(value)[0]


def _find_name(operation: Operation, arguments: list[Part], taken: set[str]) -> str:
    stem = operation.name if operation.is_named else NAMES.get(operation.kind, "")
    if not stem:
        text = arguments[0][0]
        stem = f"{operation.kind}_of_{text}" if text.isidentifier() and len(text) < 12 else f"{operation.kind}_value"
    name, number = stem, 1
    while name in taken or _is_taken(name):
        number += 1
        name = f"{stem}_{number}"
    taken.add(name)
    return name


def name_table(operation: Operation) -> str:
    """The name of the table in which an operation looks up, the same for the same table."""
    return f"table_{sha256(repr(operation.detail).encode()).hexdigest()[:8]}"


def name_inputs(program: Program) -> dict[str, str]:
    """What each input is called in code: by its name, unless that is one of the language's, of a function's or another input's."""
    found: dict[str, str] = {}
    for name in program.inputs:
        shown = unicodedata.normalize("NFKC", name)
        while shown in found.values() or _is_taken(shown):
            shown += "_"
        found[name] = shown
    return found


def _is_taken(name: str) -> bool:
    """Whether a name means something else in generated code."""
    return keyword.iskeyword(name) or name in RESERVED or name in NAMES_OF_FUNCTIONS or TABLE.fullmatch(name) is not None
