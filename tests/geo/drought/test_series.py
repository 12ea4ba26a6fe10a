"""Check what is refused as monthly rain, and how months are laid out by year."""

from __future__ import annotations

import numpy as np
import pytest

from geo.drought.series import by_year, calendar_month, check_rain, find_reference_faults
from geo.errors import Faults, MethodError
from tests.geo.drought import world


@pytest.mark.parametrize(
    ("rain", "message"),
    [
        (np.ones(12), r"the shape is \(12,\)"),
        (np.ones((0, 12)), r"the shape is \(0, 12\)"),
        (np.ones((2, 12), dtype=int), "the type is int64"),
        (np.full((3, 12), np.nan), "all 36 months of 3 series are missing"),
        (np.full((2, 12), -5.0), r"2 of 2 series \(counted from 0\) hold negative rain: 0, 1"),
        (np.array([[5.0, 90], [np.inf, 1], [1, -np.inf]]), r"2 of 3 series .* infinite figures: 1, 2"),
    ],
)
def test_what_is_no_rain(rain: np.ndarray, message: str) -> None:
    with pytest.raises(MethodError, match=message):
        check_rain(rain, start=(1981, 1))


@pytest.mark.parametrize("month", [0, 13, -1])
def test_a_month_is_1_to_12(month: int) -> None:
    with pytest.raises(MethodError, match=f"the first month is {month} of 1981"):
        check_rain(world.months(), start=(1981, month))


def test_faults_come_together() -> None:
    rain = world.months(7)
    rain[2:] = -1.0
    rain[0, 0] = np.inf
    with pytest.raises(MethodError, match="2 faults") as caught:
        check_rain(rain, start=(1981, 1))
    assert "5 of 7 series (counted from 0) hold negative rain: 2, 3, 4, 5, 6. Declare" in str(caught.value)


def test_metres_are_told_from_millimetres() -> None:
    with pytest.raises(MethodError, match=r"no month of 6 series exceeds 3 mm, yet \d+ of 2880 .* looks like metres"):
        check_rain(world.months() / 1000, start=(1981, 1))
    # A gauge in a desert: hardly ever rain. A model's drizzle over a desert: the reader says so.
    check_rain(np.where(np.arange(480) % 30 == 0, 2.0, 0.0)[None], start=(1981, 1))
    check_rain(world.months() / 1000, start=(1981, 1), check_all=False)
    # One place with millimetres vouches for the others.
    check_rain(np.vstack([world.months(1), world.months(1) / 1000]), start=(1981, 1))
    # So it does for a block of a larger set, which may also lie in the sea.
    check_rain(np.full((2, 24), np.nan), start=(1981, 1), check_all=False)
    # It never rained: that is no unit.
    check_rain(np.zeros((2, 24)), start=(1981, 1))


def test_months_by_year() -> None:
    laid = by_year(np.arange(30.0).reshape(2, 15), start=(1981, 11))
    assert laid.shape == (3, 12, 2)
    assert laid[0, 10:, 0].tolist() == [0, 1]
    assert laid[1, :, 1].tolist() == list(range(17, 29))
    assert laid[2, 0].tolist() == [14, 29]
    assert np.isnan(laid[0, :10]).all()
    assert np.isnan(laid[2, 1:]).all()


@pytest.mark.parametrize(("start", "found"), [((1981, 1), [7, 19]), ((1981, 8), [0, 12, 24]), ((1981, 9), [11, 23])])
def test_the_augusts_of_a_series(start: tuple[int, int], found: list[int]) -> None:
    assert calendar_month(8, months=25, start=start).tolist() == found


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        ((1980, 2000), "1980-2000 is not within the series, 1981-2020"),
        ((2000, 2021), "2000-2021 is not within"),
        ((2010, 1990), "2010-1990 is not within"),
        ((1991, 2009), "has 19 years of months. At least 20"),
    ],
)
def test_reference_periods_that_do_not_serve(reference: tuple[int, int], message: str) -> None:
    faults = Faults("SPI", MethodError)
    find_reference_faults(reference, months=480, start=(1981, 1), faults=faults)
    with pytest.raises(MethodError, match=message):
        faults.raise_any()


def test_all_years_are_the_default_reference() -> None:
    faults = Faults("SPI", MethodError)
    assert find_reference_faults(None, months=480, start=(1981, 6), faults=faults) == (1981, 2021)
    assert find_reference_faults(None, months=480, start=(1981, 1), faults=faults) == (1981, 2020)
    assert not faults.messages
    # Twenty calendar years are touched, but there are months of nineteen and a half.
    find_reference_faults(None, months=228, start=(1981, 7), faults=faults)
    assert "has 19 years" in faults.messages[0]
