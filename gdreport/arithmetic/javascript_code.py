"""SymPy expressions to JavaScript functions, in the same order of operations as the NumPy ones."""

import sympy
from sympy.printing.codeprinter import PrintMethodNotImplementedError
from sympy.printing.jscode import JavascriptCodePrinter


class _Printer(JavascriptCodePrinter):  # type: ignore[misc]
    """JavaScript with whole powers as products. SymPy's printers are extended by inheritance."""

    def _print_Pow(self, expr: sympy.Pow) -> str:  # noqa: N802 - SymPy's name
        base, exponent = expr.as_base_exp()
        if exponent.is_Integer and exponent != 0 and abs(exponent) <= 12:
            product = f"((b) => {_product(abs(int(exponent)))})({self._print(base)})"
            return product if exponent > 0 else f"(1/{product})"
        return str(super()._print_Pow(expr))


def _product(exponent: int) -> str:
    """The code of b to a whole power, by products, as `gdreport.arithmetic.numpy_code.power` multiplies.

    >>> _product(3), _product(5)
    ('b*(b*b)', 'b*((b*b)*(b*b))')
    """
    result, square = "", "b"
    while exponent:
        if exponent & 1:
            result = f"{result}*{square}" if result else square
        exponent >>= 1
        square = f"({square}*{square})"
    return result


def make_javascript_function(expression: sympy.Expr, symbol: sympy.Symbol) -> str | None:
    """A function of one variable as the text of an arrow function; None where JavaScript's Math has no such function.

    >>> x = sympy.Symbol("x", real=True)
    >>> make_javascript_function(sympy.sin(x) ** 2 + 1, x)
    '(x) => { return ((b) => (b*b))(Math.sin(x)) + 1; }'
    """
    x = sympy.Symbol("x", real=True)
    replaced, (reduced,) = sympy.cse([expression.xreplace({symbol: x})], symbols=sympy.numbered_symbols("c_"), order="none")
    printer = _Printer({"allow_unknown_functions": False})
    try:
        lines = [f"const {name} = {printer.doprint(value)};" for name, value in replaced]
        lines.append(f"return {printer.doprint(reduced)};")
    except PrintMethodNotImplementedError:
        return None
    return f"(x) => {{ {' '.join(lines)} }}"
