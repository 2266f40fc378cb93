"""gdreport: reports on optimisation experiments in which every figure, number and sentence comes from a run."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gdreport.descent.optimizers import GradientDescent, Optimizer
    from gdreport.descent.starts import choice, normal, uniform
    from gdreport.errors import ReportError
    from gdreport.experiment import Experiment, Results, beside
    from gdreport.objectives.objective import Objective

__version__ = "0.1.0"

_HOME = {
    "Experiment": "experiment",
    "GradientDescent": "descent.optimizers",
    "Objective": "objectives.objective",
    "Optimizer": "descent.optimizers",
    "ReportError": "errors",
    "Results": "experiment",
    "beside": "experiment",
    "choice": "descent.starts",
    "normal": "descent.starts",
    "uniform": "descent.starts",
}
__all__ = [
    "Experiment",
    "GradientDescent",
    "Objective",
    "Optimizer",
    "ReportError",
    "Results",
    "__version__",
    "beside",
    "choice",
    "normal",
    "uniform",
]


def __getattr__(name: str) -> Any:
    # Public names load their module when first used, so that `gdreport --help` imports no SymPy.
    if name not in _HOME:
        raise AttributeError(f"module 'gdreport' has no attribute {name!r}")
    return getattr(import_module(f"gdreport.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return __all__
