"""What a run costs: how often f, f′ and f″ were evaluated, whatever the rule."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdreport.arithmetic.numpy_code import Floats
from gdreport.descent.optimizers import Optimizer, list_needs


class Tally:
    """The evaluations of each run up to each recorded epoch; a run that diverged makes no more.

    Where every epoch of a rule costs the same there is nothing to count. Otherwise its state tells.
    """

    def __init__(self, optimizer: Optimizer, runs: int, epochs: Sequence[int]) -> None:
        self.cost = int(getattr(optimizer, "evaluations_per_epoch", 1 + len(list_needs(optimizer))))
        self.count = getattr(optimizer, "count_evaluations", None)
        self.epochs = np.asarray(epochs)
        self.up_to: list[Floats] = [np.zeros(runs)]  # the last epoch before the block, and each of the block
        self.counted = np.full((len(epochs), runs), -1.0)

    def see(self, state: Any) -> None:
        """The state after an epoch."""
        if self.count is not None:
            self.up_to.append(np.array(self.count(state), dtype=float).reshape(-1))

    def close_block(self, before: int, diverged_at: Floats) -> None:
        """The epochs after `before` have gone by, and it is known which runs diverged in them."""
        if self.count is None:
            return
        spent = np.array(self.up_to)
        last = np.fmin(np.arange(before, before + len(spent))[:, None], diverged_at)
        spent = np.take_along_axis(spent, np.maximum(last - before, 0).astype(int), axis=0)
        (wanted,) = np.nonzero((self.epochs >= before) & (self.epochs < before + len(spent)))
        self.counted[wanted] = spent[self.epochs[wanted] - before]
        self.up_to = [spent[-1]]

    def evaluations(self, diverged_at: Floats) -> NDArray[np.int64]:
        """(epochs, runs). Where every run stopped early, the rest of the epochs cost nothing."""
        if self.count is None:
            return np.asarray(self.cost * np.fmin(self.epochs[:, None], diverged_at)).astype(np.int64)
        counts: NDArray[np.int64] = np.where(self.counted < 0, self.up_to[-1], self.counted).astype(np.int64)
        return counts
