"""Check the measures that an indicator may name."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from scipy import stats

from geo.drought import DAILY_MEASURES, MEASURES, SERIES_MEASURES, spi
from geo.errors import MethodError
from tests.geo.drought import world

START = (1981, 1)


@pytest.mark.parametrize("name", SERIES_MEASURES)
def test_a_figure_for_each_place(name: str) -> None:
    rain = world.months(5)
    rain[3] = np.nan
    found = SERIES_MEASURES[name](rain, start=START, reference=(1991, 2020))
    assert found.shape == (5,)
    assert found.dtype == np.float64
    assert np.isnan(found).tolist() == [False, False, False, True, False]


@pytest.mark.parametrize("name", SERIES_MEASURES)
def test_places_do_not_know_each_other(name: str) -> None:
    rain = world.months(5)
    whole = SERIES_MEASURES[name](rain, start=START)
    np.testing.assert_array_equal(whole[2:3], SERIES_MEASURES[name](rain[2:3], start=START))


@pytest.mark.parametrize("name", SERIES_MEASURES)
def test_single_precision_is_enough(name: str) -> None:
    rain = world.months(5)
    found = SERIES_MEASURES[name](rain.astype(np.float32), start=START)
    np.testing.assert_allclose(found, SERIES_MEASURES[name](rain, start=START), rtol=1e-3, atol=0.02)


@pytest.mark.parametrize("name", SERIES_MEASURES)
def test_metres_are_refused(name: str) -> None:
    with pytest.raises(MethodError, match="looks like metres"):
        SERIES_MEASURES[name](world.months() / 1000, start=START)
    assert SERIES_MEASURES[name](world.months() / 1000, start=START, check_all=False).shape == (6,)


@pytest.mark.parametrize("name", SERIES_MEASURES)
def test_a_block_in_the_sea_tells_nothing(name: str) -> None:
    rain = np.full((3, 480), np.nan)
    assert np.isnan(SERIES_MEASURES[name](rain, start=START, check_all=False)).all()
    with pytest.raises(MethodError, match="all 1440 months of 3 series are missing"):
        SERIES_MEASURES[name](rain, start=START)


def test_names_are_their_own() -> None:
    assert not set(SERIES_MEASURES) & set(DAILY_MEASURES)
    assert not (set(SERIES_MEASURES) | set(DAILY_MEASURES)) & set(MEASURES)


def test_drought_of_the_last_ten_years_against_the_reference() -> None:
    rain = world.months(4)
    rain[0, 360:] *= 0.3
    for name in ("spi3_drought_months_pct", "primera_drought_frequency_pct", "postrera_drought_frequency_pct"):
        found = SERIES_MEASURES[name](rain, start=START, reference=(1981, 2010))
        assert found[0] >= 70
        assert (found[1:] <= 40).all()


def test_the_deficit_by_hand() -> None:
    rain = world.months(3)
    primera = spi(rain, start=START, scale=4).values[:, 7::12][:, -10:]
    found = SERIES_MEASURES["primera_deficit"](rain, start=START)
    assert found.tolist() == pytest.approx(np.maximum(-primera, 0).mean(axis=1).tolist())


def test_trend_in_mm_a_decade() -> None:
    rain = np.repeat(100.0 + np.arange(40), 12)[None]
    # Each year every month has 1 mm more.
    assert SERIES_MEASURES["rain_trend_mm_decade"](rain, start=START)[0] == pytest.approx(120)
    assert SERIES_MEASURES["primera_rain_trend_mm_decade"](rain, start=START)[0] == pytest.approx(40)


@pytest.mark.parametrize("start", [(1981, 1), (1980, 10)])
def test_the_trend_of_the_reference_alone(start: tuple[int, int]) -> None:
    year = (np.arange(480) + start[1] - 1) // 12 + start[0]
    by_year = dict(zip(range(1980, 2022), np.random.default_rng(1).uniform(50, 150, 42), strict=True))
    rain = np.array([[by_year[one] for one in year]])
    found = SERIES_MEASURES["primera_rain_trend_mm_decade"](rain, start=start, reference=(1991, 2002))
    # Four months alike make a season.
    wanted = stats.theilslopes([4 * by_year[one] for one in range(1991, 2003)]).slope
    assert found[0] == pytest.approx(10 * wanted)
    with pytest.raises(MethodError, match="1970-2000 is not within the series"):
        SERIES_MEASURES["primera_rain_trend_mm_decade"](rain, start=start, reference=(1970, 2000))


def test_the_last_year_in_percent() -> None:
    rain = np.full((1, 252), 100.0)
    rain[0, -12:] = 50.0
    found = SERIES_MEASURES["percent_of_normal_last_year"](rain, start=START, reference=(1981, 2000))
    assert found[0] == pytest.approx(50)


@pytest.mark.parametrize(("name", "figure"), [("consecutive_dry_months", 6), ("canicula_monthly_depth_mm", 75)])
def test_means_over_the_years(name: str, figure: float) -> None:
    rain = np.tile(world.NORMALS_MM, 6)[None].repeat(2, axis=0)
    # Of six calendar years, and the five rain years between them, one may be unknown, but not two.
    rain[:, 30] = np.nan
    rain[1, 42] = np.nan
    np.testing.assert_array_equal(SERIES_MEASURES[name](rain, start=START), [figure, np.nan])


def test_less_than_a_year_tells_nothing() -> None:
    rain = np.full((2, 5), 80.0)
    for name in ("consecutive_dry_months", "canicula_monthly_depth_mm"):
        assert np.isnan(SERIES_MEASURES[name](rain, start=START)).all()


def test_days() -> None:
    rain = np.random.default_rng(1).gamma(0.4, 15.0, (3, 5 * 365 + 1))
    rain[2] = np.nan
    first = dt.date(1981, 1, 1)
    found = {name: measure(rain, first=first) for name, measure in DAILY_MEASURES.items()}
    assert all(np.isnan(figures).tolist() == [False, False, True] for figures in found.values())
    assert (found["canicula_onset_day"][:2] >= 121).all()
    assert (found["dry_spell_days"][:2] > 0).all()
    assert np.isnan(DAILY_MEASURES["dry_spell_days"](rain[:, :100], first=first)).all()
