"""Rules that ask for the curvature too."""

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from gdreport.arithmetic import absolute, maximum
from gdreport.descent.first_order import Rate
from gdreport.descent.memory import State, begin, find_rate, proceed
from gdreport.descent.optimizers import read_fields, read_from_zero, read_rate


@dataclass(frozen=True, eq=False)
class Newton:
    """Newton's method, made to go downhill: x ← x − η f′(x) / max(|f″(x)|, ε).

    In several variables the Hessian H is factored as L D Lᵀ, without pivoting, and each pivot d is
    replaced by max(|d|, ε) as it comes up; the step is −η (L D Lᵀ)⁻¹ ∇f. So where H is positive definite
    (with pivots above ε) and η = 1 it is Newton's step; elsewhere it is that of H plus a diagonal that is
    not negative, and always a direction of descent: the method is not drawn to maxima and saddles.
    Defaults: η = 1, ε = 1e-8. An epoch costs two evaluations, of f′ and of f″.
    Source: the modified Cholesky factorisation of Gill and Murray (1974); Nocedal and Wright (2006), section 3.4.
    Errors: ReportError for a number out of its range; when it runs, for an objective without curvature.

    >>> hessian = lambda x: np.full((1, 1, 1), -2.0)
    >>> Newton().update(np.array([[4.0]]), None, np.array([[1.0]]), curvature=hessian)
    (array([[-2.]]), None)
    """

    learning_rate: Rate = 1.0
    eps: ArrayLike = 1e-8
    evaluations_per_epoch: ClassVar[int] = 2
    title: ClassVar[str] = "Newton's method"

    def __post_init__(self) -> None:
        read_fields(self, learning_rate=read_rate, eps=read_from_zero)

    def init(self, iterate: Any) -> State:
        """Newton's method remembers nothing."""
        return begin(self.learning_rate)

    def update(self, gradient: Any, state: State, iterate: Any, *, curvature: Any) -> tuple[Any, State]:
        """``-learning_rate`` times the solution of (L D Lᵀ) step = gradient."""
        hessian, rate = curvature(iterate), find_rate(self.learning_rate, state)
        if not np.ndim(hessian):  # one symbol
            return -rate * gradient / maximum(absolute(hessian), self.eps), proceed(state)
        return -rate * solve_downhill(hessian, gradient, self.eps), proceed(state)

    def formula(self, variables: int) -> list[str]:
        """For several variables; for one its own code says it."""
        if variables == 1:
            return []
        rate, now, then = (r"\eta_{k}", "_{k}", "_{k+1}") if callable(self.learning_rate) else (r"\eta", "", "")
        arrow = "=" if now else r"\leftarrow"
        x = rf"\mathbf{{x}}{now}"
        pivots = r"d_{i} = \max\left(\varepsilon, \left|h_{ii} - \sum_{j < i} l_{ij}^{2} d_{j}\right|\right)"
        entries = r"l_{ij} = \frac{1}{d_{j}} \left(h_{ij} - \sum_{m < j} l_{im} l_{jm} d_{m}\right)"
        return [
            rf"H = \nabla^{{2}} f({x})",
            pivots,
            entries,
            rf"\mathbf{{x}}{then} {arrow} {x} - {rate} \left(L D L^{{\mathsf{{T}}}}\right)^{{-1}} \nabla f({x})",
        ]


def solve_downhill(hessian: Any, gradient: Any, eps: Any) -> Any:
    """The solution x of (L D Lᵀ) x = gradient, in which each pivot of the Hessian is replaced by max(|pivot|, eps).

    Shapes: (runs, variables, variables), (runs, variables), eps (runs, 1) or a number. By loops over the
    variables, so that each operation is one of IEEE's and the same on every machine.

    >>> solve_downhill(np.array([[[4.0, 2.0], [2.0, 3.0]]]), np.array([[2.0, 5.0]]), 1e-8)
    array([[-0.5,  2. ]])
    """
    count = np.shape(gradient)[-1]
    below: dict[tuple[int, int], Any] = {}  # L below its diagonal of ones, each entry (runs, 1)
    pivots: list[Any] = []
    for j in range(count):
        for i in range(j, count):
            rest = hessian[:, i, j, None]
            for m in range(j):
                rest = rest - below[i, m] * below[j, m] * pivots[m]
            if i == j:
                pivots.append(maximum(absolute(rest), eps))
            else:
                below[i, j] = rest / pivots[j]
    found = [gradient[:, i, None] for i in range(count)]
    for i in range(count):
        for m in range(i):
            found[i] = found[i] - below[i, m] * found[m]
    found = [value / pivot for value, pivot in zip(found, pivots, strict=True)]
    for i in reversed(range(count)):
        for m in range(i + 1, count):
            found[i] = found[i] - below[m, i] * found[m]
    return np.concatenate(found, axis=-1)
