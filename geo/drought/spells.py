"""Measure how long dry spells last: days without rain in the rainy season, months without rain in the year.

References
----------
.. [1] Zhang, X. et al. (2011). Indices for monitoring changes in extremes based on daily temperature and precipitation
   data. WIREs Climate Change 2(6), 851-870: a dry day has less than 1 mm.
.. [2] Köppen, W. (1936). Das geographische System der Klimate: in the tropics a dry month has less than 60 mm.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo.drought.days import check_daily, year_windows
from geo.drought.series import calendar_month, check_rain

if TYPE_CHECKING:
    import datetime as dt

    from numpy.typing import NDArray

    from geo.drought.series import Start

WET_DAY_MM = 1.0
"""A day with less is dry [1]_."""

DRY_MONTH_MM = 60.0
"""A month with less is dry [2]_."""


def longest_run(dry: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Count the longest run of True along the last axis."""
    run = np.zeros(dry.shape[:-1], np.int64)
    longest = run.copy()
    for step in range(dry.shape[-1]):
        run += 1
        run *= dry[..., step]
        np.maximum(longest, run, out=longest)
    return longest


def dry_spells(
    rain: NDArray[np.floating],
    *,
    first: dt.date,
    season: tuple[int, int] = (5, 10),
    wet_mm: float = WET_DAY_MM,
    check_all: bool = True,
) -> NDArray[np.float64]:
    """Count the days of the longest dry spell of each year's rainy season.

    Parameters
    ----------
    rain
        Series x days, mm a day, from `first` on without a break; NaN is a missing day.
    first
        Date of the first column.
    season
        First and last calendar month that are looked at; a spell is cut at their ends.
    wet_mm
        A day with less is dry.
    check_all
        See `geo.drought.days.check_daily`.

    Returns
    -------
    numpy.ndarray
        Series x years that the series covers from the first to the last day of the season; NaN for a year that misses
        a day there: a spell through an unknown day is unknown.

    Raises
    ------
    MethodError
        See `geo.drought.days.check_daily`.
    """
    check_daily(rain, subject="dry spells", check_all=check_all)
    windows = year_windows(rain.shape[1], first=first, opens=(season[0], 1), closes=(season[1], 31))
    spells = np.full((len(rain), len(windows)), np.nan)
    for number, window in enumerate(windows.values()):
        days = rain[:, window]
        spells[:, number] = np.where(np.isnan(days).any(axis=1), np.nan, longest_run(days < wet_mm))
    return spells


def consecutive_dry_months(
    rain: NDArray[np.floating],
    *,
    start: Start,
    limit_mm: float | NDArray[np.floating] = DRY_MONTH_MM,
    opens: int = 5,
    check_all: bool = True,
) -> NDArray[np.float64]:
    """Count the longest run of dry months in each rain year.

    Parameters
    ----------
    rain
        Series x months, mm a month, from `start` on without a break; NaN is a missing month.
    start
        Year and month (1-12) of the first column.
    limit_mm
        A month with less is dry: one figure, or one for each series and month, such as half of the potential
        evaporation, as the FAO lets a growing period begin and end.
    opens
        Calendar month with which a rain year begins; May lets the dry season from November to April stay in one piece.
    check_all
        See `geo.drought.series.check_rain`.

    Returns
    -------
    numpy.ndarray
        Series x whole rain years within the series, 0-12; NaN for a year with a missing month.

    Raises
    ------
    MethodError
        See `geo.drought.series.check_rain`.
    """
    check_rain(rain, start=start, subject="consecutive dry months", check_all=check_all)
    begins = calendar_month(opens, months=rain.shape[1] - 11, start=start)
    columns = begins[:, None] + np.arange(12)
    months = rain[:, columns]
    limits = np.broadcast_to(limit_mm, rain.shape)[:, columns]
    return np.where(np.isnan(months + limits).any(axis=2), np.nan, longest_run(months < limits))
