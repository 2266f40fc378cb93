"""The six experiments of the notebook against an implementation of its own in plain Python floats."""

import json
from typing import Any

import numpy as np
import pytest
from helpers import DATA

from gdreport import Descent, GradientDescent, Results
from gdreport.objectives.catalogue import cubic, wave

REFERENCE: dict[str, Any] = json.loads((DATA / "seed_runs.json").read_text())


def run(**parameters: Any) -> Results:
    rate = parameters.pop("learning_rate")
    return Descent(wave, GradientDescent(learning_rate=rate), **parameters).run()


def test_the_wave_and_its_minima() -> None:
    reference = REFERENCE["wave"]
    np.testing.assert_allclose(wave.domain, reference["domain"], rtol=1e-15)
    np.testing.assert_allclose(wave.minima, reference["minima_inside_domain"], rtol=1e-12)
    np.testing.assert_allclose(wave.value(wave.minima[0]), reference["central_value"], rtol=1e-12)
    # The reference's curvature is a central difference with an error of some 1e-10.
    np.testing.assert_allclose(wave.curvature(wave.minima[0]), reference["central_curvature"], rtol=1e-9)


def test_start_sweep() -> None:
    reference = REFERENCE["start_sweep"]
    results = run(start=reference["starts"], learning_rate=reference["learning_rate"], epochs=reference["epochs"])
    np.testing.assert_allclose(results["final"], reference["finals"], rtol=1e-12)


def test_learning_rate_sweep() -> None:
    reference = REFERENCE["learning_rate_sweep"]
    results = run(start=reference["start"], learning_rate=reference["learning_rates"], epochs=reference["epochs"])
    np.testing.assert_allclose(results["final"], reference["finals"], rtol=1e-12)


def test_one_run_serves_all_forty_epoch_counts() -> None:
    reference = REFERENCE["rate_by_epochs"]
    results = run(start=reference["start"], learning_rate=reference["learning_rates"], epochs=reference["epochs"])
    assert results["final"].dims == ("learning_rate", "epochs")
    np.testing.assert_allclose(results["final"], reference["finals"], rtol=1e-12)


@pytest.mark.parametrize("tolerance", ["1e-4", "1e-2"])
def test_epochs_to_the_minimum(tolerance: str) -> None:
    reference = REFERENCE[f"epochs_to_within_{tolerance}_of_the_minimum"]
    rates = [float(rate) for rate in reference]
    results = run(start=0.0, learning_rate=rates, epochs=6000, tolerance=float(tolerance))
    assert results["reached_at"].values.tolist() == list(reference.values())


def test_the_cubic_diverges_exactly_where_the_reference_does() -> None:
    reference = REFERENCE["cubic"]
    results = Descent(
        cubic,
        GradientDescent(learning_rate=reference["learning_rate"]),
        start=cubic.grid(reference["points"]),
        epochs=reference["epochs"],
        bound=1e150,
    ).run()
    diverged, final = results["diverged"].values, results["final"].values
    assert diverged.sum() == reference["diverged"]
    # The diverging starts are all those up to the largest of them.
    np.testing.assert_array_equal(diverged, results["start"].values <= reference["largest_start_that_diverges"])
    assert (np.abs(final - cubic.minima[0]) < 1e-6).sum() == reference["settled_within_1e-6"]
    np.testing.assert_allclose(cubic.minima, [reference["local_minimum"]], rtol=1e-12)
    np.testing.assert_allclose(cubic.maxima, [reference["local_maximum"]], rtol=1e-12)
    for mine, lost, theirs in zip(final[::100], diverged[::100], reference["finals_every_100th"], strict=True):
        assert lost == (theirs is None)
        if theirs is not None:
            np.testing.assert_allclose(mine, theirs, rtol=1e-12)
