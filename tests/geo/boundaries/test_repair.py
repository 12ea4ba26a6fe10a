from __future__ import annotations

import math

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Polygon

from geo.boundaries.repair import areas_km2, generalise, overlaps, quantise, repair
from geo.errors import GeometryError

from .worlds import square, units


def is_coverage(layer: gpd.GeoDataFrame) -> bool:
    shapes = layer.geometry.to_numpy()
    return bool(shapely.is_valid(shapes).all() and shapely.coverage_is_valid(shapes))


def holes(layer: gpd.GeoDataFrame) -> int:
    parts = shapely.get_parts(shapely.coverage_union_all(layer.geometry.to_numpy()))
    return int(shapely.get_num_interior_rings(parts).sum())


def test_area_is_that_of_the_ellipsoid() -> None:
    """Between two meridians and two parallels it has a closed form (Snyder 1987, equation 3-12)."""
    e, polar_km, top = 0.0818191908426, 6356.7523142, math.sin(math.radians(1))
    zone = polar_km**2 / 2 * (top / (1 - (e * top) ** 2) + math.atanh(e * top) / e)
    shapes = gpd.GeoSeries([shapely.box(0, 0, 1, 1)], crs="EPSG:4326")
    assert areas_km2(shapes).iloc[0] == pytest.approx(math.radians(1) * zone, rel=1e-6)


def test_area_does_not_depend_on_the_crs() -> None:
    shapes = gpd.GeoSeries([square(0, 0)], crs="EPSG:4326")
    assert areas_km2(shapes.to_crs("EPSG:32616")).iloc[0] == pytest.approx(areas_km2(shapes).iloc[0], rel=1e-6)


def test_two_that_agree_do_not_overlap() -> None:
    assert overlaps(units(HN0101=square(0, 0), HN0102=square(1, 0))).empty


def test_overlap_is_told_once_with_its_area() -> None:
    layer = units(HN0101=square(0, 0), HN0102=square(0.5, 0), HN0103=square(5, 5))
    pairs = overlaps(layer)
    assert pairs[["code", "other"]].to_numpy().tolist() == [["HN0101", "HN0102"]]
    assert pairs["km2"].iloc[0] == pytest.approx(areas_km2(layer.geometry).iloc[0] / 2, rel=1e-6)


def test_narrow_gap_is_closed() -> None:
    # A gap of 100 m that a third unit closes off above and below.
    ring = square(-1, -1, width=4.09, height=3).difference(square(0, 0, width=2.09))
    layer = units(HN0101=square(0, 0), HN0102=square(1.09, 0), HN0103=ring)
    assert not is_coverage(layer)
    repaired = repair(layer)
    assert is_coverage(repaired)
    assert holes(repaired) == 0
    whole = areas_km2(gpd.GeoSeries([square(-1, -1, width=4.09, height=3)], crs="EPSG:4326")).iloc[0]
    assert areas_km2(repaired.geometry).sum() == pytest.approx(whole, rel=1e-6)


def test_a_lake_stays_a_hole() -> None:
    layer = units(HN0101=square(0, 0, width=3, height=3).difference(square(1, 1)))
    repaired = repair(layer)
    assert holes(repaired) == 1
    assert areas_km2(repaired.geometry).iloc[0] == pytest.approx(areas_km2(layer.geometry).iloc[0], rel=1e-6)


def test_overlap_is_shared_out() -> None:
    layer = units(HN0101=square(0, 0, width=1.05), HN0102=square(1, 0))
    repaired = repair(layer)
    assert is_coverage(repaired)
    assert overlaps(repaired).empty
    both = areas_km2(gpd.GeoSeries([square(0, 0, width=2)], crs="EPSG:4326")).iloc[0]
    assert areas_km2(repaired.geometry).sum() == pytest.approx(both, rel=1e-6)


def test_t_junction_gets_its_vertex() -> None:
    # Two small squares meet in the middle of the long side of a third, which has no vertex there.
    layer = units(HN0101=square(0, 0, width=2), HN0102=square(0, 1), HN0103=square(1, 1))
    assert not is_coverage(layer)
    repaired = repair(layer)
    assert is_coverage(repaired)
    assert shapely.get_num_coordinates(repaired.geometry.iloc[0]) == 6


def test_bow_tie_is_mended() -> None:
    tie = Polygon([(-88, 15), (-87.99, 15.01), (-87.99, 15), (-88, 15.01)])
    repaired = repair(units(HN0101=tie))
    assert is_coverage(repaired)
    assert areas_km2(repaired.geometry).iloc[0] > 0


def test_a_unit_below_another_is_a_fault() -> None:
    layer = units(HN0101=square(0, 0, width=3, height=3), HN0102=square(1, 1))
    with pytest.raises(GeometryError, match=r"1 of 2 units vanish .*: HN0102"):
        repair(layer)


def test_islands_and_rows_are_kept() -> None:
    islands = MultiPolygon([square(0, 0), square(5, 5, width=0.05, height=0.05)])
    layer = units(HN0102=islands, HN0101=square(1, 0)).set_index(np.array([7, 3]))
    done = quantise(generalise(repair(layer), tolerance_m=250), decimals=4)
    assert done["code"].tolist() == ["HN0102", "HN0101"]
    assert done.index.tolist() == [7, 3]
    assert shapely.get_num_geometries(done.geometry.iloc[0]) == 2
    assert is_coverage(done)


def test_generalise_takes_small_bends_from_both_sides() -> None:
    bend = [(-87.99, 15.005), (-87.9895, 15.0052), (-87.99, 15.0055)]
    left = Polygon([(-88, 15), (-87.99, 15), *bend, (-87.99, 15.01), (-88, 15.01)])
    right = square(1, 0).difference(left)
    thinned = generalise(units(HN0101=left, HN0102=right), tolerance_m=250)
    assert is_coverage(thinned)
    assert shapely.get_num_coordinates(thinned.geometry.to_numpy()).tolist() == [5, 5]


def test_quantised_vertices_are_decimals() -> None:
    layer = quantise(repair(units(HN0101=square(0.123456, 0), HN0102=square(1.123456, 0))), decimals=4)
    coordinates = shapely.get_coordinates(layer.geometry.to_numpy())
    assert (coordinates == coordinates.round(4)).all()


def test_an_islet_below_the_grid_is_lost_but_its_unit_is_not() -> None:
    islets = MultiPolygon([square(0, 0), square(5, 5, width=0.001, height=0.001)])
    assert shapely.get_num_geometries(quantise(units(HN0101=islets), decimals=4).geometry.iloc[0]) == 1


def test_a_unit_below_the_grid_is_a_fault() -> None:
    with pytest.raises(GeometryError, match="HN0102"):
        quantise(units(HN0101=square(0, 0), HN0102=square(5, 5, width=0.001, height=0.001)), decimals=4)


corners = st.lists(
    st.tuples(st.floats(0, 0.05), st.floats(0, 0.05)).map(lambda p: (p[0] - 88, p[1] + 15)), min_size=9, max_size=9
)


@settings(max_examples=30, deadline=None)
@given(corners)
def test_any_drawing_becomes_a_coverage_on_the_grid(points: list[tuple[float, float]]) -> None:
    """Three triangles drawn anyhow, with spikes and overlaps, become a coverage; one that vanishes is a fault."""
    layer = units(HN0101=Polygon(points[:3]), HN0102=Polygon(points[3:6]), HN0103=Polygon(points[6:]))
    try:
        done = quantise(generalise(repair(layer, gap_m=10), tolerance_m=10), decimals=4)
    except GeometryError:
        return
    assert is_coverage(done)
    assert overlaps(done).empty
