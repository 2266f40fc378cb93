from pathlib import Path

import numpy as np
import xarray

from gdreport import Experiment


class Line:
    """A straight line through the logarithms, by least squares: a run that says what it was told and what it computes."""

    data = "times.csv"

    def run(self):
        size, seconds = np.log(np.loadtxt(Path(__file__).parent / self.data, delimiter=",", skiprows=1)).T
        x, y = size - size.mean(), seconds - seconds.mean()
        power = (x * y).sum() / (x * x).sum()
        return xarray.Dataset({"power": power, "misfit": abs(y - power * x).max()})

    def parameters(self):
        return {"data": self.data, "digits of the clock": 3}

    def statement(self):
        return "Fitted is\n\n$$\n\\log t = a + p \\log n\n$$"


experiment = Experiment(run=Line())


def measures(results):
    return {"power": results["power"], "misfit": results["misfit"]}
