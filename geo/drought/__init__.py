"""Tell how dry places are from what falls and what evaporates.

From the twelve **normals** of a grid, `MEASURES` make a layer.

From **series**, arrays of series x months or series x days, the same code serves municipalities and cells. Months and
days follow each other without a break; NaN is a missing one. Measures make one figure a series, for indicators to name:

- `SERIES_MEASURES[name](rain, *, start, reference=None, check_all=True)`: `rain` is series x months in mm, float32 or
  float64; `start` the year and month (1-12) of its first column; `reference` the first and last year of what is normal,
  None for all.
- `DAILY_MEASURES[name](rain, *, first, check_all=True)`: `rain` is series x days in mm; `first` the `datetime.date` of
  its first column.

Both give float64, one figure a series, NaN where it cannot be told, as for a series that is missing throughout. Both
raise `geo.errors.MethodError`, all faults at once, for negative or infinite rain, series too short and a reference
outside them; and, unless `check_all` is False, for series that are all missing or in another unit. Say False for blocks
of a larger set: a block may lie in the sea or in a desert. A figure depends on its own series alone, to the bit, so
that blocks may be cut anywhere.
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
