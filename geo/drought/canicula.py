"""Measure the canicula, the dry weeks of July and August between the two peaks of the rainy season.

References
----------
.. [1] Maurer, E. P., Roby, N., Stewart-Frey, I. T. and Bacon, C. M. (2017). Projected twenty-first-century changes in
   the Central American mid-summer drought using statistically downscaled climate projections. Regional Environmental
   Change 17, 2421-2432.
.. [2] Maurer, E. P., Stewart, I. T., Joseph, K. and Hidalgo, H. G. (2022). The Mesoamerican mid-summer drought: the
   impact of its definition on occurrences and recent changes. Hydrology and Earth System Sciences 26, 1425-1437.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo.drought.days import check_daily, year_windows
from geo.drought.series import calendar_month, check_rain

if TYPE_CHECKING:
    import datetime as dt

    from numpy.typing import NDArray

    from geo.drought.series import Start

HALF_WINDOW = 15
"""Days to each side in the triangular mean; its ends weigh nothing, so that 29 days count."""

FIRST_HALF = 76
"""Days from 1 May to 15 July, where the first peak is sought; the second until 30 September."""

MAY_1 = 121
"""Day of a common year."""

CHUNK = 1024
"""Series smoothed together, to bound the memory."""


@dataclass(frozen=True)
class Canicula:
    """The canicula of each series and year; NaN where a day from 16 April to 15 October is missing."""

    years: tuple[int, ...]
    """Those that the series cover between these days."""

    onset_day: NDArray[np.float64]
    """Day of a common year (121 is 1 May) of the first peak, from which rain decreases."""

    length_days: NDArray[np.float64]
    """From the first peak to the second."""

    depth_mm_day: NDArray[np.float64]
    """Mean of the two peaks less the minimum between them: what Maurer et al. call intensity."""

    minimum_mm_day: NDArray[np.float64]
    """Lowest smoothed rain between the peaks."""


def canicula(rain: NDArray[np.floating], *, first: dt.date, check_all: bool = True) -> Canicula:
    """Find the two peaks of each rainy season and the minimum between them, in daily rain [1]_.

    Rain is smoothed by a triangular window of 31 days. The first peak is the highest day from 1 May to 15 July, the
    second the highest from 16 July to 30 September. Every year has such days, also where there is no canicula, as on
    the Caribbean side: there the depth is small, and how small is too small is a choice that changes much [2]_. It is
    left to the reader of the depth.

    Parameters
    ----------
    rain
        Series x days, mm a day, from `first` on without a break; NaN is a missing day. Pentads and dekads serve once
        they are spread over their days (see `spread_over_days`); of months only a depth can be told, by
        `monthly_depth_mm`.
    first
        Date of the first column.
    check_all
        See `geo.drought.days.check_daily`.

    Returns
    -------
    Canicula
        Arrays of series x years.

    Raises
    ------
    MethodError
        See `geo.drought.days.check_daily`.
    """
    check_daily(rain, subject="canicula", check_all=check_all)
    windows = year_windows(rain.shape[1], first=first, opens=(4, 16), closes=(10, 15))
    found = np.full((4, len(rain), len(windows)), np.nan)
    for number, window in enumerate(windows.values()):
        for begin in range(0, len(rain), CHUNK):
            found[:, begin : begin + CHUNK, number] = _one_year(rain[begin : begin + CHUNK, window])
    return Canicula(tuple(windows), *found)


def monthly_depth_mm(rain: NDArray[np.floating], *, start: Start, check_all: bool = True) -> NDArray[np.float64]:
    """Give the depth of the canicula in monthly rain: mean of the peaks less the drier of July and August.

    The peaks are the wetter of May and June, and of September and October. Onset and length need days.

    Parameters
    ----------
    rain
        Series x months, mm a month, from `start` on without a break; NaN is a missing month.
    start
        Year and month (1-12) of the first column.
    check_all
        See `geo.drought.series.check_rain`.

    Returns
    -------
    numpy.ndarray
        Series x years with all months from May to October within the series, mm a month; below 0 where July and August
        are wetter than both peaks; NaN where one of the six is missing.

    Raises
    ------
    MethodError
        See `geo.drought.series.check_rain`.
    """
    check_rain(rain, start=start, subject="canicula", check_all=check_all)
    begins = calendar_month(5, months=rain.shape[1] - 5, start=start)
    may, june, july, august, september, october = (rain[:, begins + later].astype(np.float64) for later in range(6))
    peaks = (np.maximum(may, june) + np.maximum(september, october)) / 2.0
    return np.asarray(peaks - np.minimum(july, august))


def spread_over_days(totals: NDArray[np.floating], *, days: NDArray[np.integer]) -> NDArray[np.floating]:
    """Share out the rain of pentads or dekads evenly over their days.

    Parameters
    ----------
    totals
        Series x periods, mm in the period.
    days
        Of each period.
    """
    return np.repeat(totals / days, days, axis=1)


def _one_year(rain: NDArray[np.floating]) -> NDArray[np.float64]:
    """Find onset, length, depth and minimum in the days from 16 April to 15 October."""
    smooth = _smooth(rain)
    days = np.arange(smooth.shape[1])
    onset = smooth[:, :FIRST_HALF].argmax(axis=1)
    end = FIRST_HALF + smooth[:, FIRST_HALF:].argmax(axis=1)
    between = (days >= onset[:, None]) & (days <= end[:, None])
    minimum = np.where(between, smooth, np.inf).min(axis=1)
    rows = np.arange(len(smooth))
    depth = (smooth[rows, onset] + smooth[rows, end]) / 2.0 - minimum
    found = np.stack([MAY_1 + onset, end - onset, depth, minimum])
    return np.where(np.isnan(rain).any(axis=1), np.nan, found)


def _smooth(rain: NDArray[np.floating]) -> NDArray[np.float64]:
    """Average the 15 days to each side of a day with weights that fall to 0, shortening the series by 30 days."""
    weights = 1.0 - np.abs(np.arange(-HALF_WINDOW, HALF_WINDOW + 1)) / HALF_WINDOW
    smooth = np.zeros((len(rain), rain.shape[1] - 2 * HALF_WINDOW))
    for later, weight in enumerate(weights / weights.sum()):
        smooth += weight * rain[:, later : later + smooth.shape[1]]
    return smooth
