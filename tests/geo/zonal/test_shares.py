"""Check the exact shares of cells against areas worked out by GEOS, by hand, and by exactextract."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from exactextract import exact_extract
from exactextract.raster import NumPyRasterSource
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from shapely import box

from geo.zonal import shares
from geo.zonal.grid import Grid
from geo.zonal.shares import cell_shares
from tests.geo.zonal.worlds import patches

GRID = Grid(west=-90, north=16, dx=0.5, dy=0.25, rows=20, cols=12)


def matrix(polygons: np.ndarray, grid: Grid = GRID, *, workers: int = 1) -> sparse.csr_array:
    parts = list(cell_shares(np.asarray(polygons, dtype=object), grid, workers=workers))
    polygon, row, column, share = (np.concatenate(column) for column in zip(*parts, strict=True))
    return sparse.coo_array(
        (share, (polygon, row * grid.cols + column)), (len(polygons), grid.rows * grid.cols)
    ).tocsr()


def by_overlay(polygon: shapely.Geometry, grid: Grid = GRID) -> np.ndarray:
    """Cut the polygon with every cell, the slow way."""
    west, north = np.meshgrid(grid.west + grid.dx * np.arange(grid.cols), grid.north - grid.dy * np.arange(grid.rows))
    cells = shapely.box(west, north - grid.dy, west + grid.dx, north)
    return shapely.area(shapely.intersection(cells, polygon)).reshape(-1) / (grid.dx * grid.dy)


def test_a_triangle_by_hand() -> None:
    grid = Grid(west=0, north=2, dx=1, dy=1, rows=2, cols=2)
    # Below the diagonal from the south-west to the north-east corner.
    triangle = shapely.Polygon([(0, 0), (2, 0), (2, 2)])
    assert matrix([triangle], grid).toarray().tolist() == [[0, 0.5, 0.5, 1]]


@pytest.mark.parametrize("clockwise", [True, False])
def test_the_turn_of_a_ring_does_not_matter(clockwise: bool) -> None:
    ring = box(-89.9, 12, -87.2, 15.9, ccw=not clockwise)
    holed = shapely.Polygon(ring.exterior.coords, [box(-89, 13, -88.1, 14.2, ccw=clockwise).exterior.coords])
    np.testing.assert_allclose(matrix([holed]).toarray()[0], by_overlay(holed), atol=1e-12)


def test_crooked_patches_against_overlay() -> None:
    found = matrix(patches(seed=3)).toarray()
    np.testing.assert_allclose(found, [by_overlay(patch) for patch in patches(seed=3)], atol=1e-12)


def test_edges_on_the_lattice_touch_no_further_cell() -> None:
    found = matrix([box(-89.5, 15, -88.5, 15.5)])
    assert found.nnz == 4
    assert (found.data == 1).all()


def test_exactextract_keeps_them_in_single_precision() -> None:
    polygons = patches(seed=4)
    features = [
        {"type": "Feature", "properties": {}, "geometry": shapely.geometry.mapping(polygon)} for polygon in polygons
    ]
    source = NumPyRasterSource(np.zeros((GRID.rows, GRID.cols)), *GRID.bounds)
    ours = matrix(polygons)
    for place, feature in enumerate(exact_extract(source, features, ["cell_id", "coverage"])):
        cells, theirs = feature["properties"]["cell_id"], feature["properties"]["coverage"]
        np.testing.assert_allclose(ours[[place]].toarray()[0][cells], theirs, atol=1e-6)
        assert ours[[place]].sum() == pytest.approx(theirs.sum(), rel=1e-6)


@given(corners=st.lists(st.tuples(st.floats(-90, -84), st.floats(11, 16)), min_size=3, max_size=9, unique=True))
def test_shares_of_any_shape_sum_to_its_area(corners: list[tuple[float, float]]) -> None:
    shape = shapely.MultiPoint(corners).convex_hull.difference(box(-87, 13, -86.3, 13.4))
    if shape.area < 1e-6:
        return
    found = matrix([shape])
    assert found.sum() * GRID.dx * GRID.dy == pytest.approx(shape.area, rel=1e-9)
    assert ((found.data > 0) & (found.data <= 1)).all()


@given(seed=st.integers(0, 50))
@settings(max_examples=10)
def test_a_partition_fills_every_cell(seed: int) -> None:
    whole = patches(seed=seed)
    whole[::4] = shapely.convex_hull(whole[::4])  # without the holes; a dented patch is left as it is
    shapes = patches(seed=seed)
    holes = shapely.buffer(shapely.centroid(shapes[::4]), 0)
    assert len(holes) == len(whole[::4])
    filled = np.asarray([shapely.Polygon(shape.exterior) for shape in shapes], dtype=object)
    np.testing.assert_allclose(matrix(filled).sum(axis=0), 1, atol=1e-9)


@pytest.mark.parametrize("chunk", [1, 40, 10**9])
@pytest.mark.parametrize("workers", [1, 2])
def test_a_polygon_has_the_same_shares_in_any_company(
    monkeypatch: pytest.MonkeyPatch, chunk: int, workers: int
) -> None:
    polygons = np.append(patches(seed=5), [box(-88.000001, 14, -88, 14.000001)])
    together = matrix(polygons)
    monkeypatch.setattr(shares, "CHUNK", chunk)
    assert (matrix(polygons, workers=workers) != together).nnz == 0
    alone = matrix(polygons[[7]])
    assert (alone != together[[7]]).nnz == 0


def test_a_window_of_the_lattice_gives_the_same_bits() -> None:
    polygon = patches(seed=6)[[14]]
    window = GRID.window(4, 3, 12, 7)
    inside = matrix(polygon, window).toarray().reshape(12, 7)
    assert (inside == matrix(polygon).toarray().reshape(20, 12)[4:16, 3:10]).all()


def test_none_gives_none() -> None:
    assert list(cell_shares(np.array([], dtype=object), GRID)) == []
