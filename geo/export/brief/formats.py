"""Write the numbers of a brief as the readers of the three countries write them, in both languages.

A comma parts the thousands and a point the decimals (es-419), as on the pages of the map and the app; what differs is
the ordinal. A missing number has no form here: whoever writes it says that it is missing.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo.catalogue import Indicator
    from geo.kinds import Lang


def known(value: object) -> bool:
    """Say whether there is a number: neither null nor not-a-number."""
    return isinstance(value, int | float) and not math.isnan(value)


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
    whole = _nearest(place)
    if lang == "es":
        return f"{number(whole)}.º"
    teen = 11 <= whole % 100 <= 13
    return number(whole) + ("th" if teen else {1: "st", 2: "nd", 3: "rd"}.get(whole % 10, "th"))


def interval(low: float, high: float) -> str:
    """Write the interval of a rank: 5–31."""
    return f"{number(_nearest(low))}–{number(_nearest(high))}"


def _nearest(place: float) -> int:
    """Round the end of an interval; a half goes up, as the table in the browser and QGIS write it."""
    return math.floor(place + 0.5)


def measure(value: float, indicator: Indicator) -> str:
    """Write the figure of an indicator, without its unit: a share of 0.412 with three decimals is 41.2%."""
    if indicator.kind == "share":
        return percent(value, decimals=max(0, indicator.decimals - 2))
    return number(value, decimals=indicator.decimals)
