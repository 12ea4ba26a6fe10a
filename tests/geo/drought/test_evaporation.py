"""Check the monthly evaporation of a series against the normals' form and the peer."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from geo.drought import potential_evaporation_mm, thornthwaite_mm
from geo.errors import MethodError

SEASON = np.array([22.0, 23, 25, 27, 28, 26, 25.5, 25, 24.5, 24, 23, 22])
LATITUDE = np.array([14.0])


def test_a_year_like_the_normals_evaporates_like_them() -> None:
    found = thornthwaite_mm(np.tile(SEASON, 3)[None], start=(1981, 1), latitude=LATITUDE)
    wanted = potential_evaporation_mm(SEASON[:, None, None], latitude=LATITUDE)[:, 0, 0]
    np.testing.assert_allclose(found[0, :12], wanted)
    np.testing.assert_allclose(found[0, 12:24], wanted)


def test_a_leap_february_has_a_day_more() -> None:
    found = thornthwaite_mm(np.tile(SEASON, 4)[None], start=(1981, 1), latitude=LATITUDE)[0, 1::12]
    assert found[3] / found[0] == pytest.approx(29 / 28)


def test_the_months_follow_the_start() -> None:
    whole = thornthwaite_mm(np.tile(SEASON, 3)[None], start=(1981, 1), latitude=LATITUDE)
    part = thornthwaite_mm(np.tile(SEASON, 3)[None, 6:], start=(1981, 7), latitude=LATITUDE)
    np.testing.assert_allclose(part, whole[:, 6:])


def test_climate_indices_finds_about_the_same() -> None:
    pytest.importorskip("climate_indices", reason="the peer climate_indices is not installed")
    # Below 26.5 degrees, where it has no curve of its own; its length of the day is taken by the day, ours mid-month.
    cool = np.minimum(np.tile(SEASON, 30)[None] + np.random.default_rng(1).normal(0, 0.8, (5, 360)), 26.4)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from climate_indices import eto

        block = np.ascontiguousarray(cool.T)[:, :, None]
        wanted = eto.eto_thornthwaite(block, 14.0, 1981, spatial_time_major=True)[:, :, 0].T
    found = thornthwaite_mm(cool, start=(1981, 1), latitude=np.full(5, 14.0))
    np.testing.assert_allclose(found, wanted, rtol=0.003)


def test_missing_months() -> None:
    temperature = np.tile(SEASON, 3)[None].repeat(2, axis=0)
    temperature[0, 5] = np.nan
    temperature[1, 5::12] = np.nan
    found = thornthwaite_mm(temperature, start=(1981, 1), latitude=np.array([14.0, 14.0]))
    assert np.flatnonzero(np.isnan(found[0])).tolist() == [5]
    # Without any June there is no heat index.
    assert np.isnan(found[1]).all()


def test_the_normals_are_those_of_the_reference() -> None:
    temperature = np.concatenate([np.tile(SEASON, 2), np.tile(SEASON + 3, 2)])[None]
    cool = thornthwaite_mm(temperature, start=(1981, 1), latitude=LATITUDE, reference=(1981, 1982))
    np.testing.assert_allclose(cool[:, :24], thornthwaite_mm(temperature[:, :24], start=(1981, 1), latitude=LATITUDE))


@pytest.mark.parametrize(
    ("temperature", "options", "message"),
    [
        (np.full((1, 24), 295.0), {}, "24 of 24 figures lie outside -90 to 60"),
        (np.full((2, 24), 20.0), {}, "there are 1 latitudes for 2 series"),
        (np.full(24, 20.0), {}, "the shape is"),
        (np.full((1, 24), 20.0), {"start": (1981, 0)}, "the first month is 0"),
        (np.full((1, 24), 20.0), {"reference": (1981, 1985)}, "1981-1985 is not within"),
    ],
)
def test_faults(temperature: np.ndarray, options: dict, message: str) -> None:
    with pytest.raises(MethodError, match=message):
        thornthwaite_mm(temperature, **{"start": (1981, 1), "latitude": LATITUDE, **options})
