"""Check rain in percent of normal by hand."""

from __future__ import annotations

import numpy as np
import pytest

from geo.drought import percent_of_normal
from geo.errors import MethodError
from tests.geo.drought import world

START = (1981, 1)


def test_by_hand() -> None:
    rain = np.full((1, 240), 100.0)
    rain[0, -1] = 40.0
    found = percent_of_normal(rain, start=START, scale=1)
    # Nineteen Decembers of 100 and one of 40: the normal is 97.
    assert found[0, -1] == pytest.approx(40 / 97 * 100)
    assert found[0, -2] == 100
    quarter = percent_of_normal(np.vstack([rain, rain]), start=START, scale=3)
    assert np.isnan(quarter[0, :2]).all()
    # Windows that end in January and February have nineteen years, too few.
    assert np.isnan(quarter[0, 12:14]).all()
    assert quarter[1, -1] == pytest.approx(240 / 297 * 100)


def test_the_mean_of_the_reference_is_normal() -> None:
    found = percent_of_normal(world.months(300), start=START, scale=3, reference=(1991, 2020))
    assert found[:, 120:].reshape(300, 30, 12).mean(axis=1).ravel().tolist() == pytest.approx([100] * 3600)


def test_what_cannot_be_told() -> None:
    rain = world.months(3)
    rain[0, 2::12] = 0.0
    rain[1, 30] = np.nan
    rain[2, : 21 * 12] = np.nan
    found = percent_of_normal(rain, start=START, scale=1)
    assert np.isnan(found[0, 2::12]).all()
    assert np.flatnonzero(np.isnan(found[1])).tolist() == [30]
    assert np.isnan(found[2]).all()


def test_single_precision_in_and_out() -> None:
    rain = world.months(3)
    found = percent_of_normal(rain.astype(np.float32), start=START, scale=3)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, percent_of_normal(rain, start=START, scale=3), rtol=1e-5)


@pytest.mark.parametrize(
    ("options", "message"),
    [({"scale": 0}, "the scale is 0"), ({"scale": 1, "reference": (1950, 1990)}, "is not within the series")],
)
def test_faults(options: dict, message: str) -> None:
    with pytest.raises(MethodError, match=message):
        percent_of_normal(world.months(), start=START, **options)
