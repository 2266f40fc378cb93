"""
# Can more epochs make up for a small learning rate?

Yes, one for one: while the learning rate is small, halving it doubles the epochs that are needed.
"""

import matplotlib.pyplot as plt
import numpy as np


def slope(x):
    return (np.cos(x) - x * np.sin(x) / 10) * np.exp(-(x**2) / 20)


def curvature(x):
    return ((x**2 / 100 - 1.1) * np.sin(x) - x * np.cos(x) / 5) * np.exp(-(x**2) / 20)


def descend(start, rates, epochs):
    """Every iterate of every run: epochs down, runs across."""
    path = np.empty((epochs + 1, len(rates)))
    path[0] = start
    for epoch in range(epochs):
        path[epoch + 1] = path[epoch] - rates * slope(path[epoch])
    return path


minimum = descend(-1.4, np.ones(1), 100)[-1, 0]

# %%
# ## Every rate for every number of epochs
#
# Each cell is one run. Its colour is where the run ends. Cells of one colour lie along hyperbolas: what
# counts is the time along the flow, rate times epochs.

rates = np.linspace(1e-10, 1e-1, 50)
epochs = np.round(np.linspace(10, 500, 40)).astype(int)
final = descend(0.0, rates, 500)[epochs]
fig, ax = plt.subplots(figsize=(7.2, 4.05))
fig.colorbar(ax.pcolormesh(rates, epochs, final), label="final iterate")
ax.set(xlabel="learning rate", ylabel="epochs", title="The last iterate for each rate and number of epochs")

# %%
# One line for each number of epochs.
fig, ax = plt.subplots(figsize=(7.2, 4.05))
for i, (number, line) in enumerate(zip(epochs, final, strict=True)):
    ax.plot(rates, line, color=plt.cm.viridis(i / 39), linewidth=0.9, label=f"{number} epochs" if i % 13 == 0 else None)
ax.set(xlabel="learning rate", ylabel="final iterate", title="The last iterate against the learning rate")
ax.legend()

# %%
# ## The epochs that are needed
#
# For small steps gradient descent follows the *gradient flow* x′ = −f′(x), and the time that the flow needs is an integral.
# Close to the minimum each step shrinks the distance by |1 − η f″| where the flow shrinks it by exp(−η f″); putting one
# for the other gives the dashed line, which has no parameter to fit.

rates = np.round(np.geomspace(0.01, 1.98, 60), 6)
path = descend(0.0, rates, 2000)
needed = len(path) - (np.abs(path - minimum) > 1e-4)[::-1].argmax(axis=0)

distance = np.geomspace(1e-4, -minimum, 4001)
time = np.trapezoid(distance / slope(minimum + distance), np.log(distance))
smooth = np.geomspace(0.01, 1.98, 200)
theory = curvature(minimum) * time / -np.log(np.abs(1 - smooth * curvature(minimum)))
fig, ax = plt.subplots(figsize=(7.2, 4.05))
ax.loglog(rates, needed, "o", markersize=4, label="measured")
ax.loglog(smooth, theory, "--", color="gray", label="theory, without a free parameter")
ax.set(xlabel="learning rate", ylabel="epochs to the minimum", title="Epochs until a run stays at the minimum")
ax.legend()

print("learning rate  final iterate  epochs to the minimum")
for r, f, n in zip(rates[::4], path[-1, ::4], needed[::4], strict=True):
    print(f"{r:13.6f} {f:14.5f} {n:22}")
