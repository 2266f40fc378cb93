"""
# How large may a learning rate be?

Up to two divided by the curvature at the minimum, and no larger.
"""

import matplotlib.pyplot as plt
import numpy as np


def wave(x):
    return np.sin(x) * np.exp(-(x**2) / 20)


def slope(x):
    return (np.cos(x) - x * np.sin(x) / 10) * np.exp(-(x**2) / 20)


def curvature(x):
    return ((x**2 / 100 - 1.1) * np.sin(x) - x * np.cos(x) / 5) * np.exp(-(x**2) / 20)


def zeros(function, x):
    """Where the function changes its sign between two of the points, by bisection."""
    change = function(x[:-1]) * function(x[1:]) < 0
    low, high = x[:-1][change], x[1:][change]
    for _ in range(60):
        middle = (low + high) / 2
        beyond = function(middle) * function(high) > 0
        low, high = np.where(beyond, low, middle), np.where(beyond, middle, high)
    return high


x = np.linspace(-2 * np.pi, 2 * np.pi, 400)  # an even number of points: none of them is a zero
flat, inflections = zeros(slope, x), zeros(curvature, x)
minima, maxima = flat[curvature(flat) > 0], flat[curvature(flat) < 0]

# %%
# ## The landscape
#
# The wave is a sine that fades with the distance from the origin. Where the slope crosses zero gradient descent can come
# to rest, and the curvature decides whether it does.

fig, ax = plt.subplots(figsize=(7.2, 4.05))
ax.axhline(0, color="gray", linewidth=0.8)
ax.plot(x, wave(x), label="f(x)")
ax.plot(x, slope(x), label="f′(x)")
ax.plot(inflections, wave(inflections), "s", label="inflection")
ax.plot(maxima, wave(maxima), "^", label="maximum")
ax.plot(minima, wave(minima), "v", label="minimum")
ax.set(xlabel="x", ylabel="f(x), f′(x)", title="The wave, its derivative, and where they vanish")
ax.legend()

print("kind               x       f(x)      f″(x)  largest stable learning rate")
for x in np.sort(np.concatenate([flat, inflections])):
    kind = "minimum" if x in minima else "maximum" if x in maxima else "inflection"
    bound = f"{2 / curvature(x):.5f}" if x in minima else "none"
    print(f"{kind:10} {x:9.5f} {wave(x):10.6f} {curvature(x):10.6f} {bound:>29}")

# %%
# ## Why the curvature sets the limit
#
# Close to a minimum one step of gradient descent with the learning rate η multiplies the distance by 1 − η f″. While that
# factor lies between −1 and 1 the distance shrinks; below −1 a step from close by lands farther away.

rates = np.linspace(1.8, 2.2, 41)
final = np.full(41, -1.4)
for _ in range(2000):
    final -= rates * slope(final)

fig, ax = plt.subplots(figsize=(7.2, 4.05))
ax.plot(rates, np.abs(final - minima[0]), "o-", markersize=4, label="distance of the end from the minimum")
ax.axvline(2 / curvature(minima[0]), linestyle="--", color="gray", label="stability threshold 2 / f″")
ax.set(xlabel="learning rate", ylabel="distance from the minimum", title="Where runs end, around the stability threshold")
ax.legend()
