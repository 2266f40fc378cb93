"""Reports on experiments: figures and numbers come from runs, and the condition of each marked sentence is judged in them."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gdreport.descent.descent import Descent
    from gdreport.descent.first_order import AdaGrad, Adam, GradientDescent, Momentum, Nesterov, RMSProp
    from gdreport.descent.line_search import Backtracking
    from gdreport.descent.optimizers import Optimizer
    from gdreport.descent.results import Results
    from gdreport.descent.schedules import Constant, CosineDecay, ExponentialDecay, InverseDecay, StepDecay
    from gdreport.descent.second_order import Newton
    from gdreport.descent.starts import choice, normal, uniform
    from gdreport.errors import ReportError
    from gdreport.experiment import Experiment, Run
    from gdreport.figures.drawing import draw
    from gdreport.objectives.objective import Objective
    from gdreport.page.table_html import tabulate

__version__ = "0.1.0"

_HOME = {
    "AdaGrad": "descent.first_order",
    "Adam": "descent.first_order",
    "Backtracking": "descent.line_search",
    "Constant": "descent.schedules",
    "CosineDecay": "descent.schedules",
    "Descent": "descent.descent",
    "Experiment": "experiment",
    "ExponentialDecay": "descent.schedules",
    "GradientDescent": "descent.first_order",
    "InverseDecay": "descent.schedules",
    "Momentum": "descent.first_order",
    "Nesterov": "descent.first_order",
    "Newton": "descent.second_order",
    "Objective": "objectives.objective",
    "Optimizer": "descent.optimizers",
    "RMSProp": "descent.first_order",
    "ReportError": "errors",
    "Results": "descent.results",
    "Run": "experiment",
    "StepDecay": "descent.schedules",
    "choice": "descent.starts",
    "draw": "figures.drawing",
    "normal": "descent.starts",
    "tabulate": "page.table_html",
    "uniform": "descent.starts",
}
__all__ = [
    "AdaGrad",
    "Adam",
    "Backtracking",
    "Constant",
    "CosineDecay",
    "Descent",
    "Experiment",
    "ExponentialDecay",
    "GradientDescent",
    "InverseDecay",
    "Momentum",
    "Nesterov",
    "Newton",
    "Objective",
    "Optimizer",
    "RMSProp",
    "ReportError",
    "Results",
    "Run",
    "StepDecay",
    "__version__",
    "choice",
    "draw",
    "normal",
    "tabulate",
    "uniform",
]


def __getattr__(name: str) -> Any:
    # Public names load their module when first used, so that `gdreport --help` imports no SymPy.
    if name not in _HOME:
        raise AttributeError(f"module 'gdreport' has no attribute {name!r}")
    return getattr(import_module(f"gdreport.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return __all__
