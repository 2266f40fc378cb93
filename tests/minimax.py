"""Makes the coefficients that gdreport.arithmetic.exponential states: `python tests/minimax.py` prints them."""

from collections.abc import Callable
from typing import Any

import mpmath

Function = Callable[[Any], Any]


def minimax(function: Function, count: int, low: Any, high: Any, weight: Function) -> tuple[list[Any], Any]:
    """The polynomial of `count` coefficients whose greatest weighted error is least, by Remez's exchange, and that error."""
    nodes = [(low + high) / 2 - (high - low) / 2 * mpmath.cos(mpmath.pi * i / count) for i in range(count + 1)]
    grid = [low + (high - low) * mpmath.mpf(i) / 400 for i in range(401)]
    for _ in range(6):
        rows = [[*(x**k for k in range(count)), (-1) ** i / weight(x)] for i, x in enumerate(nodes)]
        *coefficients, _ = mpmath.lu_solve(mpmath.matrix(rows), mpmath.matrix([function(x) for x in nodes]))
        errors = [(function(x) - mpmath.polyval(coefficients[::-1], x)) * weight(x) for x in grid]
        # One node in each stretch of one sign: where the error is greatest.
        nodes, best = [], 0
        for i, error in enumerate(errors):
            if i and (error > 0) != (errors[i - 1] > 0):
                nodes.append(grid[best])
                best = i
            best = i if abs(error) > abs(errors[best]) else best
        nodes.append(grid[best])
        if len(nodes) != count + 1:
            raise ArithmeticError(f"{len(nodes)} extrema where {count + 1} are needed: more digits are needed")
    return coefficients, max(abs(error) for error in errors)


def _exp_after_two_terms(r: Any) -> Any:
    return mpmath.fsum(r**k / mpmath.factorial(k + 2) for k in range(30))


def exp_coefficients() -> tuple[list[float], float]:
    """P in exp(r) = 1 + r + r**2 P(r) for |r| <= 0.3467, and the greatest error of r**2 P(r), nearly."""
    with mpmath.workdps(40):
        edge = mpmath.mpf("0.3467")
        found, error = minimax(_exp_after_two_terms, 10, -edge, edge, lambda r: r * r + edge**2 / 16)
        return [float(c) for c in found], float(error)


if __name__ == "__main__":
    coefficients, error = exp_coefficients()
    print(*map(repr, coefficients), f"error {error:.1e}", sep="\n")
