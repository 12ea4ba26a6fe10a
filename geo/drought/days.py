"""Check daily series of rain, and find the same days of every year in them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np

from geo.drought.series import find_range_faults
from geo.errors import Faults, MethodError

if TYPE_CHECKING:
    from numpy.typing import NDArray

MonthDay = tuple[int, int]


def check_daily(rain: NDArray[np.floating], *, subject: str, check_all: bool = True) -> None:
    """Refuse what cannot be daily rain.

    Parameters
    ----------
    rain
        Series x days, mm a day; NaN is a missing day.
    subject
        What the message is about.
    check_all
        Refuse also series that are all missing; say False for a block of a larger set.

    Raises
    ------
    MethodError
        When there are not two axes of floats, all is missing, or figures are infinite or negative.
    """
    faults = Faults(subject, MethodError)
    if rain.ndim != 2 or not rain.size or not np.issubdtype(rain.dtype, np.floating):
        faults.add(f"there are figures of type {rain.dtype} in the shape {rain.shape}. Give floats, series x days.")
        faults.raise_any()
    low, high = np.fmin.reduce(rain, axis=1), np.fmax.reduce(rain, axis=1)
    find_range_faults(low, high, faults=faults)
    if check_all and np.isnan(high).all():
        faults.add(f"all {rain.size} days of {len(rain)} series are missing. Check the nodata of the source.")
    faults.raise_any()


def year_windows(days: int, *, first: dt.date, opens: MonthDay, closes: MonthDay) -> dict[int, slice]:
    """Find the columns from one calendar day to another in each year that a daily series covers between them.

    Parameters
    ----------
    days
        Columns of the series.
    first
        Date of the first column.
    opens, closes
        Month and day, both within the window; a day beyond the month's end means its end.

    Returns
    -------
    dict
        A slice by year; a year that begins or ends within the window is left out.
    """
    last = first + dt.timedelta(days=days - 1)
    windows = {}
    for year in range(first.year, last.year + 1):
        begin = (_date(year, opens) - first).days
        end = (_date(year, closes) - first).days + 1
        if begin >= 0 and end <= days:
            windows[year] = slice(begin, end)
    return windows


def _date(year: int, day: MonthDay) -> dt.date:
    following = dt.date(year + day[0] // 12, day[0] % 12 + 1, 1)
    return min(dt.date(year, day[0], 1) + dt.timedelta(days=day[1] - 1), following - dt.timedelta(days=1))
