"""Rules that ask for the gradient only: gradient descent, with momentum, and with a step of its own for each variable.

Defaults are PyTorch's (`torch.optim`), and so is where η stands: outside of what is remembered, so that a
schedule acts on this epoch's step alone. All act on each variable by itself. g is the gradient f′(x).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from gdreport.arithmetic import sqrt
from gdreport.descent.memory import State, begin, find_rate, proceed
from gdreport.descent.optimizers import read_fields, read_from_zero, read_rate, read_share

Rate = ArrayLike | Callable[[Any], Any]  # a number, a sweep of them, or a schedule


@dataclass(frozen=True, eq=False)
class GradientDescent:
    """Gradient descent: x ← x − η f′(x), with the learning rate η.

    `learning_rate` (η) is a positive number, an array of them (a sweep), or a schedule.
    Default as in PyTorch's SGD: η = 0.001. Source: Cauchy (1847).
    Errors: ReportError for a learning rate that is not a positive, finite number.

    >>> GradientDescent(learning_rate=0.5).update(np.array([4.0]), None, np.array([1.0]))
    (array([-2.]), None)
    """

    learning_rate: Rate = 1e-3
    evaluations_per_epoch: ClassVar[int] = 1

    def __post_init__(self) -> None:
        read_fields(self, learning_rate=read_rate)

    def init(self, iterate: Any) -> State:
        """Gradient descent remembers nothing."""
        return begin(self.learning_rate)

    def update(self, gradient: Any, state: Any, iterate: Any) -> tuple[Any, Any]:
        """``-learning_rate * gradient``."""
        return -find_rate(self.learning_rate, state) * gradient, proceed(state)


@dataclass(frozen=True, eq=False)
class Momentum:
    """Gradient descent with momentum, the heavy ball: v ← μ v + g, x ← x − η v.

    The velocity v is 0 before the first update. With a constant η this is Polyak's
    x ← x − η g + μ (x − x_before). `momentum` (μ) is in [0, 1).
    Defaults: η = 0.001 as in PyTorch's SGD, μ = 0.9 (PyTorch's is 0, which is gradient descent).
    Source: Polyak (1964), "Some methods of speeding up the convergence of iteration methods".
    Errors: ReportError for a number out of its range.

    >>> rule, slope, x = Momentum(learning_rate=0.5, momentum=0.5), np.array([4.0]), np.array([1.0])
    >>> step, state = rule.update(slope, rule.init(x), x)
    >>> step, rule.update(slope, state, x)[0]
    (array([-2.]), array([-3.]))
    """

    learning_rate: Rate = 1e-3
    momentum: ArrayLike = 0.9
    evaluations_per_epoch: ClassVar[int] = 1
    title: ClassVar[str] = "gradient descent with momentum"

    def __post_init__(self) -> None:
        read_fields(self, learning_rate=read_rate, momentum=read_share)

    def init(self, iterate: Any) -> State:
        """The velocity v."""
        return begin(self.learning_rate, v=np.zeros_like(iterate))

    def update(self, gradient: Any, state: Any, iterate: Any) -> tuple[Any, State]:
        """``-learning_rate * v``."""
        v = self.momentum * state["v"] + gradient
        return -find_rate(self.learning_rate, state) * v, proceed(state, v=v)


@dataclass(frozen=True, eq=False)
class Nesterov:
    """Nesterov's accelerated gradient: v ← μ v + g, x ← x − η (g + μ v).

    The velocity v is 0 before the first update. This is the form of PyTorch and optax, in which the
    iterate is the point at which the gradient is taken; Sutskever's is the point before it looks ahead.
    `momentum` (μ) is in [0, 1). Defaults: η = 0.001 as in PyTorch's SGD, μ = 0.9.
    Source: Nesterov (1983); Sutskever et al. (2013), "On the importance of initialization and momentum
    in deep learning".
    Errors: ReportError for a number out of its range.

    >>> rule, slope, x = Nesterov(learning_rate=0.5, momentum=0.5), np.array([4.0]), np.array([1.0])
    >>> step, state = rule.update(slope, rule.init(x), x)
    >>> step, rule.update(slope, state, x)[0]
    (array([-3.]), array([-3.5]))
    """

    learning_rate: Rate = 1e-3
    momentum: ArrayLike = 0.9
    evaluations_per_epoch: ClassVar[int] = 1
    title: ClassVar[str] = "Nesterov's accelerated gradient"

    def __post_init__(self) -> None:
        read_fields(self, learning_rate=read_rate, momentum=read_share)

    def init(self, iterate: Any) -> State:
        """The velocity v."""
        return begin(self.learning_rate, v=np.zeros_like(iterate))

    def update(self, gradient: Any, state: Any, iterate: Any) -> tuple[Any, State]:
        """``-learning_rate * (gradient + momentum * v)``."""
        v = self.momentum * state["v"] + gradient
        return -find_rate(self.learning_rate, state) * (gradient + self.momentum * v), proceed(state, v=v)


@dataclass(frozen=True, eq=False)
class AdaGrad:
    """AdaGrad: s ← s + g², x ← x − η g / (√s + ε), for each variable by itself.

    The sum s is 0 before the first update, so the first step is η long. Defaults are PyTorch's: η = 0.01,
    ε = 1e-10 outside the root (optax: ε = 1e-7 inside it, and s = 0.1 at first).
    Source: Duchi, Hazan and Singer (2011), "Adaptive subgradient methods".
    Errors: ReportError for a number out of its range.

    >>> rule, x = AdaGrad(learning_rate=0.5, eps=0.0), np.array([1.0])
    >>> step, state = rule.update(np.array([3.0]), rule.init(x), x)
    >>> step, rule.update(np.array([4.0]), state, x)[0]
    (array([-0.5]), array([-0.4]))
    """

    learning_rate: Rate = 1e-2
    eps: ArrayLike = 1e-10
    evaluations_per_epoch: ClassVar[int] = 1
    title: ClassVar[str] = "AdaGrad"

    def __post_init__(self) -> None:
        read_fields(self, learning_rate=read_rate, eps=read_from_zero)

    def init(self, iterate: Any) -> State:
        """The sum of the squares, s."""
        return begin(self.learning_rate, s=np.zeros_like(iterate))

    def update(self, gradient: Any, state: Any, iterate: Any) -> tuple[Any, State]:
        """``-learning_rate * gradient / (sqrt(s) + eps)``."""
        s = state["s"] + gradient**2
        return -find_rate(self.learning_rate, state) * gradient / (sqrt(s) + self.eps), proceed(state, s=s)


@dataclass(frozen=True, eq=False)
class RMSProp:
    """RMSProp: s ← ρ s + (1 − ρ) g², x ← x − η g / (√s + ε), for each variable by itself.

    The mean square s is 0 before the first update. `decay` (ρ, PyTorch's alpha) is in [0, 1).
    Defaults are PyTorch's: η = 0.01, ρ = 0.99, ε = 1e-8 outside the root (optax: ρ = 0.9, ε inside it).
    Source: Tieleman and Hinton (2012), lecture 6.5 of "Neural networks for machine learning".
    Errors: ReportError for a number out of its range.

    >>> rule, x = RMSProp(learning_rate=0.5, decay=0.75, eps=0.0), np.array([1.0])
    >>> rule.update(np.array([3.0]), rule.init(x), x)[0]
    array([-1.])
    """

    learning_rate: Rate = 1e-2
    decay: ArrayLike = 0.99
    eps: ArrayLike = 1e-8
    evaluations_per_epoch: ClassVar[int] = 1
    title: ClassVar[str] = "RMSProp"

    def __post_init__(self) -> None:
        read_fields(self, learning_rate=read_rate, decay=read_share, eps=read_from_zero)

    def init(self, iterate: Any) -> State:
        """The mean square, s."""
        return begin(self.learning_rate, s=np.zeros_like(iterate))

    def update(self, gradient: Any, state: Any, iterate: Any) -> tuple[Any, State]:
        """``-learning_rate * gradient / (sqrt(s) + eps)``."""
        s = self.decay * state["s"] + (1 - self.decay) * gradient**2  # type: ignore[operator]  # an array, since __post_init__
        return -find_rate(self.learning_rate, state) * gradient / (sqrt(s) + self.eps), proceed(state, s=s)


@dataclass(frozen=True, eq=False)
class Adam:
    """Adam: m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², x ← x − η m̂ / (√v̂ + ε), for each variable by itself.

    m̂ = m / (1 − β₁ᵗ) and v̂ = v / (1 − β₂ᵗ) at the t-th update, t = 1, 2, …; m and v are 0 before it.
    `beta1` and `beta2` are in [0, 1). Defaults are the paper's and PyTorch's: η = 0.001, β₁ = 0.9,
    β₂ = 0.999, ε = 1e-8. Source: Kingma and Ba (2015), "Adam: a method for stochastic optimization", algorithm 1.
    Errors: ReportError for a number out of its range.

    >>> rule, x = Adam(learning_rate=0.5, beta1=0.5, beta2=0.75, eps=0.0), np.array([1.0])
    >>> rule.update(np.array([3.0]), rule.init(x), x)[0]
    array([-0.5])
    """

    learning_rate: Rate = 1e-3
    beta1: ArrayLike = 0.9
    beta2: ArrayLike = 0.999
    eps: ArrayLike = 1e-8
    evaluations_per_epoch: ClassVar[int] = 1
    title: ClassVar[str] = "Adam"

    def __post_init__(self) -> None:
        read_fields(self, learning_rate=read_rate, beta1=read_share, beta2=read_share, eps=read_from_zero)

    def init(self, iterate: Any) -> State:
        """Both moments, and the powers of both betas, each a product that runs on."""
        zero, powers = np.zeros_like(iterate), {f"{b}_power": np.ones_like(getattr(self, b)) for b in ("beta1", "beta2")}
        return begin(self.learning_rate, m=zero, v=zero, **powers)

    def update(self, gradient: Any, state: Any, iterate: Any) -> tuple[Any, State]:
        """``-learning_rate * m_hat / (sqrt(v_hat) + eps)``."""
        beta1, beta2 = self.beta1, self.beta2
        m = beta1 * state["m"] + (1 - beta1) * gradient  # type: ignore[operator]  # an array, since __post_init__
        v = beta2 * state["v"] + (1 - beta2) * gradient**2  # type: ignore[operator]
        beta1_power, beta2_power = beta1 * state["beta1_power"], beta2 * state["beta2_power"]
        m_hat, v_hat = m / (1 - beta1_power), v / (1 - beta2_power)
        step = -find_rate(self.learning_rate, state) * m_hat / (sqrt(v_hat) + self.eps)
        return step, proceed(state, m=m, v=v, beta1_power=beta1_power, beta2_power=beta2_power)
