"""Fit gamma distributions to many samples at once, and turn their values into standard normal scores.

The score is the standard normal quantile of the gamma probability. It is smooth in the logarithm of the value, so that
for one shape a polynomial gives it, and the polynomial's coefficients are themselves smooth in 1 / sqrt(shape), which
is 0 for the normal distribution. Both are interpolated in Chebyshev points from `scipy.special`, once per process in a
few milliseconds. Between the lowest score and the highest the polynomial is within 1e-7 of SciPy for shapes up to 1e4,
at a fraction of the cost; shapes too small for it go through SciPy itself.

References
----------
.. [1] Thom, H. C. S. (1958). A note on the gamma distribution. Monthly Weather Review 86(4), 117-122.
.. [2] Minka, T. P. (2002). Estimating a gamma distribution. Microsoft Research technical report.
.. [3] Abramowitz, M. and Stegun, I. A. (1964). Handbook of mathematical functions, 6.4.6 and 6.4.12: trigamma.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.polynomial import chebyshev
from scipy import special

if TYPE_CHECKING:
    from numpy.typing import NDArray

CONSTANT = 1e-10
"""Below this gap between the log of the mean and the mean of the logs, all values are the same but for rounding."""

LOWEST, HIGHEST = -5.7, 3.2
"""Scores that the polynomial spans; beyond them it stays at its ends. The index is cut at 3.09, but a mixture with dry
years needs the lower tail down to where a probability no longer moves its score by 1e-6."""

LEAST_SHAPE = 1.5625
"""Smallest shape that the polynomial serves; 1 / sqrt(shape) is then at most 0.8."""

DEGREE, SHAPE_DEGREE = 16, 16
STEPS = 2
"""Newton steps; from Minka's start two reach ten digits."""


def fit_gamma(mean: NDArray[np.float64], mean_log: NDArray[np.float64], *, thom: bool = False) -> NDArray[np.float64]:
    """Estimate the shape of gamma distributions from the mean and the mean logarithm of positive values.

    Parameters
    ----------
    mean, mean_log
        Of each sample, any shape: for the gamma they are sufficient. The scale is `mean` over the result.
    thom
        Take Thom's closed approximation [1]_ instead of solving for the shape of greatest likelihood by Newton's method
        in 1 / shape [2]_. It lies above that shape by 0.01 % at 5, 0.7 % at 1.1, 3 % at 0.6 and 13 % at 0.24.

    Returns
    -------
    numpy.ndarray
        Same shape; NaN where all values of a sample are the same, or there are none.
    """
    gap = np.log(mean) - mean_log
    gap[~(gap > CONSTANT)] = np.nan
    if thom:
        return np.asarray((1.0 + np.sqrt(1.0 + 4.0 * gap / 3.0)) / (4.0 * gap))
    shape = (3.0 - gap + np.sqrt((gap - 3.0) ** 2 + 24.0 * gap)) / (12.0 * gap)
    for _ in range(STEPS):
        slope = shape * shape * (1.0 / shape - _trigamma(shape))
        shape = 1.0 / (1.0 / shape + (np.log(shape) - special.digamma(shape) - gap) / slope)
    return np.asarray(shape)


def gamma_score(deviation: NDArray[np.float64], shape: NDArray[np.float64]) -> NDArray[np.float64]:
    """Turn gamma values into standard normal scores.

    Parameters
    ----------
    deviation
        Samples on the first axis: sqrt(shape) times the logarithm of value over mean; minus infinity for the value 0,
        NaN for a missing one. Its memory is used for the result.
    shape
        Of each sample, the axes of `deviation` behind its first; NaN is no distribution.

    Returns
    -------
    numpy.ndarray
        Scores from -5.7 to 3.2, in the shape of `deviation`.
    """
    score, flat = deviation.reshape(len(deviation), -1), shape.ravel()
    # Few samples are this skewed: gathered, computed by SciPy, and put back.
    small = np.flatnonzero(flat < LEAST_SHAPE)
    exact = _exact_score(score[:, small], flat[small])
    coefficients = _coefficients(1.0 / np.sqrt(np.maximum(flat, LEAST_SHAPE)))
    score -= coefficients[0]
    score *= 1.0 / coefficients[1]
    place = np.clip(score, -1.0, 1.0)
    np.multiply(place, coefficients[-1], out=score)
    for coefficient in coefficients[-2:2:-1]:
        score += coefficient
        score *= place
    score += coefficients[2]
    score[:, small] = exact
    return score.reshape(deviation.shape)


def _coefficients(root: NDArray[np.float64]) -> NDArray[np.float64]:
    """Evaluate the table at 1 / sqrt(shape): the middle and half width of the span, then powers from 0 up."""
    place = 2.0 / _widest() * root - 1.0
    rows = _table()[:, :, None]
    found: NDArray[np.float64] = rows[-1] * place
    for row in rows[-2:0:-1]:
        found += row
        found *= place
    found += rows[0]
    return found


@cache
def _table() -> NDArray[np.float64]:
    """Interpolate the score: powers of the place of 1 / sqrt(shape) x (middle, half, powers of the deviation)."""
    root = _widest() * (chebyshev.chebpts1(SHAPE_DEGREE + 1) + 1.0) / 2.0
    shape = root**-2.0
    ends = special.gammaincinv(shape, special.ndtr(LOWEST)), special.gammainccinv(shape, special.ndtr(-HIGHEST))
    low, high = (np.log(end / shape) / root for end in ends)
    middle, half = (high + low) / 2.0, (high - low) / 2.0
    # Taken in twice the points and cut: closer to the best polynomial of the degree.
    places = chebyshev.chebpts1(2 * DEGREE + 1)
    value = shape * np.exp((middle + half * places[:, None]) * root)
    below, above = special.gammainc(shape, value), special.gammaincc(shape, value)
    # The smaller of the two probabilities has the digits.
    score = np.where(below < above, special.ndtri(below), -special.ndtri(above))
    rows = np.vstack([middle, half, _powers(score, DEGREE)])
    return _powers(rows.T, SHAPE_DEGREE)


def _powers(values: NDArray[np.float64], degree: int) -> NDArray[np.float64]:
    """Find the polynomials, by power from 0 up, of values in Chebyshev points along the first axis."""
    points = len(values)
    series = chebyshev.chebvander(chebyshev.chebpts1(points), degree).T @ values * (2.0 / points)
    series[0] /= 2.0
    powers = np.eye(degree + 1)
    for term in range(2, degree + 1):
        # T(k) = 2 x T(k - 1) - T(k - 2)
        powers[term] = -powers[term - 2]
        powers[term, 1:] += 2.0 * powers[term - 1, :-1]
    return np.asarray(powers.T @ series)


def _exact_score(deviation: NDArray[np.float64], shape: NDArray[np.float64]) -> NDArray[np.float64]:
    value = shape * np.exp(deviation / np.sqrt(shape))
    return np.asarray(np.clip(special.ndtri(special.gammainc(shape, value)), LOWEST, HIGHEST))


def _trigamma(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sum six terms of the recurrence and five of the asymptotic series [3]_; good to nine digits."""
    total = np.zeros_like(x)
    for shift in range(6):
        total += 1.0 / np.square(x + shift)
    inverse = 1.0 / (x + 6.0)
    square = inverse * inverse
    series = 1.0 / 6.0 - square * (1.0 / 30.0 - square * (1.0 / 42.0 - square / 30.0))
    return np.asarray(total + inverse + square / 2.0 + inverse * square * series)


def _widest() -> float:
    return float(1.0 / np.sqrt(LEAST_SHAPE))
