"""Check dry spells and dry months by hand."""

from __future__ import annotations

import datetime as dt
from itertools import groupby

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.drought import consecutive_dry_months, dry_spells, longest_run
from geo.errors import MethodError

FIRST = dt.date(1981, 1, 1)


@given(st.lists(st.booleans(), max_size=40))
def test_longest_run(dry: list[bool]) -> None:
    wanted = max((len(list(run)) for value, run in groupby(dry) if value), default=0)
    assert longest_run(np.array(dry, dtype=bool)[None]).tolist() == [wanted]


def test_spells_by_hand() -> None:
    rain = np.full((2, 730), 5.0)
    rain[0, 130:140] = 0.9  # ten days in May 1981
    rain[0, 300:320] = 0.0  # from 28 October: four days of it are in the season
    rain[1, 400] = np.nan  # not in the season
    rain[1, 500] = np.nan  # in May 1982
    np.testing.assert_array_equal(dry_spells(rain, first=FIRST), [[10, 0], [0, np.nan]])
    np.testing.assert_array_equal(dry_spells(rain, first=FIRST, wet_mm=0.5), [[4, 0], [0, np.nan]])
    assert dry_spells(rain, first=FIRST, season=(10, 11))[0].tolist() == [20, 0]


def test_a_cut_year_is_left_out() -> None:
    assert dry_spells(np.ones((1, 400)), first=dt.date(1981, 6, 1)).shape == (1, 0)


def test_dry_months_by_hand() -> None:
    season = np.array([5.0, 4, 8, 30, 150, 250, 55, 190, 260, 180, 50, 12])
    rain = np.tile(season, 3)[None].repeat(2, axis=0)
    rain[1, 20] = np.nan
    # November to April are six months in a row, July is one.
    np.testing.assert_array_equal(consecutive_dry_months(rain, start=(1981, 1)), [[6, 6], [6, np.nan]])
    # Counted by calendar years they fall apart.
    assert consecutive_dry_months(rain, start=(1981, 1), opens=1)[0].tolist() == [4, 4, 4]
    assert consecutive_dry_months(rain, start=(1981, 1), limit_mm=6)[0].tolist() == [2, 2]


def test_each_month_may_have_its_limit() -> None:
    rain = np.full((1, 24), 70.0)
    limits = np.where(np.arange(24) % 12 < 3, 100.0, 60.0)[None]
    assert consecutive_dry_months(rain, start=(1981, 5), limit_mm=limits).tolist() == [[3, 3]]
    limits[0, 1] = np.nan
    np.testing.assert_array_equal(consecutive_dry_months(rain, start=(1981, 5), limit_mm=limits), [[np.nan, 3]])


def test_less_than_a_year_has_no_rain_year() -> None:
    assert consecutive_dry_months(np.full((2, 11), 70.0), start=(1981, 5)).shape == (2, 0)


def test_faults() -> None:
    with pytest.raises(MethodError, match="negative rain"):
        consecutive_dry_months(np.full((1, 24), -1.0), start=(1981, 1))
    with pytest.raises(MethodError, match="negative rain"):
        dry_spells(np.full((1, 24), -1.0), first=FIRST)
