"""All that decides the results of a descent, in one digest: equal digests, equal results, bit for bit."""

from dataclasses import fields, is_dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import numpy as np

from gdreport.descent.loop import read_engine
from gdreport.descent.optimizers import read_hyperparameters

if TYPE_CHECKING:
    from gdreport.descent.descent import Descent

OWN = ("gdreport.descent.", "gdreport.arithmetic.")


def write_fingerprint(descent: "Descent") -> str:
    """The digest; nothing where code that is not gdreport's takes part, since nobody knows on what else that depends.

    The operations of an epoch and of f, with the minima in them as constants, are `program()`. What they are applied to
    are the start, the hyperparameters and the settings of the loop. The rest, such as the state in which an optimizer
    begins and the names of the results, is code of gdreport's, chosen by the classes that are named here.

    >>> from gdreport import Descent, GradientDescent, Objective
    >>> runs = [Descent(Objective("x**2", (-1, 1)), GradientDescent(rate), start=1.0, epochs=5) for rate in (0.1, 0.1, 0.2)]
    >>> first, same, other = map(write_fingerprint, runs)
    >>> first == same, first == other
    (True, False)
    """
    program = descent.program()
    if not program or not _is_own(descent.optimizer):
        return ""
    numbers = {
        **{f"hyperparameter {name}": values for name, values in read_hyperparameters(descent.optimizer).items()},
        "start": descent.starts(),
        "epochs": descent.epoch_counts(),
        "minima": descent.objective.minimum_points,
        "tolerance and bound": np.array([descent.tolerance, descent.bound], dtype=float),
    }
    whole = sha256(
        repr(
            (
                program,
                descent.objective.variables,
                _name(descent.optimizer),
                descent.record_path,
                read_engine(),  # it changes no bit; who asks for one wants it to run
                [(name, values.shape, values.dtype.str) for name, values in numbers.items()],
            )
        ).encode()
    )
    for values in numbers.values():
        whole.update(np.ascontiguousarray(values).tobytes())
    return whole.hexdigest()


def _is_own(rule: Any) -> bool:
    """Whether a rule and every schedule in it are of classes of gdreport's own; by then the numbers in them are in the program."""
    if not is_dataclass(rule) or not _name(rule).startswith(OWN):
        return False
    inside = (getattr(rule, f.name) for f in fields(rule))
    return all(_is_own(value) for value in inside if callable(value))


def _name(rule: object) -> str:
    return f"{type(rule).__module__}.{type(rule).__qualname__}"
