"""The ready kinds of figure. Each returns a callable ``draw(axes, results)``; so may any function of an author's."""

from gdreport.figures.drawing import Drawing, draw
from gdreport.figures.heat_map import heat_map
from gdreport.figures.labels import label
from gdreport.figures.landscape import landscape
from gdreport.figures.style import role
from gdreport.figures.sweeps import epochs_to_reach, family, final_against

__all__ = ["Drawing", "draw", "epochs_to_reach", "family", "final_against", "heat_map", "label", "landscape", "role"]
