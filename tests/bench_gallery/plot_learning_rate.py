"""
# What does the learning rate change?

Not where the run ends, but how soon: the slowest of the rates from 0.01 to 0.1 takes ten times as long as the fastest.
"""

import matplotlib.pyplot as plt
import numpy as np


def wave(x):
    return np.sin(x) * np.exp(-(x**2) / 20)


def slope(x):
    return (np.cos(x) - x * np.sin(x) / 10) * np.exp(-(x**2) / 20)


def descend(start, rates, epochs=1000):
    """Every iterate of every run: epochs down, runs across."""
    path = np.empty((epochs + 1, len(rates)))
    path[0] = start
    for epoch in range(epochs):
        path[epoch + 1] = path[epoch] - rates * slope(path[epoch])
    return path


rates = np.linspace(1e-5, 1e-1, 50)
path = descend(0.0, rates)
final = path[-1]
minimum = descend(-1.4, np.ones(1))[-1, 0]

# %%
# ## Where the runs end
#
# All runs start at the origin and are given the same number of epochs. The smallest
# learning rate has hardly moved: it has not failed to converge; it has not had the time.

fig, ax = plt.subplots(figsize=(7.2, 4.05))
ax.plot(rates, final, "o-", markersize=4, label="final iterate")
ax.axhline(minimum, linestyle="--", color="gray", label="minimum")
ax.set(xlabel="learning rate", ylabel="final iterate", title="The last iterate against the learning rate")
ax.legend()

# %%
# Beyond that the curve is flat to the eye. On a logarithmic axis it is not: a larger learning rate brings the end closer
# by a factor, until the distance falls below the lower edge of the figure.

distance = np.abs(final - minimum)
seen = distance > 1e-9
fig, ax = plt.subplots(figsize=(7.2, 4.05))
ax.semilogy(rates[seen], distance[seen], "o-", markersize=4, label="distance of the end from the minimum")
ax.set(xlabel="learning rate", ylabel="distance from the minimum", xlim=(0, 0.1), ylim=(1e-9, 3), title="The same, as a distance")
ax.legend()

# %%
# ## How long they take
#
# The epoch from which a run stays within the tolerance of the minimum.

away = np.abs(path - minimum) > 1e-4
arrived = len(path) - away[::-1].argmax(axis=0)
print("learning rate  final iterate  objective there  epochs to the minimum")
for r, f, a, still in zip(rates, final, arrived, away[-1], strict=True):
    print(f"{r:13.6g} {f:14.6g} {wave(f):16.6f} {'not reached' if still else a:>22}")
