"""One walk from a place that was drawn, and what all other places would have given."""

from hill import crest, crest_left, hollow, ripple, shelf, walk

from gdreport import Experiment, choice
from gdreport.figures import landscape

places = ripple.grid(401)
near = 0.1  # what counts as in the hollow or on the shelf, for the one walk as for all

experiment = Experiment(
    runs={"drawn": walk(ripple, 0.01, choice(places, seed=8), 1000), "all": walk(ripple, 0.01, places, 1000)},
    variations={"drawn from the right": {"drawn": walk(ripple, 0.01, 3.0, 1000), "all": walk(ripple, 0.01, places[250:], 1000)}},
    figures={"walk": landscape(ripple, runs=True, of="drawn")},
)


def measures(results):
    drawn, ends, starts = results["drawn"], results["all"]["final"], results["all"]["start"]
    gone = ends < ripple.domain[0]
    valley = (starts > crest_left) & (starts < crest)
    return {
        "start": drawn["start"],
        "end": drawn["final"],
        "miss": abs(drawn["final"] - shelf),
        "near": near,
        "places": starts.size,
        "gone": float(gone.mean()),
        "in_hollow": float((abs(ends - hollow) < near).mean()),
        "on_shelf": float((abs(ends - shelf) < near).mean()),
        "valley": float(valley.mean()),
    }
