"""`measures(results)`: the named numbers of an experiment, checked."""

from types import ModuleType
from typing import Any

import numpy as np

from gdreport.errors import ReportError
from gdreport.escaping import MOST, clean, is_too_long
from gdreport.experiment import Results
from gdreport.page.reductions import state_what_is_left_out


def measure(module: ModuleType, results: Results, *, missing: bool = False) -> dict[str, Any]:
    """What the experiment's `measures` gives, texts on one line; nothing where it has none.

    `missing`: what cannot be measured is NaN, not an error: for runs that were not asked for.
    Errors: ReportError naming what is no number.
    """
    function = getattr(module, "measures", None)
    with state_what_is_left_out(missing=missing):
        measures = {} if function is None else function(results)
    if not isinstance(measures, dict):
        raise ReportError(f"measures(results) gave {measures!r:.80}", remedy="return a dictionary: name -> number")
    for name, value in measures.items():
        if not isinstance(name, str) or not name.isidentifier():
            raise ReportError(f"measures(results) gives the name {name!r}", remedy="a name is one word: letters, digits and _")
        if hasattr(value, "data_vars"):
            raise ReportError(f"the measure {name!r} is a Dataset", remedy="take one number from it")
        if np.ma.is_masked(value) or np.size(value) == 0:
            raise ReportError(f"the measure {name!r} is missing: masked or empty", remedy="measure what is there, or leave it out")
        if is_too_long(value):
            raise ReportError(f"the measure {name!r} has more than {MOST} characters", remedy="measure something shorter")
        if not _is_number(value):
            raise ReportError(
                f"the measure {name!r} is {value!r}", remedy="a measure is a number, a truth value, a text, or an array of them"
            )
    return {str(name): _own(value) for name, value in measures.items()}


def _own(value: Any) -> Any:
    """A value that nothing in the author's code can change any more."""
    if isinstance(value, str):
        return clean(value)
    return value.copy() if isinstance(value, np.ndarray) or hasattr(value, "dims") else value


def _is_number(value: Any) -> bool:
    kind = getattr(getattr(value, "dtype", None), "kind", None)
    return isinstance(value, bool | int | float | str) or kind in {"b", "i", "u", "f", "U"}
