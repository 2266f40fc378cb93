"""SymPy expressions to values of a program, in an order that is fixed.

Terms and factors stand in the order in which SymPy prints them. A sum is added from its first term on, a
term with a minus sign is subtracted; of a product the coefficient comes first and what has a negative power
is divided by at the end; whole powers are chains of products (`gdreport.arithmetic.values.raise_to`).
A part without variables is one number, the double nearest to it.
"""

from collections.abc import Mapping

import sympy

from gdreport.arithmetic.values import Value, apply, constant, raise_to
from gdreport.errors import ReportError

FUNCTIONS = {
    **{getattr(sympy, n): n for n in ("sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "exp", "log", "sign")},
    sympy.Abs: "absolute",
    sympy.Min: "minimum",
    sympy.Max: "maximum",
}
COMPARISONS = {
    sympy.StrictLessThan: lambda a, b: a < b,
    sympy.LessThan: lambda a, b: a <= b,
    sympy.StrictGreaterThan: lambda a, b: a > b,
    sympy.GreaterThan: lambda a, b: a >= b,
    sympy.Equality: lambda a, b: a == b,
    sympy.Unequality: lambda a, b: a != b,
}


def write_expression(expression: sympy.Expr, values: Mapping[sympy.Symbol, Value]) -> Value:
    """The expression as a value, its symbols as given. Errors: ReportError for what has no value in real numbers.

    >>> x = sympy.Symbol("x", real=True)
    >>> from gdreport.arithmetic.program import make_program
    >>> from gdreport.arithmetic.values import variable
    >>> v = variable("x")
    >>> print(make_program([v], {"f": write_expression(sympy.sin(x) ** 2 - x / 3, {x: v})}))
    product = multiply(-0.3333333333333333, x)
    sin = sin(x)
    product_2 = multiply(sin, sin)
    sum = add(product, product_2)
    f = sum
    """
    if expression.has(sympy.DiracDelta):
        raise ReportError(f"{expression} is not a function", remedy="the objective has a kink: its curvature does not exist")
    return _Translation(values).write(expression)


class _Translation:
    """Each part of an expression is written once."""

    def __init__(self, values: Mapping[sympy.Symbol, Value]) -> None:
        self.known: dict[sympy.Basic, Value] = dict(values)

    def write(self, e: sympy.Expr) -> Value:
        if e not in self.known:
            self.known[e] = self._write(e)
        return self.known[e]

    def _write(self, e: sympy.Expr) -> Value:
        if not e.free_symbols:
            return constant(_number(e))
        if e.is_Add:
            return self._add(e)
        if e.is_Mul:
            return self._multiply(e)
        if isinstance(e, sympy.Pow) and e.exp.is_number:
            return self._raise(e)
        if isinstance(e, sympy.Pow):
            return apply("pow", self.write(e.base), self.write(e.exp))
        if isinstance(e, sympy.Piecewise):
            return self._choose(e)
        if isinstance(e, sympy.Heaviside):  # the slope of a minimum or a maximum
            x, at_zero = map(self.write, e.args)
            return apply("select", x > 0.0, 1.0, apply("select", x < 0.0, 0.0, at_zero + x * 0.0))
        if e.func in FUNCTIONS:
            kind, parts = FUNCTIONS[e.func], [self.write(a) for a in sorted(e.args, key=sympy.default_sort_key)]
            result = parts[0] if kind in ("minimum", "maximum") else apply(kind, *parts)
            for part in parts[1:]:
                result = apply(kind, result, part)
            return result
        raise _refuse(e)

    def _add(self, e: sympy.Add) -> Value:
        total: Value | None = None
        for term in e.as_ordered_terms():
            is_minus = term.could_extract_minus_sign()
            if total is None:
                total = self.write(term)
            elif is_minus:
                total = total - self.write(-term)
            else:
                total = total + self.write(term)
        assert total is not None
        return total

    def _multiply(self, e: sympy.Mul) -> Value:
        coefficient, factors = e.as_coeff_mul()
        constants = [f for f in factors if not f.free_symbols]
        number = coefficient * sympy.Mul(*constants)
        rest = sympy.Mul(*(f for f in factors if f.free_symbols), evaluate=False).as_ordered_factors()
        over = [f for f in rest if isinstance(f, sympy.Pow) and f.exp.is_number and f.exp.is_negative]
        result: Value | None = None if number in (1, -1) else constant(_number(number))
        for factor in (f for f in rest if f not in over):
            value = self.write(factor)
            result = value if result is None else result * value
        if over:
            below = self.write(1 / over[0])
            for factor in over[1:]:
                below = below * self.write(1 / factor)
            result = (1.0 if result is None else result) / below
        assert result is not None
        return -result if number == -1 else result

    def _raise(self, e: sympy.Pow) -> Value:
        if (2 * e.exp).is_Integer:
            return raise_to(self.write(e.base), float(e.exp))
        return apply("pow", self.write(e.base), constant(_number(e.exp)))

    def _choose(self, e: sympy.Piecewise) -> Value:
        result = constant(float("nan"))
        for value, condition in reversed(e.args):
            result = (
                self.write(value) if condition == sympy.true else apply("select", self._truth(condition), self.write(value), result)
            )
        return result

    def _truth(self, condition: sympy.Basic) -> Value:
        if condition.func in COMPARISONS:
            compared: Value = COMPARISONS[condition.func](*map(self.write, condition.args))
            return compared
        if isinstance(condition, sympy.Not):
            return ~self._truth(condition.args[0])
        if isinstance(condition, sympy.And | sympy.Or):
            first, *rest = map(self._truth, sorted(condition.args, key=sympy.default_sort_key))
            for other in rest:
                first = first & other if isinstance(condition, sympy.And) else first | other
            return first
        raise _refuse(condition)


def _number(e: sympy.Expr) -> float:
    """The double nearest to an expression without variables."""
    try:
        # Whole numbers are divided with one rounding.
        return int(e.p) / int(e.q) if e.is_Rational else float(e.evalf(40))
    except (TypeError, OverflowError):
        raise _refuse(e) from None


def _refuse(e: sympy.Basic) -> ReportError:
    names = ", ".join(sorted({f.__name__.lower() for f in FUNCTIONS}))
    return ReportError(f"{e} cannot be computed in real numbers", remedy=f"use elementary functions of real values: {names}, sqrt")
