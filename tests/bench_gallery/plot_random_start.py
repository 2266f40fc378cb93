"""
# Does a random start find the deepest minimum?

Not reliably: of all 401 starts that could have been drawn, fewer than half reach the deeper minimum.
"""

import matplotlib.pyplot as plt
import numpy as np


def wave(x):
    return np.sin(x) * np.exp(-(x**2) / 20)


def slope(x):
    return (np.cos(x) - x * np.sin(x) / 10) * np.exp(-(x**2) / 20)


def descend(start, learning_rate, epochs):
    """Every iterate of every run: epochs down, runs across."""
    path = np.empty((epochs + 1, len(start)))
    path[0] = start
    for epoch in range(epochs):
        path[epoch + 1] = path[epoch] - learning_rate * slope(path[epoch])
    return path


minima = descend(np.array([-1.4, 4.3]), learning_rate=1, epochs=1000)[-1]
points = np.linspace(-2 * np.pi, 2 * np.pi, 401)

# %%
# ## One draw
#
# The start is drawn with a stated seed, so that this page shows the same run at every build. Another seed may tell
# another story, which is the point of what follows.

start = np.random.default_rng(1).choice(points, size=1)
path = descend(start, learning_rate=0.01, epochs=1000)
end = path[-1]

fig, ax = plt.subplots(figsize=(7.2, 4.05))
ax.axhline(0, color="gray", linewidth=0.8)
ax.plot(points, wave(points), label="f(x)")
ax.plot(points, slope(points), label="f′(x)")
ax.plot([start, start], [wave(start), slope(start)], "o", color="black", markerfacecolor="white", label="start")
ax.plot([end, end], [wave(end), slope(end)], "o", color="black", label="end")
ax.set(xlabel="x", ylabel="f(x), f′(x)", title="The drawn start and the end of its run")
ax.legend()

away = np.abs(path - minima[0]) > 1e-4
arrived = len(path) - away[::-1].argmax(axis=0)
print("   start  final iterate  objective there  epochs to the minimum")
print(f"{start[0]:8.5f} {end[0]:14.5f} {wave(end[0]):16.6f} {arrived[0]:22}")

# %%
# ## All the draws there are
#
# One run from one random start says little about the method. Since there are only so many starts to draw from, we run
# them all. The starts that end together lie together: each minimum
# has a *basin of attraction*, and the basins meet at the maxima between them.

final = descend(points, learning_rate=0.01, epochs=3000)[-1]
fig, ax = plt.subplots(figsize=(7.2, 4.05))
ax.plot(points, final, "o", markersize=2, label="final iterate")
ax.hlines(minima, points[0], points[-1], linestyle="--", color="gray", label="minimum")
ax.set(xlabel="start", ylabel="final iterate", title="Where the run from each possible start ends")
ax.legend()

deep, shallow = (int(np.sum(np.abs(final - minimum) < 1e-4)) for minimum in minima)
print(f"{deep} end in the deeper minimum, {shallow} in the shallow one, {np.sum(final < points[0])} beyond the left end.")
