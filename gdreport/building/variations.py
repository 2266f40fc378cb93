"""An experiment under its variations: which sentences become false, and which survive whatever is run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

import numpy as np

from gdreport.author.locating import locate_mistakes
from gdreport.errors import Fault, ReportError
from gdreport.experiment import AnyRun, Experiment, Results, hand_out, list_varied_runs, run_varied
from gdreport.page.measures import measure
from gdreport.page.verdicts import Observation, is_missing, judge_condition
from gdreport.project import Pair

HOLDS, FALSE, ERROR = "holds", "false", "error"


@dataclass(frozen=True)
class Probe:
    """What became of each sentence of a page under each variation, in the order of the words."""

    outcomes: dict[str, list[str]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)  # the first mistake of a variation, in words
    left_out: dict[str, str] = field(default_factory=dict)  # variation -> why

    def count_errors(self, number: int) -> int:
        """Under how many variations a sentence could not be judged."""
        return [outcomes[number] for outcomes in self.outcomes.values()].count(ERROR)

    def list_refuting(self, number: int) -> list[str]:
        """The variations under which a sentence is false."""
        return [name for name, outcomes in self.outcomes.items() if outcomes[number] == FALSE]


def probe(pair: Pair, module: ModuleType, experiment: Experiment, results: Results, observations: Sequence[Observation]) -> Probe:
    """Run every variation and judge each sentence in it. A variation that fails is an outcome, not a mistake."""
    found = Probe(left_out={name: why for name, why in experiment.variations.items() if isinstance(why, str)})
    with locate_mistakes(pair, pair.code):
        varied = list_varied_runs(experiment)
    for name, instead in varied.items():
        try:
            with locate_mistakes(pair, pair.code):
                measures = _measure(module, experiment, results, instead)
        except Fault:
            raise
        except ReportError as error:
            found.outcomes[name] = [ERROR] * len(observations)
            found.errors[name] = str(error)
            continue
        judged = [_judge(observation, measures) for observation in observations]
        found.outcomes[name] = [outcome for outcome, _ in judged]
        found.errors.update([(name, why) for _, why in judged if why][:1])
    return found


def _measure(module: ModuleType, experiment: Experiment, results: Results, instead: Mapping[str, AnyRun]) -> dict[str, Any]:
    with np.errstate(all="ignore"):
        new = run_varied(experiment, results, instead)
    return {**measure(module, hand_out(new), missing=True), "results": new}


def _judge(observation: Observation, measures: Mapping[str, Any]) -> tuple[str, str]:
    """The outcome of a sentence, and why where it has none."""
    place = f"{observation.file}:{observation.line}"
    missing = sorted(observation.test.names - measures.keys() - set(observation.test.environment.globals))
    if missing:
        return ERROR, f"{place}: {missing[0]} is set in the words, not measured"
    try:
        named = {name: measures[name] for name in observation.test.names & measures.keys()}
        if any(is_missing(value) for value in named.values()):
            return FALSE, ""  # what it speaks of is not there
        truth = judge_condition(observation.condition, observation.test.is_true(measures), named)
    except Exception as error:  # noqa: BLE001 - whatever a condition does with other values than it was written for
        return ERROR, f"{place}: {error}"
    return (HOLDS if truth else FALSE), ""
