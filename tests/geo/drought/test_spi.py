"""Check the SPI by hand, by its properties and against its peers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from geo.drought import spi
from geo.errors import MethodError
from tests.geo.drought import peers, world

START = (1981, 1)


def june(values: np.ndarray | list[float]) -> np.ndarray:
    """Make one series whose Junes are given and whose other months have 100 mm and a little, in turn."""
    rain = np.full((len(values), 12), 100.0) + np.arange(len(values))[:, None]
    rain[:, 5] = values
    return rain.reshape(1, -1)


def junes(found: np.ndarray) -> np.ndarray:
    return found[0, 5::12]


def test_by_hand() -> None:
    values = np.random.default_rng(2).gamma(2.0, 40.0, 30)
    found = junes(spi(june(values), start=START, scale=1).values)
    shape, _, size = stats.gamma.fit(values, floc=0)
    wanted = stats.norm.ppf(stats.gamma.cdf(values, shape, scale=size))
    np.testing.assert_allclose(found, wanted, atol=1e-6)


@pytest.mark.parametrize(("zeros", "chance"), [("upper", 0.25), ("centre", 0.125)])
@pytest.mark.parametrize("fit", ["gamma", "gamma_thom", "pearson3"])
def test_a_dry_month_stands_in_the_share_of_dry_years(fit, zeros, chance: float) -> None:
    values = np.random.default_rng(2).gamma(2.0, 40.0, 40)
    values[:10] = 0.0
    index = spi(june(values), start=START, scale=1, fit=fit, zeros=zeros)
    found = junes(index.values)
    assert found[:10].tolist() == pytest.approx([stats.norm.ppf(chance)] * 10)
    assert index.dry_share[0, 5] == 0.25
    assert (found[10:] > stats.norm.ppf(0.25)).all()


def test_the_mixture_by_hand() -> None:
    values = np.random.default_rng(2).gamma(2.0, 40.0, 40)
    values[:10] = 0.0
    found = junes(spi(june(values), start=START, scale=1).values)
    shape, _, size = stats.gamma.fit(values[10:], floc=0)
    wanted = stats.norm.ppf(0.25 + 0.75 * stats.gamma.cdf(values[10:], shape, scale=size))
    np.testing.assert_allclose(found[10:], np.clip(wanted, -3.09, 3.09), atol=1e-6)


def test_the_share_is_of_the_years_that_are_known() -> None:
    values = np.random.default_rng(2).gamma(2.0, 40.0, 40)
    values[:6], values[30:] = 0.0, np.nan
    index = spi(june(values), start=START, scale=1)
    assert index.years[0, 5] == 30
    assert index.dry_share[0, 5] == 0.2
    assert junes(index.values)[0] == pytest.approx(stats.norm.ppf(0.2))


def test_a_month_that_is_always_dry_has_no_index() -> None:
    index = spi(june(np.zeros(30)), start=START, scale=1)
    assert np.isnan(junes(index.values)).all()
    assert index.dry_share[0, 5] == 1
    assert not np.isnan(index.values[0, 4::12]).any()


@pytest.mark.parametrize(("wet", "told"), [(3, False), (4, True)])
def test_four_years_with_rain_are_a_sample(wet: int, told: bool) -> None:
    values = np.zeros(30)
    values[:wet] = [5.0, 20, 40, 9][:wet]
    assert (not np.isnan(junes(spi(june(values), start=START, scale=1).values)).any()) == told


@pytest.mark.parametrize("fit", ["gamma", "gamma_thom", "pearson3"])
def test_a_month_that_is_always_the_same_has_no_index(fit) -> None:
    assert np.isnan(junes(spi(june(np.full(30, 80.0)), start=START, scale=1, fit=fit).values)).all()


def test_rain_outside_the_reference_that_never_was_is_cut() -> None:
    values = np.random.default_rng(2).gamma(9.0, 20.0, 30)
    values[-2:] = [0.0, 5000.0]
    found = junes(spi(june(values), start=START, scale=1, reference=(1981, 2008)).values)
    assert found[-2:].tolist() == [-3.09, 3.09]


def test_a_gap_is_not_bridged() -> None:
    rain = world.months(2)
    whole = spi(rain, start=START, scale=3)
    rain[1, 100] = np.nan
    index = spi(rain, start=START, scale=3)
    assert np.flatnonzero(np.isnan(index.values[1])).tolist() == [0, 1, 100, 101, 102]
    assert (index.years[1] - whole.years[1])[[4, 5, 6]].tolist() == [-1, -1, -1]
    np.testing.assert_array_equal(index.values[0], whole.values[0])


def test_under_twenty_years_with_a_value_there_is_none() -> None:
    rain = world.months(3, years=25)
    rain[1, 5 : 5 + 12 * 6 : 12] = np.nan
    rain[2] = np.nan
    index = spi(rain, start=START, scale=1)
    assert index.years[:, 5].tolist() == [25, 19, 0]
    assert np.isnan(index.values[1, 5::12]).all()
    assert not np.isnan(index.values[1, 4::12]).any()
    assert np.isnan(index.values[2]).all()
    assert np.isnan(index.dry_share[2]).all()


def test_the_reference_alone_is_fitted() -> None:
    rain = world.months(3)
    short = spi(rain[:, 120:360], start=(1991, 1), scale=3).values
    long = spi(rain, start=START, scale=3, reference=(1991, 2010)).values
    # The first two windows of the short series are not complete, and leave these months with 19 years.
    np.testing.assert_array_equal(np.isnan(short[0, :12]), [True] * 2 + [False] * 10)
    np.testing.assert_allclose(short[:, 4::12], long[:, 124:360:12], atol=1e-12)


@pytest.mark.parametrize("month", [1, 5, 12])
def test_the_calendar_follows_the_start(month: int) -> None:
    rain = world.months(2)
    whole = spi(rain, start=START, scale=3).values
    lead = month - 1
    index = spi(rain[:, lead:-5], start=(1981, month), scale=3)
    # December loses no year by starting in December.
    np.testing.assert_allclose(index.values[:, 2::12].mean(), whole[:, lead + 2 :: 12].mean(), atol=0.02)
    assert index.values.shape == (2, 480 - lead - 5)
    assert index.years[0, (lead + 2) % 12] in {39, 40}


@pytest.mark.parametrize("fit", ["gamma", "gamma_thom", "pearson3"])
@pytest.mark.parametrize(("block", "workers"), [(1, 1), (3, 2), (7, 1), (64, 4), (1000, 1)])
def test_blocks_and_threads_change_nothing(fit, block: int, workers: int) -> None:
    rain = world.months(70)
    rain[3, 50] = np.nan
    rain[5] *= 1e-3
    whole = spi(rain, start=START, scale=3, fit=fit, block=70, workers=1)
    parts = spi(rain, start=START, scale=3, fit=fit, block=block, workers=workers)
    np.testing.assert_array_equal(whole.values, parts.values)
    np.testing.assert_array_equal(whole.years, parts.years)
    np.testing.assert_array_equal(whole.dry_share, parts.dry_share)


def test_single_precision_in_and_out() -> None:
    rain = world.months(20)
    index = spi(rain.astype(np.float32), start=START, scale=3).values
    assert index.dtype == np.float32
    np.testing.assert_allclose(index, spi(rain, start=START, scale=3).values, atol=2e-5)


def test_the_input_stays_as_it_is() -> None:
    rain = world.months(3)
    before = rain.copy()
    spi(rain, start=START, scale=3)
    np.testing.assert_array_equal(rain, before)


@settings(max_examples=25, deadline=None)
@given(st.floats(0.05, 20), st.integers(1, 24), st.integers(0, 5))
def test_the_unit_does_not_matter_but_the_order_does(factor: float, scale: int, seed: int) -> None:
    rain = world.months(2, years=25, seed=seed, dry=0.1)
    index = spi(rain, start=START, scale=scale).values
    np.testing.assert_allclose(spi(rain * factor, start=START, scale=scale).values, index, atol=1e-7)
    sums = np.lib.stride_tricks.sliding_window_view(rain, scale, axis=1).sum(axis=2)
    for month in range(12):
        wet, score = sums[0, month::12], index[0, scale - 1 + month :: 12]
        assert (np.diff(score[np.argsort(wet)]) >= -1e-9).all() or np.isnan(score).any()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"scale": 0}, "the scale is 0 months"),
        ({"scale": 481}, "the scale is 481 months, the series has 480"),
        ({"scale": 3, "reference": (1970, 2000)}, "1970-2000 is not within the series, 1981-2020"),
        ({"scale": 3, "reference": (2001, 2010)}, "has 10 years of months. At least 20"),
        ({"scale": 3, "fit": "weibull"}, "the fit `weibull` is unknown. Choose one of gamma, gamma_thom, pearson3"),
        ({"scale": 3, "zeros": "lower"}, "the place of zeros `lower` is unknown. Choose one of upper, centre"),
        ({"scale": 3, "start": (1981, 13)}, "the first month is 13"),
        ({"scale": 3, "block": 0}, "There are 0 series a block and None workers"),
        ({"scale": 3, "workers": 0}, "There are 128 series a block and 0 workers"),
        ({"scale": 0, "fit": "weibull", "reference": (1970, 2000)}, "SPI: 3 faults"),
    ],
)
def test_faults(options: dict, message: str) -> None:
    with pytest.raises(MethodError, match=message):
        spi(world.months(), **{"start": START, **options})


def test_a_short_series_is_refused() -> None:
    with pytest.raises(MethodError, match=r"1981-1999 has 19 years of months\. At least 20"):
        spi(world.months(years=19), start=START, scale=3)


@pytest.mark.parametrize("scale", [1, 3, 6, 12])
@pytest.mark.parametrize("reference", [(1981, 2020), (1991, 2020)])
def test_climate_indices_finds_the_same(scale: int, reference: tuple[int, int]) -> None:
    rain = world.months(30)
    wanted = peers.spi_by_climate_indices(rain, start=1981, scale=scale, reference=reference, fit="gamma")
    found = spi(rain, start=START, scale=scale, reference=reference, fit="gamma_thom").values
    np.testing.assert_allclose(found, wanted, atol=1e-5)


@pytest.mark.parametrize("scale", [1, 3, 12])
def test_climate_indices_finds_the_same_by_pearson(scale: int) -> None:
    # With zeros it fits them and counts them apart as well: that is left to it.
    rain = world.months(30) + 0.5
    wanted = peers.spi_by_climate_indices(rain, start=1981, scale=scale, reference=(1991, 2020), fit="pearson3")
    found = spi(rain, start=START, scale=scale, reference=(1991, 2020), fit="pearson3").values
    np.testing.assert_allclose(found, wanted, atol=1e-5)


@pytest.mark.parametrize("fit", ["gamma", "gamma_thom"])
@pytest.mark.parametrize("scale", [1, 3, 12])
def test_xclim_finds_the_same(fit, scale: int) -> None:
    rain = world.months(5)
    wanted = peers.spi_by_xclim(rain, start=1981, scale=scale, reference=(1991, 2020), fit=fit)
    found = spi(rain, start=START, scale=scale, reference=(1991, 2020), fit=fit).values
    np.testing.assert_allclose(found, wanted, atol=1e-5)
