import time
from pathlib import Path

import helper
import spy
import xarray

from gdreport import Experiment
from gdreport.figures import final_against


def simulate(factor=helper.FACTOR):
    spy.tell("own")
    time.perf_counter()
    values = [float(line) * factor for line in (Path(__file__).parent / "numbers.txt").read_text().split()]
    return xarray.Dataset({"size": ("step", values)}, {"step": range(len(values))})


experiment = Experiment(
    run=simulate,
    variations={"none of it": lambda: simulate(0.0)},
    figures={"sizes": final_against("step", value="size", joined=True)},
)


def measures(results):
    return {"largest": results["size"].max()}
