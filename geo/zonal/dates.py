"""Tell from their names when layers are of, and turn days and dekads into months without bridging a gap."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from geo.errors import Faults, RasterError, fault

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

Step = Literal["day", "dekad", "month"]
FloatArray = npt.NDArray[np.float64]

_DATES: tuple[tuple[Step, re.Pattern[str]], ...] = (
    ("dekad", re.compile(r"(?<!\d)(\d{4})[.\-_]?(\d{2})[.\-_]?[dD]([123])(?!\d)")),
    ("dekad", re.compile(r"(?<!\d)(\d{4})[.\-_](\d{2})[.\-_]([123])(?![\dA-Za-z])")),
    ("day", re.compile(r"(?<!\d)(\d{4})[.\-_]?(\d{2})[.\-_]?(\d{2})(?!\d)")),
    ("month", re.compile(r"(?<!\d)(\d{4})[.\-_]?(\d{2})(?!\d)")),
)
"""How producers write dates: 2020.01.1 and 2020-01-D1 are dekads, 2020.01.15 a day, 2020.01 and 2020_01_1km months."""


@dataclass(frozen=True)
class Dates:
    """When layers begin, each `step` long, in order.

    Attributes
    ----------
    start
        The first day of each.
    step
        How long each is.
    """

    start: npt.NDArray[np.datetime64]
    step: Step


@dataclass(frozen=True)
class Series:
    """Figures by month or by day without a break; what is missing is NaN and said.

    Attributes
    ----------
    values
        Units x months or days.
    first
        The first day.
    gaps
        The months and days that have no layer, and months that lack some of their days or dekads: ``1998-02``.
    """

    values: FloatArray
    first: dt.date
    gaps: tuple[str, ...]


def dates_of(names: Sequence[str], *, title: str, start: str | None = None, step: Step | None = None) -> Dates:
    """Read dates off the names of layers, or count them from a declared start.

    Parameters
    ----------
    names
        Band descriptions, file names, or dates as NetCDF tells them.
    title
        What messages call the stack.
    start, step
        Of layers whose names carry no date: the first day, such as ``1981-01-01``, and how long each layer is; or the
        step alone, where neither names nor spacing tell it: days that all lie a month apart are taken to be months.

    Raises
    ------
    RasterError
        With every name without a date, every date that stands twice or out of order, and steps that differ.
    """
    if start is not None:
        return Dates(_counted(start, step or "month", len(names)), step or "month")
    found = [_date(name) for name in names]
    faults = Faults(title, RasterError)
    faults.check(
        "layers carry no date in their names",
        bad=[name for name, date in zip(names, found, strict=True) if date is None],
        of=len(names),
        do="Declare `start` and `step` in the entry, or rename the files.",
    )
    faults.raise_any()
    told = [date for date in found if date is not None]
    steps = sorted({kind for _, kind in told})
    if step is None and len(steps) > 1:
        raise RasterError(f"{title}: layers are of {' and '.join(steps)}. Give each an entry of its own.")
    days = np.array([day for day, _ in told], dtype="datetime64[D]")
    step = step or ("month" if steps == ["day"] and _a_month_apart(days) else steps[0])
    if step == "month":
        days = days.astype("datetime64[M]").astype("datetime64[D]")
    elif step == "day" or steps == ["day"]:
        days = days if step == "day" else _dekad_of(days)
    gap = np.flatnonzero(np.diff(days) <= np.timedelta64(0, "D")) + 1
    faults.check(
        "layers are not later than the one before",
        bad=[names[place] for place in gap.tolist()],
        of=len(names),
        do="Sort the files by date, and keep one of each.",
    )
    faults.raise_any()
    return Dates(days, step)


def monthly(values: FloatArray, dates: Dates, *, how: Literal["sum", "mean"]) -> Series:
    """Bring layers' figures to calendar months.

    Parameters
    ----------
    values
        Units x layers.
    dates
        Of the layers.
    how
        `sum` for what adds up over time, such as rain in mm; `mean` for temperature or a rate a day.

    Returns
    -------
    Series
        From the first month to the last; a month that lacks a day or a dekad, or a figure of it, is NaN.
    """
    months = dates.start.astype("datetime64[M]")
    first = months[0]
    place = (months - first).astype(int)
    count = int(place[-1]) + 1
    held = np.bincount(place, minlength=count)
    calendar = first + np.arange(count)
    whole = held == _steps_in(calendar, dates.step)
    starts = np.searchsorted(place, np.arange(count))
    sums = np.full((len(values), count), np.nan)
    sums[:, held > 0] = np.add.reduceat(values, starts[held > 0], axis=1)
    result = sums / np.maximum(held, 1) if how == "mean" else sums
    result[:, ~whole] = np.nan
    return Series(result, first.astype("datetime64[D]").item(), tuple(str(month) for month in calendar[~whole]))


def daily(values: FloatArray, dates: Dates) -> Series:
    """Lay days out without a break; one without a layer is NaN.

    Parameters
    ----------
    values
        Units x layers.
    dates
        Of the layers, by day.
    """
    place = (dates.start - dates.start[0]).astype(int)
    result = np.full((len(values), int(place[-1]) + 1), np.nan)
    result[:, place] = values
    missing = np.setdiff1d(np.arange(result.shape[1]), place)
    return Series(result, dates.start[0].item(), tuple(str(day) for day in dates.start[0] + missing))


def gaps_message(series: Series, *, title: str) -> str:
    """Say which months or days are missing, in four parts; empty when none is."""
    if not series.gaps:
        return ""
    return fault(
        f"steps of {title} are missing or incomplete, and count as missing",
        bad=series.gaps,
        of=series.values.shape[1],
        do="Fetch them if the producer has them.",
    )


def _date(name: str) -> tuple[np.datetime64, Step] | None:
    for step, pattern in _DATES:
        for match in pattern.finditer(name):
            year, month = int(match[1]), int(match[2])
            day = 1
            if step == "dekad":
                day = 10 * int(match[3]) - 9
            elif step == "day":
                day = int(match[3])
            if 1800 <= year <= 2200 and 1 <= month <= 12 and 1 <= day <= _days_in(year, month):
                return np.datetime64(f"{year:04d}-{month:02d}-{day:02d}"), step
    return None


def _a_month_apart(days: npt.NDArray[np.datetime64]) -> bool:
    """Say whether days stand for months, as NetCDF dates them."""
    return len(days) > 1 and bool((np.diff(days) >= np.timedelta64(28, "D")).all())


def _days_in(year: int, month: int) -> int:
    start = np.datetime64(f"{year:04d}-{month:02d}")
    return int(((start + 1).astype("datetime64[D]") - start.astype("datetime64[D]")).astype(int))


def _counted(start: str, step: Step, count: int) -> npt.NDArray[np.datetime64]:
    day = np.datetime64(start, "D")
    if step == "day":
        return np.asarray(day + np.arange(count))
    month = day.astype("datetime64[M]")
    if step == "month":
        return np.asarray((month + np.arange(count)).astype("datetime64[D]"))
    dekad = 3 * month.astype(int) + min((day - month.astype("datetime64[D]")).astype(int) // 10, 2) + np.arange(count)
    return np.asarray((dekad // 3).astype("datetime64[M]").astype("datetime64[D]") + 10 * (dekad % 3))


def _dekad_of(days: npt.NDArray[np.datetime64]) -> npt.NDArray[np.datetime64]:
    months = days.astype("datetime64[M]").astype("datetime64[D]")
    return np.asarray(months + 10 * np.minimum((days - months).astype(int) // 10, 2))


def _steps_in(months: npt.NDArray[np.datetime64], step: Step) -> npt.NDArray[np.int64]:
    if step == "day":
        return np.asarray(((months + 1).astype("datetime64[D]") - months.astype("datetime64[D]")).astype(int))
    return np.full(len(months), 3 if step == "dekad" else 1)
