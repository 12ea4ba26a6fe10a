"""Check the canicula by hand, and against the published grid."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np
import pytest

from geo.drought import canicula, monthly_depth_mm, spread_over_days
from geo.errors import MethodError

if TYPE_CHECKING:
    from pathlib import Path

FIRST = dt.date(1981, 1, 1)


def peaks(early: int, late: int, *, days: int = 365) -> np.ndarray:
    """Draw a year that rains 2 mm a day, and 10 mm more on each of nine days around two days of the year."""
    rain = np.full(days, 2.0)
    for day in (early, late):
        rain[day - 5 : day + 4] += 10.0
    return rain


def test_by_hand() -> None:
    # Peaks on day 160 (9 June) and day 250 (7 September). Nine of the triangle's days around its top have the weights
    # 15, 2 x (14, 13, 12, 11) of 225: a peak of 2 + 10 x 115 / 225.
    found = canicula(peaks(160, 250)[None], first=FIRST)
    assert found.years == (1981,)
    assert found.onset_day[0, 0] == 160
    assert found.length_days[0, 0] == 90
    assert found.minimum_mm_day[0, 0] == pytest.approx(2)
    assert found.depth_mm_day[0, 0] == pytest.approx(10 * 115 / 225)


def test_a_leap_year_has_the_same_days() -> None:
    year = np.insert(peaks(160, 250), 59, 2.0)
    found = canicula(year[None], first=dt.date(1984, 1, 1))
    assert (found.onset_day[0, 0], found.length_days[0, 0]) == (160, 90)


def test_no_canicula_is_shallow() -> None:
    # Rain that only grows: the first half is highest on 15 July, the minimum between is there too.
    found = canicula(np.arange(365.0)[None], first=FIRST)
    assert found.onset_day[0, 0] == 196
    assert found.length_days[0, 0] == 77
    assert found.minimum_mm_day[0, 0] == pytest.approx(195)


@pytest.mark.parametrize(("day", "told"), [(104, True), (105, False), (200, False), (287, False), (288, True)])
def test_the_days_that_are_needed(day: int, told: bool) -> None:
    # Column 105 is 16 April, column 287 is 15 October.
    rain = peaks(160, 250)
    rain[day] = np.nan
    found = canicula(rain[None], first=FIRST)
    for part in (found.onset_day, found.length_days, found.depth_mm_day, found.minimum_mm_day):
        assert (not np.isnan(part[0, 0])) == told


def test_series_and_years_keep_apart() -> None:
    rain = np.vstack([np.concatenate([peaks(160, 250), peaks(140, 230)]), np.concatenate([peaks(180, 260)] * 2)])
    found = canicula(rain, first=FIRST)
    assert found.years == (1981, 1982)
    assert found.onset_day.tolist() == [[160, 140], [180, 180]]
    assert found.length_days.tolist() == [[90, 90], [80, 80]]


def test_months_tell_a_depth() -> None:
    season = np.array([5.0, 4, 8, 30, 150, 250, 120, 190, 260, 180, 50, 12])
    rain = np.tile(season, 2)[None].repeat(2, axis=0)
    rain[1, 6] = np.nan
    np.testing.assert_array_equal(monthly_depth_mm(rain, start=(1981, 1)), [[135, 135], [np.nan, 135]])
    assert monthly_depth_mm(rain[:, 5:], start=(1981, 6)).tolist() == [[135], [135]]


def test_dekads_are_spread_over_their_days() -> None:
    found = spread_over_days(np.array([[100.0, 55]]), days=np.array([10, 11]))
    assert found.tolist() == [[10.0] * 10 + [5.0] * 11]


def test_faults() -> None:
    with pytest.raises(MethodError, match="canicula: 1 fault"):
        canicula(np.full((1, 365), np.inf), first=FIRST)
    with pytest.raises(MethodError, match="canicula: 1 fault"):
        monthly_depth_mm(np.full((1, 24), -3.0), start=(1981, 1))


@pytest.mark.raw
def test_it_draws_the_published_map(raw: Path) -> None:
    """Five years of one source against thirty of another: the same places have long, deep and dry caniculas."""
    rasterio = pytest.importorskip("rasterio")
    daily = raw / "rasters" / "chirps_v2_daily_1981_1985_025deg.tif"
    published = raw / "rasters" / "canicula_maurer2017_1970_1999_025deg.tif"
    if not (daily.is_file() and published.is_file()):
        pytest.skip("the daily rain or the published canicula is not at hand")
    with rasterio.open(daily) as file:
        rain = file.read().reshape(file.count, -1).T.astype(np.float64)
        places = np.transpose(file.xy(*np.divmod(np.arange(len(rain)), file.width)))
    with rasterio.open(published) as file:
        bands = {name: number for number, name in enumerate(file.descriptions)}
        known = np.array([np.where(cell == file.nodata, np.nan, cell) for cell in file.sample(places)])
    rain[rain < 0] = np.nan
    found = canicula(rain, first=FIRST)
    both = ~np.isnan(rain).any(axis=1) & ~np.isnan(known).any(axis=1)
    assert both.sum() > 80
    for part, band in (
        (found.length_days, "duration_mn"),
        (found.depth_mm_day, "intensity_mn"),
        (found.minimum_mm_day, "min_mn_mn"),
    ):
        ours, theirs = part[both].mean(axis=1), known[both, bands[band]]
        assert np.corrcoef(ours, theirs)[0, 1] > 0.75
        assert ours.mean() == pytest.approx(theirs.mean(), rel=0.15)
