"""Express accumulated rain in percent of what is normal for the place and the time of the year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo.drought.accumulate import accumulate
from geo.drought.series import MIN_YEARS, by_year, check_windows
from geo.errors import Faults, MethodError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.drought.series import Start, Years

BLOCK = 256
"""Series worked on together, to bound the memory."""


def percent_of_normal(
    rain: NDArray[np.floating],
    *,
    start: Start,
    scale: int,
    reference: Years | None = None,
    check_all: bool = True,
) -> NDArray[np.floating]:
    """Divide the rain of the last `scale` months by its mean over the reference years, times 100.

    Parameters
    ----------
    rain
        Series x months, mm a month, from `start` on without a break; NaN is a missing month.
    start, scale, reference, check_all
        See `geo.drought.spi`.

    Returns
    -------
    numpy.ndarray
        Series x months, percent, of the type of `rain`; NaN where a window is not complete, where fewer than 20
        reference years have a value, and where the normal is 0.

    Raises
    ------
    MethodError
        See `geo.drought.spi`.
    """
    faults = Faults("percent of normal", MethodError)
    reference = check_windows(rain, start=start, scale=scale, reference=reference, check_all=check_all, faults=faults)
    rows = slice(reference[0] - start[0], reference[1] - start[0] + 1)
    lead = start[1] - 1
    percent = np.empty_like(rain)
    for first in range(0, len(rain), BLOCK):
        part = rain[first : first + BLOCK]
        monthly = by_year(part, start=start)
        sums = accumulate(monthly.reshape(-1, len(part)), scale=scale).reshape(monthly.shape)
        count = np.count_nonzero(~np.isnan(sums[rows]), axis=0)
        normal = np.nansum(sums[rows], axis=0)
        usable = (count >= MIN_YEARS) & (normal > 0)
        shares = np.divide(sums * count, normal, out=np.full_like(sums, np.nan), where=usable)
        percent[first : first + BLOCK] = 100.0 * shares.reshape(-1, len(part))[lead : lead + rain.shape[1]].T
    return percent
