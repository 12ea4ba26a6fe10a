"""Check trends by hand and against SciPy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from geo.drought import trend
from geo.errors import MethodError


def test_a_straight_line() -> None:
    found = trend(np.vstack([2.0 * np.arange(12), -3.0 * np.arange(12), np.full(12, 7.0)]))
    assert found.slope.tolist() == [2, -3, 0]
    # All 66 pairs rise: 65 / sqrt(12 x 11 x 29 / 18) standard deviations.
    wanted = 2 * stats.norm.sf(65 / np.sqrt(12 * 11 * 29 / 18))
    assert found.p_value.tolist() == pytest.approx([wanted, wanted, 1])


def test_ties_take_from_the_variance() -> None:
    years = np.array([1.0, 1, 2, 3, 3, 3, 4, 5, 6, 7])
    order = 45 - 1 - 3
    variance = (10 * 9 * 25 - 2 * 1 * 9 - 3 * 2 * 11) / 18
    assert trend(years[None]).p_value[0] == pytest.approx(2 * stats.norm.sf((order - 1) / np.sqrt(variance)))


@given(st.lists(st.integers(0, 30), min_size=10, max_size=30))
def test_as_scipy_has_it(years: list[int]) -> None:
    found = trend(np.array(years, dtype=float)[None])
    assert found.slope[0] == pytest.approx(stats.theilslopes(years).slope)
    if len(set(years)) > 1:
        # SciPy's tau has the same variance, without the step for continuity: the wider value is ours.
        scipy = stats.kendalltau(np.arange(len(years)), years, method="asymptotic").pvalue
        assert found.p_value[0] >= scipy - 1e-12


def test_missing_years_are_left_out() -> None:
    years = np.random.default_rng(1).normal(size=(1, 20)).repeat(2, axis=0)
    years[1, [3, 11]] = np.nan
    found = trend(years)
    known = np.flatnonzero(~np.isnan(years[1]))
    assert found.slope[1] == pytest.approx(stats.theilslopes(years[1, known], known).slope)
    # The order of the known years alone, without their distance in time, makes the test.
    assert found.p_value[1] == pytest.approx(trend(years[1:, known]).p_value[0])


def test_under_ten_years_there_is_no_trend() -> None:
    years = np.arange(12.0)[None].repeat(2, axis=0)
    years[1, :3] = np.nan
    np.testing.assert_array_equal(np.isnan(trend(years).slope), [False, True])
    np.testing.assert_array_equal(np.isnan(trend(years).p_value), [False, True])
    assert np.isnan(trend(years[:, :9]).slope).all()


def test_many_series_are_one_by_one() -> None:
    years = np.random.default_rng(1).normal(size=(300, 15)).round(1)
    found = trend(years)
    for place in (0, 255, 256, 299):
        alone = trend(years[place, None])
        assert (found.slope[place], found.p_value[place]) == (alone.slope[0], alone.p_value[0])


def test_faults() -> None:
    with pytest.raises(MethodError, match=r"the shape is \(12,\)"):
        trend(np.arange(12.0))
    with pytest.raises(MethodError, match="12 of 12 figures are infinite"):
        trend(np.full((1, 12), np.inf))
