"""Check that colours can be told apart, with and without colour vision."""

from __future__ import annotations

import itertools
import re
from importlib.resources import files

import numpy as np
import pytest

from geo.palette import CATEGORIES, CONTRAST, CROSSED, RAMPS, category, ramp

SCRIPT = (files("geo.maps") / "assets" / "colour.js").read_text(encoding="utf-8")
NO_DATA = re.search(r'NO_DATA = "(#[0-9a-f]{6})"', SCRIPT).group(1)
EDGES = dict(re.findall(r'(\w+): "(#[0-9a-f]{6})"', re.search(r"EDGES = \{(.*?)\}", SCRIPT).group(1)))


def luminance(colour: str) -> float:
    """Relative luminance after WCAG 2.2."""
    channels = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def contrast(one: str, other: str) -> float:
    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


# Full deuteranopia, protanopia and tritanopia after Machado, Oliveira and Fernandes (2009), on linear light.
_FULL = ((1, 0, 0), (0, 1, 0), (0, 0, 1))
_NO_GREEN = ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881))
_NO_RED = ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998))
_NO_BLUE = ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.3039))
VISION = {"full": _FULL, "without green": _NO_GREEN, "without red": _NO_RED, "without blue": _NO_BLUE}


def lab(colour: str, vision: str) -> np.ndarray:
    """CIE L*a*b* (D65) of a colour as it is seen."""
    channels = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    t = xyz @ np.clip(np.array(VISION[vision]) @ linear, 0, 1) / [0.9505, 1.0, 1.089]
    f = np.where(t > (6 / 29) ** 3, np.cbrt(t), t / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("vision", VISION)
def test_classes_of_local_statistics_hold_apart_for_every_eye(vision):
    colours = {*CONTRAST.values(), NO_DATA}
    for one, other in itertools.combinations(sorted(colours), 2):
        # Five is a difference seen at a glance side by side; no data bears a pattern too.
        assert np.linalg.norm(lab(one, vision) - lab(other, vision)) > (9 if NO_DATA in (one, other) else 18), (
            one,
            other,
        )


@pytest.mark.parametrize("vision", VISION)
def test_classes_of_two_scores_hold_apart_for_every_eye(vision):
    colours = [colour for row in CROSSED for colour in row]
    for one, other in itertools.combinations([*colours, NO_DATA], 2):
        assert np.linalg.norm(lab(one, vision) - lab(other, vision)) > (9 if NO_DATA in (one, other) else 18), (
            one,
            other,
        )


def test_two_scores_darken_together_along_both_axes():
    light = np.array([[luminance(colour) for colour in row] for row in CROSSED])
    assert (np.diff(light, axis=0) < 0).all()
    assert (np.diff(light, axis=1) < 0).all()


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


@pytest.mark.parametrize(("layer", "fills"), [("zone", CATEGORIES), ("selected", RAMPS["score"][:4])])
def test_an_outline_is_seen_on_what_it_encloses(layer, fills):
    # The casing of the line is white; on the darkest class it is what is seen.
    for fill in fills:
        assert contrast(EDGES[layer], fill) >= 2 or contrast("#ffffff", fill) >= 3, fill
