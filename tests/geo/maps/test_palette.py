"""Check that colours can be told apart, with and without colour vision."""

from __future__ import annotations

import itertools
import re
from importlib.resources import files

import numpy as np
import pytest

from geo.maps.palette import CATEGORIES, RAMPS, category, ramp


def luminance(colour: str) -> float:
    """Relative luminance after WCAG 2.2."""
    channels = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def contrast(one: str, other: str) -> float:
    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", RAMPS)
def test_a_ramp_darkens_by_a_visible_step(name):
    steps = [contrast(light, dark) for light, dark in itertools.pairwise(RAMPS[name])]
    assert all(luminance(a) > luminance(b) for a, b in itertools.pairwise(RAMPS[name]))
    assert min(steps) > 1.25
    assert contrast(RAMPS[name][0], RAMPS[name][-1]) > 6


def test_ramp_spreads_over_its_ends():
    colours = RAMPS["score"]
    assert ramp("score", classes=5) == colours
    assert ramp("score", classes=2) == (colours[0], colours[-1])
    assert ramp("score", classes=1) == (colours[2],)
    assert ramp("score", classes=0) == ()


def test_categories_differ_and_repeat_after_the_last():
    assert len(set(CATEGORIES)) == len(CATEGORIES)
    assert category(len(CATEGORIES)) == CATEGORIES[0]


TEXT = [
    *itertools.product(("ink", "quiet", "accent"), ("paper", "card", "accent-pale")),
    *itertools.product(("warn",), ("paper", "card")),
]


@pytest.mark.parametrize(("text", "ground"), TEXT)
def test_text_of_the_page_reaches_wcag_aa(text, ground):
    css = (files("geo.maps") / "assets" / "map.css").read_text(encoding="utf-8")
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", css))
    assert contrast(colours[text], colours[ground]) >= 4.5


def test_focus_is_seen_on_every_ground():
    css = (files("geo.maps") / "assets" / "map.css").read_text(encoding="utf-8")
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", css))
    assert min(contrast(colours["focus"], colours[ground]) for ground in ("card", "paper", "outside")) >= 3
