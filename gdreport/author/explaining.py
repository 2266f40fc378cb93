"""What Python says of a mistake, as a sentence about the author's words, with what mends it."""

import re
import sys
from collections.abc import Iterator
from difflib import get_close_matches
from importlib import import_module
from types import FrameType, ModuleType
from typing import Any

from gdreport.author.calls import explain_call
from gdreport.errors import show, suggest

Sentence = tuple[str, str]  # what is wrong, what mends it
MODULES = ("gdreport", "gdreport.arithmetic", "gdreport.catalogue", "gdreport.figures", "gdreport.tables")
WHERE = (
    "in an optimizer, which gets all runs at once, write gdreport.arithmetic's where(condition, a, b), maximum(a, b), minimum(a, b)"
)
# By the class of what was raised and a pattern of its message: what is wrong, where Python's own words will not do; what mends it.
KNOWN: tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], str, str, str], ...] = (
    (
        ValueError,
        "inhomogeneous shape",
        "a list has parts of different lengths, of which no array can be made",
        "give every part the same length",
    ),
    (
        ValueError,
        "truth value of a",
        "a whole array is asked whether it is so",
        f"make one truth of it, .all() or .any(); {WHERE}",
    ),
    (
        TypeError,
        "only .* arrays can be converted",
        "a function of one number gets a whole array",
        "use NumPy's functions in place of Python's and those of math; in an optimizer those of gdreport.arithmetic",
    ),
    (ValueError, "read-only", "an array is changed that others read too", "change a copy of it: .copy()"),
    (TypeError, "object is not callable", "", "take the brackets after it away, or see what else bears its name"),
    (TypeError, "not supported between instances", "", "compare like with like: a number with a number, a text with a text"),
    (
        TypeError,
        "unsupported operand type|can only concatenate",
        "",
        "make a number of a text, float(...), or a text of a number, str(...)",
    ),
    (ValueError, "could not convert string to float", "", "see what the text holds: a number is written as 1.5 or 1e-3"),
    (
        KeyError,
        "not all values found in index",
        "",
        'choose a value that results["NAME"].values has; of numbers the nearest: .sel(..., method="nearest")',
    ),
    (
        (KeyError, ValueError),
        "valid dimension or coordinate|Dimensions .* do not exist|not found in array dimensions",
        "",
        'see what it varies over: results["NAME"].dims; what a run was told as one number is no dimension',
    ),
    (
        ValueError,
        "Could not automatically create PandasIndex",
        "a value is chosen along what has one value and is no dimension",
        "take the .sel(...) away, or sweep it: give it several values",
    ),
    (ValueError, "conflicting sizes for dimension", "", "let everything along one dimension have the same length"),
    (ZeroDivisionError, "", "", "see when what it is divided by is 0"),
    (IndexError, "too many indices", "", "see the array's .ndim and .shape: it has fewer dimensions than are asked for"),
    (IndexError, "", "", "see how many entries there are: the first is [0], the last [-1]"),
    (RecursionError, "", "a function calls itself without end", "let it return somewhere without calling itself"),
    (EOFError, "reading a line", "the code asks for an input", "nobody is there to answer: write the value into the code"),
    (SystemExit, "", "the code ends the program", "take exit() out: after the code comes the page"),
    (KeyboardInterrupt, "", "the code interrupts the program", "take what raises KeyboardInterrupt out"),
    (
        ImportError,
        "partially initialized module|circular import",
        "",
        "two modules import each other: put what both need into a third",
    ),
    (ImportError, "cannot import name", "", "see what is defined there, and whether the two modules import each other"),
    (
        ValueError,
        "could not be broadcast|non-broadcastable",
        "",
        "see the shapes: in an optimizer arrays have the shape (runs, variables), so sum over variables with axis=1, keepdims=True",
    ),
    (MemoryError, "", "the memory is not enough", "ask for less at once"),
)


def explain(error: BaseException, frame: FrameType | None, source: str) -> Sentence:
    """What is wrong and what mends it. `frame`: the author's innermost, where there is one; `source`: its line.

    >>> explain(ZeroDivisionError("division by zero"), None, "1 / 0")
    ('ZeroDivisionError: division by zero', 'see when what it is divided by is 0')
    """
    for find in (_explain_import, explain_call, _explain_name, _explain_attribute, _explain_file):
        found = find(error, frame)
        if found is not None:
            return found
    if (of_key := _explain_key(error, frame, source)) is not None:
        return of_key
    said = write_error(error)
    for kind, pattern, what, remedy in KNOWN:
        if isinstance(error, kind) and re.search(pattern, said):
            return what or said, remedy
    return said, f"look at the line: {source}" if source else "look at what its code calls"


def write_error(error: BaseException) -> str:
    """The class of an exception and its message."""
    try:
        message = str(error).strip()
    except Exception:  # noqa: BLE001 - an author's __str__
        message = "(its message cannot be written)"
    return f"{type(error).__name__}: {message}" if message else type(error).__name__


def _explain_import(error: BaseException, frame: FrameType | None) -> Sentence | None:
    if isinstance(error, ModuleNotFoundError) and error.name:
        if error.name.split(".")[0] == "gdreport":
            return f"there is no module {error.name!r}", suggest(error.name, list(MODULES))
        close = get_close_matches(error.name, [*sys.stdlib_module_names, *sys.modules], n=1, cutoff=0.7)
        hint = f"did you mean {close[0]!r}? Else " if close else ""
        own = f"write {error.name.split('.')[0]}.py beside the experiment"
        return f"there is no module {error.name!r}", f"{hint}install it where gdreport is, or {own}"
    match = re.match(r"cannot import name '(\w+)' from '([\w.]+)'", str(error)) if isinstance(error, ImportError) else None
    if match is None or match[2] not in MODULES:
        return None
    names = [str(n) for n in getattr(import_module(match[2]), "__all__", ())]
    home = next((m for m in MODULES if match[1] in getattr(sys.modules.get(m), "__all__", ())), None)
    remedy = f"it is in {home}: from {home} import {match[1]}" if home else suggest(match[1], names)
    return f"{match[2]} has no {match[1]!r}", remedy


def _explain_name(error: BaseException, frame: FrameType | None) -> Sentence | None:
    if not isinstance(error, NameError) or not error.name:
        return None
    what = f"the name {error.name!r} is not defined"
    if isinstance(error, UnboundLocalError):
        return f"the name {error.name!r} has no value yet", "give it one above this line, on every way that leads here"
    known = [*frame.f_locals, *frame.f_globals] if frame else []
    public = getattr(sys.modules.get("gdreport"), "__all__", ())
    if error.name in public:
        return what, f"from gdreport import {error.name}"
    return what, f"{_hint(error.name, known)}define it above this line, or import it"


def _explain_attribute(error: BaseException, frame: FrameType | None) -> Sentence | None:
    if not isinstance(error, AttributeError) or not isinstance(error.name, str) or error.obj is None:
        return None
    owner = error.obj
    known = list(map(str, owner.data_vars)) if hasattr(owner, "data_vars") else []
    name = f"the module {owner.__name__}" if isinstance(owner, ModuleType) else show(owner)
    close = get_close_matches(error.name, [*known, *(n for n in dir(type(owner) if known else owner) if n[0] != "_")], n=1)
    hint = f"did you mean {close[0]!r}?" if close else ""
    listed = f"There are: {', '.join(known)}" if known else ""
    return f"{name} has no {error.name!r}", f"{hint} {listed}".strip() or "see its documentation for what it has"


def _explain_file(error: BaseException, frame: FrameType | None) -> Sentence | None:
    if isinstance(error, UnicodeDecodeError):
        byte = error.object[error.start]
        what = f"what is read is not {error.encoding.upper()}: there is a byte 0x{byte:02x}"
        return what, 'save it as UTF-8, or name its encoding where it is read: encoding="latin-1"'
    if not isinstance(error, OSError):
        return None
    name = f"{error.filename}" if error.filename is not None else ""
    if isinstance(error, FileNotFoundError):
        remedy = 'a path begins at the report\'s root; a file beside this one is Path(__file__).parent / "NAME"'
        return (f"there is no file {name}" if name else write_error(error)), remedy
    if name:
        return f"{name}: {error.strerror}", "see what stands there, and who may read and write it"
    return None


def _explain_key(error: BaseException, frame: FrameType | None, source: str) -> Sentence | None:
    """A key that is not there; the author's variable that the line asks for it says which there are."""
    if not isinstance(error, KeyError) or not error.args:
        return None
    match = re.match(r"No variable named '([^']*)'", str(error.args[0]))
    key = match[1] if match else error.args[0]
    if match is None and isinstance(key, str) and " " in key:
        return None  # words of a library
    for name, keys in _list_keys(frame):
        if isinstance(key, str) and key not in keys and re.search(rf"\b{name}\[\s*[\"']{re.escape(key)}[\"']", source):
            return f"{name} has no {key!r}", suggest(key, keys)
    kind = "" if isinstance(key, str) else ", and of what kind: the number 3 is not the text '3'"
    return f"there is no {show(key)}", f"see which keys there are{kind}"


def _list_keys(frame: FrameType | None) -> Iterator[tuple[str, list[str]]]:
    """The author's variables that have keys: a Dataset, a dictionary, a table of pandas'."""
    for name, value in (frame.f_locals if frame else {}).items():
        if not name.startswith("_") and not isinstance(value, type) and callable(getattr(value, "keys", None)) and len(value):
            keys: Any = value.variables if hasattr(value, "data_vars") else value.keys()
            yield name, [str(k) for k in keys]


def _hint(name: str, names: list[str]) -> str:
    close = get_close_matches(name, [n for n in names if not n.startswith("__")], n=1)
    return f"did you mean {close[0]!r}? Else " if close else ""
