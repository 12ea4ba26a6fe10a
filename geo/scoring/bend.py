"""Bend or cut a skewed column: winsorise, logarithm, Box-Cox, and the order in which the handbook tries them.

Every function is fitted on the known values of one column, and gives the `Bend` that treats it. All are monotone and
blind to the unit of measurement. The logarithm and Box-Cox work on ``(x - low) / (high - low) + 0.01``, the distance
from the lowest value in ranges, so that zeros and negative values have a place; where the heavy tail is the low one,
the column is mirrored first. What they give is put back between the column's own ends.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.kinds import Treatment

FloatArray = npt.NDArray[np.float64]

MAX_SKEW = 2.0
MAX_KURTOSIS = 3.5
"""Excess kurtosis; with `MAX_SKEW` the limits of the OECD/JRC handbook, both corrected for small samples."""

MAX_POINTS = 5
"""How many points of one tail may be pulled in."""

OFFSET = 0.01
"""The share of the range that is added before a logarithm; the lowest value then lies at the log of a hundredth."""

POWERS = (-2.0, 2.0)
"""Where the power of Box and Cox is looked for."""


class Bend(NamedTuple):
    """A fitted treatment.

    Attributes
    ----------
    name
        What it came to be: ``none`` (within the limits, left alone), ``winsorise``, ``log`` or ``boxcox``.
    apply
        Takes values in the indicator's unit to treated ones, and never turns their order round. It can be pickled, so
        that a result can be handed to another process.
    """

    name: Treatment
    apply: Callable[[FloatArray], FloatArray]


AS_IT_IS = Bend("none", np.copy)


def winsorise(known: FloatArray) -> Bend:
    """Fit the cut that pulls the furthest points in, one more at a time, until skew or kurtosis is within its limit.

    The k furthest points of the heavy tail take the value of the next one inwards; at most `MAX_POINTS` of a tail are
    touched, so a column may stay skewed, which `Treated.shapes` tells. Equal values are treated equally.

    Parameters
    ----------
    known
        Values without missing ones.

    Notes
    -----
    OECD/JRC (2008), *Handbook on Constructing Composite Indicators*, step 4; the loop is the one of JRC's COIN tool.
    """
    limits = {1: np.inf, -1: -np.inf}
    taken = {1: 0, -1: 0}
    skew, kurtosis = shape(known)
    while outlying(skew, kurtosis):
        tail = 1 if skew > 0 else -1
        if taken[tail] == MAX_POINTS:
            break
        taken[tail] += 1
        limits[tail] = np.sort(known * tail)[-1 - taken[tail]] * tail
        skew, kurtosis = shape(np.clip(known, limits[-1], limits[1]))
    name: Treatment = "winsorise" if any(taken.values()) else "none"
    return Bend(name, partial(np.clip, a_min=limits[-1], a_max=limits[1]))


def log(known: FloatArray) -> Bend:
    """Fit the logarithm of an outlying column; one within the limits is left alone."""
    return Bend("log", _between_ends(known, np.log)) if outlying(*shape(known)) else AS_IT_IS


def boxcox(known: FloatArray) -> Bend:
    """Fit the power that makes an outlying column most nearly normal; one within the limits is left alone.

    References
    ----------
    .. [1] Box, G. E. P. and Cox, D. R. (1964). An analysis of transformations. Journal of the Royal Statistical
       Society B 26(2), 211-252.
    """
    from scipy.optimize import minimize_scalar  # noqa: PLC0415 - heavy, and asked for only here
    from scipy.stats import boxcox_llf  # noqa: PLC0415

    if not outlying(*shape(known)):
        return AS_IT_IS
    distance = _distance(known)(known)
    found = minimize_scalar(lambda lam: -boxcox_llf(lam, distance), bounds=POWERS, method="bounded")
    return Bend("boxcox", _between_ends(known, partial(_raised, power=found.x)))


def auto(known: FloatArray) -> Bend:
    """Fit the cut of `winsorise`; where five points of a tail do not settle the column, bend all of it instead.

    The logarithm goes first, as the plainer of the two; Box-Cox only where the logarithm does not settle it either. If
    nothing does, the cut stands: it touches the fewest points.
    """
    cut = winsorise(known)
    for fit in (lambda _: cut, log, boxcox):
        bend = fit(known)
        if not outlying(*shape(bend.apply(known))):
            return bend
    return cut


def shape(known: FloatArray) -> tuple[float, float]:
    """Give skew and excess kurtosis, corrected for small samples; null below four values."""
    column = pd.DataFrame(known)
    return float(column.skew().iloc[0]), float(column.kurt().iloc[0])


def outlying(skew: float, kurtosis: float) -> bool:
    """Tell whether both limits are broken; a shape that is not defined breaks none."""
    return bool(abs(skew) > MAX_SKEW and kurtosis > MAX_KURTOSIS)


def _distance(known: FloatArray) -> Callable[[FloatArray], FloatArray]:
    """Measure from the end away from the heavy tail, in ranges; what lies beyond that end lies at it."""
    start, end = known.min(), known.max()
    if shape(known)[0] < 0:
        start, end = end, start
    return partial(_away, start=start, end=end)


def _away(x: FloatArray, *, start: float, end: float) -> FloatArray:
    return np.asarray(np.maximum((x - start) / (end - start), 0.0) + OFFSET)


def _raised(x: FloatArray, *, power: float) -> FloatArray:
    """Transform as Box and Cox do."""
    from scipy.special import boxcox  # noqa: PLC0415 - heavy, and asked for only here

    return np.asarray(boxcox(x, power))


def _between_ends(known: FloatArray, bend: Callable[[FloatArray], FloatArray]) -> Callable[[FloatArray], FloatArray]:
    """Bend distances, and put the column back between its own ends. An outlying column has a range."""
    distance = _distance(known)
    at_start, at_end = bend(np.array([OFFSET, 1.0 + OFFSET]))
    start, end = (known.min(), known.max()) if shape(known)[0] > 0 else (known.max(), known.min())

    return partial(_put, bend=bend, distance=distance, ends=(start, end), bent=(at_start, at_end))


def _put(
    x: FloatArray,
    *,
    bend: Callable[[FloatArray], FloatArray],
    distance: Callable[[FloatArray], FloatArray],
    ends: tuple[float, float],
    bent: tuple[float, float],
) -> FloatArray:
    (start, end), (at_start, at_end) = ends, bent
    return np.asarray(start + (end - start) * (bend(distance(x)) - at_start) / (at_end - at_start))


TREATMENTS: dict[Treatment, Callable[[FloatArray], Bend]] = {
    "winsorise": winsorise,
    "log": log,
    "boxcox": boxcox,
    "auto": auto,
}
"""Name -> function that fits a treatment on known values; ``none`` is not here, nothing is done."""
