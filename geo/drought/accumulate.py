"""Add up a monthly series over the last so many months."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo.errors import Faults, MethodError

if TYPE_CHECKING:
    from numpy.typing import NDArray


def accumulate(monthly: NDArray[np.floating], *, scale: int) -> NDArray[np.float64]:
    """Sum each month with the `scale` - 1 months before it.

    Parameters
    ----------
    monthly
        Months on the first axis, any shape behind it; NaN is a missing month.
    scale
        Months in a sum, from 1 to as many as there are.

    Returns
    -------
    numpy.ndarray
        Same shape; NaN for the first `scale` - 1 months and wherever a month of the sum is missing: a gap is never
        bridged.

    Raises
    ------
    MethodError
        When `scale` is below 1 or longer than the series.
    """
    faults = Faults("accumulation", MethodError)
    find_scale_faults(scale, months=len(monthly), faults=faults)
    faults.raise_any()
    sums = np.empty(monthly.shape)
    sums[: scale - 1] = np.nan
    filled = sums[scale - 1 :]
    filled[...] = monthly[: len(filled)]
    # Adding shifted slices keeps a NaN to its own windows, and wet decades add no rounding to dry ones.
    for later in range(1, scale):
        filled += monthly[later : later + len(filled)]
    return sums


def find_scale_faults(scale: int, *, months: int, faults: Faults) -> None:
    """Note a scale that is no number of months of the series."""
    if not 1 <= scale <= months:
        faults.add(f"the scale is {scale} months, the series has {months}. Give 1 to {months} months.")
