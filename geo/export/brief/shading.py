"""Say how each place is filled, in colour and in black and white: a class of the score, hatched without a rank."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.export.brief.formats import known
from geo.export.brief.texts import say
from geo.numerals import number
from geo.palette import ramp

if TYPE_CHECKING:
    from geo.export.brief.ground import Ground, Place
    from geo.kinds import Lang

HATCH = "0.25 0.27 0.3 RG 0.45 w"
STEP = 3.2
"""Points between two lines of a hatch."""


@dataclass(frozen=True)
class Fill:
    """A fill: its colour, and how many sets of lines cross it (1: no rank, 2: no data)."""

    colour: str
    lines: int = 0


def fill_of(place: Place, ground: Ground) -> Fill:
    """Fill a place by its score; one without a rank is hatched, one without a score is white and cross-hatched."""
    if not known(place["score"]):
        return Fill("#ffffff", 2)
    colours = ramp("score", classes=len(ground.limits))
    shown = round(place["score"], 1)
    at = next((i for i, limit in enumerate(ground.limits) if shown <= limit), len(colours) - 1)
    return Fill(colours[at], 0 if place["gate"] == "ranked" else 1)


def legend(ground: Ground, *, lang: Lang) -> list[tuple[Fill, str]]:
    """List the classes of the score from high to low, then no rank and no data, each with its fill."""
    colours = ramp("score", classes=len(ground.limits))
    lows = [None, *ground.limits[:-1]]
    classes = [
        (
            Fill(colour),
            say("class_upto", lang=lang, b=number(high, decimals=1))
            if low is None
            # A limit belongs to the class below it.
            else say("class_range", lang=lang, a=number(low + 0.1, decimals=1), b=number(high, decimals=1)),
        )
        for colour, low, high in zip(colours, lows, ground.limits, strict=True)
    ]
    marks = [(Fill("#ffffff", 1), say("class_unranked", lang=lang)), (Fill("#ffffff", 2), say("class_none", lang=lang))]
    return [*reversed(classes), *marks]


def paint(path: str, fill: Fill, box: tuple[float, float, float, float]) -> str:
    """Write the operators that fill a path, even-odd, and hatch it inside its box."""
    red, green, blue = (int(fill.colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    painted = f"{red:.3f} {green:.3f} {blue:.3f} rg\n{path}\nf*"
    if not fill.lines:
        return painted
    return f"{painted}\nq {HATCH}\n{path}\nW* n\n{_hatch(box, crossed=fill.lines > 1)}\nS Q"


def _hatch(box: tuple[float, float, float, float], *, crossed: bool) -> str:
    west, south, east, north = box
    tall = north - south
    # Lines begin at whole steps of the page, so that the hatch runs on from one place to the next.
    first, last = int((west - north) // STEP), int((east - south) // STEP) + 1
    rising = (
        f"{step * STEP + south:.1f} {south:.1f} m {step * STEP + north:.1f} {north:.1f} l"
        for step in range(first, last + 1)
    )
    falling = (
        f"{step * STEP - south:.1f} {south:.1f} m {step * STEP - south - tall:.1f} {north:.1f} l"
        for step in range(int((west + south) // STEP), int((east + north) // STEP) + 2)
    )
    return " ".join([*rising, *(falling if crossed else ())])
