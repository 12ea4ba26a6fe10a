"""Estimate the potential evaporation of each month of a series of temperatures.

References
----------
.. [1] Thornthwaite, C. W. (1948). An approach toward a rational classification of climate. Geographical Review 38(1),
   55-94.
.. [2] Willmott, C. J., Rowe, C. M. and Mintz, Y. (1985). Climatology of the terrestrial seasonal water cycle. Journal
   of Climatology 5, 589-606.
"""

from __future__ import annotations

import calendar
from typing import TYPE_CHECKING

import numpy as np

from geo.drought.normals import HOT_C, day_length_hours
from geo.drought.series import find_reference_faults, find_shape_faults
from geo.errors import Faults, MethodError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.drought.series import Start, Years


def thornthwaite_mm(
    temperature: NDArray[np.floating],
    *,
    start: Start,
    latitude: NDArray[np.floating],
    reference: Years | None = None,
) -> NDArray[np.float64]:
    """Estimate what a short green cover with water enough would evaporate each month, from temperature alone [1]_ [2]_.

    The series form of `geo.drought.potential_evaporation_mm`, whose limits it shares: heat index and exponent come from
    the normals of the reference period, the month's evaporation from its own temperature and its own days.

    Parameters
    ----------
    temperature
        Series x months, degrees C, from `start` on without a break; NaN is a missing month.
    start
        Year and month (1-12) of the first column.
    latitude
        Of each series, degrees north.
    reference
        First and last year of the normals; None takes all.

    Returns
    -------
    numpy.ndarray
        Series x months, mm a month; NaN where the month is missing, or a calendar month is missing in all years of the
        reference.

    Raises
    ------
    MethodError
        When the shapes do not fit, temperatures are not in degrees C, or the reference is not within the series.
    """
    months = temperature.shape[-1]
    faults = Faults("monthly temperatures", MethodError)
    find_shape_faults(temperature, start=start, faults=faults)
    if temperature.shape[:1] != latitude.shape:
        faults.add(f"there are {latitude.size} latitudes for {len(temperature)} series. Give one for each.")
    absurd = int(((temperature < -90) | (temperature > 60)).sum())
    if absurd:
        faults.add(
            f"{absurd} of {temperature.size} figures lie outside -90 to 60. Give degrees C, not kelvins or tenths."
        )
    reference = find_reference_faults(reference, months=months, start=start, faults=faults, least=1)
    faults.raise_any()
    place = np.arange(months) + start[1] - 1
    month, year = place % 12, place // 12 + start[0]
    # Frost evaporates nothing; the curve of hot months turns down beyond 37.5 degrees C, where the table ends.
    warm = np.clip(temperature.astype(np.float64), 0.0, 37.5)
    normals = _normals(warm, month=month, chosen=(year >= reference[0]) & (year <= reference[1]))
    heat = ((normals / 5.0) ** 1.514).sum(axis=1, keepdims=True)
    exponent = 6.75e-7 * heat**3 - 7.71e-5 * heat**2 + 1.792e-2 * heat + 0.49239
    ratio = np.divide(10.0 * warm, heat, out=np.zeros_like(warm), where=heat > 0)
    standard = np.where(warm < HOT_C, 16.0 * ratio**exponent, -415.85 + 32.24 * warm - 0.43 * warm**2)
    days = np.array([calendar.monthrange(int(y), int(m) + 1)[1] for y, m in zip(year, month, strict=True)])
    daylight = day_length_hours(latitude.astype(np.float64))[month].T / 12.0
    return np.where(np.isnan(heat + warm), np.nan, standard * daylight * days / 30.0)


def _normals(warm: NDArray[np.float64], *, month: NDArray[np.intp], chosen: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Average each calendar month over the chosen years; NaN where none is known."""
    normals = np.full((len(warm), 12), np.nan)
    for number in range(12):
        known = warm[:, chosen & (month == number)]
        count = np.count_nonzero(~np.isnan(known), axis=1)
        np.divide(np.nansum(known, axis=1), count, out=normals[:, number], where=count > 0)
    return normals
