"""Check dryness from normals against figures worked by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.drought import MEASURES, day_length_hours, dry_months, potential_evaporation_mm, water_balance_mm
from geo.errors import MethodError

EQUATOR = np.array([0.0])


def months(*figures: float) -> np.ndarray:
    return np.resize(np.array(figures, dtype=float), 12).reshape(12, 1, 1)


def test_days_of_the_equator_and_beyond_the_circle() -> None:
    hours = day_length_hours(np.array([0.0, 89.0, -89.0]))
    assert hours[:, 0].tolist() == pytest.approx([12] * 12)
    assert hours[5].tolist() == pytest.approx([12, 24, 0])
    assert hours[11].tolist() == pytest.approx([12, 0, 24])


def test_days_of_15_north() -> None:
    # Astronomical tables give 11.2 h for January and 12.9 h for June.
    hours = day_length_hours(np.array([15.0]))
    assert hours[[0, 5], 0].tolist() == pytest.approx([11.2, 12.9], abs=0.1)


def test_evaporation_by_hand() -> None:
    # 20 degrees all year on the equator: I = 12 * 4^1.514 = 97.88, a = 2.1383, so 16 * (200 / I)^a = 73.7 mm
    # in a month of thirty days.
    found = potential_evaporation_mm(months(20), latitude=EQUATOR)
    heat = 12 * 4**1.514
    power = 6.75e-7 * heat**3 - 7.71e-5 * heat**2 + 1.792e-2 * heat + 0.49239
    assert (heat, power) == (pytest.approx(97.88, abs=0.01), pytest.approx(2.1407, abs=0.01))
    assert found[3, 0, 0] == pytest.approx(16 * (200 / heat) ** power)
    assert found[3, 0, 0] == pytest.approx(73.7, abs=0.5)
    assert found[0, 0, 0] == pytest.approx(found[3, 0, 0] * 31 / 30)


def test_hot_and_frozen_months() -> None:
    hot = potential_evaporation_mm(months(30), latitude=EQUATOR)
    assert hot[3, 0, 0] == pytest.approx(-415.85 + 32.24 * 30 - 0.43 * 900)
    assert potential_evaporation_mm(months(-20), latitude=EQUATOR).ravel().tolist() == [0] * 12


@pytest.mark.parametrize(("rain", "dry"), [(0, 12), (30, 12), (45, 0), (200, 0)])
def test_dry_months(rain: float, dry: int) -> None:
    # Half of the evaporation at 20 degrees is 34 to 38 mm.
    found = dry_months(rain=months(rain), temperature=months(20), latitude=EQUATOR)
    assert found.tolist() == [[dry]]


def test_six_dry_and_six_wet_months() -> None:
    assert dry_months(rain=months(0, 300), temperature=months(25), latitude=EQUATOR).tolist() == [[6]]


def test_water_balance() -> None:
    found = water_balance_mm(rain=months(100), temperature=months(20), latitude=EQUATOR)
    evaporation = potential_evaporation_mm(months(20), latitude=EQUATOR).sum()
    assert found.tolist() == [[pytest.approx(1200 - evaporation)]]


@pytest.mark.parametrize("measure", MEASURES.values())
@pytest.mark.parametrize("part", ["rain", "temperature"])
def test_a_missing_month_is_a_missing_year(measure, part: str) -> None:
    normals = {"rain": np.full((12, 1, 2), 80.0), "temperature": np.full((12, 1, 2), 24.0)}
    normals[part][4, 0, 1] = np.nan
    assert np.isnan(measure(**normals, latitude=EQUATOR)).tolist() == [[False, True]]


# Under 10 degrees all year round the formula itself turns: its exponent was not made for such a place.
@given(st.floats(10, 36), st.floats(0.1, 1))
def test_warmer_is_never_wetter(temperature: float, more: float) -> None:
    cool, warm = (
        potential_evaporation_mm(months(degrees), latitude=EQUATOR).sum()
        for degrees in (temperature, temperature + more)
    )
    assert warm >= cool


@given(st.lists(st.floats(0, 400), min_size=12, max_size=12), st.floats(0, 100))
def test_more_rain_is_never_drier(rain: list[float], more: float) -> None:
    few, many = (
        {name: m(rain=months(*r), temperature=months(25), latitude=EQUATOR)[0, 0] for name, m in MEASURES.items()}
        for r in (rain, [month + more for month in rain])
    )
    assert many["dry_months"] <= few["dry_months"]
    assert many["water_balance_mm"] >= few["water_balance_mm"]


@pytest.mark.parametrize(
    ("rain", "temperature", "latitude", "message"),
    [
        (months(1), months(298), EQUATOR, "12 of 12 figures lie outside -90 to 60"),
        (months(1)[:11], months(20)[:11], EQUATOR, "Twelve months"),
        (months(1), months(20), np.array([0.0, 1.0]), "2 latitudes for 1 rows"),
        (np.zeros((12, 2, 2)), months(20), EQUATOR, "rain has the shape"),
        (months(-99), months(20), EQUATOR, "12 of 12 figures of rain are negative"),
    ],
)
def test_faults(rain: np.ndarray, temperature: np.ndarray, latitude: np.ndarray, message: str) -> None:
    with pytest.raises(MethodError, match=message):
        water_balance_mm(rain=rain, temperature=temperature, latitude=latitude)
