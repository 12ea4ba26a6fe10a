"""Check what names tell of dates, and that no gap is bridged on the way to months."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from geo.errors import RasterError
from geo.zonal import daily, dates_of, gaps_message, monthly


def starts(*names: str, **options) -> tuple[list[str], str]:
    found = dates_of(names, title="rain", **options)
    return [str(day) for day in found.start], found.step


@pytest.mark.parametrize(
    ("name", "day", "step"),
    [
        ("chirps-v3.0.1981.01.tif", "1981-01-01", "month"),
        ("chirps-v2.0.2020.12.tif.gz", "2020-12-01", "month"),
        ("rain_202006", "2020-06-01", "month"),
        ("rain_2020_06_1km.tif", "2020-06-01", "month"),
        ("chirps-v2.0.2020.06.3.tif", "2020-06-21", "dekad"),
        ("ASI_D_2020-06-D2", "2020-06-11", "dekad"),
        ("202006D1", "2020-06-01", "dekad"),
        ("chirps-v2.0.2020.02.29.tif", "2020-02-29", "day"),
        ("20200630", "2020-06-30", "day"),
        ("2020-06-15", "2020-06-15", "day"),
    ],
)
def test_a_date_in_a_name(name: str, day: str, step: str) -> None:
    assert starts(name) == ([day], step)


@pytest.mark.parametrize("name", ["band 7", "2020", "chirps-v2.0.tif", "2020.13", "20200231", "190099", "12345678901"])
def test_no_date_in_a_name(name: str) -> None:
    with pytest.raises(RasterError, match=r"1 of 1 layers carry no date in their names: .*Declare `start`"):
        starts(name)


def test_a_declared_start() -> None:
    assert starts("1", "2", "3", start="1981-01-30", step="day")[0] == ["1981-01-30", "1981-01-31", "1981-02-01"]
    assert starts("1", "2", "3", start="1981-11-01", step="month")[0] == ["1981-11-01", "1981-12-01", "1982-01-01"]
    assert starts("1", "2", "3", start="1981-12-11", step="dekad")[0] == ["1981-12-11", "1981-12-21", "1982-01-01"]


def test_netcdf_dates_months_by_any_day() -> None:
    assert starts("2020-01-16", "2020-02-15", "2020-05-16") == (["2020-01-01", "2020-02-01", "2020-05-01"], "month")
    assert starts("2020-01-16", "2020-02-12")[1] == "day"
    assert starts("2020-01-31", "2020-02-15", step="month") == (["2020-01-01", "2020-02-01"], "month")
    assert starts("2020-01-01", "2020-01-12", "2020-01-31", step="dekad")[0] == [
        "2020-01-01",
        "2020-01-11",
        "2020-01-21",
    ]


def test_mixed_steps_and_dates_out_of_order_are_refused() -> None:
    with pytest.raises(RasterError, match="layers are of day and month"):
        starts("2020-01-01", "2020-02")
    with pytest.raises(RasterError, match=r"1 of 3 layers are not later than the one before: 2020\.02"):
        starts("2020.01", "2020.03", "2020.02")
    with pytest.raises(RasterError, match="are not later than the one before"):
        starts("a.2020.01", "b.2020.01")


def test_months_with_a_gap() -> None:
    found = monthly(np.array([[1.0, 2, 4]]), dates_of(["2020.11", "2020.12", "2021.02"], title="rain"), how="sum")
    np.testing.assert_array_equal(found.values, [[1, 2, np.nan, 4]])
    assert found.first == dt.date(2020, 11, 1)
    assert found.gaps == ("2021-01",)
    said = gaps_message(found, title="rain")
    assert said.startswith("1 of 4 steps of rain are missing or incomplete, and count as missing: 2021-01.")


def test_dekads_become_months() -> None:
    names = [f"2020.{month:02d}.{dekad}" for month in (1, 2, 3) for dekad in (1, 2, 3)]
    values = np.arange(18, dtype=float).reshape(2, 9)
    values[1, 0] = np.nan
    dates = dates_of(names, title="rain")
    np.testing.assert_array_equal(monthly(values, dates, how="sum").values, [[3, 12, 21], [np.nan, 39, 48]])
    np.testing.assert_array_equal(monthly(values, dates, how="mean").values, [[1, 4, 7], [np.nan, 13, 16]])


@pytest.mark.parametrize("lost", [0, 14, 30])
def test_a_month_that_lacks_a_day_is_missing(lost: int) -> None:
    days = [f"2020-01-{day:02d}" for day in range(1, 32)] + [f"2020-02-{day:02d}" for day in range(1, 30)]
    del days[lost]
    found = monthly(np.ones((1, 59)), dates_of(days, title="rain"), how="sum")
    np.testing.assert_array_equal(found.values, [[np.nan, 29]])
    assert found.gaps == ("2020-01",)


def test_days_without_a_break() -> None:
    found = daily(np.array([[1.0, 2, 3]]), dates_of(["2020-02-28", "2020-02-29", "2020-03-02"], title="rain"))
    np.testing.assert_array_equal(found.values, [[1, 2, np.nan, 3]])
    assert (found.first, found.gaps) == (dt.date(2020, 2, 28), ("2020-03-01",))
    whole = daily(np.ones((1, 2)), dates_of(["2020-02-28", "2020-02-29"], title="rain"))
    assert gaps_message(whole, title="rain") == ""
