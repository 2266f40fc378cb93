"""The update rule as formulas: the optimizer's own code, called with symbols."""

import re
from collections.abc import Mapping
from typing import Any

import sympy

from gdreport.descent.memory import EPOCH
from gdreport.descent.optimizers import Optimizer, list_needs, read_hyperparameters, with_values
from gdreport.descent.schedule_text import write_formula
from gdreport.descent.state import name_leaves, with_leaves

RATE = "learning_rate"
GREEK = {
    RATE: r"\eta",
    "momentum": r"\mu",
    "decay": r"\rho",
    "beta": r"\beta",
    "beta1": r"\beta_{1}",
    "beta2": r"\beta_{2}",
    "eps": r"\varepsilon",
}


def write_update_rule(optimizer: Optimizer, variables: int) -> list[str] | str:
    r"""Each assignment of one epoch in LaTeX, the states first; or why the rule cannot be written so.

    A state that only counts epochs is k, and one that only multiplies a hyperparameter by itself is its power.

    >>> from gdreport import GradientDescent, InverseDecay, RMSProp
    >>> print(*write_update_rule(GradientDescent(learning_rate=0.1), 1))
    x \leftarrow x - \eta f'(x)
    >>> print(*write_update_rule(GradientDescent(learning_rate=InverseDecay(0.1)), 1), sep="\n")
    \eta_{k} = \frac{0.1}{1 + k}
    x_{k+1} = x_{k} - \eta_{k} f'(x_{k})
    """
    rate = getattr(optimizer, RATE, None)
    schedule = [rf"{GREEK[RATE]}_{{k}} = {write_formula(rate)}"] if callable(rate) else []
    if hasattr(optimizer, "formula") and (own := optimizer.formula(variables)):
        return [*schedule, *own]
    try:
        lines = _Epoch(optimizer, variables).lines()
    except Exception as error:  # noqa: BLE001 - an author's code, called with what it was perhaps not written for
        return f"{type(optimizer).__name__}.update cannot be called with symbols ({type(error).__name__}: {error})"
    return [*schedule, *lines]


def is_by_entry(optimizer: Optimizer, lines: list[str] | str) -> bool:
    """Whether its formulas square, divide by or take roots of what in several variables is a vector."""
    return (
        not isinstance(lines, str)
        and not hasattr(optimizer, "formula")
        and any(sign in line for line in lines for sign in ("^{2}", r"\sqrt"))
    )


class _Epoch:
    """One epoch of a rule, called with symbols."""

    def __init__(self, optimizer: Optimizer, variables: int) -> None:
        self.variables = variables
        self.point = "x" if variables == 1 else r"\mathbf{x}"
        # Sorted last: η f'(x), not f'(x) η.
        self.x, self.gradient, self.epoch = sympy.Symbol("x"), sympy.Symbol("~g"), sympy.Symbol("k")
        self.functions = {name: sympy.Symbol(f"~{name}") for name in list_needs(optimizer)}
        symbols: dict[str, Any] = {name: sympy.Symbol(name, positive=True) for name in read_hyperparameters(optimizer)}
        self.names = {symbol: GREEK.get(name) or _in_latex(name) for name, symbol in symbols.items()}
        if callable(getattr(optimizer, RATE, None)):
            scheduled = sympy.Symbol(RATE, positive=True)
            self.names[scheduled] = f"{GREEK[RATE]}_{{k}}"
            symbols[RATE] = lambda epoch: scheduled
        self.powers: list[sympy.Symbol] = []
        self._call(with_values(optimizer, symbols))

    def _call(self, rule: Optimizer) -> None:
        """Its step and its next states; twice, the second time with what needs no line of its own."""
        needs = {name: lambda points, symbol=symbol: symbol for name, symbol in self.functions.items()}
        begun = rule.init(self.x)
        first = dict(name_leaves(begun))
        known: dict[str, Any] = {}
        for _ in range(2):
            leaves = {path: sympy.Symbol(path or "s") for path in first} | known
            step, state = rule.update(self.gradient, with_leaves(begun, [leaves[path] for path in first]), self.x, **needs)
            news = {path: sympy.sympify(value) for path, value in name_leaves(state) if path in first}
            known = known or self._find_known(first, leaves, news)
        self.step, self.is_indexed = sympy.sympify(step), bool(first)
        self.news = {path: new for path, new in news.items() if path not in known}
        self.states = {path: leaves[path] for path in self.news}

    def _find_known(self, first: Mapping[str, Any], leaves: Mapping[str, Any], news: Mapping[str, Any]) -> dict[str, Any]:
        """A count of epochs, and the powers of a hyperparameter: k and β^k, each computed from the one before."""
        found: dict[str, Any] = {}
        for path, new in news.items():
            growth, ratio = sympy.expand(new - leaves[path]), new / leaves[path]
            if path == EPOCH and first[path] == 0 and growth in (1, 1.0):
                found[path] = self.epoch
            elif first[path] == 1 and ratio in self.names:
                # From the next power, since it is the one that a rule computes with.
                power = sympy.Symbol(f"{path}+", positive=True)
                self.names[power] = f"{self.names[ratio]}^{{k+1}}"
                self.powers.append(power)
                found[path] = power / ratio
        return found

    def lines(self) -> list[str]:
        """The formulas."""
        if not self.is_indexed:
            self._name_point(self.point)
            return [rf"{self.point} \leftarrow {self.point} {_sign(self._latex(self.step))}"]
        # With a state every symbol says of which epoch it is: k, or k + 1 once it has been computed.
        now, then = f"{self.point}_{{k}}", f"{self.point}_{{k+1}}"
        self._name_point(now)
        after = {path: sympy.Symbol(f"{path or 's'}+") for path in self.news}
        self.names |= {symbol: _with_index(path or "s", "k") for path, symbol in self.states.items()}
        self.names |= {symbol: _with_index(path or "s", "k+1") for path, symbol in after.items()}
        step = self.step.xreplace({new: after[path] for path, new in self.news.items() if not new.is_Atom})
        lines = []
        if sum(expression.count(self.gradient) for expression in (*self.news.values(), step)) > 1:
            lines = [f"g_{{k}} = {self.names[self.gradient]}"]
            self.names[self.gradient] = "g_{k}"
        lines += [f"{self.names[after[path]]} = {self._latex(new)}" for path, new in self.news.items()]
        for path, symbol in after.items():
            for power in self.powers:
                step, line = self._correct(step, path, symbol, power)
                lines += line
        return [*lines, f"{then} = {now} {_sign(self._latex(step))}"]

    def _correct(self, step: sympy.Expr, path: str, state: sympy.Symbol, power: sympy.Symbol) -> tuple[sympy.Expr, list[str]]:
        """A state that occurs only over 1 − β^(k+1), a mean whose start at zero is made up for, has a hat and a line."""
        hat = sympy.Symbol(f"{path}^")
        corrected = step.xreplace({state: hat * (1 - power)})
        if state not in step.free_symbols or power not in step.free_symbols or power in corrected.free_symbols:
            return step, []
        self.names[hat] = rf"\hat{{{_in_latex(path or 's')}}}_{{k+1}}"
        return corrected, [f"{self.names[hat]} = {self._latex(state / (1 - power))}"]

    def _name_point(self, point: str) -> None:
        several = self.variables > 1
        slope = rf"\nabla f({point})" if several else f"f'({point})"
        self.names |= {self.x: point, self.gradient: slope}
        known = {
            "value": f"f({point})",
            "gradient": slope,
            "curvature": rf"\nabla^{{2}} f({point})" if several else f"f''({point})",
        }
        self.names |= {symbol: known[name] for name, symbol in self.functions.items()}

    def _latex(self, expression: sympy.Expr) -> str:
        """In the order in which people write: roots before what is added to them, 1 − β before what it multiplies."""
        numbers = {symbol for symbol in self.names if symbol.is_positive}
        parts: dict[sympy.Symbol, str] = {}

        def write(part: sympy.Expr, name: str, latex: str) -> sympy.Symbol:
            symbol = sympy.Symbol(f"{name}{part}")  # SymPy sorts by names
            parts[symbol] = latex
            return symbol

        def write_sums(product: sympy.Expr) -> sympy.Expr:
            sums = [a for a in product.args if a.is_Add and a.free_symbols <= numbers]
            return product.xreplace({a: write(a, "~!", rf"\left({self._print(a, parts)}\right)") for a in sums})

        def write_root(root: sympy.Expr) -> sympy.Symbol:
            return write(root, "!", self._print(root, parts))

        expression = expression.replace(lambda e: e.is_Mul, write_sums)
        expression = expression.replace(lambda e: e.is_Pow and e.exp == sympy.Rational(1, 2), write_root)
        return self._print(expression, parts)

    def _print(self, expression: sympy.Expr, more: dict[sympy.Symbol, str]) -> str:
        return str(sympy.latex(expression, symbol_names=self.names | more))


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
