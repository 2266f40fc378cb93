"""The runs of an experiment carried out: all of them, those of a variation, and what each reader of their results is given."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from types import MappingProxyType
from typing import Any

import numpy as np
import xarray

from gdreport.building.progress import Say, keep_quiet
from gdreport.errors import ReportError, find_definition, show, suggest
from gdreport.experiment import AnyRun, Experiment, Results, list_datasets, list_runs

CarryOut = Callable[[str, AnyRun], xarray.Dataset]  # from a run and its name to its results


def list_varied_runs(experiment: Experiment) -> dict[str, dict[str, AnyRun]]:
    """Variation -> run -> what is run in its place: those that the runs offer, and the author's own.

    Errors: ReportError for a variation that is left out and not there, or of a run that is not there.
    """
    runs = list_runs(experiment)
    found: dict[str, dict[str, AnyRun]] = {}
    for name, run in runs.items():
        for variation, other in (run.variations() if hasattr(run, "variations") else {}).items():
            found.setdefault(variation, {})[name] = other
    for variation, own in experiment.variations.items():
        if isinstance(own, str):
            if variation not in found:
                raise ReportError(
                    f"variations leaves out {variation!r}, which is not there", remedy=suggest(variation, list(found))
                )
            del found[variation]
            continue
        instead = dict(own) if isinstance(own, Mapping) else {"": own}
        for name in instead:
            if name not in runs:
                remedy = suggest(name, list(runs)) if name else f"name the run that it replaces: {{{next(iter(runs))!r}: ...}}"
                raise ReportError(f"the variation {variation!r} replaces a run {name!r} that is not there", remedy=remedy)
        found[variation] = instead
    return found


def carry_out(name: str, run: Any) -> xarray.Dataset:
    """The results of one run, of this name. Values are read-only.

    Errors: ReportError where it gives something else, at the function that gave it.
    """
    function = run.run if hasattr(run, "run") else run
    results: object = function()
    if not isinstance(results, xarray.Dataset):
        file, line = find_definition(function)
        what = f"the run {name!r}" if name else "the run"
        remedy = "write return before it" if results is None else "a run gives an xarray.Dataset"
        raise ReportError(f"{what} gave {show(results)}", file=file, line=line, remedy=remedy)
    loaded = results.copy(deep=True).load()  # no array is shared with the author's code
    for variable in loaded.variables.values():
        if isinstance(variable.data, np.ndarray):
            if not variable.data.flags.c_contiguous:
                variable.data = np.ascontiguousarray(variable.data)  # a sum's last bits hang on the order in memory
            variable.data.setflags(write=False)  # what draws must not change what the next one shows
    return loaded


def run_all(experiment: Experiment, *, perturb: bool = False, carry: CarryOut = carry_out, tell: Say = keep_quiet) -> Results:
    """Run it: the Dataset of its one run, or of each run by name. Values are read-only.

    `perturb`: with the starts of each run that offers it moved by a last bit. `carry`: what carries a run out. `tell` is
    told which one is at work.
    """
    found = {}
    for name, run in list_runs(experiment).items():
        tell(f"running {name}".rstrip())
        moved = run.perturbed() if perturb and hasattr(run, "perturbed") else run
        found[name] = carry(name, moved)
    return found[""] if experiment.run is not None else MappingProxyType(found)


def run_varied(experiment: Experiment, results: Results, instead: Mapping[str, AnyRun], *, carry: CarryOut = carry_out) -> Results:
    """The results with some of the runs replaced: only these are run."""
    new = {name: carry(name, run) for name, run in instead.items()}
    return new[""] if experiment.run is not None else MappingProxyType({**list_datasets(results), **new})


def hand_out(results: Results) -> Results:
    """The results for one reader: what it assigns to them, the next one does not see. The values are shared, and read-only."""
    if isinstance(results, xarray.Dataset):
        return _copy(results)
    return MappingProxyType({name: _copy(data) for name, data in results.items()})


def _copy(data: xarray.Dataset) -> xarray.Dataset:
    """Another Dataset and other attributes over the same values."""
    own = data.copy()
    own.attrs = deepcopy(own.attrs)
    for variable in own.variables.values():
        variable.attrs = deepcopy(variable.attrs)
    return own
