"""`measures(results)`: the named numbers of an experiment, checked."""

import ast
import keyword
import tokenize
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from gdreport.errors import TAKE_ONE, ReportError, require_call, show
from gdreport.escaping import MOST, clean, is_too_long
from gdreport.experiment import Results
from gdreport.page.reductions import state_what_is_left_out
from gdreport.project import Pair

RESERVED = frozenset({*keyword.kwlist, "true", "false", "none", "loop"})  # Python's words and those of the conditions


def measure(module: ModuleType, results: Results, *, missing: bool = False) -> dict[str, Any]:
    """What the experiment's `measures` gives, texts on one line; nothing where it has none.

    `missing`: what cannot be measured is NaN, not an error: for runs that were not asked for.
    Errors: ReportError naming what is no number.
    """
    function, code = getattr(module, "measures", None), str(getattr(module, "__file__", ""))
    if function is not None and not callable(function):
        remedy = "write def measures(results): and return a dictionary"
        raise ReportError(f"measures is {show(function)}, no function", line=find_line_of_measure(code, ""), remedy=remedy)
    if function is not None:
        require_call("measures", function, "results")
    with state_what_is_left_out(missing=missing):
        measures = {} if function is None else function(results)
    if not isinstance(measures, dict):
        what = f"measures(results) gave {show(measures)}"
        raise ReportError(what, line=find_line_of_measure(code, ""), remedy="return a dictionary: name -> number")
    for name, value in measures.items():
        wrong = _find_fault(name, value)
        if wrong is not None:
            what, remedy = wrong
            raise ReportError(what, line=find_line_of_measure(code, name), remedy=remedy)
    return {str(name): _own(value) for name, value in measures.items()}


def _own(value: Any) -> Any:
    """A value that nothing in the author's code can change any more."""
    if isinstance(value, str):
        return clean(value)
    return value.copy() if isinstance(value, np.ndarray) or hasattr(value, "dims") else value


def _is_number(value: Any) -> bool:
    kind = getattr(getattr(value, "dtype", None), "kind", None)
    return isinstance(value, bool | int | float | str) or kind in {"b", "i", "u", "f", "U"}


def _find_fault(name: object, value: Any) -> tuple[str, str] | None:
    """What is wrong with a measure, and what mends it; None where nothing is."""
    if not isinstance(name, str) or not name.isidentifier():
        return f"measures(results) gives the name {show(name)}", "a name is one word: letters, digits and _"
    if name in RESERVED:
        return f"measures(results) gives the name {name!r}, a word of the language of conditions", "rename it"
    if hasattr(value, "data_vars"):
        return f"the measure {name!r} is a Dataset", "take one number from it"
    if np.ma.is_masked(value) or (hasattr(value, "size") and np.size(value) == 0):
        return f"the measure {name!r} is missing: masked or empty", "measure what is there, or leave it out"
    if is_too_long(value):
        return f"the measure {name!r} has more than {MOST} characters", "measure something shorter"
    if callable(value):
        return f"the measure {name!r} is {show(value)}, which is not called", "write brackets after it: ()"
    if isinstance(value, list | tuple):
        return f"the measure {name!r} is {show(value)}", "give one number of it, such as max(...), or all as np.array(...)"
    if not _is_number(value):
        return f"the measure {name!r} is {show(value)}", "a measure is a number, a truth value, a text, or an array of them"
    return None


def is_array(value: Any) -> bool:
    """Whether a measure is more than one number, which only an expression makes one of, such as ``(gaps < 1).all()``."""
    return bool(getattr(value, "ndim", 0)) and getattr(value, "size", 1) != 1


def refuse_array(pair: Pair, name: str, value: Any, place: str) -> ReportError:
    """The mistake that a measure is an array where one number is to stand, at the line that measures it."""
    what = f"the measure {name!r} is {show(value)}, and {place} needs one number"
    remedy = f"{TAKE_ONE}; a condition may ask (... < 1).all() or .any()"
    return ReportError(what, file=pair.code, line=find_line_of_measure(pair.path(pair.code), name), remedy=remedy)


def find_line_of_measure(code: str | Path, name: object) -> int | None:
    """The line of an experiment's code on which a measure is named, or else that on which `measures` begins."""
    try:
        with tokenize.open(code) as stream:
            tree = ast.parse(stream.read())
    except (OSError, SyntaxError, ValueError):
        return None
    begins = [n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == "measures"]
    begins += [n for n in tree.body if isinstance(n, ast.Assign) and any(getattr(t, "id", "") == "measures" for t in n.targets)]  # type: ignore[misc]
    named = (n.lineno for f in begins for n in ast.walk(f) if isinstance(n, ast.Constant) and n.value == name)
    return next(named, begins[0].lineno if begins else None)
