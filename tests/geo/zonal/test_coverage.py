"""Check zonal figures on grids small enough to work by hand."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import box

from geo.errors import GeometryError, MethodError
from geo.zonal import Coverage, Grid, cover, zonal_mean, zonal_sum

# Two rows about the equator, so that all cells are of one size.
GRID = Grid(west=0, north=1, dx=1, dy=1, rows=2, cols=3)
LAYER = np.array([[[1.0, 2.0, 4.0], [8.0, 16.0, 32.0]]])


def of(*shapes: shapely.Geometry, grid: Grid = GRID) -> Coverage:
    return cover(np.array(shapes, dtype=object), grid)


def test_a_unit_of_one_and_a_half_cells() -> None:
    coverage = of(box(0, 0, 1.5, 1))
    assert coverage.fractions.toarray().tolist() == [[1, 0.5, 0, 0, 0, 0]]
    means, shares = zonal_mean(coverage, LAYER)
    assert means.tolist() == [[pytest.approx((1 + 2 * 0.5) / 1.5)]]
    assert shares.tolist() == [[1]]
    assert zonal_sum(coverage, LAYER)[0].tolist() == [[pytest.approx(1 + 2 * 0.5)]]


def test_a_missing_cell_leaves_the_mean_and_shows_in_the_share() -> None:
    layers = np.concatenate([LAYER, LAYER, LAYER])
    layers[1, 0, 1] = np.nan
    layers[2] = np.nan
    means, shares = zonal_mean(of(box(0, 0, 1.5, 1)), layers)
    np.testing.assert_allclose(means, [[4 / 3, 1, np.nan]])
    np.testing.assert_allclose(shares, [[1, 2 / 3, 0]])
    np.testing.assert_allclose(zonal_sum(of(box(0, 0, 1.5, 1)), layers)[0], [[2, 1, np.nan]])


def test_cells_weigh_by_their_area_on_the_sphere() -> None:
    grid = Grid(west=0, north=90, dx=1, dy=30, rows=2, cols=2)
    means, _ = zonal_mean(of(box(1, 30, 2, 90), grid=grid), np.array([[[9.0, 1.0], [9.0, 0.0]]]))
    # Between 60 and 90 degrees lie (1 - sin 60) / (1 - sin 30) of what lies between 30 and 90.
    assert means[0, 0] == pytest.approx((1 - np.sin(np.pi / 3)) / (1 - np.sin(np.pi / 6)))


@pytest.mark.parametrize("size", [1e-3, 1e-6, 1e-9])
def test_no_polygon_is_too_small(size: float) -> None:
    means, shares = zonal_mean(of(box(1.2, 0.3, 1.2 + size, 0.3 + size)), LAYER)
    assert means.tolist() == [[pytest.approx(2)]]
    assert shares.tolist() == [[1]]


def test_a_hole_and_many_parts() -> None:
    ring = box(0, -1, 3, 1).difference(box(1, 0, 2, 1))
    parts = shapely.MultiPolygon([box(0, 0, 1, 1), box(2, -1, 3, 0)])
    sums, _ = zonal_sum(of(ring, parts), LAYER)
    assert sums.ravel().tolist() == [pytest.approx(63 - 2), pytest.approx(33)]


@given(
    cuts=st.lists(st.floats(0.01, 2.99), min_size=1, max_size=6, unique=True),
    data=st.lists(st.floats(0, 1e6), min_size=6, max_size=6),
)
def test_totals_are_conserved_over_a_partition(cuts: list[float], data: list[float]) -> None:
    edges = [0.0, *sorted(cuts), 3.0]
    shapes = [box(a, -1, b, 1) for a, b in pairwise(edges) if b - a > 1e-9]
    layer = np.array(data).reshape(1, 2, 3)
    sums, shares = zonal_sum(of(*shapes), layer)
    assert sums.sum() == pytest.approx(layer.sum(), rel=1e-6, abs=1e-6)
    assert (shares == 1).all()
    means, _ = zonal_mean(of(*shapes), layer)
    assert ((means >= layer.min() * (1 - 1e-9)) & (means <= layer.max() * (1 + 1e-9))).all()


def test_no_units_give_no_figures() -> None:
    means, shares = zonal_mean(of(), LAYER)
    assert means.shape == shares.shape == (0, 1)


def test_units_without_area_or_beyond_the_grid_are_refused_together() -> None:
    with pytest.raises(GeometryError, match="2 faults") as caught:
        of(box(0, 0, 1, 1), shapely.Polygon(), box(2.5, 0, 3.5, 1))
    assert "1 of 3 units have no area (counted from 0): 1." in str(caught.value)
    assert "1 of 3 units reach beyond the grid (counted from 0): 2." in str(caught.value)


@pytest.mark.parametrize("shape", [(2, 3), (1, 3, 2), (1, 2, 4)])
def test_layers_of_another_grid_are_refused(shape: tuple[int, ...]) -> None:
    for statistic in (zonal_mean, zonal_sum):
        with pytest.raises(MethodError, match="on the grid of the layers"):
            statistic(of(box(0, 0, 1, 1)), np.zeros(shape))
