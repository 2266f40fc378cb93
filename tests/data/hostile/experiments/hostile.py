"""Texts of data that would be markup, in every place to which data come."""

import json
from pathlib import Path

import numpy as np
import xarray

from gdreport import Experiment
from gdreport.figures import family

texts = list(json.loads((Path(__file__).parents[1] / "texts.json").read_text(encoding="utf-8")).values())


class Measured:
    """A run whose names, units and parameters are the hostile texts."""

    def run(self):
        numbers = np.arange(len(texts) * 2.0).reshape(len(texts), 2)
        data = xarray.Dataset({"seconds": (("text", "size"), numbers)}, {"text": texts, "size": [10, 20]})
        data["seconds"].attrs = {"long_name": " ".join(texts[:3]), "units": texts[9]}
        data["size"].attrs = {"long_name": texts[1], "units": texts[12]}
        return data

    def parameters(self):
        return dict(zip(texts, reversed(texts), strict=True))

    def shortcomings(self):
        return [" ".join(texts)]

    def warnings(self, results):
        return texts


def one(number):
    """A figure whose title, labels and categories are one of the texts."""

    def draw(axes, results):
        name = texts[number].replace("$", r"\$")
        axes.plot([texts[number], "other"], [1, 2], label=name)
        axes.set_xlabel(name)
        axes.annotate(name, (0, 1))

    return draw


def measures(results):
    return {f"text_{number}": text for number, text in enumerate(texts)} | {"largest": float(results["seconds"].max())}


experiment = Experiment(
    run=Measured(),
    figures={
        "lines": family("size", each="text", value="seconds"),
        **{f"one-{number}": one(number) for number in range(len(texts))},
    },
    tables={"cells": lambda results: [{**{t: t for t in texts}, "number": 1.5}, {**{t: t[::-1] for t in texts}, "number": 10.25}]},
)
