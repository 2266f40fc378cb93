"""What a rule remembers from epoch to epoch, and with it the epoch itself, which only a schedule asks for.

The state of a rule is a dictionary of what it remembers by name, or None. Where the learning rate is a
schedule it holds "epoch" besides, 0 at the first update; where it is a number there is no count, so that
a run at rest can be told by its state.
"""

from typing import Any

import numpy as np

from gdreport.descent.optimizers import is_symbolic
from gdreport.errors import ReportError, find_definition, show

State = dict[str, Any] | None
EPOCH = "epoch"


def begin(learning_rate: Any, **memory: Any) -> State:
    """The state before the first update.

    >>> begin(0.1), begin(0.1, v=0.0), begin(lambda epoch: 1 / (1 + epoch), v=0.0)
    (None, {'v': 0.0}, {'v': 0.0, 'epoch': 0.0})
    """
    return memory | ({EPOCH: 0.0} if callable(learning_rate) else {}) or None


def find_rate(learning_rate: Any, state: State) -> Any:
    """The learning rate of this epoch.

    >>> find_rate(lambda epoch: 1 / (1 + epoch), {"epoch": 3.0})
    0.25
    """
    if not callable(learning_rate):
        return learning_rate
    assert state is not None
    epoch = state[EPOCH].item() if isinstance(state[EPOCH], np.ndarray) else state[EPOCH]
    rate = learning_rate(epoch if is_symbolic(epoch) else float(epoch))
    if rate is None or isinstance(rate, str):
        file, line = find_definition(learning_rate)
        what = f"the schedule learning_rate gave {show(rate)}"
        raise ReportError(what, file=file, line=line, remedy="it returns a number, the learning rate of the epoch")
    return rate


def proceed(state: State, **memory: Any) -> State:
    """The next state.

    >>> proceed({"v": 1.0, "epoch": 3.0}, v=2.0)
    {'v': 2.0, 'epoch': 4.0}
    """
    return memory | ({EPOCH: state[EPOCH] + 1.0} if state and EPOCH in state else {}) or None
