"""
# What happens where there is no lowest point?

The start decides between a minimum and an endless fall.
"""

import matplotlib.pyplot as plt
import numpy as np


def cubic(x):
    return x**3 - 6 * x**2 + 11 * x - 6


def slope(x):
    return 3 * x**2 - 12 * x + 11


def descend(start, learning_rate, epochs=50):
    """Every iterate of every run: epochs down, runs across."""
    path = np.empty((epochs + 1, len(start)))
    path[0] = start
    with np.errstate(all="ignore"):  # a run that falls overflows
        for epoch in range(epochs):
            path[epoch + 1] = path[epoch] - learning_rate * slope(path[epoch])
    return path


maximum, minimum = 2 - 1 / np.sqrt(3), 2 + 1 / np.sqrt(3)
points = np.linspace(0, 5, 2001)

# %%
# ## A minimum beside an abyss
#
# The cubic falls without end on its left. In front of its local minimum a local maximum keeps runs from falling off.

start = np.random.default_rng(3).choice(points, size=1)
end = descend(start, learning_rate=0.1)[-1]
x = np.linspace(0, 5, 401)
fig, ax = plt.subplots(figsize=(7.2, 4.05))
ax.axhline(0, color="gray", linewidth=0.8)
ax.plot(x, cubic(x), label="f(x)")
ax.plot(x, slope(x), label="f′(x)")
ax.plot([start, start], [cubic(start), slope(start)], "o", color="black", markerfacecolor="white", label="start")
ax.plot([end, end], [cubic(end), slope(end)], "o", color="black", label="end")
for kind, place, marker in (("inflection", 2, "s"), ("maximum", maximum, "^"), ("minimum", minimum, "v")):
    ax.plot(place, cubic(place), marker, label=kind)
ax.set(xlabel="x", ylabel="f(x), f′(x)", title="The cubic and its derivative, with the drawn start and its end")
ax.legend()

# %%
# ## The runs that nobody drew
#
# Every start, whether it was drawn or not. A run that diverges is a result like any other: it is counted and drawn.

path = descend(points, learning_rate=0.1)
out = ~(np.abs(path) <= 1e6)
diverged, diverged_at = out.any(axis=0), out.argmax(axis=0)
away = np.abs(path - minimum) > 1e-4
arrived = len(path) - away[::-1].argmax(axis=0)
fig, ax = plt.subplots(figsize=(7.2, 4.05))
ax.plot(points[~diverged], arrived[~diverged], label="stays at the minimum")
ax.plot(points[diverged], diverged_at[diverged], ":", label="diverged")
ax.axvline(maximum, linestyle="--", color="gray", label="local maximum")
ax.set(xlabel="start", ylabel="epochs", title="The epoch at which each run's fate is settled")
ax.legend()

print("start  final iterate  epochs to the minimum  epoch of divergence")
for s, f, a, d, lost in list(zip(points, path[-1], arrived, diverged_at, diverged, strict=True))[::100]:
    print(f"{s:5.2f} {'diverged' if lost else f'{f:.5f}':>14} {'–' if lost else a:>22} {d if lost else 'did not':>20}")
