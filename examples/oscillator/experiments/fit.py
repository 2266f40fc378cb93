"""A damped oscillation fitted to a recording. The recording is made up: its numbers are written in docs/index.md."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import xarray
from scipy.optimize import curve_fit

from gdreport import Experiment

NAMES = ("amplitude", "damping", "frequency", "phase")


def swing(t, amplitude, damping, frequency, phase):
    return amplitude * np.exp(-damping * t) * np.cos(frequency * t + phase)


@dataclass(frozen=True)
class Fit:
    """Least squares from a first guess, on the samples up to a time, with a bound on the damping."""

    guess: tuple = (1.0, 0.1, 2.5, 0.0)
    until: float = 12.0
    most_damping: float = 5.0
    data: str = "recording.csv"

    def parameters(self):
        bounds = {"samples until": self.until, "damping at most": self.most_damping}
        return {"first guess": self.guess, **bounds, "data": self.data}

    def statement(self):
        return "Fitted is\n\n$$\nx(t) = A e^{-\\gamma t} \\cos(\\omega t + \\varphi)\n$$"

    def run(self):
        t, x = np.loadtxt(Path(__file__).parent / self.data, delimiter=",", skiprows=1).T
        t, x = t[t <= self.until], x[t <= self.until]
        low, high = (-np.inf, 0.0, 0.0, -np.pi), (np.inf, self.most_damping, np.inf, np.pi)
        best, spread = curve_fit(swing, t, x, p0=self.guess, bounds=(low, high))
        return xarray.Dataset(
            {
                "recorded": ("t", x, {"units": "m"}),
                "fitted": ("t", swing(t, *best), {"units": "m"}),
                "best": ("parameter", best),
                "error": ("parameter", np.sqrt(np.diag(spread))),
            },
            {"t": ("t", t, {"units": "s"}), "parameter": list(NAMES)},
        )


def draw_fit(axes, results):
    axes.plot(results["t"], results["recorded"], "o", markersize=3, label="recorded")
    axes.plot(results["t"], results["fitted"], label="fitted")
    axes.set_xlabel("time in s")
    axes.set_ylabel("displacement in m")
    axes.legend()


def draw_residuals(axes, results):
    axes.plot(results["t"], results["recorded"] - results["fitted"], "o", markersize=3)
    axes.axhline(0, linewidth=0.8)
    axes.set_xlabel("time in s")
    axes.set_ylabel("recorded minus fitted, in m")


def list_parameters(results):
    rows = zip(NAMES, results["best"].values, results["error"].values, strict=True)
    return [{"parameter": name, "fitted": best, "standard error": error} for name, best, error in rows]


experiment = Experiment(
    run=Fit(),
    variations={
        "a guess at another frequency": Fit(guess=(1.0, 0.1, 12.0, 0.0)),
        "hardly any damping allowed": Fit(most_damping=0.11),
        "half a second of it": Fit(until=0.5),
        "a third of it": Fit(until=4.0),
    },
    figures={"fit": draw_fit, "residuals": draw_residuals},
    tables={"parameters": list_parameters},
    rtol=1e-5,  # LAPACK's last digits differ from machine to machine
    atol=1e-7,
)


def measures(results):
    best = dict(zip(NAMES, results["best"].values, strict=True))
    error = dict(zip(NAMES, results["error"].values, strict=True))
    residual = (results["recorded"] - results["fitted"]).values
    return {
        "samples": residual.size,
        "frequency": best["frequency"],
        "frequency_error": error["frequency"],
        "damping": best["damping"],
        "damping_error": error["damping"],
        "half_life": np.log(2) / best["damping"],
        "rms": np.sqrt((residual**2).mean()),
        "swing": abs(results["recorded"]).max(),
        "correlation": np.corrcoef(residual[1:], residual[:-1])[0, 1],
    }
