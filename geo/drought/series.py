"""Check monthly series of rain, and lay them out by calendar year."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from geo.drought.accumulate import find_scale_faults
from geo.errors import Faults, MethodError

if TYPE_CHECKING:
    from numpy.typing import NDArray

Start: TypeAlias = tuple[int, int]
"""Year and month (1-12) of the first month of a series."""

Years: TypeAlias = tuple[int, int]
"""First and last year of a period, both within it."""

MIN_YEARS = 20
"""Fewer years than this tell too little about how rare a dry one is."""

TINY_MM = 3.0
"""Where no month of any place exceeds this and most months have rain, the unit is not the millimetre."""

CHUNK = 1024
"""Series looked at together when they are checked; bounds the memory of the check."""


def check_rain(
    rain: NDArray[np.floating], *, start: Start, subject: str = "monthly rain", check_all: bool = True
) -> None:
    """Refuse what cannot be monthly rain in millimetres.

    Series that are missing throughout are no fault while there are others: nothing is told of them.

    Parameters
    ----------
    rain
        Series x months, mm a month, from `start` on without a break; NaN is a missing month.
    start
        Year and month of the first column.
    subject
        What the message is about.
    check_all
        Look also at all series together, and refuse them when every month is missing, or when they look like metres or
        a flux: no month of any series exceeds 3, yet more than half of the months have rain. Say False for a block of
        a larger set, and for a desert as a model sees it, with drizzle in most months; a gauge there has mostly zeros
        and passes.

    Raises
    ------
    MethodError
        When there are not two axes, `start` is no month, every month is missing, or figures are infinite, negative or
        in another unit; all faults at once.
    """
    faults = Faults(subject, MethodError)
    find_shape_faults(rain, start=start, faults=faults)
    faults.raise_any()
    _find_rain_faults(rain, faults=faults, check_all=check_all)
    faults.raise_any()


def check_windows(
    rain: NDArray[np.floating],
    *,
    start: Start,
    scale: int,
    reference: Years | None,
    check_all: bool,
    faults: Faults,
) -> Years:
    """Refuse rain, a scale and a reference period that do not go together, with what was noted before.

    Parameters
    ----------
    rain, start, check_all
        See `check_rain`.
    scale
        Months that are summed.
    reference
        First and last year, or None for all.
    faults
        Raised with what is found here.

    Returns
    -------
    tuple
        The reference period, with its default.

    Raises
    ------
    MethodError
        See `check_rain`; also when the scale does not fit the series, or the reference period is not within it or has
        under 20 years.
    """
    noted = len(faults.messages)
    find_shape_faults(rain, start=start, faults=faults)
    if len(faults.messages) > noted:
        # What has no months has nothing more to look at.
        faults.raise_any()
    _find_rain_faults(rain, faults=faults, check_all=check_all)
    find_scale_faults(scale, months=rain.shape[1], faults=faults)
    reference = find_reference_faults(reference, months=rain.shape[1], start=start, faults=faults)
    faults.raise_any()
    return reference


def find_shape_faults(values: NDArray[np.floating], *, start: Start, faults: Faults) -> None:
    """Note what is wrong with the axes of a series and with its first month."""
    if values.ndim != 2 or not values.size:
        faults.add(f"the shape is {values.shape}. Give series x months, at least one of each.")
    if not np.issubdtype(values.dtype, np.floating):
        faults.add(f"the type is {values.dtype}. Give floats, with NaN where a month is missing.")
    if not 1 <= start[1] <= 12:
        faults.add(f"the first month is {start[1]} of {start[0]}. Count months from 1 to 12.")


def find_range_faults(low: NDArray[np.floating], high: NDArray[np.floating], *, faults: Faults) -> None:
    """Note series whose lowest figure is negative or whose highest is infinite."""
    faults.check(
        "series (counted from 0) hold infinite figures",
        bad=np.flatnonzero(np.isinf(high) | np.isinf(low)).tolist(),
        of=len(low),
        do="Declare them as nodata where the source is read.",
    )
    faults.check(
        "series (counted from 0) hold negative rain",
        bad=np.flatnonzero(low < 0).tolist(),
        of=len(low),
        do="Declare such figures as nodata where the source is read.",
    )


def find_reference_faults(
    reference: Years | None, *, months: int, start: Start, faults: Faults, least: int = MIN_YEARS
) -> Years:
    """Note a reference period that lies outside the series or is too short; give it with its default, all years.

    Parameters
    ----------
    reference
        First and last year, or None for all that the series touches.
    months, start
        Of the series.
    faults
        Where to note.
    least
        Years that the method needs.
    """
    first, last = start[0], start[0] + (start[1] - 2 + months) // 12
    if reference is None:
        reference = (first, last)
    elif not first <= reference[0] <= reference[1] <= last:
        faults.add(
            f"the reference period {reference[0]}-{reference[1]} is not within the series, {first}-{last}. "
            "Give a first and a last year that it covers."
        )
    whole = min((reference[1] - reference[0] + 1), -(-months // 12))
    if whole < least:
        faults.add(
            f"the reference period {reference[0]}-{reference[1]} has {whole} years of months. At least {least} are "
            "needed to tell how rare a dry one is: take a longer series."
        )
    return reference


def by_year(block: NDArray[np.floating], *, start: Start) -> NDArray[np.float64]:
    """Lay series out as years x 12 x series, January first, with NaN before the first and after the last month."""
    lead, months = start[1] - 1, block.shape[1]
    years = -(-(lead + months) // 12)
    laid = np.empty((years * 12, len(block)))
    laid[:lead] = np.nan
    laid[lead : lead + months] = block.T
    laid[lead + months :] = np.nan
    return laid.reshape(years, 12, len(block))


def calendar_month(month: int, *, months: int, start: Start) -> NDArray[np.intp]:
    """Find the columns of a series that are the given calendar month (1-12)."""
    return np.arange((month - start[1]) % 12, months, 12)


def _find_rain_faults(rain: NDArray[np.floating], *, faults: Faults, check_all: bool) -> None:
    low, high, wet, known = _extremes(rain)
    find_range_faults(low, high, faults=faults)
    if not check_all:
        return
    if not known:
        faults.add(f"all {rain.size} months of {len(rain)} series are missing. Check the nodata of the source.")
    elif 0 < np.fmax.reduce(high, initial=0.0) <= TINY_MM and wet > known / 2:
        faults.add(
            f"no month of {len(rain)} series exceeds {TINY_MM:g} mm, yet {wet} of {known} months have rain: this looks "
            "like metres or a flux. Give mm a month (metres times 1,000), or say `check_all=False` for a desert."
        )


def _extremes(rain: NDArray[np.floating]) -> tuple[NDArray[np.floating], NDArray[np.floating], int, int]:
    """Find the lowest and highest figure of each series, and count the wet and the known months of all."""
    low, high = np.empty(len(rain), rain.dtype), np.empty(len(rain), rain.dtype)
    wet = known = 0
    for first in range(0, len(rain), CHUNK):
        part = np.asarray(rain[first : first + CHUNK])
        low[first : first + CHUNK] = np.fmin.reduce(part, axis=1)
        high[first : first + CHUNK] = np.fmax.reduce(part, axis=1)
        wet += int(np.count_nonzero(part > 0))
        known += part.size - int(np.count_nonzero(np.isnan(part)))
    return low, high, wet, known
