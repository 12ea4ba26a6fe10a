"""Check how often and how badly the crop seasons failed, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from geo.drought import POSTRERA, PRIMERA, at_season, dry_month_share, season_drought

START = (1981, 1)


def index(augusts: list[float]) -> np.ndarray:
    months = np.zeros((len(augusts), 12))
    months[:, 7] = augusts
    return months.reshape(1, -1)


def test_seasons_are_read_at_their_end() -> None:
    months = np.arange(36.0)[None]
    assert at_season(months, PRIMERA, start=START).tolist() == [[7, 19, 31]]
    assert at_season(months, POSTRERA, start=(1981, 12)).tolist() == [[11, 23, 35]]


def test_frequency_and_severity_by_hand() -> None:
    found = season_drought(index([-2, 0, -1, 1, np.nan]), PRIMERA, start=START)
    assert found.years.tolist() == [4]
    assert found.frequency_pct.tolist() == [50]
    assert found.severity.tolist() == [-1.5]


def test_the_last_years_alone() -> None:
    found = season_drought(index([-2, -2, 0, -1]), PRIMERA, start=START, last=2)
    assert (found.years[0], found.frequency_pct[0], found.severity[0]) == (2, 50, -1)


def test_no_drought_has_no_severity_and_no_year_no_frequency() -> None:
    found = season_drought(np.vstack([index([1, 2]), index([np.nan, np.nan])]), PRIMERA, start=START)
    assert found.years.tolist() == [2, 0]
    np.testing.assert_array_equal(found.frequency_pct, [0, np.nan])
    assert np.isnan(found.severity).all()


def test_the_threshold_is_part_of_the_drought() -> None:
    found = season_drought(index([-1.5, -1.49]), PRIMERA, start=START, threshold=-1.5)
    assert found.frequency_pct[0] == 50


def test_share_of_dry_months() -> None:
    months = np.array([[-2, -1, 0, np.nan, 1], [np.nan] * 5])
    np.testing.assert_array_equal(dry_month_share(months), [50, np.nan])
    np.testing.assert_array_equal(dry_month_share(months, last=3), [0, np.nan])
    assert dry_month_share(np.array([[-1.2]], dtype=np.float32)) == pytest.approx(100)
