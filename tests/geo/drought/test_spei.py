"""Check the SPEI by its properties and against its peer."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from geo.drought import spei
from geo.errors import MethodError
from tests.geo.drought import world

START = (1981, 1)


def evaporation(series: int = 6, years: int = 40) -> np.ndarray:
    season = 110 + 30 * np.sin(np.arange(12 * years) / 12 * 2 * np.pi)
    return season + np.random.default_rng(5).normal(0, 8, (series, 12 * years))


@pytest.mark.parametrize("fit", ["loglogistic", "pearson3"])
@pytest.mark.parametrize("scale", [1, 3, 12])
def test_climate_indices_finds_the_same(fit, scale: int) -> None:
    pytest.importorskip("climate_indices", reason="the peer climate_indices is not installed")
    rain, loss = world.months(20), evaporation(20)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from climate_indices import compute, indices

        wanted = indices.spei(
            world.time_major(rain),
            world.time_major(loss),
            scale,
            indices.Distribution.loglogistic if fit == "loglogistic" else indices.Distribution.pearson,
            compute.Periodicity.monthly,
            1981,
            1991,
            2020,
            spatial_time_major=True,
        )[:, :, 0].T
    found = spei(rain, loss, start=START, scale=scale, reference=(1991, 2020), fit=fit).values
    np.testing.assert_allclose(found, wanted, atol=1e-5)


@pytest.mark.parametrize("fit", ["loglogistic", "pearson3"])
def test_blocks_and_threads_change_nothing(fit) -> None:
    rain, loss = world.months(30), evaporation(30)
    whole = spei(rain, loss, start=START, scale=6, fit=fit, workers=1).values
    np.testing.assert_array_equal(whole, spei(rain, loss, start=START, scale=6, fit=fit, block=7, workers=3).values)


def test_more_evaporation_than_ever_is_drier() -> None:
    rain, loss = world.months(2), evaporation(2)
    usual = spei(rain, loss, start=START, scale=3, reference=(1981, 2019)).values
    loss[:, -6:] += 60
    hot = spei(rain, loss, start=START, scale=3, reference=(1981, 2019)).values
    np.testing.assert_array_equal(usual[:, :-6], hot[:, :-6])
    assert (hot[:, -6:] < usual[:, -6:]).all()


def test_a_month_missing_in_either_is_missing() -> None:
    rain, loss = world.months(1), evaporation(1)
    rain[0, 50] = np.nan
    loss[0, 60] = np.nan
    index = spei(rain, loss, start=START, scale=2)
    assert np.flatnonzero(np.isnan(index.values[0])).tolist() == [0, 50, 51, 60, 61]
    assert np.isnan(index.dry_share).all()
    assert index.years[0, 2:4].tolist() == [39, 39]


def test_a_balance_that_never_changes_has_no_index() -> None:
    assert np.isnan(spei(np.full((1, 480), 80.0), np.full((1, 480), 90.0), start=START, scale=3).values).all()


@pytest.mark.parametrize(
    ("loss", "options", "message"),
    [
        (evaporation(), {"check_all": True, "scale": 0, "fit": "gamma"}, "SPEI: 2 faults"),
        (evaporation()[:, :-1], {}, r"evaporation has the shape \(6, 479\), rain \(6, 480\)"),
        (np.full((6, 480), np.inf), {}, "6 of 6 series .* hold infinite evaporation"),
        (np.full((6, 480), np.nan), {}, "all months of 6 series of evaporation are missing"),
        (evaporation(), {"fit": "gamma"}, "the fit `gamma` is unknown. Choose one of loglogistic, pearson3"),
        (evaporation(), {"scale": 0}, "the scale is 0"),
        (evaporation(), {"reference": (1990, 1995)}, "has 6 years"),
    ],
)
def test_faults(loss: np.ndarray, options: dict, message: str) -> None:
    with pytest.raises(MethodError, match=message):
        spei(world.months(), loss, **{"start": START, "scale": 3, **options})
