"""Was a seal of a booster more often in distress the colder the launch? Logistic regression on 23 launches before 1986.

The table is that of Dalal, Fowlkes and Hoadley, Risk Analysis of the Space Shuttle: Pre-Challenger Prediction of
Failure, Journal of the American Statistical Association 84 (1989): the temperature at the launch, and whether any seal
was in distress.
"""

from pathlib import Path

import numpy as np

from gdreport import Descent, Experiment, Momentum, Objective

temperature, distress = np.loadtxt(Path(__file__).parent / "launches.csv", delimiter=",", skiprows=1).T
middle, spread = temperature.mean(), temperature.std()
scaled = (temperature - middle) / spread


def chance(weights, at):
    return 1 / (1 + np.exp(-(weights[0] + weights[1] * at)))


def make_fit(outcomes, at=scaled):
    """Descent on the mean negative log-likelihood of these outcomes at these scaled temperatures."""

    def loss(weights):
        margin = weights[0] + weights[1] * at
        return np.mean(np.logaddexp(0, margin) - outcomes * margin)

    def slope(weights):
        miss = chance(weights, at) - outcomes
        return np.array([miss.mean(), (miss * at).mean()])

    formula = r"\frac{1}{n} \sum_i \log\left(1 + e^{a + b t_i}\right) - y_i (a + b t_i)"
    objective = Objective.from_functions(loss, slope, variables=["a", "b"], latex=formula)
    return Descent(objective, Momentum(learning_rate=0.5), start=np.zeros(2), epochs=[0, 20, 2000])


def draw_chance(axes, results):
    weights = results["final"].isel(epochs=-1).values
    degrees = np.linspace(30, 85, 200)
    axes.plot(temperature, distress, "o", label="launches")
    axes.plot(degrees, chance(weights, (degrees - middle) / spread), label="fitted chance")
    axes.axvspan(30, temperature.min(), alpha=0.15, label="no launch was so cold")
    axes.set_xlabel("temperature in °F")
    axes.set_ylabel("a seal in distress")
    axes.legend()


warm = temperature > 65
shuffled = np.random.default_rng(4).permutation(distress)

experiment = Experiment(
    run=make_fit(distress),
    variations={
        "the outcomes shuffled": make_fit(shuffled),
        "the outcomes reversed": make_fit(1 - distress),
        "without the four coldest launches": make_fit(distress[warm], scaled[warm]),
    },
    figures={"chance": draw_chance},
)


def measures(results):
    weights = results["final"].isel(epochs=-1).values
    per_degree = weights[1] / spread
    residual = chance(weights, scaled) - distress
    return {
        "launches": temperature.size,
        "distressed": int(distress.sum()),
        "coldest": temperature.min(),
        "odds": np.exp(-10 * per_degree),
        "even": middle - weights[0] / per_degree,
        "at_coldest": chance(weights, scaled.min()),
        "at_warmest": chance(weights, scaled.max()),
        "slope_left": max(abs(residual.mean()), abs((residual * scaled).mean())),
        "loss_first": results["final_value"][0],
        "loss_last": results["final_value"][-1],
    }
