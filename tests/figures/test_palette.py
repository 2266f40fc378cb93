"""Colours that everybody tells apart: contrast with the ground, and distance from each other for each kind of colour vision."""

import re
from itertools import combinations
from typing import Any

import colorspacious
import numpy as np
import pytest
from helpers import ROOT

from gdreport.figures.palette import PALETTE, shade, twins, write_dark_style
from gdreport.figures.style import ROLES

NAMES = ("objective", "derivative", "theory", "start", "end", "minimum", "maximum", "inflection", "diverged", "second")
COLOUR = re.compile(r"--(objective|theory|start|end|minimum|grid): (#[0-9a-f]{6})")
VISIONS = (None, "deuteranomaly", "protanomaly", "tritanomaly")


def rgb(colour: str) -> list[float]:
    return [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]


def luminance(colour: str) -> float:
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in rgb(colour)]
    return float(np.dot(linear, [0.2126, 0.7152, 0.0722]))


def contrast(a: str, b: str) -> float:
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)


def seen(colour: str, vision: str | None) -> Any:
    if vision is None:
        return colorspacious.cspace_convert(rgb(colour), "sRGB1", "CAM02-UCS")
    space = {"name": "sRGB1+CVD", "cvd_type": vision, "severity": 100}
    return colorspacious.cspace_convert(
        np.clip(colorspacious.cspace_convert(rgb(colour), space, "sRGB1"), 0, 1), "sRGB1", "CAM02-UCS"
    )


@pytest.mark.parametrize("ground", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("name", NAMES)
def test_a_colour_stands_out_from_its_ground(name: str, ground: int) -> None:
    assert contrast(PALETTE[name][ground], PALETTE["ground"][ground]) >= 3


def test_the_sequence_stands_out_from_its_ground_at_both_ends() -> None:
    for position in (0, 1):
        assert contrast(shade(position), PALETTE["ground"][0]) >= 3
        assert contrast(twins()[shade(position)], PALETTE["ground"][1]) >= 3


@pytest.mark.parametrize("ground", [0, 1], ids=["light", "dark"])
def test_words_in_figures_are_easy_to_read(ground: int) -> None:
    assert contrast(PALETTE["ink"][ground], PALETTE["ground"][ground]) >= 7


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("ground", [0, 1], ids=["light", "dark"])
def test_any_two_colours_are_at_least_ten_apart(ground: int, vision: str | None) -> None:
    places = {name: seen(PALETTE[name][ground], vision) for name in NAMES}
    near = {(a, b): float(np.linalg.norm(np.subtract(places[a], places[b]))) for a, b in combinations(NAMES, 2)}
    assert {pair: d for pair, d in near.items() if d < 10} == {}


def test_every_role_has_a_colour_of_the_palette_and_a_marker_or_a_dash_of_its_own() -> None:
    light = {colours[0] for colours in PALETTE.values()}
    assert {style["color"] for style in ROLES.values()} <= light
    # Two solid lines are told apart by their place in the legend; the measured never shares a figure with the objective.
    dashes = [
        (str(s.get("linestyle", "-")), s.get("marker"), s.get("markerfacecolor"))
        for n, s in ROLES.items()
        if n not in {"derivative", "measured"}
    ]
    assert len(set(dashes)) == len(dashes)


def test_the_explorers_style_sheet_has_the_colours_of_the_figures() -> None:
    style = (ROOT / "gdreport/page/assets/report.css").read_text(encoding="utf-8")
    for ground, found in enumerate(re.findall(r"--objective: .*?--grid: [^;]+;", style)):
        assert {name: PALETTE[name][ground] for name, _ in COLOUR.findall(found)} == dict(COLOUR.findall(found))
    assert len(COLOUR.findall(style)) == 12


def test_every_shade_has_a_twin_and_darkness_turns_round() -> None:
    assert all(shade(k / 40) in twins() for k in range(41))
    assert luminance(shade(0)) > luminance(shade(1))
    assert luminance(twins()[shade(0)]) < luminance(twins()[shade(1)])
    assert f"{{fill:{PALETTE['ground'][1]}!important}}" in write_dark_style('<path style="fill: #ffffff"/>')
