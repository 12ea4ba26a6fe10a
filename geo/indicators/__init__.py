"""Make one value per unit and indicator out of tables."""

from geo.indicators.build import measure
from geo.indicators.denominators import people

__all__ = ["measure", "people"]
