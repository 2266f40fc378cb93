"""Fifty step sizes from the same place, a thousand steps each; and the smallest with a thousand times as many."""

import numpy as np
from hill import hollow, ripple, walk

from gdreport import Experiment
from gdreport.figures import epochs_to_reach, final_against

sizes = np.linspace(1e-5, 1e-1, 50)

experiment = Experiment(
    runs={"fifty": walk(ripple, sizes, 0.0, 1000), "patient": walk(ripple, 1e-5, 0.0, 1_000_000)},
    variations={
        "ten steps": {"fifty": walk(ripple, sizes, 0.0, 10), "patient": walk(ripple, 1e-5, 0.0, 10_000)},
        "sizes that are close together": {"fifty": walk(ripple, np.linspace(0.09, 0.1, 50), 0.0, 1000)},
    },
    figures={"ends": final_against("learning_rate", of="fifty"), "needed": epochs_to_reach(of="fifty")},
)


def measures(results):
    fifty, patient = results["fifty"], results["patient"]
    size, end, needed = (fifty[name].values for name in ("learning_rate", "final", "reached_at"))
    there = ~np.isnan(needed)
    return {
        "smallest": size[0],
        "smallest_end": end[0],
        "patient_steps": patient["reached_at"],
        "largest": size[-1],
        "from_size": size[there].min(initial=np.inf),
        "spread": np.ptp(end[there]) if there.any() else np.inf,
        "slowest": needed[there].max(initial=0),
        "quickest": needed[there].min(initial=np.inf),
        "short_of": abs(end[0] - hollow),
    }
