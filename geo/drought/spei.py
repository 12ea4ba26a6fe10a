"""Compute the standardised precipitation evapotranspiration index of many monthly series at once.

References
----------
.. [1] Vicente-Serrano, S. M., Beguería, S. and López-Moreno, J. I. (2010). A multiscalar drought index sensitive to
   global warming: the standardized precipitation evapotranspiration index. Journal of Climate 23(7), 1696-1718.
.. [2] Beguería, S. et al. (2014). Standardized precipitation evapotranspiration index (SPEI) revisited. International
   Journal of Climatology 34(10), 3001-3023: unbiased probability-weighted moments.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

import numpy as np

from geo.drought.lmoments import fit_loglogistic, fit_pearson, loglogistic_score, pearson_score
from geo.drought.series import check_windows
from geo.drought.standardise import BLOCK, Standardised, standardise
from geo.errors import Faults, MethodError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.drought.series import Start, Years

BalanceFit: TypeAlias = Literal["loglogistic", "pearson3"]


def spei(
    rain: NDArray[np.floating],
    evaporation: NDArray[np.floating],
    *,
    start: Start,
    scale: int,
    reference: Years | None = None,
    fit: BalanceFit = "loglogistic",
    check_all: bool = True,
    block: int = BLOCK,
    workers: int | None = None,
) -> Standardised:
    """Say how unusual rain less potential evaporation of the last so many months is, for the place and season [1]_.

    Parameters
    ----------
    rain
        Series x months, mm a month, from `start` on without a break; NaN is a missing month.
    evaporation
        Potential evaporation, same shape, mm a month; see `geo.drought.thornthwaite_mm`.
    start, scale, reference
        See `geo.drought.spi`.
    fit
        `loglogistic` by unbiased probability-weighted moments [2]_, as R's SPEI, SPEIbase and climate_indices have it;
        or `pearson3` by L-moments (climate_indices).
    check_all
        Refuse also what all series together cannot be; see `geo.drought.series.check_rain`.
    block, workers
        Series worked on together, and threads; both change time and memory, never the result.

    Returns
    -------
    Standardised
        Values of the type of `rain`. NaN where a window is not complete, where fewer than 20 reference years have a
        value, and where all of them are the same.

    Raises
    ------
    MethodError
        See `geo.drought.spi`; also when evaporation has another shape, is infinite or is missing throughout.
    """
    faults = Faults("SPEI", MethodError)
    if fit not in get_args(BalanceFit):
        faults.add(f"the fit `{fit}` is unknown. Choose one of {', '.join(get_args(BalanceFit))}.")
    _find_evaporation_faults(evaporation, shape=rain.shape, faults=faults, check_all=check_all)
    period = check_windows(rain, start=start, scale=scale, reference=reference, check_all=check_all, faults=faults)

    def score(sums: NDArray[np.float64], reference: slice) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        # A balance has no mass at zero to be mixed in.
        none = np.full(sums.shape[1:], np.nan)
        if fit == "pearson3":
            return pearson_score(sums, fit_pearson(sums[reference])), none
        return loglogistic_score(sums, fit_loglogistic(sums[reference])), none

    return standardise(
        lambda part: rain[part] - evaporation[part],
        score,
        shape=(rain.shape[0], rain.shape[1]),
        dtype=rain.dtype,
        start=start,
        scale=scale,
        reference=period,
        block=block,
        workers=workers,
    )


def _find_evaporation_faults(
    evaporation: NDArray[np.floating], *, shape: tuple[int, ...], faults: Faults, check_all: bool
) -> None:
    if evaporation.shape != shape or len(shape) != 2:
        faults.add(
            f"evaporation has the shape {evaporation.shape}, rain {shape}. Bring both to the same series and months."
        )
        return
    low, high = np.fmin.reduce(evaporation, axis=1), np.fmax.reduce(evaporation, axis=1)
    faults.check(
        "series (counted from 0) hold infinite evaporation",
        bad=np.flatnonzero(np.isinf(low) | np.isinf(high)).tolist(),
        of=len(low),
        do="Declare such figures as nodata where the source is read.",
    )
    if check_all and np.isnan(high).all():
        faults.add(f"all months of {len(high)} series of evaporation are missing. Check the nodata of the source.")
