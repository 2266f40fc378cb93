"""Learning rates that change from epoch to epoch: functions of the epoch k, which is 0 at the first update.

A schedule is the same for all runs: its own numbers are no sweeps. Any other function of the epoch will do
as well; one that is written with `gdreport.arithmetic` alone is compiled with the rule, any other
runs in NumPy's loop.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from gdreport.arithmetic import cos, power, where
from gdreport.descent.optimizers import read_count, read_fields, read_fraction, read_from_zero, read_positive
from gdreport.descent.schedule_text import describe, write_base, write_formula, write_number
from gdreport.errors import ReportError

NEAREST = 1.5 * 2**52  # added and subtracted again, it rounds a number to the nearest whole one
PI = 3.141592653589793


def _single(read: Callable[[str, Any], Any]) -> Callable[[str, Any], float]:
    def read_single(name: str, value: Any) -> float:
        if np.ndim(value):
            what = f"{name} of a schedule is an array of shape {np.shape(value)}"
            raise ReportError(what, remedy="a schedule is the same for all runs: write a run for each, in runs={...}")
        return float(read(name, value))

    return read_single


_POSITIVE, _FROM_ZERO, _FRACTION, _COUNT = map(_single, (read_positive, read_from_zero, read_fraction, read_count))


@dataclass(frozen=True)
class Constant:
    """η_k = η, the same at every epoch. No default. Source: the learning rate of every rule without a schedule.

    >>> Constant(0.1)(50.0)
    0.1
    """

    learning_rate: float

    def __post_init__(self) -> None:
        read_fields(self, learning_rate=_POSITIVE)

    def __call__(self, epoch: Any) -> Any:
        """The learning rate of an epoch."""
        return self.learning_rate

    def describe(self) -> str:
        """What it is, for the table of parameters."""
        return f"constant: {self.learning_rate:.15g}"

    def formula(self) -> str:
        """The learning rate of epoch k, in LaTeX."""
        return write_number(self.learning_rate)


@dataclass(frozen=True)
class StepDecay:
    """η_k = η γ^⌊k / n⌋: every n epochs (`every`) it is multiplied by γ (`decay`).

    Default as in PyTorch's StepLR: γ = 0.1; n has none. Source: PyTorch, `torch.optim.lr_scheduler.StepLR`.
    Errors: ReportError for a number out of its range, and for an array.

    >>> schedule = StepDecay(0.1, every=100, decay=0.5)
    >>> [float(schedule(epoch)) for epoch in (0, 99, 100, 250)]
    [0.1, 0.1, 0.05, 0.025]
    """

    learning_rate: float
    every: float
    decay: float = 0.1

    def __post_init__(self) -> None:
        read_fields(self, learning_rate=_POSITIVE, every=_COUNT, decay=_FRACTION)

    def __call__(self, epoch: Any) -> Any:
        """The learning rate of an epoch."""
        # ⌊k / n⌋ is the whole number nearest to (k + 1/2) / n − 1/2, which is never half-way between two.
        steps = ((epoch + 0.5) / self.every - 0.5 + NEAREST) - NEAREST
        return self.learning_rate * power(self.decay, steps)

    def describe(self) -> str:
        """What it is, for the table of parameters."""
        return f"step decay: {self.learning_rate:.15g}, times {self.decay:.15g} every {self.every:.15g} epochs"

    def formula(self) -> str:
        """The learning rate of epoch k, in LaTeX."""
        steps = rf"\left\lfloor k / {write_number(self.every)} \right\rfloor"
        return rf"{write_number(self.learning_rate)} \cdot {write_base(self.decay)}^{{{steps}}}"


@dataclass(frozen=True)
class ExponentialDecay:
    """η_k = η γ^k: at every epoch it is multiplied by γ (`decay`).

    No defaults. Source: PyTorch, `torch.optim.lr_scheduler.ExponentialLR`.
    Errors: ReportError for a number out of its range, and for an array.

    >>> float(ExponentialDecay(0.1, decay=0.5)(3.0))
    0.0125
    """

    learning_rate: float
    decay: float

    def __post_init__(self) -> None:
        read_fields(self, learning_rate=_POSITIVE, decay=_FRACTION)

    def __call__(self, epoch: Any) -> Any:
        """The learning rate of an epoch."""
        return self.learning_rate * power(self.decay, epoch)

    def describe(self) -> str:
        """What it is, for the table of parameters."""
        return f"exponential decay: {self.learning_rate:.15g}, times {self.decay:.15g} every epoch"

    def formula(self) -> str:
        """The learning rate of epoch k, in LaTeX."""
        return rf"{write_number(self.learning_rate)} \cdot {write_base(self.decay)}^{{k}}"


@dataclass(frozen=True)
class CosineDecay:
    """η_k = η_n + (η − η_n) (1 + cos(π k / n)) / 2 up to epoch n (`epochs`), and η_n (`final`) from then on.

    Default as in PyTorch's CosineAnnealingLR: η_n = 0; n has none. (PyTorch's goes up again after n.)
    Source: Loshchilov and Hutter (2017), "SGDR: stochastic gradient descent with warm restarts", without restarts.
    Errors: ReportError for a number out of its range, and for an array.

    >>> schedule = CosineDecay(0.1, epochs=100)
    >>> [round(float(schedule(epoch)), 12) for epoch in (0, 50, 100, 101)]
    [0.1, 0.05, 0.0, 0.0]
    """

    learning_rate: float
    epochs: float
    final: float = 0.0

    def __post_init__(self) -> None:
        read_fields(self, learning_rate=_POSITIVE, epochs=_COUNT, final=_FROM_ZERO)

    def __call__(self, epoch: Any) -> Any:
        """The learning rate of an epoch."""
        falling = self.final + (self.learning_rate - self.final) * (1.0 + cos(PI * epoch / self.epochs)) / 2.0
        return where(epoch < self.epochs, falling, self.final)

    def describe(self) -> str:
        """What it is, for the table of parameters."""
        return f"cosine decay: from {self.learning_rate:.15g} to {self.final:.15g} in {self.epochs:.15g} epochs"

    def formula(self) -> str:
        """The learning rate of epoch k, in LaTeX."""
        high, low, n = map(write_number, (self.learning_rate, self.final, self.epochs))
        wave = rf"\frac{{1 + \cos\left(\pi \min(k, {n}) / {n}\right)}}{{2}}"
        return rf"{low} + ({high} - {low}) {wave}" if self.final else rf"{high} \cdot {wave}"


@dataclass(frozen=True)
class InverseDecay:
    """η_k = η / (1 + ρ k), which goes to 0 as 1/k (`decay` is ρ).

    Default: ρ = 1, hence η, η/2, η/3, … Source: Robbins and Monro (1951), "A stochastic approximation method",
    whose steps add up to infinity and their squares do not.
    Errors: ReportError for a number out of its range, and for an array.

    >>> [InverseDecay(1.0)(epoch) for epoch in (0, 1, 3)]
    [1.0, 0.5, 0.25]
    """

    learning_rate: float
    decay: float = 1.0

    def __post_init__(self) -> None:
        read_fields(self, learning_rate=_POSITIVE, decay=_POSITIVE)

    def __call__(self, epoch: Any) -> Any:
        """The learning rate of an epoch."""
        return self.learning_rate / (1.0 + self.decay * epoch)

    def describe(self) -> str:
        """What it is, for the table of parameters."""
        return f"inverse decay: {self.learning_rate:.15g} / (1 + {self.decay:.15g} k) at epoch k"

    def formula(self) -> str:
        """The learning rate of epoch k, in LaTeX."""
        return rf"\frac{{{write_number(self.learning_rate)}}}{{1 + {'' if self.decay == 1 else write_number(self.decay) + ' '}k}}"


@dataclass(frozen=True)
class Scaled:
    """Another schedule, times a number at every epoch.

    >>> Scaled(InverseDecay(1.0), 0.5)(3.0)
    0.125
    """

    schedule: Callable[[Any], Any]
    factor: float

    def __call__(self, epoch: Any) -> Any:
        """The learning rate of an epoch."""
        return self.factor * self.schedule(epoch)

    def describe(self) -> str:
        """What it is, for the table of parameters."""
        return f"{self.factor:.15g} times {describe(self.schedule)}"

    def formula(self) -> str:
        """The learning rate of epoch k, in LaTeX."""
        return rf"{write_number(self.factor)} \left({write_formula(self.schedule)}\right)"
