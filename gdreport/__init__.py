"""Reports on experiments: figures and numbers come from runs, and the condition of each marked sentence is judged in them."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gdreport.descent.descent import Descent
    from gdreport.descent.optimizers import GradientDescent, Optimizer
    from gdreport.descent.results import Results
    from gdreport.descent.starts import choice, normal, uniform
    from gdreport.errors import ReportError
    from gdreport.experiment import Experiment, Run
    from gdreport.objectives.objective import Objective

__version__ = "0.1.0"

_HOME = {
    "Descent": "descent.descent",
    "Experiment": "experiment",
    "GradientDescent": "descent.optimizers",
    "Objective": "objectives.objective",
    "Optimizer": "descent.optimizers",
    "ReportError": "errors",
    "Results": "descent.results",
    "Run": "experiment",
    "choice": "descent.starts",
    "normal": "descent.starts",
    "uniform": "descent.starts",
}
__all__ = [
    "Descent",
    "Experiment",
    "GradientDescent",
    "Objective",
    "Optimizer",
    "ReportError",
    "Results",
    "Run",
    "__version__",
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
