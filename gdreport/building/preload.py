"""What every experiment needs, imported once in the process from which the others are forked."""

import gc
from importlib import import_module

HEAVY = ("matplotlib.figure", "matplotlib.backends.backend_svg", "gdreport.catalogue", "gdreport.figures", "gdreport.building.make")

gc.disable()
for name in HEAVY:
    import_module(name)
gc.freeze()  # a collection in a forked process would copy the pages that it looks through
gc.enable()
