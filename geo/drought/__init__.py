"""Tell how dry places are from what falls and what evaporates.

Monthly series are arrays of series x months: the same code serves municipalities and cells. The head of
`geo.drought.measures` says what a measure of a series takes and gives.
"""

from geo.drought.accumulate import accumulate
from geo.drought.canicula import Canicula, canicula, monthly_depth_mm, spread_over_days
from geo.drought.evaporation import thornthwaite_mm
from geo.drought.gaps import Gap, find_gaps
from geo.drought.measures import DAILY_MEASURES, SERIES_MEASURES, DailyMeasure, SeriesMeasure
from geo.drought.normals import (
    MEASURES,
    Measure,
    day_length_hours,
    dry_months,
    potential_evaporation_mm,
    water_balance_mm,
)
from geo.drought.percent import percent_of_normal
from geo.drought.seasons import (
    POSTRERA,
    PRIMERA,
    Season,
    SeasonDrought,
    at_season,
    dry_month_share,
    season_drought,
)
from geo.drought.spei import spei
from geo.drought.spells import consecutive_dry_months, dry_spells, longest_run
from geo.drought.spi import spi
from geo.drought.standardise import Standardised
from geo.drought.trend import Trend, trend

__all__ = [
    "DAILY_MEASURES",
    "MEASURES",
    "POSTRERA",
    "PRIMERA",
    "SERIES_MEASURES",
    "Canicula",
    "DailyMeasure",
    "Gap",
    "Measure",
    "Season",
    "SeasonDrought",
    "SeriesMeasure",
    "Standardised",
    "Trend",
    "accumulate",
    "at_season",
    "canicula",
    "consecutive_dry_months",
    "day_length_hours",
    "dry_month_share",
    "dry_months",
    "dry_spells",
    "find_gaps",
    "longest_run",
    "monthly_depth_mm",
    "percent_of_normal",
    "potential_evaporation_mm",
    "season_drought",
    "spei",
    "spi",
    "spread_over_days",
    "thornthwaite_mm",
    "trend",
    "water_balance_mm",
]
