"""Make one value per unit and indicator out of tables, and say how good they are."""

from geo.indicators.build import measure
from geo.indicators.denominators import people
from geo.indicators.quality import availability, evidence

__all__ = ["availability", "evidence", "measure", "people"]
