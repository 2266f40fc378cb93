"""The update rule as formulas: the optimizer's own code, called with symbols."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

import numpy as np
import sympy

from gdreport.descent.optimizers import Optimizer, read_hyperparameters, with_values

GREEK = {
    "learning_rate": r"\eta",
    "momentum": r"\mu",
    "decay": r"\rho",
    "beta": r"\beta",
    "beta1": r"\beta_{1}",
    "beta2": r"\beta_{2}",
    "eps": r"\varepsilon",
}


def write_update_rule(optimizer: Optimizer, variables: int) -> list[str] | str:
    r"""Each assignment of one epoch in LaTeX, the states first; or why the rule cannot be written so.

    >>> from gdreport import GradientDescent
    >>> print(*write_update_rule(GradientDescent(learning_rate=0.1), 1))
    x \leftarrow x - \eta f'(x)
    """
    x, gradient = sympy.Symbol("x"), sympy.Symbol("~g")  # sorted last: η f'(x), not f'(x) η
    symbols = {name: sympy.Symbol(name, positive=True) for name in read_hyperparameters(optimizer)}
    names = {symbol: GREEK.get(name) or _in_latex(name) for name, symbol in symbols.items()}
    try:
        rule = with_values(optimizer, symbols)
        states = {path: sympy.Symbol(path or "s") for path, value in _leaves(rule.init(x)) if value is not None}
        step, state = rule.update(gradient, _with_leaves(rule.init(x), states), x)
        news = {path: sympy.sympify(value) for path, value in _leaves(state) if path in states}
        step = sympy.sympify(step)
    except Exception as error:  # noqa: BLE001 - an author's code, called with what it was perhaps not written for
        return f"{type(optimizer).__name__}.update cannot be called with symbols ({type(error).__name__}: {error})"
    point = "x" if variables == 1 else r"\mathbf{x}"
    if not news:
        names |= {x: point, gradient: _slope(point, variables)}
        return [rf"{point} \leftarrow {point} {_sign(sympy.latex(step, symbol_names=names))}"]
    # With a state every symbol says of which epoch it is: k, or k + 1 once it has been computed.
    now, then = f"{point}_{{k}}", f"{point}_{{k+1}}"
    names |= {x: now, gradient: _slope(now, variables)}
    names |= {symbol: _with_index(path or "s", "k") for path, symbol in states.items()}
    after = {path: sympy.Symbol(f"{path or 's'}+") for path in states}
    names |= {symbol: _with_index(path or "s", "k+1") for path, symbol in after.items()}
    step = step.xreplace({new: after[path] for path, new in news.items() if not new.is_Atom})
    lines = [f"{names[after[path]]} = {sympy.latex(new, symbol_names=names)}" for path, new in news.items()]
    return [*lines, f"{then} = {now} {_sign(sympy.latex(step, symbol_names=names))}"]


def _slope(point: str, variables: int) -> str:
    return f"f'({point})" if variables == 1 else rf"\nabla f({point})"


def _with_index(name: str, index: str) -> str:
    """s_k; of the first of several states s_{1,k}."""
    letter = _in_latex(name)
    return f"{letter[:-1]},{index}}}" if re.fullmatch(r"[A-Za-z]_\{\d+\}", letter) else f"{letter}_{{{index}}}"


def _in_latex(name: str) -> str:
    """A letter as a variable, with its number below; a word upright."""
    if re.fullmatch(r"[A-Za-z](_\d+)?", name):
        return name if len(name) == 1 else f"{name[0]}_{{{name[2:]}}}"
    return rf"\mathrm{{{name.replace('_', ' ')}}}"


def _sign(step: str) -> str:
    return f"- {step[1:].strip()}" if step.startswith("-") else f"+ {step}"


def _leaves(state: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value in a state, by the names that lead to it."""
    if isinstance(state, Mapping):
        children = list(state.items())
    elif is_dataclass(state) and not isinstance(state, type):
        children = [(f.name, getattr(state, f.name)) for f in fields(state)]
    elif isinstance(state, tuple | list):
        children = list(zip(getattr(state, "_fields", range(1, len(state) + 1)), state, strict=True))
    else:
        yield path, state.item() if isinstance(state, np.ndarray) and state.ndim == 0 else state
        return
    for name, value in children:
        yield from _leaves(value, f"{path}_{name}" if path else str(name) if isinstance(name, str) else f"s_{name}")


def _with_leaves(state: Any, states: Mapping[str, sympy.Symbol], path: str = "") -> Any:
    """The same structure with a symbol for every value."""

    def child(name: Any, value: Any) -> Any:
        return _with_leaves(value, states, f"{path}_{name}" if path else str(name) if isinstance(name, str) else f"s_{name}")

    if isinstance(state, Mapping):
        return {name: child(name, value) for name, value in state.items()}
    if is_dataclass(state) and not isinstance(state, type):
        return replace(state, **{f.name: child(f.name, getattr(state, f.name)) for f in fields(state)})
    if isinstance(state, tuple) and hasattr(state, "_fields"):
        return type(state)(*(child(n, v) for n, v in zip(state._fields, state, strict=True)))
    if isinstance(state, tuple | list):
        return type(state)(child(i, v) for i, v in enumerate(state, 1))
    return states.get(path, state)
