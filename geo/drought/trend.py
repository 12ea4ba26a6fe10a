"""Tell a trend of many yearly series from chance, and how steep it is, without asking for a distribution.

References
----------
.. [1] Mann, H. B. (1945). Nonparametric tests against trend. Econometrica 13(3), 245-259; Kendall, M. G. (1975). Rank
   correlation methods, 4th edition: the variance with ties, and the correction for continuity.
.. [2] Sen, P. K. (1968). Estimates of the regression coefficient based on Kendall's tau. Journal of the American
   Statistical Association 63, 1379-1389; Theil, H. (1950).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from geo.errors import Faults, MethodError

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEAST_YEARS = 10
"""Fewer years have no trend to speak of, and the normal approximation does not hold [1]_."""

BLOCK = 256
"""Series worked on together, to bound the memory: all pairs of years of each are held at once."""


@dataclass(frozen=True)
class Trend:
    """A trend by series; NaN where fewer than ten years are known."""

    slope: NDArray[np.float64]
    """Change per year: the median over all pairs of years (Theil and Sen) [2]_."""

    p_value: NDArray[np.float64]
    """Two-sided probability of so much order by chance (Mann and Kendall) [1]_, years taken for independent."""


def trend(yearly: NDArray[np.floating]) -> Trend:
    """Test yearly series for a trend that goes one way, and estimate its slope.

    Parameters
    ----------
    yearly
        Series x years, one column a year without a break; NaN is a missing year, whose pairs are left out.

    Raises
    ------
    MethodError
        When there are not two axes, or figures are infinite.

    Notes
    -----
    Years of rain hardly depend on each other; yearly water levels do, and then `p_value` is too small.
    """
    faults = Faults("trend", MethodError)
    if yearly.ndim != 2:
        faults.add(f"the shape is {yearly.shape}. Give series x years.")
    infinite = int(np.isinf(yearly).sum())
    if infinite:
        faults.add(
            f"{infinite} of {yearly.size} figures are infinite. Declare them as nodata where the source is read."
        )
    faults.raise_any()
    slope, p_value = np.full(len(yearly), np.nan), np.full(len(yearly), np.nan)
    if yearly.shape[1] >= LEAST_YEARS:
        for first in range(0, len(yearly), BLOCK):
            part = slice(first, first + BLOCK)
            slope[part], p_value[part] = _trends(yearly[part].astype(np.float64))
    return Trend(slope, p_value)


def _trends(yearly: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    earlier, later = np.triu_indices(yearly.shape[1], k=1)
    rise = yearly[:, later] - yearly[:, earlier]
    known = np.count_nonzero(~np.isnan(yearly), axis=1)
    enough = known >= LEAST_YEARS
    slope = np.full(len(yearly), np.nan)
    slope[enough] = np.nanmedian(rise[enough] / (later - earlier), axis=1)
    order = np.nansum(np.sign(rise), axis=1)
    deviation = np.sqrt(_variance(yearly, known))
    # One step back towards zero, for the normal curve is continuous and the count is not.
    distance = np.divide(np.maximum(np.abs(order) - 1, 0), deviation, out=np.zeros_like(order), where=deviation > 0)
    return slope, np.where(enough, 2.0 * special.ndtr(-distance), np.nan)


def _variance(yearly: NDArray[np.float64], known: NDArray[np.int64]) -> NDArray[np.float64]:
    """Compute Kendall's variance of the order, less what ties take from it [1]_."""
    ties = np.zeros_like(yearly)
    for year in range(yearly.shape[1]):
        ties += yearly == yearly[:, year, None]
    # Summed over the members of a group of t, (t - 1)(2t + 5) is the group's t (t - 1)(2t + 5); none for NaN.
    lost = np.where(ties > 0, (ties - 1) * (2 * ties + 5), 0.0).sum(axis=1)
    return np.asarray((known * (known - 1.0) * (2.0 * known + 5.0) - lost) / 18.0)
