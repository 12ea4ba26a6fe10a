"""Check that counts keep their total when they change lattice."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.zonal import Grid, spread_counts

COARSE = Grid(west=0, north=2, dx=1, dy=1, rows=2, cols=2)
COUNTS = np.array([[4.0, 8], [np.nan, 16]])


def test_finer_cells_share_a_count() -> None:
    fine = Grid(west=0, north=2, dx=0.5, dy=0.5, rows=4, cols=4)
    found = spread_counts(COUNTS, COARSE, fine).reshape(4, 4)
    np.testing.assert_array_equal(found[:2], [[1, 1, 2, 2]] * 2)
    np.testing.assert_array_equal(found[2:], [[np.nan, np.nan, 4, 4]] * 2)


def test_a_coarser_cell_adds_them_up() -> None:
    assert spread_counts(COUNTS, COARSE, Grid(west=-1, north=3, dx=4, dy=4, rows=1, cols=1)).tolist() == [28]


def test_beyond_the_counts_there_are_none() -> None:
    found = spread_counts(COUNTS, COARSE, Grid(west=1.5, north=2, dx=1, dy=1, rows=1, cols=2))
    np.testing.assert_array_equal(found, [4, np.nan])


@given(west=st.floats(-1.5, 0), north=st.floats(2, 3.5), dx=st.floats(0.05, 1.7), dy=st.floats(0.05, 1.7))
def test_totals_are_kept_on_any_lattice_that_covers_them(west: float, north: float, dx: float, dy: float) -> None:
    target = Grid(west=west, north=north, dx=dx, dy=dy, rows=int(4 / dy) + 3, cols=int(4 / dx) + 3)
    assert np.nansum(spread_counts(COUNTS, COARSE, target)) == pytest.approx(28)


def test_counts_reach_a_globe_that_begins_at_greenwich() -> None:
    globe = Grid(west=0, north=2, dx=1, dy=1, rows=2, cols=360)
    counts = Grid(west=-90, north=2, dx=1, dy=1, rows=2, cols=2)
    found = spread_counts(COUNTS, counts, globe).reshape(2, 360)
    np.testing.assert_array_equal(found[:, 270:272], COUNTS)
    assert np.nansum(found) == 28
