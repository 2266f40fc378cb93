"""The wave, its minima, and learning rates on both sides of the stability threshold of each."""

import numpy as np

from gdreport import Descent, Experiment, GradientDescent
from gdreport.catalogue import wave
from gdreport.figures import landscape, role
from gdreport.tables import stationary_points

deep, shallow = wave.minima
threshold, shallow_threshold = 2 / wave.curvature(wave.minima)
rule = GradientDescent(learning_rate=np.linspace(1.8, 2.2, 41))
shallow_rule = GradientDescent(learning_rate=np.linspace(4.0, 4.5, 11))


def sides(axes, results):
    """Two iterates in a row, measured from the minimum: below the threshold they are one, above it a pair."""
    path = results["near_deep"]["path"] - deep
    for at, marker in ((-1, "o"), (-2, "s")):
        end = path.isel(epoch=at)
        look = role("measured" if at == -1 else "derivative", marker=marker, markersize=4, linestyle="none")
        axes.plot(end["learning_rate"], end, label=f"after {int(end['epoch']):,} epochs", **look)
    axes.axvline(threshold, label="stability threshold 2 / f″", **role("theory"))
    axes.set_xlabel("learning rate")
    axes.set_ylabel("iterate − minimum")


experiment = Experiment(
    runs={
        "near_deep": Descent(wave, rule, start=-1.4, epochs=2000, record_path=True),
        "near_shallow": Descent(wave, shallow_rule, start=4.3, epochs=2000, record_path=True),
        "across": Descent(wave, GradientDescent(learning_rate=0.1), start=wave.grid(81), epochs=500),
    },
    variations={
        "few epochs at the shallow minimum": {"near_shallow": Descent(wave, shallow_rule, start=4.3, epochs=200, record_path=True)}
    },
    figures={"wave": landscape(wave), "threshold": sides},
    tables={"stationary": stationary_points(wave)},
)


def find_settled(results, minimum):
    """For each learning rate, whether its last iterates, of which a swing has several, are at the minimum."""
    return (np.abs(results["path"].isel(epoch=slice(-3, None)) - minimum) < 1e-6).all("epoch")


def measures(results):
    near_deep, near_shallow, across = (results[name] for name in ("near_deep", "near_shallow", "across"))
    rates, settled = near_deep["learning_rate"], find_settled(near_deep, deep)
    shallow_rates, shallow_settled = near_shallow["learning_rate"], find_settled(near_shallow, shallow)
    before, odd, even = ((near_deep["path"] - deep)[~settled].isel(epoch=at) for at in (-3, -2, -1))
    swing = np.abs(even - odd) / 2
    growth = swing / np.sqrt(rates[~settled] - threshold)
    ends = across["final"].values
    inside = ends[(ends > wave.domain[0]) & (ends < wave.domain[1])]
    places = np.unique(inside.round(6)) if inside.size else np.array([np.nan])
    return {
        "threshold": threshold,
        "starts": ends.size,
        "places": places.size,
        "left": ends.size - inside.size,
        "steepest_end": np.abs(wave.gradient(inside)).max(initial=0),
        "deep": wave.value(places[0]),
        "shallow": wave.value(places[-1]),
        "deep_at": places[0],
        "shallow_at": places[-1],
        "deep_curvature": wave.curvature(deep),
        "shallow_curvature": wave.curvature(shallow),
        "shallow_threshold": shallow_threshold,
        "shallow_settled": shallow_rates[shallow_settled].max(),
        "shallow_unsettled": shallow_rates[~shallow_settled].min(),
        "lowest": rates.min(),
        "highest": rates.max(),
        "largest_settled": rates[settled].max(),
        "smallest_unsettled": rates[~settled].min(),
        "swinging": int((~settled).sum()),
        "on_both_sides": int((even * odd < 0).sum()),
        "unrepeated": np.abs(even - before).max(),
        "narrowest": swing.min(),
        "widest": swing.max(),
        "growing": int((np.diff(swing) > 0).sum()),
        "least_growth": growth.min(),
        "most_growth": growth.max(),
    }
