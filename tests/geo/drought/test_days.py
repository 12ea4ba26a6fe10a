"""Check daily series and the windows in them."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from geo.drought.days import check_daily, year_windows
from geo.errors import MethodError


def test_windows_are_the_same_days_of_every_year() -> None:
    windows = year_windows(1461, first=dt.date(1981, 1, 1), opens=(5, 1), closes=(10, 31))
    assert list(windows) == [1981, 1982, 1983, 1984]
    assert windows[1981] == slice(120, 304)
    # 1984 is a leap year.
    assert windows[1984] == slice(3 * 365 + 121, 3 * 365 + 305)


@pytest.mark.parametrize(("first", "years"), [((1981, 5, 1), [1981, 1982]), ((1981, 5, 2), [1982])])
def test_years_that_are_cut_are_left_out(first: tuple[int, int, int], years: list[int]) -> None:
    begin = dt.date(*first)
    days = (dt.date(1983, 10, 30) - begin).days + 1
    assert list(year_windows(days, first=begin, opens=(5, 1), closes=(10, 31))) == years


def test_a_day_beyond_the_month_is_its_end() -> None:
    assert year_windows(730, first=dt.date(1981, 1, 1), opens=(12, 1), closes=(12, 31))[1981] == slice(334, 365)
    assert year_windows(365, first=dt.date(1981, 1, 1), opens=(2, 1), closes=(2, 31))[1981] == slice(31, 59)


@pytest.mark.parametrize(
    ("rain", "message"),
    [
        (np.ones(9), r"type float64 in the shape \(9,\)"),
        (np.ones((1, 9), dtype=int), "type int64"),
        (np.full((1, 9), np.nan), "all 9 days of 1 series are missing"),
        (np.array([[1.0, -9999.0]]), "1 of 1 series .* hold negative rain: 0"),
        (np.array([[1.0, np.inf]]), "1 of 1 series .* infinite"),
    ],
)
def test_what_is_no_daily_rain(rain: np.ndarray, message: str) -> None:
    with pytest.raises(MethodError, match=message):
        check_daily(rain, subject="dry spells")


def test_a_block_of_a_larger_set_may_lie_in_the_sea() -> None:
    check_daily(np.full((1, 9), np.nan), subject="dry spells", check_all=False)
