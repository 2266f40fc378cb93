"""What the pages share: the two curves, and the rule by which all walk. A module without words is no page."""

from math import pi

from gdreport import Descent, GradientDescent, Objective

ripple = Objective("sin(x) * exp(-0.05 * x**2)", domain=(-2 * pi, 2 * pi))
ramp = Objective("x**3 - 6*x**2 + 11*x - 6", domain=(0, 5))
hollow, shelf = ripple.minima  # the deeper one, and the one on the right
crest_left, crest = ripple.maxima


def walk(curve, step, start, steps, **options):
    """Walks downhill: each step goes against the slope, as far as the slope is steep."""
    return Descent(curve, GradientDescent(learning_rate=step), start=start, epochs=steps, **options)
