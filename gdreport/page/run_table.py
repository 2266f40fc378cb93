"""What was run, as the page states it: the statement of each run, and a table of all that it was told."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any

import numpy as np

from gdreport.errors import ReportError
from gdreport.experiment import Results, list_datasets
from gdreport.page.marks import Marks, in_digits
from gdreport.page.table_html import to_html
from gdreport.parameter_text import write_parameter
from gdreport.record.manifest import Exact


@dataclass(frozen=True)
class RunFacts:
    """What a run says of itself."""

    parameters: Mapping[str, Any] = field(default_factory=dict)
    statement: str = ""
    shortcomings: tuple[str, ...] = ()  # what an author might expect of it and it does not offer, and why
    early: Mapping[str, Any] = field(default_factory=dict)  # values compared besides the results, in digits
    exact: Exact | None = None  # where its results are the same bits on every machine


def write_parameters(runs: Mapping[str, RunFacts], rest: Mapping[str, Any]) -> str:
    """A table with a row for each parameter and a column for each run; nothing where no run was told anything."""
    columns = {name.replace("_", " ") or "value": _words(facts.parameters) for name, facts in runs.items() if facts.parameters}
    if not columns:
        return ""
    first = next(iter(columns))
    columns[first] |= rest
    names = list(dict.fromkeys(n for column in columns.values() for n in column))
    rows = [{"parameter": name} | {heading: column.get(name, "") for heading, column in columns.items()} for name in names]
    return to_html(rows, "Parameters")


def write_gaps(results: Results, marks: Marks) -> str:
    """Which results have no number for some of the runs, and for how many: what a sentence about all of them has to reckon with.

    Where a run did not diverge there is no epoch of it: that says nothing.
    """
    found = []
    for name, data in list_datasets(results).items():
        for what, values in data.data_vars.items():
            missing = int(np.isnan(values.values).sum()) if values.dtype.kind == "f" else 0
            if missing and what != "diverged_at":
                count = marks.write("cell", f"{name} {what}".strip(), "missing", missing, f"{missing:,} of {values.size:,}")
                words = str(values.attrs.get("long_name", str(what).replace("_", " ")))
                of = f" ({marks.write('place', name, '', '', name.replace('_', ' '))})" if name else ""
                found.append(f"{marks.write('place', str(what), '', '', words)}{of} in {count}")
    return f"*Without a number: {'; '.join(found)}.*" if found else ""


def write_statements(runs: Mapping[str, RunFacts]) -> list[tuple[str, str]]:
    """What is true of all runs, without a name; then what each different one computes besides, with the names of its runs."""
    by_text: dict[str, list[str]] = {}
    for name, facts in runs.items():
        if facts.statement.strip():
            by_text.setdefault(facts.statement.strip(), []).append(name.replace("_", " "))
    blocks = {text: text.split("\n\n") for text in by_text}
    shared = [same[0] for same in takewhile(lambda blocks: len(set(blocks)) == 1, zip(*blocks.values(), strict=False))]
    rest = [(", ".join(names), "\n\n".join(blocks[text][len(shared) :])) for text, names in by_text.items()]
    return [(names, text) for names, text in [("", "\n\n".join(shared)), *rest] if text]


def list_numbers(runs: Mapping[str, RunFacts]) -> dict[float, str]:
    """Every number that the runs were told, which the words may state as `given`, with its parameter."""
    told = [
        (n, f"{name} of {run}" if run else name) for run, f in runs.items() for name, v in f.parameters.items() for n in _numbers(v)
    ]
    return dict(reversed(told))


def to_exact(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters for the manifest: numbers whole, anything else as text.

    Errors: ReportError for what says another thing at every run, such as an object's place in memory.
    """
    exact = {str(name): _to_exact(value) for name, value in parameters.items()}
    for name, value in exact.items():
        if " at 0x" in str(value):
            what = f"the parameter {name!r} is {value!r:.80}"
            raise ReportError(what, remedy="a parameter is a number, a text, a truth value, a tuple or an array")
    return exact


def _to_exact(value: Any) -> Any:
    value = value.tolist() if hasattr(value, "tolist") else value
    if isinstance(value, list | tuple):
        return [_to_exact(v) for v in value]
    if isinstance(value, float):
        return value if np.isfinite(value) else str(value)
    return in_digits(value)


def _numbers(value: Any) -> Iterator[float]:
    array = np.asarray(value)
    if array.dtype.kind in "iuf":
        yield from (float(v) for v in array.ravel())


def _words(parameters: Mapping[str, Any]) -> dict[str, str]:
    return {str(name).replace("_", " "): write_parameter(value) for name, value in parameters.items()}
