"""Measure dryness from the twelve monthly normals of rain and temperature.

References
----------
.. [1] Thornthwaite, C. W. (1948). An approach toward a rational classification of climate. Geographical Review 38(1),
   55-94.
.. [2] Willmott, C. J., Rowe, C. M. and Mintz, Y. (1985). Climatology of the terrestrial seasonal water cycle. Journal
   of Climatology 5, 589-606: the curve through Thornthwaite's table for months at or above 26.5 degrees C.
.. [3] Allen, R. G., Pereira, L. S., Raes, D. and Smith, M. (1998). Crop evapotranspiration. FAO Irrigation and
   Drainage Paper 56, equations 24, 25 and 34: length of the day.
.. [4] FAO (1978). Report on the Agro-ecological Zones Project, vol. 1. World Soil Resources Report 48: crops can grow
   while rain exceeds half of the potential evaporation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np

from geo.errors import Faults, MethodError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

DAYS = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
MIDDLE = np.cumsum(DAYS) - DAYS / 2
"""Day of the year in the middle of each month."""

HOT_C = 26.5
"""From here on Thornthwaite reads evaporation from a table of temperature alone."""


class Measure(Protocol):
    """A way to make one layer out of the normals of rain and temperature."""

    def __call__(
        self, *, rain: NDArray[np.float64], temperature: NDArray[np.float64], latitude: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Take rain (12 x rows x columns, mm a month), temperature (same, degrees C), latitude (rows, degrees)."""


def dry_months(
    *, rain: NDArray[np.float64], temperature: NDArray[np.float64], latitude: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Count the months whose rain is less than half of their potential evaporation [4]_.

    Parameters
    ----------
    rain, temperature
        Monthly normals from January on, 12 x rows x columns, in mm a month and degrees C.
    latitude
        Of each row, in degrees north.

    Returns
    -------
    numpy.ndarray
        Rows x columns, 0-12; missing where a month of either is.

    Raises
    ------
    MethodError
        See `potential_evaporation_mm`; also when rain is negative.
    """
    evaporation = _evaporation_beside(rain, temperature, latitude)
    missing = np.isnan(rain + evaporation).any(axis=0)
    return np.where(missing, np.nan, (rain < evaporation / 2).sum(axis=0))


def water_balance_mm(
    *, rain: NDArray[np.float64], temperature: NDArray[np.float64], latitude: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Subtract the year's potential evaporation from its rain; negative where the air could take more than falls.

    Parameters
    ----------
    rain, temperature, latitude
        See `dry_months`.

    Returns
    -------
    numpy.ndarray
        Rows x columns, mm a year; missing where a month of either is.

    Raises
    ------
    MethodError
        See `potential_evaporation_mm`; also when rain is negative.
    """
    evaporation = _evaporation_beside(rain, temperature, latitude)
    return np.asarray((rain - evaporation).sum(axis=0))


MEASURES: Mapping[str, Measure] = {"dry_months": dry_months, "water_balance_mm": water_balance_mm}
"""The measures that an indicator may name as the layer of its raster."""


def potential_evaporation_mm(temperature: NDArray[np.float64], *, latitude: NDArray[np.float64]) -> NDArray[np.float64]:
    """Estimate what a short green cover with water enough would evaporate, from temperature alone.

    Below 26.5 degrees C a standard month of 30 days of 12 hours evaporates 16 (10 T / I)^a mm, where I sums
    (T / 5)^1.514 over the months above freezing and a is Thornthwaite's cubic in I [1]_; from there on
    -415.85 + 32.24 T - 0.43 T^2 [2]_. Both are scaled to the month's days and hours of daylight [3]_.

    The formula knows neither humidity, wind nor sunshine: it falls short where the dry season is windy and clear, as
    on the Pacific side of Central America, and is weaker from month to month than over a year. It ranks places; it
    does not plan an irrigation.

    Parameters
    ----------
    temperature
        Monthly normals from January on, 12 x rows x columns, degrees C; NaN is missing.
    latitude
        Of each row, in degrees north.

    Returns
    -------
    numpy.ndarray
        12 x rows x columns, mm a month; a cell with a missing month is missing in all, since the sum I lacks it.

    Raises
    ------
    MethodError
        When there are not twelve months, latitudes do not fit the rows, or temperatures are not in degrees C.
    """
    _check(temperature, latitude)
    # Frost evaporates nothing; the curve of hot months turns down beyond 37.5 degrees C, where the table ends.
    warm = np.clip(temperature, 0.0, 37.5)
    heat = ((warm / 5.0) ** 1.514).sum(axis=0)
    exponent = 6.75e-7 * heat**3 - 7.71e-5 * heat**2 + 1.792e-2 * heat + 0.49239
    ratio = np.divide(10.0 * warm, heat, out=np.zeros_like(warm), where=heat != 0)
    standard = np.where(warm < HOT_C, 16.0 * ratio**exponent, -415.85 + 32.24 * warm - 0.43 * warm**2)
    daylight = day_length_hours(latitude) / 12.0 * (DAYS / 30.0)[:, None]
    return np.where(np.isnan(heat), np.nan, standard * daylight[:, :, None])


def day_length_hours(latitude: NDArray[np.float64]) -> NDArray[np.float64]:
    """Compute the hours from sunrise to sunset in the middle of each month [3]_.

    Parameters
    ----------
    latitude
        Degrees north, any number of places; beyond the polar circles the day is capped at 0 and 24 hours.

    Returns
    -------
    numpy.ndarray
        12 x places.
    """
    declination = 0.409 * np.sin(2 * np.pi / 365 * MIDDLE - 1.39)
    sunset = np.arccos(np.clip(-np.tan(np.radians(latitude))[None, :] * np.tan(declination)[:, None], -1.0, 1.0))
    return np.asarray(24.0 / np.pi * sunset)


def _evaporation_beside(
    rain: NDArray[np.float64], temperature: NDArray[np.float64], latitude: NDArray[np.float64]
) -> NDArray[np.float64]:
    faults = Faults("monthly normals", MethodError)
    if rain.shape != temperature.shape:
        faults.add(
            f"rain has the shape {rain.shape}, temperature {temperature.shape}. Bring both to one grid of months."
        )
    negative = int((rain < 0).sum())
    if negative:
        faults.add(f"{negative} of {rain.size} figures of rain are negative. Declare them as nodata.")
    faults.raise_any()
    return potential_evaporation_mm(temperature, latitude=latitude)


def _check(temperature: NDArray[np.float64], latitude: NDArray[np.float64]) -> None:
    faults = Faults("monthly temperatures", MethodError)
    if temperature.ndim != 3 or len(temperature) != 12:
        faults.add(f"the shape is {temperature.shape}. Twelve months of rows x columns are expected, January first.")
    elif temperature.shape[1] != len(latitude):
        faults.add(f"there are {len(latitude)} latitudes for {temperature.shape[1]} rows. Give one for each row.")
    absurd = int(((temperature < -90) | (temperature > 60)).sum())
    if absurd:
        faults.add(
            f"{absurd} of {temperature.size} figures lie outside -90 to 60. Give degrees C, not kelvins or tenths."
        )
    faults.raise_any()
