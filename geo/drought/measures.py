"""Name the ways to make one figure a place out of its monthly or daily series, for indicators to ask for."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Literal, Protocol

import numpy as np

from geo.drought.accumulate import accumulate
from geo.drought.canicula import canicula, monthly_depth_mm
from geo.drought.percent import percent_of_normal
from geo.drought.seasons import POSTRERA, PRIMERA, Season, at_season, dry_month_share, season_drought
from geo.drought.series import check_rain, find_reference_faults
from geo.drought.spells import consecutive_dry_months, dry_spells
from geo.drought.spi import spi
from geo.drought.trend import LEAST_YEARS, trend
from geo.errors import Faults, MethodError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from geo.drought.series import Start, Years

LAST_YEARS = 10
"""Droughts are counted over these last years, against the reference: over the reference itself all places are alike."""

LEAST_SHARE = 0.8
"""A mean over years needs this share of them."""

YEAR = Season(last_month=12, months=12)


class SeriesMeasure(Protocol):
    """A way to make one figure a place out of monthly rain; see the head of `geo.drought`."""

    def __call__(
        self,
        rain: NDArray[np.floating],
        *,
        start: Start,
        reference: Years | None = None,
        check_all: bool = True,
    ) -> NDArray[np.float64]:
        """Take series x months, mm; give a figure for each series."""


class DailyMeasure(Protocol):
    """A way to make one figure a place out of daily rain; see the head of `geo.drought`."""

    def __call__(self, rain: NDArray[np.floating], *, first: dt.date, check_all: bool = True) -> NDArray[np.float64]:
        """Take series x days, mm; give a figure for each series."""


def _drought_months_pct(
    rain: NDArray[np.floating], *, start: Start, reference: Years | None = None, check_all: bool = True, scale: int
) -> NDArray[np.float64]:
    """Give the percent of the last ten years' months whose SPI is at or below -1."""
    index = spi(rain, start=start, scale=scale, reference=reference, check_all=check_all).values
    return _where_known(dry_month_share(index, last=12 * LAST_YEARS), index[:, -12 * LAST_YEARS :])


def _season_frequency_pct(
    rain: NDArray[np.floating],
    *,
    start: Start,
    reference: Years | None = None,
    check_all: bool = True,
    season: Season,
) -> NDArray[np.float64]:
    """Give the percent of the last ten years whose season had an SPI at or below -1."""
    index = spi(rain, start=start, scale=season.months, reference=reference, check_all=check_all).values
    found = season_drought(index, season, start=start, last=LAST_YEARS)
    return _where_known(found.frequency_pct, at_season(index, season, start=start)[:, -LAST_YEARS:])


def _season_deficit(
    rain: NDArray[np.floating],
    *,
    start: Start,
    reference: Years | None = None,
    check_all: bool = True,
    season: Season,
) -> NDArray[np.float64]:
    """Average over the last ten years how far the season's SPI lay below 0, wet years counting 0.

    Unlike the severity of `season_drought` it is there also for a place without a drought, and higher is worse.
    """
    index = spi(rain, start=start, scale=season.months, reference=reference, check_all=check_all).values
    figures = at_season(index, season, start=start)[:, -LAST_YEARS:]
    return _mean_known(np.maximum(-figures.astype(np.float64), 0.0))


def _trend_mm_decade(
    rain: NDArray[np.floating],
    *,
    start: Start,
    reference: Years | None = None,
    check_all: bool = True,
    season: Season,
) -> NDArray[np.float64]:
    """Give the Theil-Sen slope of the season's rain in mm a decade, over the reference years or all."""
    check_rain(rain, start=start, subject="trend of rain", check_all=check_all)
    faults = Faults("trend of rain", MethodError)
    chosen = find_reference_faults(reference, months=rain.shape[1], start=start, faults=faults, least=LEAST_YEARS)
    faults.raise_any()
    sums = accumulate(rain.T, scale=season.months).T
    yearly = at_season(sums, season, start=start)
    first = start[0] + (season.last_month < start[1])
    return 10.0 * trend(yearly[:, max(chosen[0] - first, 0) : chosen[1] - first + 1]).slope


def _percent_last_year(
    rain: NDArray[np.floating], *, start: Start, reference: Years | None = None, check_all: bool = True
) -> NDArray[np.float64]:
    """Give the rain of the last twelve months in percent of normal."""
    percent = percent_of_normal(rain, start=start, scale=12, reference=reference, check_all=check_all)
    return percent[:, -1].astype(np.float64)


def _dry_months(
    rain: NDArray[np.floating], *, start: Start, reference: Years | None = None, check_all: bool = True
) -> NDArray[np.float64]:
    """Average over the years the longest run of months under 60 mm."""
    del reference  # counts months as they are; nothing is compared with a normal
    return _mean_known(consecutive_dry_months(rain, start=start, check_all=check_all))


def _canicula_depth_mm(
    rain: NDArray[np.floating], *, start: Start, reference: Years | None = None, check_all: bool = True
) -> NDArray[np.float64]:
    """Average over the years how much drier the driest of July and August is than the months of the two peaks."""
    del reference  # compares months of one year
    return _mean_known(monthly_depth_mm(rain, start=start, check_all=check_all))


SERIES_MEASURES: Mapping[str, SeriesMeasure] = {
    "spi3_drought_months_pct": partial(_drought_months_pct, scale=3),
    "spi12_drought_months_pct": partial(_drought_months_pct, scale=12),
    "primera_drought_frequency_pct": partial(_season_frequency_pct, season=PRIMERA),
    "postrera_drought_frequency_pct": partial(_season_frequency_pct, season=POSTRERA),
    "primera_deficit": partial(_season_deficit, season=PRIMERA),
    "postrera_deficit": partial(_season_deficit, season=POSTRERA),
    "rain_trend_mm_decade": partial(_trend_mm_decade, season=YEAR),
    "primera_rain_trend_mm_decade": partial(_trend_mm_decade, season=PRIMERA),
    "percent_of_normal_last_year": _percent_last_year,
    "consecutive_dry_months": _dry_months,
    "canicula_monthly_depth_mm": _canicula_depth_mm,
}
"""Measures of monthly rain that an indicator may name."""


def _canicula_mean(
    rain: NDArray[np.floating],
    *,
    first: dt.date,
    check_all: bool = True,
    part: Literal["length_days", "depth_mm_day", "onset_day"],
) -> NDArray[np.float64]:
    """Average one measure of the canicula over the years."""
    return _mean_known(getattr(canicula(rain, first=first, check_all=check_all), part))


def _dry_spell_days(rain: NDArray[np.floating], *, first: dt.date, check_all: bool = True) -> NDArray[np.float64]:
    """Average over the years the longest dry spell from May to October."""
    return _mean_known(dry_spells(rain, first=first, check_all=check_all))


DAILY_MEASURES: Mapping[str, DailyMeasure] = {
    "canicula_length_days": partial(_canicula_mean, part="length_days"),
    "canicula_depth_mm_day": partial(_canicula_mean, part="depth_mm_day"),
    "canicula_onset_day": partial(_canicula_mean, part="onset_day"),
    "dry_spell_days": _dry_spell_days,
}
"""Measures of daily rain that an indicator may name; means over the years."""


def _mean_known(yearly: NDArray[np.float64]) -> NDArray[np.float64]:
    """Average what is known of each row; NaN where less than four fifths of it is."""
    # In one order in memory, so that a place's years are added in one order whatever places stand beside it.
    yearly = np.ascontiguousarray(yearly)
    known = np.count_nonzero(~np.isnan(yearly), axis=1)
    mean = np.divide(np.nansum(yearly, axis=1), known, out=np.full(len(yearly), np.nan), where=known > 0)
    return _where_known(mean, yearly)


def _where_known(figures: NDArray[np.float64], behind: NDArray[np.floating]) -> NDArray[np.float64]:
    """Keep the figures that stand on at least four fifths of what is behind them."""
    known = np.count_nonzero(~np.isnan(behind), axis=1)
    return np.where(known >= max(LEAST_SHARE * behind.shape[1], 1), figures, np.nan)
