"""No sentence of this report states more digits than agree when every start moves by one unit in the last place."""

import re
from dataclasses import replace

import numpy as np
import pytest
from conftest import ROOT

from gdreport import Experiment
from gdreport.inputs import loaded
from gdreport.pages import render
from gdreport.report import find_report
from gdreport.starts import Draw

REPORT = find_report(ROOT)


def nudged(experiment: Experiment) -> Experiment:
    """The same experiment with every start one float farther up."""
    start = experiment.start
    moved = np.nextafter(experiment.starts(), np.inf)
    return replace(
        experiment,
        start=replace(start, values=moved) if isinstance(start, Draw) else moved,
        beside={name: nudged(other) for name, other in experiment.beside.items()},
    )


def sentences(name: str, *, move: bool) -> list[str]:
    """The page's judged sentences as a reader sees them, without the full values behind the numbers."""
    with loaded(REPORT, name) as module:
        experiment = nudged(module.experiment) if move else module.experiment
        # A figure and a table for each name, whatever they show: only the words count here.
        bare = {n: lambda axes, results: axes.plot([0], [0]) for n in experiment.figures}
        tables = {n: lambda results: [{"none": 0}] for n in experiment.tables}
        experiment = replace(experiment, figures=bare, tables=tables)
        page = render(REPORT, name, module, experiment, experiment.run())
    said = [re.sub(r"<[^>]+>", "", o.sentence) for o in (page.finding, *page.observations)]
    assert all(o.holds for o in (page.finding, *page.observations))
    return said


@pytest.mark.parametrize("name", REPORT.names())
def test_the_words_do_not_hang_on_the_last_bit_of_a_start(name: str) -> None:
    still = sentences(name, move=False)
    assert any(re.search(r"\d", s) for s in still)
    assert sentences(name, move=True) == still
