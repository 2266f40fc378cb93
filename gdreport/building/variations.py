"""An experiment under its variations: which sentences become false, and which survive whatever is run."""

from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Any

import numpy as np

from gdreport.author.locating import locate_mistakes
from gdreport.building.carrying_out import hand_out, run_varied
from gdreport.building.kept_runs import Keeping
from gdreport.building.progress import Say, keep_quiet
from gdreport.errors import Fault, ReportError
from gdreport.experiment import AnyRun, Experiment
from gdreport.page.marks import in_digits
from gdreport.page.measures import find_line_of_measure, measure
from gdreport.page.render import Material
from gdreport.page.verdicts import Observation, is_missing, judge_condition
from gdreport.project import Pair
from gdreport.record.manifest import ERROR, FALSE, HOLDS, MISSING, UNCHANGED, Probed


def probe(
    pair: Pair,
    module: ModuleType,
    experiment: Experiment,
    material: Material,
    observations: Sequence[Observation],
    varied: Mapping[str, Mapping[str, AnyRun]],
    keeping: Keeping,
    tell: Say = keep_quiet,
) -> Probed:
    """Run every variation and judge each sentence in it. A variation that fails is an outcome, not a mistake.

    Errors: ReportError where the runs as they were asked for are not measured alike before and after.
    """
    found = Probed(left_out={name: why for name, why in experiment.variations.items() if isinstance(why, str)})
    results, measures = material.results, material.measures
    for name, instead in varied.items():
        tell(f"trying {name}")
        try:
            with locate_mistakes(pair, pair.code):
                with np.errstate(all="ignore"):
                    varied_results = run_varied(experiment, results, instead, carry=keeping.under(name))
                new = measure(module, hand_out(varied_results), missing=True)
        except Fault:
            raise
        except ReportError as error:
            keeping.confirm(f"variation {name}", str(error))
            found.outcomes[name] = [ERROR] * len(observations)
            found.errors[name] = str(error)
            continue
        keeping.confirm(f"variation {name}", new)
        judged = [_judge(observation, {**new, "results": varied_results}, measures) for observation in observations]
        found.outcomes[name] = [outcome for outcome, _ in judged]
        found.errors.update([(name, why) for _, why in judged if why][:1])
    with keeping.run_code(), locate_mistakes(pair, pair.code):
        _require_same(module, measures, measure(module, hand_out(results)))
    return found


def _require_same(module: ModuleType, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    other = [name for name in before if repr(in_digits(before[name])) != repr(in_digits(after.get(name)))]
    if other:
        was, is_now = (repr(in_digits(m.get(other[0]))) for m in (before, after))
        what = f"measures(results) gives {other[0]} = {was:.40} the first time and {is_now:.40} the second, of the same results"
        remedy = "measure the results that are given, and nothing that is kept from one call to the next"
        raise ReportError(what, line=find_line_of_measure(str(module.__file__), other[0]), remedy=remedy)


def _judge(observation: Observation, measures: Mapping[str, Any], base: Mapping[str, Any]) -> tuple[str, str]:
    """The outcome of a sentence, and why where it has none."""
    place, names = f"{observation.file}:{observation.line}", observation.test.names
    unknown = sorted(names - measures.keys() - set(observation.test.environment.globals))
    if unknown:
        return ERROR, f"{place}: {unknown[0]} is set in the words, not measured"
    named = {name: measures[name] for name in names & measures.keys()}
    if "results" not in named and all(repr(in_digits(base[n])) == repr(in_digits(v)) for n, v in named.items()):
        return UNCHANGED, ""
    there = [c for c in observation.test.conjuncts if not any(is_missing(named[n]) for n in c.names & named.keys())]
    try:
        truths = [judge_condition(c.text, c.is_true(measures), {n: named[n] for n in c.names & named.keys()}) for c in there]
    except Exception as error:  # noqa: BLE001 - whatever a condition does with other values than it was written for
        return ERROR, f"{place}: {error}"
    if not all(truths):
        return FALSE, ""
    return (HOLDS if len(there) == len(observation.test.conjuncts) else MISSING), ""
