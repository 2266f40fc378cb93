"""The public names as pages of Markdown, from their docstrings, as griffe reads them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from math import pi

import griffe
from helpers import ROOT

from documentation.source_comments import list_fields
from documentation.writing import write_head, write_table
from gdreport.descent.optimizers import FUNCTIONS
from gdreport.descent.results import LONG_NAMES
from gdreport.figures.options import Options
from gdreport.objectives.catalogue import NAMED

WIDTH = 82  # of code on a page, without a scroll bar
RESULTS = {
    "learning_rate": "the learning rates, and so every other number of the optimizer: coordinates, swept or not",
    "start": "the starts; of several variables their numbers, and the points are `start_point`",
    "epochs": "how many epochs the runs had",
    "final": "the last iterate; infinite where the run diverged",
    "final_value": "the objective there",
    "diverged": "whether an iterate left the floating-point numbers, or the `bound`",
    "diverged_at": "the first such epoch; NaN where there is none",
    "reached_at": "the first epoch from which the iterate stays within `tolerance` of the minimum at which it ends; else NaN",
    "evaluations": "how often f, f′ and f″ were evaluated",
    "path": "every iterate, the start first, where `record_path=True` asked for it",
    "epoch": "the epochs of `path`",
}


@dataclass(frozen=True)
class Page:
    """A page of the reference: what it begins with, the names on it, and their members that are."""

    title: str
    description: str
    names: tuple[str, ...]
    members: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    end: str = ""


def _write_results() -> str:
    """What is in the results of a descent."""
    assert RESULTS.keys() == LONG_NAMES.keys()
    return "## What is in the results\n\nDimensions are the sweeps, in their order.\n\n" + write_table(
        ("name", "what it is"), RESULTS
    )


def _write_catalogue() -> str:
    rows = ((f"`{name}`", f"`{expression}`", f"`{_write_domain(domain)}`") for name, (expression, domain) in NAMED.items())
    words = "## The catalogue\n\nObjectives that have a name, `from gdreport.catalogue import wave`:\n\n"
    return words + write_table(("name", "expression", "domain"), rows)


def _write_domain(domain: object) -> str:
    return re.sub(r"\.0\b", "", str(domain).replace(str(2 * pi), "2π"))


def _write_options() -> str:
    rows = ((f"`{f.name}`", f"`{f.type}`", f.comment) for f in list_fields(Options))
    words = "## Options of every kind\n\nKeyword arguments that all the ready kinds take:\n\n"
    return words + write_table(("option", "type", "meaning"), rows)


PAGES = {
    "experiment": Page(
        "Experiments and runs",
        "Experiment, the protocol Run, and the mistakes that both name.",
        ("gdreport.Experiment", "gdreport.Run", "gdreport.ReportError"),
        {"gdreport.Run": ("run",), "gdreport.ReportError": ("at",)},
    ),
    "objectives": Page(
        "Objectives",
        "Functions to minimise, with exact derivatives.",
        ("gdreport.Objective",),
        {"gdreport.Objective": (*FUNCTIONS, "minima", "maxima", "inflections", "completeness", "grid", "scale", "from_functions")},
        _write_catalogue(),
    ),
    "descent": Page(
        "Descents, starts and results",
        "What is run, from where, and what it gives.",
        ("gdreport.Descent", "gdreport.choice", "gdreport.uniform", "gdreport.normal", "gdreport.Results"),
        {"gdreport.Descent": ("run", "statement", "parameters", "variations")},
        _write_results(),
    ),
    "optimizers": Page(
        "Optimizers and schedules",
        "Update rules, learning rates that change, and the protocol of a rule of one's own.",
        (
            *(f"gdreport.{n}" for n in ("GradientDescent", "Momentum", "Nesterov", "AdaGrad", "RMSProp", "Adam", "Newton")),
            *(f"gdreport.{n}" for n in ("Backtracking", "Optimizer")),
            *(f"gdreport.{n}" for n in ("Constant", "StepDecay", "ExponentialDecay", "CosineDecay", "InverseDecay")),
        ),
        {"gdreport.Optimizer": ("init", "update")},
    ),
    "figures": Page(
        "Figures",
        "The ready kinds of figure, their options, and what helps to draw one of one's own.",
        (
            *(f"gdreport.figures.{n}" for n in ("final_against", "family", "heat_map", "epochs_to_reach", "landscape")),
            *("gdreport.figures.role", "gdreport.figures.label", "gdreport.draw", "gdreport.figures.Drawing"),
        ),
        {"gdreport.figures.Drawing": ("alt", "with_title")},
        _write_options(),
    ),
    "tables": Page(
        "Tables",
        "The ready kinds of table.",
        ("gdreport.tables.runs_table", "gdreport.tables.stationary_points", "gdreport.tabulate"),
    ),
    "arithmetic": Page(
        "Arithmetic",
        "The functions with which optimizers and schedules are written.",
        tuple(
            f"gdreport.arithmetic.{n}"
            for n in ("absolute", "cos", "exp", "log", "maximum", "minimum", "power", "sign", "sin", "sqrt", "tanh", "where")
        ),
    ),
}


def write_page(page: Page, package: griffe.Module) -> str:
    """A page of the reference."""
    parts = [write_head(page.title, page.description, "the docstrings")]
    for name in page.names:
        parts += _write_object(name, find_object(name, package), page.members.get(name, ()))
    return "\n\n".join(part.strip() for part in [*parts, page.end] if part.strip()) + "\n"


def load_package() -> griffe.Module:
    """The package as griffe reads it, without importing it."""
    package = griffe.load("gdreport", search_paths=[str(ROOT)], resolve_aliases=True)
    assert isinstance(package, griffe.Module)
    return package


def find_object(name: str, package: griffe.Module) -> griffe.Object:
    """What a public name stands for, followed to where it is written."""
    import gdreport

    _, *parts = name.split(".")
    place: object = gdreport
    for part in parts:
        place = getattr(place, part)
    home = getattr(place, "__module__", None)
    if name == "gdreport.Results":
        home = "gdreport.descent.results"  # another name of xarray's Dataset
    path = f"{home}.{parts[-1]}".removeprefix("gdreport.")
    found = package[path]
    return found.final_target if isinstance(found, griffe.Alias) else found


def _write_object(name: str, item: griffe.Object, members: tuple[str, ...]) -> Iterator[str]:
    short = name.rpartition(".")[2]
    yield f"## {short}"
    if name == "gdreport.Results":
        yield "`xarray.Dataset`, as a descent gives it."
        return
    yield f"```python\n{_write_signature(name, item)}\n```"
    yield to_markdown(item.docstring.value if item.docstring else "")
    for member in (item.members[name] for name in members):
        yield f"### {short}.{member.name}"
        if isinstance(member, griffe.Function):
            owner = short if "classmethod" in member.labels else short.lower()
            yield f"```python\n{_write_call(f'{owner}.{member.name}', member)}\n```"
        assert member.docstring is not None
        yield to_markdown(member.docstring.value)


def _write_signature(name: str, item: griffe.Object) -> str:
    module, _, short = name.rpartition(".")
    imported = f"from {module} import {short}\n\n"
    if isinstance(item, griffe.Class):
        if any(str(base) == "Protocol" for base in item.bases):
            return imported.rstrip()
        return imported + _write_call(short, item)
    assert isinstance(item, griffe.Function)
    return imported + _write_call(short, item)


def _write_call(name: str, function: griffe.Function | griffe.Class) -> str:
    """The call with every parameter and its default, on one line where it fits."""
    words: list[str] = []
    is_keyword_only = False
    for p in function.parameters:
        if p.name in {"self", "cls", "_"}:
            continue
        if p.kind is griffe.ParameterKind.keyword_only and not is_keyword_only:
            is_keyword_only = True
            words += ["*"]
        star = {griffe.ParameterKind.var_positional: "*", griffe.ParameterKind.var_keyword: "**"}.get(p.kind, "")
        is_keyword_only = is_keyword_only or star == "*"
        words.append(f"{star}{p.name}" + ("" if p.default is None or star else f"={_write_default(p.default, function)}"))
    line = f"{name}({', '.join(words)})"
    return line if len(line) <= WIDTH else f"{name}(\n" + "".join(f"    {word},\n" for word in words) + ")"


def _write_default(default: str | griffe.Expr, function: griffe.Function | griffe.Class) -> str:
    """A default as its value, where it is the name of a constant of its module."""
    text = str(default)
    constant = vars(import_module(function.module.path)).get(text)
    return repr(constant) if isinstance(constant, int | float | str) else {"dict()": "{}"}.get(text, text).replace("'", '"')


def to_markdown(docstring: str) -> str:
    """A docstring as Markdown: its examples in blocks of code.

    >>> to_markdown("A sum, ``a + b``.")
    'A sum, `a + b`.'
    """
    blocks = docstring.strip().split("\n\n")
    return "\n\n".join(f"```pycon\n{b}\n```" if b.startswith(">>>") else re.sub(r"``", "`", b) for b in blocks)
