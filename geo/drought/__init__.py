"""Tell how dry places are from what falls and what evaporates."""

from geo.drought.normals import (
    MEASURES,
    Measure,
    day_length_hours,
    dry_months,
    potential_evaporation_mm,
    water_balance_mm,
)

__all__ = [
    "MEASURES",
    "Measure",
    "day_length_hours",
    "dry_months",
    "potential_evaporation_mm",
    "water_balance_mm",
]
