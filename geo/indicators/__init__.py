"""Make one value per unit and indicator out of tables."""

from geo.indicators.build import measure
from geo.indicators.denominators import people
from geo.indicators.second_count import compare_people

__all__ = ["compare_people", "measure", "people"]
