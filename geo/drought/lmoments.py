"""Fit Pearson III and log-logistic distributions to many samples at once by their L-moments.

References
----------
.. [1] Hosking, J. R. M. (1990). L-moments: analysis and estimation of distributions using linear combinations of order
   statistics. Journal of the Royal Statistical Society B 52(1), 105-124.
.. [2] Hosking, J. R. M. and Wallis, J. R. (1997). Regional frequency analysis. Cambridge, appendices A.7 and A.9.
.. [3] Vicente-Serrano, S. M., Beguería, S. and López-Moreno, J. I. (2010). A multiscalar drought index sensitive to
   global warming: the standardized precipitation evapotranspiration index. Journal of Climate 23(7), 1696-1718; with
   the unbiased moments of Beguería, S. et al. (2014), International Journal of Climatology 34(10), 3001-3023.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import special

from geo.drought.gamma import gamma_score

if TYPE_CHECKING:
    from numpy.typing import NDArray

SYMMETRIC = 1e-6
"""Below this third ratio a log-logistic is taken for the logistic."""


class Pearson(NamedTuple):
    """Mean, standard deviation and skewness of Pearson III distributions."""

    mean: NDArray[np.float64]
    deviation: NDArray[np.float64]
    skew: NDArray[np.float64]


class LogLogistic(NamedTuple):
    """Location, scale and shape of generalised (three-parameter, log-) logistic distributions."""

    location: NDArray[np.float64]
    scale: NDArray[np.float64]
    shape: NDArray[np.float64]


def sample_lmoments(
    samples: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Estimate the first two L-moments and the third ratio from unbiased probability-weighted moments [1]_.

    Parameters
    ----------
    samples
        Values on the first axis, any shape behind it; NaN is no value.

    Returns
    -------
    tuple
        Mean, L-scale and L-skewness of each sample; NaN where it has fewer than three values or all are the same.
    """
    ordered = np.sort(samples, axis=0)
    count = np.count_nonzero(~np.isnan(ordered), axis=0).astype(float)
    count[count < 3] = np.nan
    # NaN is sorted last, so that ranks count the values alone.
    np.nan_to_num(ordered, copy=False)
    rank = np.arange(len(ordered), dtype=float).reshape(-1, *(1,) * (ordered.ndim - 1))
    b0 = ordered.sum(axis=0) / count
    ordered *= rank
    b1 = ordered.sum(axis=0) / (count * (count - 1))
    ordered *= rank - 1
    b2 = ordered.sum(axis=0) / (count * (count - 1) * (count - 2))
    scale = 2 * b1 - b0
    scale[~(scale > 1e-10 * np.abs(b0))] = np.nan
    return b0, scale, (6 * b2 - 6 * b1 + b0) / scale


def fit_pearson(samples: NDArray[np.float64]) -> Pearson:
    """Estimate Pearson III distributions; see `sample_lmoments` for the input and for what is NaN [2]_."""
    mean, scale, ratio = sample_lmoments(samples)
    size = np.abs(ratio)
    size[~(size < 1)] = np.nan
    # Never quite 0, where the shape is infinite: at 1e-6 the distribution is the normal to six digits.
    size = np.maximum(size, 1e-6)
    low = 3 * np.pi * size**2
    high = 1 - size
    shape = np.where(
        size < 1 / 3,
        (1 + 0.2906 * low) / (low + 0.1882 * low**2 + 0.0442 * low**3),
        (0.36067 * high - 0.59567 * high**2 + 0.25361 * high**3)
        / (1 - 2.78861 * high + 2.56096 * high**2 - 0.77045 * high**3),
    )
    # Gamma(shape + 1/2) / Gamma(shape), which as two factors would overflow.
    deviation = scale * np.sqrt(np.pi * shape) / special.poch(shape, 0.5)
    return Pearson(mean, deviation, np.where(ratio < 0, -2.0, 2.0) / np.sqrt(shape))


def pearson_score(values: NDArray[np.float64], fitted: Pearson) -> NDArray[np.float64]:
    """Turn values into standard normal scores by way of the gamma distribution that a Pearson III is, shifted.

    Parameters
    ----------
    values
        Samples on the first axis; NaN is missing.
    fitted
        Of each sample.
    """
    lean = fitted.skew / 2.0
    # A value beyond the bounded end has a negative argument here: it stands at the end.
    ratio = np.maximum(1.0 + lean * (values - fitted.mean) / fitted.deviation, 0.0)
    scores = gamma_score(np.log(ratio) / np.abs(lean), 1.0 / lean**2)
    scores *= np.sign(lean)
    return scores


def fit_loglogistic(samples: NDArray[np.float64]) -> LogLogistic:
    """Estimate log-logistic distributions as SPEI does [2]_ [3]_; see `sample_lmoments` for the input and the NaN."""
    mean, scale, ratio = sample_lmoments(samples)
    shape = -ratio
    shape[~(np.abs(shape) < 1)] = np.nan
    skewed = np.abs(shape) > SYMMETRIC
    angle = np.where(skewed, shape, 0.5) * np.pi
    factor = np.where(skewed, angle / np.sin(angle), 1.0)
    width = scale / factor
    shift = np.where(skewed, width * (1 - factor) / np.where(skewed, shape, 1.0), 0.0)
    return LogLogistic(mean - shift, width, np.where(np.isnan(shape) | skewed, shape, 0.0))


def loglogistic_score(values: NDArray[np.float64], fitted: LogLogistic) -> NDArray[np.float64]:
    """Turn values into standard normal scores, infinite beyond the end of the distribution.

    Parameters
    ----------
    values
        Samples on the first axis; NaN is missing.
    fitted
        Of each sample.
    """
    reduced = (values - fitted.location) / fitted.scale
    skewed = fitted.shape != 0
    shape = np.where(skewed, fitted.shape, 1.0)
    logit = np.where(skewed, -np.log(np.maximum(1 - shape * reduced, 0.0)) / shape, reduced)
    # Both tails from the smaller probability, which has the digits.
    return np.asarray(-np.sign(logit) * special.ndtri(special.expit(-np.abs(logit))))
