"""Text to SymPy, through a whitelist: no name is looked up and nothing is evaluated as code."""

import ast
from collections.abc import Mapping

import sympy

from gdreport.errors import ReportError, suggest

_NAMES = "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "exp", "log", "sqrt"
FUNCTIONS: Mapping[str, type[sympy.Function] | object] = {name: getattr(sympy, name) for name in _NAMES} | {"abs": sympy.Abs}
CONSTANTS: Mapping[str, sympy.Expr] = {"pi": sympy.pi, "e": sympy.E}
LARGEST_POWER = 1000


def parse(text: str, variables: Mapping[str, sympy.Symbol]) -> sympy.Expr:
    """The SymPy expression that `text` writes in Python's syntax, in the given variables.

    Errors: ReportError with the text and the place, for an unknown name or anything but
    numbers, the variables, ``+ - * / **``, the functions and the constants pi and e.

    >>> parse("sin(x) * exp(-x**2 / 20)", {"x": sympy.Symbol("x")})
    exp(-x**2/20)*sin(x)
    """
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        column = getattr(error, "offset", None)
        where = f" at character {column}" if column else ""
        raise ReportError(
            f"cannot read the expression {text!r}{where}: {getattr(error, 'msg', error)}",
            remedy="write it as Python does, with ** for powers and * for every product",
        ) from None
    try:
        return _convert(tree.body, text, variables)
    except (TypeError, OverflowError) as error:
        raise ReportError(f"the expression {text!r} has no value: {error}") from None
    except RecursionError:
        raise ReportError(f"the expression {text[:60]!r}... is nested too deeply") from None


def _convert(node: ast.expr, text: str, variables: Mapping[str, sympy.Symbol]) -> sympy.Expr:
    match node:
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            return sympy.Integer(value) if isinstance(value, int) else sympy.Float(value)
        case ast.Name(id=name):
            if name in variables:
                return variables[name]
            if name in CONSTANTS:
                return CONSTANTS[name]
            known = [*variables, *CONSTANTS, *FUNCTIONS]
            raise _refuse(node, text, f"unknown name {name!r}", suggest(name, known))
        case ast.UnaryOp(op=ast.USub() | ast.UAdd() as sign, operand=operand):
            value = _convert(operand, text, variables)
            return -value if isinstance(sign, ast.USub) else value
        case ast.BinOp(left=left, op=operator, right=right):
            return _combine(node, operator, _convert(left, text, variables), _convert(right, text, variables), text)
        case ast.Call(func=ast.Name(id=name), args=[argument], keywords=[]):
            if name not in FUNCTIONS:
                raise _refuse(node, text, f"unknown function {name!r}", suggest(name, list(FUNCTIONS)))
            function = FUNCTIONS[name]
            return function(_convert(argument, text, variables))  # type: ignore[operator]
    raise _refuse(node, text, f"{ast.unparse(node)!r} is not allowed", "use numbers, the variables, + - * / ** and functions")


def _combine(node: ast.BinOp, operator: ast.operator, left: sympy.Expr, right: sympy.Expr, text: str) -> sympy.Expr:
    match operator:
        case ast.Add():
            return left + right
        case ast.Sub():
            return left - right
        case ast.Mult():
            return left * right
        case ast.Div():
            return left / right
        case ast.Pow():
            if right.is_number and abs(right) > LARGEST_POWER:
                raise _refuse(node, text, f"the power {right} is too large", f"powers go up to {LARGEST_POWER}")
            return left**right
    raise _refuse(node, text, f"the operator in {ast.unparse(node)!r} is not allowed", "powers are written with **")


def _refuse(node: ast.expr, text: str, what: str, remedy: str) -> ReportError:
    return ReportError(f"{what} at character {node.col_offset + 1} of the expression {text!r}", remedy=remedy)


def read_expression(expression: "str | sympy.Expr", source: str, symbols: Mapping[str, sympy.Symbol]) -> sympy.Expr:
    """A formula of real values in these variables, from text or from SymPy. Errors: ReportError for anything else."""
    if isinstance(expression, str):
        result = parse(expression, symbols)
    elif isinstance(expression, sympy.Expr):
        unknown = sorted(s.name for s in expression.free_symbols if s.name not in symbols)
        if unknown:
            raise ReportError(f"unknown name {unknown[0]!r} in the expression {source!r}; its variables are {', '.join(symbols)}")
        result = expression.xreplace({s: symbols[s.name] for s in expression.free_symbols})
    else:
        raise ReportError(f"an expression is a string or a SymPy expression, not {expression!r}")
    if result.has(sympy.I):
        raise ReportError(f"the expression {source!r} is complex", remedy="an objective has real values")
    if not result.free_symbols <= set(symbols.values()) or not isinstance(result, sympy.Expr):
        raise ReportError(f"the expression {source!r} is not a formula")
    if result.has(sympy.nan, sympy.zoo, sympy.oo, -sympy.oo):
        raise ReportError(f"the expression {source!r} is {result}: not a number", remedy="look for a division by zero")
    if not result.free_symbols:
        raise ReportError(f"the expression {source!r} is constant: there is nothing to minimise")
    return result
