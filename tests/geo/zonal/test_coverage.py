"""Check the matrix of shares: its areas, what it refuses, and that it can be kept."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from shapely import box

from geo.errors import GeometryError, MethodError
from geo.zonal import Coverage, Grid, cover, coverage_key
from tests.geo.zonal.worlds import patches

GRID = Grid(west=0, north=1, dx=1, dy=1, rows=2, cols=3)


def of(*shapes: shapely.Geometry, grid: Grid = GRID) -> Coverage:
    return cover(np.array(shapes, dtype=object), grid)


def test_shares_and_areas() -> None:
    coverage = of(box(0, 0, 1.5, 1))
    assert coverage.fractions.toarray().tolist() == [[1, 0.5, 0, 0, 0, 0]]
    np.testing.assert_allclose(coverage.areas.toarray()[0, :2], GRID.cell_km2[0] * np.array([1, 0.5]))


def test_weights_multiply_shares_and_a_missing_one_counts_nothing() -> None:
    weighed = of(box(0, -1, 1.5, 1)).weighted(np.array([10, np.nan, 0, 4, 6, 0.0]))
    assert weighed.toarray().tolist() == [[10, 0, 0, 4, 3, 0]]


def test_a_hole_and_many_parts() -> None:
    ring = box(0, -1, 3, 1).difference(box(1, 0, 2, 1))
    parts = shapely.MultiPolygon([box(0, 0, 1, 1), box(2, -1, 3, 0)])
    assert of(ring, parts).fractions.toarray().tolist() == [[1, 0, 1, 1, 1, 1], [1, 0, 0, 0, 0, 1]]


def test_what_has_no_area_or_lies_beyond_the_grid_is_refused_together() -> None:
    with pytest.raises(GeometryError, match="3 faults") as caught:
        of(
            box(0, 0, 1, 1),
            shapely.Polygon(),
            box(2.5, 0, 3.5, 1),
            shapely.Point(1, 0),
            shapely.LineString([(0, 0), (1, 1)]),
        )
    said = str(caught.value)
    assert "2 of 5 units are no polygons (counted from 0): 3, 4." in said
    assert "1 of 5 units have no area (counted from 0): 1." in said
    assert "1 of 5 units reach beyond the grid (counted from 0): 2." in said


def test_what_is_thinner_than_numbers_can_tell_is_refused() -> None:
    thin = shapely.Polygon([(2.5, 0), (2.5, 0.5), (np.nextafter(2.5, 3), 0.5)])
    with pytest.raises(GeometryError, match="1 of 2 units are thinner than numbers can tell: 1"):
        cover([box(0, 0, 1, 1), thin], Grid(west=-1000, north=1, dx=1, dy=1, rows=2, cols=1100))


def test_an_edge_that_rounding_put_beyond_the_grid_is_inside() -> None:
    assert of(box(2, 0, 3 + 1e-10, 1 + 1e-10)).fractions.toarray()[0].tolist() == pytest.approx([0, 0, 1, 0, 0, 0])


def test_kept_and_taken_back_bit_for_bit() -> None:
    grid = Grid(west=-90, north=16, dx=0.5, dy=0.25, rows=20, cols=12)
    coverage = cover(patches(seed=1), grid)
    back = Coverage.from_bytes(coverage.to_bytes())
    assert back.grid == grid
    assert back.fractions.shape == coverage.fractions.shape
    assert (back.fractions != coverage.fractions).nnz == 0


@pytest.mark.parametrize("damage", [lambda b: b[:50], lambda b: b[: len(b) // 2], lambda _: b"", lambda _: b"no zip"])
def test_what_is_damaged_is_not_taken_back(damage) -> None:
    with pytest.raises(MethodError, match="The kept coverage is damaged"):
        Coverage.from_bytes(damage(of(box(0, 0, 1, 1)).to_bytes()))


def test_another_format_is_not_taken_back(monkeypatch: pytest.MonkeyPatch) -> None:
    packed = of(box(0, 0, 1, 1)).to_bytes()
    monkeypatch.setattr("geo.zonal.coverage.FORMAT", "3")
    with pytest.raises(MethodError, match="has format 2, not 3"):
        Coverage.from_bytes(packed)


def test_the_key_changes_with_every_vertex_the_order_and_the_grid() -> None:
    shapes, grid = patches(seed=1), Grid(west=-90, north=16, dx=0.5, dy=0.25, rows=20, cols=12)
    moved = shapes.copy()
    moved[3] = shapely.transform(moved[3], lambda xy: xy + 1e-12)
    keys = [
        coverage_key(shapes, grid),
        coverage_key(shapes[::-1], grid),
        coverage_key(moved, grid),
        coverage_key(shapes, Grid(west=-90, north=16, dx=0.5, dy=0.25, rows=20, cols=13)),
    ]
    assert len(set(keys)) == 4
    assert coverage_key(patches(seed=1), grid) == keys[0]


def test_a_kept_window_weighs_to_the_last_bit_as_it_did() -> None:
    world = Grid(west=-180, north=90, dx=0.05, dy=0.05, rows=3600, cols=7200)
    fresh = of(box(-90.01, 13.02, -87.03, 15.04), grid=world.window(*world.offset((-90.01, 13.02, -87.03, 15.04))))
    kept = Coverage.from_bytes(fresh.to_bytes())
    assert kept.grid.cut == fresh.grid.cut
    np.testing.assert_array_equal(kept.areas.data, fresh.areas.data)


@pytest.mark.parametrize(("at", "byte"), [(8, 99), (6, 1)])  # a way of packing that is unknown, a password
def test_a_damaged_head_is_not_taken_back(at: int, byte: int) -> None:
    packed = bytearray(of(box(0, 0, 1, 1)).to_bytes())
    packed[at] = byte
    directory = packed.index(b"PK\x01\x02")
    packed[directory + at + 2] = byte
    with pytest.raises(MethodError, match="damaged"):
        Coverage.from_bytes(bytes(packed))
