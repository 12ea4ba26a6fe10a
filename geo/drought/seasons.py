"""Read the two crop seasons of Central America out of monthly series: how often and how badly they failed.

References
----------
.. [1] FAO (2016). Dry Corridor Central America, situation report: primera is sown with the first rains in May and
   harvested in August, postrera is sown in late August or September and harvested in November and December.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo.drought.series import calendar_month

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.drought.series import Start

DRY = -1.0
"""An index at or below this is a drought, moderate at least; one year in six over the reference period."""


@dataclass(frozen=True)
class Season:
    """Months in a row that a crop lives on."""

    last_month: int
    """Calendar month (1-12) it ends with."""

    months: int
    """How many it has; the scale of the index that describes it."""


PRIMERA = Season(last_month=8, months=4)
"""May to August: the first sowing, mostly maize [1]_."""

POSTRERA = Season(last_month=11, months=3)
"""September to November: the second sowing, mostly beans [1]_."""


@dataclass(frozen=True)
class SeasonDrought:
    """How often and how badly a season was dry, by series."""

    years: NDArray[np.int64]
    """Years whose season has an index."""

    frequency_pct: NDArray[np.float64]
    """Share of these years in drought; NaN without any."""

    severity: NDArray[np.float64]
    """Mean of the index over the years in drought, so below 0; NaN where none was."""


def at_season(index: NDArray[np.floating], season: Season, *, start: Start) -> NDArray[np.floating]:
    """Take the figures of a monthly series at the end of a season: series x years.

    Parameters
    ----------
    index
        Series x months: an index at the season's scale, or sums over its months.
    season
        Its last month says which figures are taken.
    start
        Year and month (1-12) of the first column.
    """
    # In one order in memory, so that a place's years are added in one order whatever places stand beside it.
    return np.ascontiguousarray(index[:, calendar_month(season.last_month, months=index.shape[1], start=start)])


def season_drought(
    index: NDArray[np.floating], season: Season, *, start: Start, last: int | None = None, threshold: float = DRY
) -> SeasonDrought:
    """Count the years whose season was in drought, and average how deep these droughts were.

    Over the reference period of the index itself every place has about the same frequency, by construction: places
    differ in what came after it, or within the `last` years of it.

    Parameters
    ----------
    index
        Series x months: an index at the season's scale, as of `geo.drought.spi(..., scale=season.months)`.
    season
        Such as `PRIMERA` or `POSTRERA`.
    start
        Year and month (1-12) of the first column.
    last
        Count the last so many years only; None counts all.
    threshold
        A drought is at or below it.
    """
    figures = at_season(index, season, start=start)
    figures = figures if last is None else np.ascontiguousarray(figures[:, -last:])
    years = np.count_nonzero(~np.isnan(figures), axis=1)
    dry = figures <= threshold
    droughts = np.count_nonzero(dry, axis=1)
    return SeasonDrought(
        years,
        100.0 * _share(droughts, years),
        _share(np.where(dry, figures, 0.0).sum(axis=1, dtype=np.float64), droughts),
    )


def dry_month_share(
    index: NDArray[np.floating], *, last: int | None = None, threshold: float = DRY
) -> NDArray[np.float64]:
    """Give the percent of known months at or below the threshold, over the last so many months or all; NaN if none."""
    figures = index if last is None else index[:, -last:]
    known = np.count_nonzero(~np.isnan(figures), axis=1)
    return 100.0 * _share(np.count_nonzero(figures <= threshold, axis=1), known)


def _share(part: NDArray[np.generic], whole: NDArray[np.int64]) -> NDArray[np.float64]:
    return np.asarray(np.divide(part, whole, out=np.full(len(whole), np.nan), where=whole > 0))
