"""A condition as what it compares: judged for measured values and for printed ones, and how far each comparison is from failing."""

import copy
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from operator import eq, ge, gt, le, lt, ne
from typing import Any

import jinja2
from jinja2 import nodes

from gdreport.errors import ReportError

WORDS = {"lt": "is below", "lteq": "is at most", "gt": "is above", "gteq": "is at least", "eq": "equals", "ne": "is not"}
TRUTHS = {"lt": lt, "lteq": le, "gt": gt, "gteq": ge, "eq": eq, "ne": ne}
ORDERED = ("lt", "lteq", "gt", "gteq")
SIGNS = {nodes.Add: "+", nodes.Sub: "-", nodes.Mul: "*", nodes.Div: "/", nodes.Pow: "**", nodes.Mod: "%", nodes.FloorDiv: "//"}
UNWRITTEN = "an expression"
PRINTED = "gdreport_printed_"  # before the name of a measure: its value as the sentence prints it


@dataclass(frozen=True)
class Comparison:
    """One comparison of a condition in one run."""

    left: str
    relation: str  # a key of WORDS
    right: str
    left_value: Any
    right_value: Any

    @property
    def holds(self) -> bool:
        """Whether it is so. Of an `or` one side may not be."""
        try:
            return bool(TRUTHS[self.relation](self.left_value, self.right_value)) if self.relation in TRUTHS else True
        except TypeError:
            return True  # of values that are no numbers, which are not shown

    @property
    def margin(self) -> tuple[str, float] | None:
        """How far the left side is from making the comparison false: a factor, or a difference; None where that is no number.

        >>> Comparison("gap", "lt", "1e-4", 2e-5, 1e-4).margin
        ('factor', 5.0)
        >>> Comparison("end", "gt", "start", 1.0, -1.0).margin
        ('difference', 2.0)
        """
        sides = (self.left_value, self.right_value)
        if self.relation not in ORDERED or not self.holds or not all(isinstance(v, int | float) for v in sides):
            return None
        a, b = float(self.left_value), float(self.right_value)
        if not (math.isfinite(a) and math.isfinite(b)):
            return None
        if min(a, b) > 0 and max(a, b) / min(a, b) >= 1.1:
            return "factor", max(a, b) / min(a, b)
        return "difference", abs(a - b)


@dataclass(frozen=True)
class Condition:
    """A condition, as it was written in the words."""

    text: str
    expression: nodes.Expr
    environment: jinja2.Environment
    compiled: dict[str, jinja2.Template] = field(default_factory=dict)

    @property
    def names(self) -> set[str]:
        """What it reads."""
        return find_names(self.expression)

    @cached_property
    def conjuncts(self) -> "list[Condition]":
        """Its parts that `and` joins, each of which makes it false alone."""
        parts = [self.expression]
        while any(isinstance(part, nodes.And) for part in parts):
            parts = [p for part in parts for p in ((part.left, part.right) if isinstance(part, nodes.And) else (part,))]
        return [Condition(self.text, part, self.environment) for part in parts]

    def is_true(self, values: Mapping[str, Any], printed: Mapping[str, Any] | None = None) -> Any:
        """Its value. `printed`, by expression, stands for measured values: where sizes or two printed values are compared."""
        context = {name: value for name, value in values.items() if name.isidentifier()}
        if printed is None:
            return self._evaluate("truth", self.expression, context)
        context |= {f"{PRINTED}{at}": value for at, value in enumerate(printed.values())}
        return self._evaluate(f"as {' '.join(printed)} are printed", _with_printed(self.expression, [*printed]), context)

    def compare(self, values: Mapping[str, Any]) -> list[Comparison]:
        """Each comparison in it, with the values of its two sides; a chain gives one for each neighbouring pair."""
        found = []
        for at, comparison in enumerate(_find_all(self.expression, nodes.Compare)):
            sides = _list_sides(comparison)
            context = {name: value for name, value in values.items() if name.isidentifier()}
            known = self._evaluate(f"sides {at}", nodes.List(sides), context)
            for i, operand in enumerate(comparison.ops):
                ends = (_to_number(known[i]), _to_number(known[i + 1]))
                found.append(Comparison(write_expression(sides[i]), operand.op, write_expression(sides[i + 1]), *ends))
        return found

    def _evaluate(self, key: str, expression: nodes.Expr, context: Mapping[str, Any]) -> Any:
        if key not in self.compiled:
            assignment = nodes.Assign(nodes.Name("result", "store"), copy.deepcopy(expression), lineno=1)
            self.compiled[key] = self.environment.from_string(nodes.Template([assignment], lineno=1))
        return getattr(self.compiled[key].make_module(dict(context)), "result", None)


def write_expression(node: nodes.Expr) -> str:
    """An expression as it is written, as far as it is made of names, numbers, arithmetic and calls.

    >>> import jinja2
    >>> template = jinja2.Environment().parse("{{ abs(a - b) * 2 <= c.max() }}")
    >>> write_expression(template.body[0].nodes[0].expr)
    'abs(a - b) * 2'
    """
    match node:
        case nodes.Name():
            return node.name
        case nodes.Const():
            return f"{node.value!r}"
        case nodes.BinExpr() if type(node) in SIGNS:
            sides = [(side, write_expression(side)) for side in (node.left, node.right)]
            left, right = (f"({w})" if isinstance(n, nodes.BinExpr) and _binds_less(n, node) else w for n, w in sides)
            return f"{left} {SIGNS[type(node)]} {right}"
        case nodes.Neg():
            return f"-{write_expression(node.node)}"
        case nodes.Getattr():
            return f"{write_expression(node.node)}.{node.attr}"
        case nodes.Call():
            return f"{write_expression(node.node)}({', '.join(write_expression(a) for a in node.args)})"
        case nodes.Filter() if node.node is not None:
            arguments = ", ".join(write_expression(a) for a in node.args)
            return f"{write_expression(node.node)} | {node.name}{f'({arguments})' if arguments else ''}"
        case _:
            return UNWRITTEN


def _binds_less(inner: nodes.BinExpr, outer: nodes.BinExpr) -> bool:
    sums = (nodes.Add, nodes.Sub)
    return isinstance(inner, sums) and (not isinstance(outer, sums) or inner is outer.right)


def _with_printed(node: nodes.Expr, printed: list[str]) -> nodes.Expr:
    """The expression with printed values in place of measured ones: where sizes are compared, and in an equality of two of them."""
    changed = copy.deepcopy(node)
    for comparison in _find_all(changed, nodes.Compare):
        sides = _list_sides(comparison)
        told = [write_expression(side) in printed for side in sides]
        for i in range(len(sides)):
            around = range(max(0, i - 1), min(i + 1, len(comparison.ops)))
            if all(comparison.ops[k].op in ORDERED or (told[k] and told[k + 1]) for k in around):
                put = _put_printed(sides[i], printed)
                if i == 0:
                    comparison.expr = put
                else:
                    comparison.ops[i - 1].expr = put
    return changed


def _put_printed(node: nodes.Expr, printed: list[str]) -> Any:
    """An expression in which each part that is printed is the printed value."""
    text = write_expression(node)
    if text in printed and text != UNWRITTEN:
        return nodes.Name(f"{PRINTED}{printed.index(text)}", "load")
    for name in node.fields:
        value = getattr(node, name)
        if isinstance(value, nodes.Expr):
            setattr(node, name, _put_printed(value, printed))
        elif isinstance(value, list):
            setattr(node, name, [_put_printed(v, printed) if isinstance(v, nodes.Expr) else v for v in value])
    return node


def find_names(node: nodes.Node) -> set[str]:
    """The names in a part of a template, which may be one itself."""
    return {name.name for name in _find_all(node, nodes.Name)}


def _find_all(node: nodes.Node, kind: type[Any]) -> list[Any]:
    return [node, *node.find_all(kind)] if isinstance(node, kind) else [*node.find_all(kind)]


def _list_sides(comparison: nodes.Compare) -> list[nodes.Expr]:
    return [comparison.expr, *(operand.expr for operand in comparison.ops)]


def take_item(value: Any) -> Any:
    """The one value of an array that has one; anything else as it is."""
    return value.item() if hasattr(value, "item") and getattr(value, "size", 0) == 1 else value


def _to_number(value: Any) -> Any:
    value = take_item(value)
    return value if isinstance(value, bool | int | float | str) else None


def require_bond(condition: Condition, printed: set[str], sentence: str, about: str, measures: set[str]) -> None:
    """Errors: ReportError where a sentence and its condition do not speak of the same things.

    `printed`: what the sentence prints, by the names of measures or as expressions of them.
    """
    inside = condition.names & measures
    words = re.sub(r"\]\([^)]*\)|<[^>]*>", " ", sentence).lower()
    if not re.search(r"\w", words):
        raise ReportError("the sentence is empty", remedy="write what the condition makes true")
    told = {name for text in printed for name in re.findall(r"\w+", text)} & measures
    named = {name for name in inside if re.search(rf"\b{re.escape(name.replace('_', ' ').lower())}\b", words)}
    if inside & told or named or re.search(r"[^\W\d_]{2}", about):
        return
    if told:
        what = f"the sentence prints {', '.join(sorted(told))}, of which the condition {condition.text!r} says nothing"
        raise ReportError(what, remedy="put a measure that the sentence prints into the condition")
    what = f"the sentence neither prints nor names what the condition {condition.text!r} is about"
    raise ReportError(what, remedy='print a measure of the condition, or say what it is: about="the runs that diverge"')


def require_comparable(condition: Condition, printed: set[str], measures: set[str]) -> None:
    """Errors: ReportError where a sentence prints an expression of a measure that the condition compares, but not as such."""
    comparisons = _find_all(condition.expression, nodes.Compare)
    parts = {write_expression(part) for c in comparisons for side in _list_sides(c) for part in _find_all(side, nodes.Expr)}
    for text in sorted(printed - parts - measures):
        bounded = sorted(set(re.findall(r"\w+", text)) & measures & condition.names)
        if bounded:
            what = (
                f"the sentence prints {text}, which the condition {condition.text!r} does not compare, though it does {bounded[0]}"
            )
            raise ReportError(what, remedy="measure it under a name of its own, print that, and compare it")
