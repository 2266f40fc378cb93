"""Text to SymPy, through a whitelist: no name is looked up and nothing is evaluated as code."""

import ast
import cmath
import operator
import re
import unicodedata
from collections.abc import Callable, Mapping

import sympy

from gdreport.errors import ReportError, show, suggest

_NAMES = "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "exp", "log", "sqrt"
FUNCTIONS: Mapping[str, type[sympy.Function] | object] = {name: getattr(sympy, name) for name in _NAMES} | {"abs": sympy.Abs}
CONSTANTS: Mapping[str, sympy.Expr] = {"pi": sympy.pi, "e": sympy.E}
LARGEST_POWER = 1000
# Also in gdreport/explorer/function.js; both are tested with tests/data/expressions.json.
LONGEST, DEEPEST = 1000, 60
MOST_BITS = 10_000  # of an exact number: more would take minutes and mean nothing to floating-point numbers


OPERATORS: Mapping[type[ast.operator], Callable[[complex, complex], complex]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}


def parse(text: str, variables: Mapping[str, sympy.Symbol]) -> sympy.Expr:
    """The SymPy expression that `text` writes in Python's syntax, in the given variables.

    A power is also written ``^``.

    Errors: ReportError with the text and the place, for an unknown name or anything but numbers, the
    variables, ``+ - * / **``, the functions and the constants pi and e; for a text longer than 1000
    characters, brackets deeper than 60, and a number that no floating-point number comes near.

    >>> parse("sin(x) * exp(-x**2 / 20)", {"x": sympy.Symbol("x")})
    exp(-x**2/20)*sin(x)
    """
    text = re.sub(r"\s", " ", text).strip().replace("^", "**")
    _refuse_text(text)
    if not text:
        raise ReportError("the expression is empty", remedy='write a formula, such as "x**2"')
    try:
        tree = ast.parse(text, mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        column = getattr(error, "offset", None)
        where = f" at character {column}" if column else ""
        raise ReportError(
            f"cannot read the expression {text!r}{where}: {getattr(error, 'msg', error)}",
            remedy="write what stands right of the sign ="
            if re.search(r"[^<>=!]=[^=]", text)
            else "write it as Python does, with ** for powers and * for every product",
        ) from None
    try:
        _estimate(tree.body, text)
        return _convert(tree.body, text, variables)
    except (TypeError, OverflowError) as error:
        raise ReportError(
            f"the expression {text!r} has no value: {error}", remedy="write numbers, variables and functions of them"
        ) from None
    except RecursionError:
        raise ReportError(f"the expression {text[:60]!r}... is nested too deeply", remedy="write it with fewer brackets") from None


def _refuse_text(text: str) -> None:
    """What Python reads and people do not write: it would be read otherwise by the explorer, or not at all."""
    if len(text) > LONGEST:
        raise ReportError(f"the expression {text[:60]!r}... has {len(text)} characters", remedy=f"write at most {LONGEST}")
    depth = deepest = 0
    for character in text:
        depth += (character == "(") - (character == ")")
        deepest = max(depth, deepest)
    if deepest > DEEPEST:
        raise ReportError(
            f"the expression {text[:60]!r}... is nested too deeply", remedy=f"write at most {DEEPEST} brackets in brackets"
        )
    strange = re.search(r"#|,\s*\)|\b\d+_|\b0[xXoObB]", text)
    if strange or unicodedata.normalize("NFKC", text) != text:
        what = f"{strange[0]!r} is not allowed" if strange else "there are characters that only look like others"
        raise ReportError(
            f"{what} in the expression {text!r}", remedy="write plain letters, decimal numbers, + - * / ** and brackets"
        )


def _estimate(node: ast.expr, text: str) -> complex | None:
    """The value of what has no variables, in floating point. Errors: ReportError where that is too large or too small."""
    parts = [_estimate(part, text) for part in ast.iter_child_nodes(node) if isinstance(part, ast.expr)]
    try:
        match node:
            case ast.Constant(value=int() | float() as number):
                value: complex | None = complex(number)
            case ast.Name(id=name):
                value = complex(CONSTANTS[name]) if name in CONSTANTS else None
            case ast.UnaryOp(op=ast.USub()) if parts[0] is not None:
                value = -parts[0]
            case ast.BinOp(op=sign) if parts[0] is not None and parts[1] is not None and type(sign) in OPERATORS:
                value = OPERATORS[type(sign)](parts[0], parts[1])
                if isinstance(sign, ast.Pow) and value == 0 != parts[0]:
                    raise OverflowError
            case ast.Call(func=ast.Name(id=name), args=[_]) if name in FUNCTIONS and parts[1] is not None:
                value = complex(abs(parts[1])) if name == "abs" else getattr(cmath, name)(parts[1])
                if name == "exp" and value == 0:
                    raise OverflowError
            case _:
                value = parts[0] if isinstance(node, ast.UnaryOp) else None
    except (ValueError, ZeroDivisionError):
        return None
    except OverflowError:
        value = complex(cmath.inf)
    if value is not None and cmath.isinf(value):
        what = f"{ast.get_source_segment(text, node)!r:.60} is beyond the range of floating-point numbers"
        raise _refuse(node, text, what, "their sizes go from 1e-308 to 1e308")
    return value


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
            if len(variables) == 1 and len(name) == 1:
                remedy = f'give each variable its interval: domain={{"{next(iter(variables))}": (-1, 1), "{name}": (-1, 1)}}'
                raise _refuse(node, text, f"unknown name {name!r}", remedy)
            raise _refuse(node, text, f"unknown name {name!r}", suggest(name, known))
        case ast.UnaryOp(op=ast.USub() | ast.UAdd() as sign, operand=operand):
            value = _convert(operand, text, variables)
            return -value if isinstance(sign, ast.USub) else value
        case ast.BinOp(left=left, op=sign, right=right):
            return _combine(node, sign, _convert(left, text, variables), _convert(right, text, variables), text)
        case ast.Call(func=ast.Name(id=name), args=[argument], keywords=[]):
            if name not in FUNCTIONS:
                raise _refuse(node, text, f"unknown function {name!r}", suggest(name, list(FUNCTIONS)))
            inner = _convert(argument, text, variables)
            if name == "exp" and any(t.is_number and not abs(t.evalf(5)) < LARGEST_POWER for t in sympy.Add.make_args(inner)):
                raise _refuse(node, text, "the exponential is out of range", f"exponents go up to {LARGEST_POWER}")
            return FUNCTIONS[name](inner)  # type: ignore[operator]
    raise _refuse(node, text, f"{ast.unparse(node)!r} is not allowed", "use numbers, the variables, + - * / ** and functions")


def _combine(node: ast.BinOp, sign: ast.operator, left: sympy.Expr, right: sympy.Expr, text: str) -> sympy.Expr:
    match sign:
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
            exact = left.as_coeff_Mul()[0]
            if (
                right.is_Rational
                and exact.is_Rational
                and max(map(int.bit_length, (int(exact.p), int(exact.q)))) * abs(right) > MOST_BITS
            ):
                raise _refuse(node, text, "the power has thousands of digits", "write a number with a decimal point")
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
            what = f"unknown name {unknown[0]!r} in the expression {source!r}"
            raise ReportError(what, remedy=f"its variables are those of the domain: {', '.join(symbols)}")
        result = expression.xreplace({s: symbols[s.name] for s in expression.free_symbols})
    else:
        own = (
            "Objective.from_functions(value, gradient, variables=[...])"
            if callable(expression)
            else 'Objective("x**2", domain=(-1, 1))'
        )
        raise ReportError(f"the expression is {show(expression)}, no text and no SymPy expression", remedy=f"write {own}")
    if result.has(sympy.I):
        raise ReportError(f"the expression {source!r} is complex", remedy="an objective has real values")
    if not result.free_symbols <= set(symbols.values()) or not isinstance(result, sympy.Expr):
        raise ReportError(f"the expression {source!r} is not a formula", remedy="write numbers, variables and functions of them")
    if result.has(sympy.nan, sympy.zoo, sympy.oo, -sympy.oo):
        raise ReportError(f"the expression {source!r} is {result}: not a number", remedy="look for a division by zero")
    if not result.free_symbols:
        raise ReportError(
            f"the expression {source!r} is constant: there is nothing to minimise", remedy="let it depend on a variable, such as x"
        )
    return result
