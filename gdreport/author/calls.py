"""A call that Python refuses, as a sentence with the names that the called function has."""

import inspect
import re
from collections.abc import Iterable, Iterator
from functools import partial
from types import FrameType, ModuleType
from typing import Any

from gdreport.errors import suggest

REFUSED = re.compile(
    r"(?P<callee>[\w.<>]+)\(\) (?:missing \d+ required (?:positional|keyword-only) arguments?: (?P<missing>.*)"
    r"|got an unexpected keyword argument '(?P<unknown>\w+)'.*|got multiple values for argument '(?P<twice>\w+)'"
    r"|takes .*positional arguments? but (?P<count>\d+).*|(?P<none>takes no arguments))"
)
NAMED = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)


def explain_call(error: BaseException, frame: FrameType | None, known: Iterable[Any] = ()) -> tuple[str, str] | None:
    """What is wrong with the arguments of a call, and how it is written; None where that is not what was raised.

    `known`: what may have been called, beside what the frames have.
    """
    match = REFUSED.fullmatch(str(error)) if type(error) is TypeError else None
    if match is None:
        return None
    callee = match["callee"].removesuffix(".__init__")
    function = next(_find(callee, list(known), _innermost(error, frame)), None)
    name = _name(callee, function)
    try:
        parameters = list(inspect.signature(function).parameters.values()) if function is not None else []
    except (TypeError, ValueError):
        parameters = []
    if match["unknown"]:
        names = [p.name for p in parameters if p.kind in NAMED]
        remedy = suggest(match["unknown"], names) if names else f"see what {name} takes"
        return f"{name} has no parameter {match['unknown']!r}", remedy
    if match["twice"]:
        return f"{name} gets {match['twice']} twice", "give it once: by its place, or by its name"
    if match["missing"]:
        lacking = ", ".join(re.findall(r"'(\w+)'", match["missing"]))
        return f"{name} lacks {lacking}", f"write {write_call(name, parameters)}" if parameters else f"give it {lacking}"
    if match["none"]:
        return (
            f"{name} takes no arguments",
            "where the fields of a class are its parameters, write @dataclass(frozen=True) above it",
        )
    most = sum(p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD) for p in parameters)
    by_name = [f"{p.name}=" for p in parameters if p.kind is p.KEYWORD_ONLY and p.default is not p.empty]
    rest = f", and by name, if you want: {', '.join(by_name)}" if by_name else ""
    if not most and by_name and write_call(name, parameters).endswith("()"):
        return f"{name} takes every value by its name", f"name each: {', '.join(by_name)}"
    values = {0: "every value by its name", 1: "one value without a name"}.get(most, f"{most} values without a name")
    return f"{name} takes {values}", f"write {write_call(name, parameters)}{rest}"


def write_call(name: str, parameters: list[inspect.Parameter]) -> str:
    """A call with what it must have; where there is nothing, with what it may have by its place.

    >>> write_call("f", list(inspect.signature(lambda a, *, b, c=1: 0).parameters.values()))
    'f(a, b=...)'
    """
    needed = [p for p in parameters if p.default is p.empty and p.kind in NAMED]
    shown = needed or [p for p in parameters if p.kind is p.POSITIONAL_OR_KEYWORD]
    return f"{name}({', '.join(p.name if p.kind is p.POSITIONAL_OR_KEYWORD and needed else f'{p.name}=...' for p in shown)})"


def _innermost(error: BaseException, frame: FrameType | None) -> list[FrameType]:
    """The frame in which the call stood, and the author's."""
    trace, frames = error.__traceback__, [] if frame is None else [frame]
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return [*([] if trace is None else [trace.tb_frame]), *frames]


def _find(callee: str, known: list[Any], frames: list[FrameType]) -> Iterator[Any]:
    """What bears this name where the call stood: a variable, a module's, a method of either."""
    owner, _, method = callee.rpartition(".")
    for values in (known, *([*frame.f_locals.values(), *frame.f_globals.values()] for frame in frames)):
        inside = [v for m in values if isinstance(m, ModuleType) for v in list(vars(m).values())]
        for value in [*values, *inside]:
            inner = value.func if isinstance(value, partial) else value
            called = getattr(inner, "__qualname__", None)
            if called == callee:
                yield value
            elif owner and called == owner and isinstance(inner, type) and hasattr(inner, method):
                yield getattr(inner, method)


def _name(callee: str, function: Any) -> str:
    """What an author calls it."""
    own = vars(function).get("__name__") if isinstance(function, partial) else None
    return str(own or callee.rpartition("<locals>.")[2])
