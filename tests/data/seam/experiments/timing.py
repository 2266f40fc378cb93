from pathlib import Path

import numpy as np
import xarray

from gdreport import Experiment
from gdreport.figures import final_against
from gdreport.tables import runs_table


def timing():
    size, seconds = np.loadtxt(Path(__file__).parent / "times.csv", delimiter=",", skiprows=1).T
    sizes = ("size", size.astype(int), {"long_name": "problem size"})
    return xarray.Dataset({"seconds": ("size", seconds, {"units": "s"})}, {"size": sizes})


experiment = Experiment(
    run=timing,
    figures={"seconds": final_against("size", value="seconds", xlog=True, ylog=True)},
    tables={"times": runs_table("seconds")},
)


def measures(results):
    seconds = results["seconds"]
    return {"growth": seconds[-1] / seconds[-2], "slowest": seconds.max()}
