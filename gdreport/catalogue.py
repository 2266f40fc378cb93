"""The objectives that have a name: ``from gdreport.catalogue import wave``."""

from gdreport.objectives.catalogue import NAMED, __getattr__, named

__all__ = ["NAMED", "__getattr__", "named"]
