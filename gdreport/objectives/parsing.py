"""Text to SymPy, through a whitelist: no name is looked up and nothing is evaluated as code."""

import ast
from collections.abc import Mapping

import sympy

from gdreport.errors import ReportError, one_of

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
            raise _refuse(node, text, f"unknown name {name!r}", one_of(name, known))
        case ast.UnaryOp(op=ast.USub() | ast.UAdd() as sign, operand=operand):
            value = _convert(operand, text, variables)
            return -value if isinstance(sign, ast.USub) else value
        case ast.BinOp(left=left, op=operator, right=right):
            return _combine(node, operator, _convert(left, text, variables), _convert(right, text, variables), text)
        case ast.Call(func=ast.Name(id=name), args=[argument], keywords=[]):
            if name not in FUNCTIONS:
                raise _refuse(node, text, f"unknown function {name!r}", one_of(name, list(FUNCTIONS)))
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
