"""How the time of a list and of a deque grows, from what measure.py wrote: the runs read, they time nothing."""

from pathlib import Path

import numpy as np
import xarray

from gdreport import Experiment


def read_times(columns=("list", "deque")):
    """The seconds of each container, of shape (items, repeat)."""
    table = np.genfromtxt(Path(__file__).parent / "times.csv", delimiter=",", names=True)
    items, repeats = np.unique(table["items"]), np.unique(table["repeat"])
    shape = (items.size, repeats.size)
    seconds = {
        name: (("items", "repeat"), table[column].reshape(shape), {"units": "s"})
        for name, column in zip(("list", "deque"), columns, strict=True)
    }
    return xarray.Dataset(seconds, {"items": items.astype(int)})


def find_power(items, seconds):
    """The slope on log axes over the larger half, by least squares."""
    x, y = np.log(items)[items.size // 2 :], np.log(seconds)[items.size // 2 :]
    x, y = x - x.mean(), y - y.mean()
    return float((x * y).sum() / (x * x).sum())


def draw_times(axes, results):
    for name, marker in (("list", "o"), ("deque", "s")):
        best = results[name].min("repeat")
        axes.fill_between(results["items"], best, results[name].max("repeat"), alpha=0.2)
        axes.plot(results["items"], best, marker=marker, label=name)
    axes.set(xscale="log", yscale="log", xlabel="items put in front", ylabel="seconds: the best, and up to the worst")
    axes.legend()


experiment = Experiment(
    run=read_times,
    reads=["experiments/measure.py"],
    variations={
        "the deque's times for the list's": lambda: read_times(("deque", "deque")),
        "the list's times for the deque's": lambda: read_times(("list", "list")),
        "the two exchanged": lambda: read_times(("deque", "list")),
    },
    figures={"times": draw_times},
)


def measures(results):
    items = results["items"].values
    best = {name: results[name].min("repeat").values for name in ("list", "deque")}
    return {
        "repeats": results.sizes["repeat"],
        "fewest": items[0],
        "most": items[-1],
        "list_power": find_power(items, best["list"]),
        "deque_power": find_power(items, best["deque"]),
        "ratio": best["list"][-1] / best["deque"][-1],
        "list_wins": int((best["list"] < best["deque"]).sum()),
        "list_seconds": best["list"][-1],
        "deque_seconds": best["deque"][-1],
    }
