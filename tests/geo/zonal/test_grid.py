"""Check the lattice: its edges, its areas on the sphere, windows cut out of it."""

from __future__ import annotations

import numpy as np
import pytest

from geo.zonal.grid import EARTH_RADIUS_KM, Grid


def test_areas_of_the_world_are_those_of_the_sphere() -> None:
    world = Grid(west=-180, north=90, dx=10, dy=10, rows=18, cols=36)
    assert (world.cell_km2 * 36).sum() == pytest.approx(4 * np.pi * EARTH_RADIUS_KM**2)
    np.testing.assert_allclose(world.cell_km2, world.cell_km2[::-1])
    assert world.cell_km2[8] > 10 * world.cell_km2[0]


def test_rows_run_from_the_north() -> None:
    grid = Grid(west=-90, north=15, dx=0.5, dy=0.25, rows=2, cols=4)
    assert grid.bounds == (-90, 14.5, -88, 15)
    assert grid.latitudes.tolist() == [14.875, 14.625]
    assert grid.cell_km2[0] < grid.cell_km2[1]


@pytest.mark.parametrize(
    ("bounds", "window"),
    [
        ((-90, 14, -89, 15), (0, 0, 4, 4)),
        ((-89.9, 14.6, -89.8, 14.7), (1, 0, 1, 1)),
        ((-90.1, 14.9, -89.9, 15.1), (-1, -1, 2, 2)),
        ((-89.5, 14.5, -89.5, 14.5), (2, 2, 1, 1)),
    ],
)
def test_windows_enclose(bounds: tuple[float, float, float, float], window: tuple[int, int, int, int]) -> None:
    lattice = Grid(west=-90, north=15, dx=0.25, dy=0.25, rows=4, cols=4)
    assert lattice.offset(bounds) == window
    west, south, east, north = lattice.window(*window).bounds
    assert west <= bounds[0]
    assert south <= bounds[1]
    assert east >= bounds[2]
    assert north >= bounds[3]


def test_rows_centred_on_the_poles_end_there() -> None:
    world = Grid(west=-180.5, north=90.5, dx=1, dy=1, rows=181, cols=360)
    assert world.cell_km2[0] > 0
    assert world.cell_km2.sum() * 360 == pytest.approx(4 * np.pi * EARTH_RADIUS_KM**2)
