"""Compute the standardised precipitation index of many monthly series at once.

References
----------
.. [1] McKee, T. B., Doesken, N. J. and Kleist, J. (1993). The relationship of drought frequency and duration to time
   scales. Eighth Conference on Applied Climatology, American Meteorological Society, 179-184.
.. [2] Thom, H. C. S. (1966). Some methods of climatological analysis. WMO Technical Note 81: the mixture with zeros.
.. [3] Stagge, J. H. et al. (2015). Candidate distributions for climatological drought indices. International Journal of
   Climatology 35(13), 4027-4040: zeros at the centre of their mass.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

import numpy as np
from scipy import special

from geo.drought.gamma import fit_gamma, gamma_score
from geo.drought.lmoments import fit_pearson, pearson_score
from geo.drought.series import check_windows
from geo.drought.standardise import BLOCK, Standardised, standardise
from geo.errors import Faults, MethodError

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from geo.drought.series import Start, Years

    _WetScore: TypeAlias = Callable[[NDArray[np.float64], slice, NDArray[np.bool_]], NDArray[np.float64]]

RainFit: TypeAlias = Literal["gamma", "gamma_thom", "pearson3"]
Zeros: TypeAlias = Literal["upper", "centre"]

MIN_WET = 4
"""Fewer years with rain than this have no shape; such a calendar month has no index."""


def spi(
    rain: NDArray[np.floating],
    *,
    start: Start,
    scale: int,
    reference: Years | None = None,
    fit: RainFit = "gamma",
    zeros: Zeros = "upper",
    check_all: bool = True,
    block: int = BLOCK,
    workers: int | None = None,
) -> Standardised:
    """Say how unusual the rain of the last so many months is, for the place and the time of the year [1]_.

    Rain is summed over `scale` months. For every series and calendar month a distribution is fitted to the sums of the
    reference period that are above zero, and mixed with the share of sums that are zero [2]_; the index is the standard
    normal quantile of a sum's probability, cut at -3.09 and 3.09.

    Parameters
    ----------
    rain
        Series x months, mm a month, float32 or float64, from `start` on without a break. NaN is a missing month: every
        window that holds it is NaN, and the fit stands on the other years.
    start
        Year and month (1-12) of the first column.
    scale
        Months that are summed: 3 for a season's crop, 12 for rivers and wells.
    reference
        First and last year of what is taken for normal, by the year in which a window ends; None takes all.
    fit
        `gamma` by maximum likelihood (xclim's `ML` with `floc=0`); `gamma_thom` by Thom's approximation of it
        (climate_indices; xclim's `APP`); `pearson3` by L-moments (climate_indices, but fitted to sums above zero only,
        so that zeros do not count twice).
    zeros
        Where a sum of zero stands in the share of zero sums: at its upper end, as both peers have it, so that the index
        of a month which is dry in half of the years is 0 when it is dry; or at its `centre` [3]_.
    check_all
        See `geo.drought.series.check_rain`.
    block, workers
        Series worked on together, and threads; both change time and memory, never the result.

    Returns
    -------
    Standardised
        Values of the type of `rain`. NaN where a window is not complete, where fewer than 20 reference years have a
        value, where fewer than 4 of them have rain, as in a month that is always dry (a dry month is then no news, and
        neither 0 nor -3.09 would be true), and where all of them have the same rain.

    Raises
    ------
    MethodError
        When rain cannot be rain (see `geo.drought.series.check_rain`), the scale does not fit the series, the reference
        period is not within it or has under 20 years, or an option is unknown; all faults at once.
    """
    faults = Faults("SPI", MethodError)
    if fit not in get_args(RainFit):
        faults.add(f"the fit `{fit}` is unknown. Choose one of {', '.join(get_args(RainFit))}.")
    if zeros not in get_args(Zeros):
        faults.add(f"the place of zeros `{zeros}` is unknown. Choose one of {', '.join(get_args(Zeros))}.")
    reference = check_windows(rain, start=start, scale=scale, reference=reference, check_all=check_all, faults=faults)
    scores: dict[RainFit, _WetScore] = {
        "gamma": _score_gamma,
        "gamma_thom": partial(_score_gamma, thom=True),
        "pearson3": _score_pearson,
    }
    return standardise(
        rain.__getitem__,
        partial(_score_mixture, zeros=zeros, wet_score=scores[fit]),
        shape=(rain.shape[0], rain.shape[1]),
        dtype=rain.dtype,
        start=start,
        scale=scale,
        reference=reference,
        block=block,
        workers=workers,
    )


def _score_mixture(
    sums: NDArray[np.float64], reference: slice, *, zeros: Zeros, wet_score: _WetScore
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Score sums by the distribution of those above zero, mixed with the share that are zero."""
    known = np.count_nonzero(~np.isnan(sums[reference]), axis=0)
    wet = sums[reference] > 0
    wet_years = np.count_nonzero(wet, axis=0)
    dry_share = (known - wet_years) / known
    scores = wet_score(sums, reference, wet)
    scores[:, wet_years < MIN_WET] = np.nan
    mixed = np.flatnonzero((dry_share > 0) & (wet_years >= MIN_WET))
    share = dry_share.ravel()[mixed]
    flat, values = scores.reshape(len(scores), -1), sums.reshape(len(sums), -1)[:, mixed]
    chance = share + (1.0 - share) * special.ndtr(flat[:, mixed])
    at_zero = share / 2.0 if zeros == "centre" else share
    flat[:, mixed] = special.ndtri(np.where(values == 0, at_zero, chance))
    return flat.reshape(scores.shape), dry_share


def _score_gamma(
    sums: NDArray[np.float64], reference: slice, wet: NDArray[np.bool_], *, thom: bool = False
) -> NDArray[np.float64]:
    logs = np.log(sums)
    count = np.count_nonzero(wet, axis=0)
    mean = np.where(wet, sums[reference], 0.0).sum(axis=0) / count
    shape = fit_gamma(mean, np.where(wet, logs[reference], 0.0).sum(axis=0) / count, thom=thom)
    logs -= np.log(mean)
    logs *= np.sqrt(shape)
    return gamma_score(logs, shape)


def _score_pearson(sums: NDArray[np.float64], reference: slice, wet: NDArray[np.bool_]) -> NDArray[np.float64]:
    return pearson_score(sums, fit_pearson(np.where(wet, sums[reference], np.nan)))
