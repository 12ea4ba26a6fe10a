"""Name the colours of the maps: one ramp per kind of layer, safe for colour-blind readers.

The ramps go from light to dark in one hue or two neighbouring ones, after the single-hue schemes of ColorBrewer
(Brewer 2003), so that they read the same without colour vision and in black and white. The categories are those of
Okabe and Ito (2008), without black and with the yellow last: it is faint on white. High against low is the red and blue
of ColorBrewer's diverging scheme, which hold apart where red and green do not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

RAMPS: dict[str, tuple[str, ...]] = {
    "score": ("#fdedcb", "#fbcb8d", "#f2955a", "#d4573c", "#981b2e"),
    "indicator": ("#e4f1e6", "#b4d9c0", "#72b8a0", "#338b80", "#0b5560"),
    "uncertainty": ("#efe8f5", "#d0c2e4", "#a88fcc", "#7c5aac", "#4b2a7b"),
}
"""Five classes each; the darkest is what calls for attention, or what is least certain."""

CROSSED = (
    ("#f1efea", "#f0b56b", "#e07b1a"),
    ("#8fc0e4", "#8e9168", "#856319"),
    ("#2b77b8", "#2b5a54", "#283d14"),
)
"""For two scores at once, by the second and then the first, each from low to high: orange times blue, so that where
both are high it is dark, and the two hues hold apart where red and green do not."""

CATEGORIES = ("#0072b2", "#e69f00", "#009e73", "#d55e00", "#56b4e9", "#cc79a7", "#8c6d46", "#f0e442")
"""For pillars and types, which have no order; the brown stands in for Okabe and Ito's black."""

PALE, MIXED = "#efede6", "#9b9a97"
"""For what is no finding or lies outside, and for what is of no one class."""

CONTRAST = {
    "hot": "#b2182b",
    "cold": "#2166ac",
    "HH": "#b2182b",
    "HL": "#f4a582",
    "LH": "#92c5de",
    "LL": "#2166ac",
    "not_significant": PALE,
    "island": MIXED,
}
"""For local statistics: strong where a place and its neighbours are alike, faint where they differ."""


def ramp(name: str, *, classes: int) -> tuple[str, ...]:
    """Take as many colours of a ramp as there are classes, spread from its light to its dark end.

    A single class takes the middle: one colour should not look like an extreme.
    """
    colours = RAMPS[name]
    if classes <= 1:
        return (colours[len(colours) // 2],) * classes
    last = len(colours) - 1
    return tuple(colours[round(place * last / (classes - 1))] for place in range(classes))


def category(place: int) -> str:
    """Give the colour of the category at a place, counted from 0; they repeat after the eighth."""
    return CATEGORIES[place % len(CATEGORIES)]


def told_apart(groups: Sequence[int], neighbours: Collection[tuple[int, int]]) -> dict[int, int]:
    """Give each group the place of a category, so that neighbours never share a colour.

    Groups take their own place in order; one whose colour a neighbour already bears takes the first that is free.

    Parameters
    ----------
    groups
        Numbers of the groups, in order.
    neighbours
        Pairs of groups that lie beside each other. A group with more neighbours than there are colours keeps its own
        place.
    """
    places: dict[int, int] = {}
    for order, group in enumerate(groups):
        beside = {places[other] for pair in neighbours if group in pair for other in pair if other in places}
        own = order % len(CATEGORIES)
        free = [own, *(place for place in range(len(CATEGORIES)) if place not in beside)]
        places[group] = next((place for place in free if place not in beside), own)
    return places
