"""Write numbers the way readers of each language do.

In the three countries 12,345.6 is written with a comma for thousands and a point for decimals, as in English; what
differs is the ordinal. The map page follows the same rules in its script. A missing number has no form here: whoever
writes it says that it is missing.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo.kinds import Lang


def number(value: float, *, decimals: int = 0) -> str:
    """Write a number; a rounded minus zero is zero."""
    return f"{round(value, decimals) + 0.0:,.{decimals}f}"


def percent(share: float, *, decimals: int = 0) -> str:
    """Write a share (0-1) as a percentage."""
    return f"{number(100 * share, decimals=decimals)}%"


def chance(share: float) -> str:
    """Write a simulated share, which is never quite 0 or 1."""
    if share > 0.99:
        return "> 99%"
    return "< 1%" if share < 0.01 else percent(share)


def ordinal(place: float, *, lang: Lang) -> str:
    """Write a place in an order: 12.º, 12th."""
    whole = nearest_rank(place)
    if lang == "es":
        return f"{number(whole)}.º"
    teen = 11 <= whole % 100 <= 13
    return number(whole) + ("th" if teen else {1: "st", 2: "nd", 3: "rd"}.get(whole % 10, "th"))


def interval(low: float, high: float) -> str:
    """Write the interval of a rank: 5–31."""
    return f"{number(nearest_rank(low))}–{number(nearest_rank(high))}"


def nearest_rank(place: float) -> int:
    """Round the end of the interval of a rank; a half goes up, as the table in the browser and QGIS write it."""
    return math.floor(place + 0.5)
