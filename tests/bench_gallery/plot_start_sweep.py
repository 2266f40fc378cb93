"""
# How does the end depend on the start?

As a staircase: from one start to the next the end moves a little, or by a whole step.
"""

import matplotlib.pyplot as plt
import numpy as np


def wave(x):
    return np.sin(x) * np.exp(-(x**2) / 20)


def slope(x):
    return (np.cos(x) - x * np.sin(x) / 10) * np.exp(-(x**2) / 20)


def descend(start, learning_rate, epochs=1000):
    """Every iterate of every run: epochs down, runs across."""
    path = np.empty((epochs + 1, len(start)))
    path[0] = start
    for epoch in range(epochs):
        path[epoch + 1] = path[epoch] - learning_rate * slope(path[epoch])
    return path


start = np.linspace(-5, 5, 25)
path = descend(start, learning_rate=0.01)
final = path[-1]
minima = descend(np.array([-1.4, 4.3]), learning_rate=1)[-1]

# %%
# ## The staircase
#
# Each point is one run. Learning rate and number of epochs are the same for all; only the start differs.

fig, ax = plt.subplots(figsize=(7.2, 4.05))
ax.plot(start, final, "o", label="final iterate")
ax.hlines(minima, -5, 5, linestyle="--", color="gray", label="minimum")
ax.set(xlabel="start", ylabel="final iterate", title="The last iterate of each run against its start")
ax.legend()

# %%
# The same starts and ends on the wave.

x = np.linspace(-2 * np.pi, 2 * np.pi, 401)
fig, ax = plt.subplots(figsize=(7.2, 4.05))
ax.axhline(0, color="gray", linewidth=0.8)
ax.plot(x, wave(x), label="f(x)")
ax.plot(start, wave(start), "o", markerfacecolor="white", label="start")
ax.plot(final, wave(final), "o", label="end")
ax.set(xlabel="x", ylabel="f(x)", xlim=(-7, 6.5), title="The same starts and ends on the wave")
ax.legend()

# %%
# ## The two that leave
#
# Two starts on the left lie beyond the maximum there. They leave the domain and are still under way when the epochs
# are over. The table gives the epoch from which a run stays within the tolerance of a minimum, if there is one.

away = np.abs(path[:, :, None] - minima).min(axis=2) > 1e-4
arrived = len(path) - away[::-1].argmax(axis=0)
print("   start  final iterate  objective there  epochs to the minimum")
for s, f, a, still in zip(start, final, arrived, away[-1], strict=True):
    print(f"{s:8.5f} {f:14.5f} {wave(f):16.6f} {'not reached' if still else a:>22}")
