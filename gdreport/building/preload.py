"""What every experiment needs, imported once in the process from which the others are forked."""

import gc
import os
from importlib import import_module

from gdreport.inputs.digests import digest_package, digest_science
from gdreport.inputs.libraries import find_distributions, list_imported, list_required, read_versions

HEAVY = (
    "matplotlib.figure",
    "matplotlib.style",
    "matplotlib.backends.backend_svg",
    "sympy.tensor.tensor",  # which SymPy imports for its first derivative
    "gdreport.catalogue",
    "gdreport.descent.descent",
    "gdreport.figures",
    "gdreport.tables",
    "gdreport.building.make",
)

# See workers.py.
if os.environ.pop("GDREPORT_SAFE_PATH", None):
    os.environ.pop("PYTHONSAFEPATH", None)
for take in (digest_package, digest_science):
    take()  # before its modules are loaded: an edit after this is not of what runs here
os.environ["MPLBACKEND"] = "agg"  # no window for an experiment, and none that the machine has not
gc.disable()
for name in HEAVY:
    import_module(name)
import_module("gdreport.page.templates").compile_templates()
# What is the same for every page, and takes longer than all that a small experiment runs.
import_module("gdreport.explorer.page_script").read_shared()
read_versions(find_distributions(list_imported("")) | list_required())
gc.freeze()  # a collection in a forked process would copy the pages that it looks through
gc.enable()
