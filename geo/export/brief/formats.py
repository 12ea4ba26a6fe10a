"""Tell whether there is a number to write in a brief, and write the figure of an indicator."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from geo.numerals import number, percent

if TYPE_CHECKING:
    from geo.catalogue import Indicator


def known(value: object) -> bool:
    """Say whether there is a number: neither null nor not-a-number."""
    return isinstance(value, int | float) and not math.isnan(value)


def measure(value: float, indicator: Indicator) -> str:
    """Write the figure of an indicator, without its unit: a share of 0.412 with three decimals is 41.2%."""
    if indicator.kind == "share":
        return percent(value, decimals=max(0, indicator.decimals - 2))
    return number(value, decimals=indicator.decimals)
