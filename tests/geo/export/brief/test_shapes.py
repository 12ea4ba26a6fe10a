"""Check the outlines of square places by hand: scale, joined borders, names on the main island."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.errors import GeometryError
from geo.export.brief.shapes import Window, prepare_outlines, seen, strokes, window
from tests.dashboards import world


def test_a_window_shows_the_bounds_whole_and_in_the_middle() -> None:
    view = window((0, 0, 1000, 500), x=10, y=20, wide=100, tall=100, margin=0)
    assert view.metres == 10
    assert view.bounds == (0, -250, 1000, 750)
    assert view.on_page(np.array([[0.0, -250.0], [1000.0, 750.0]])).tolist() == [[10, 20], [110, 120]]


def test_strokes_are_closed_rings_in_tenths_of_a_point() -> None:
    view = Window(west=0, south=0, metres=10, x=0, y=0, wide=100, tall=100)
    assert strokes(shapely.box(0, 0, 101.2, 50), view) == "10.1 0 m 10.1 5 l 0 5 l 0 0 l h"
    hole = shapely.box(0, 0, 100, 100).difference(shapely.box(40, 40, 60, 60))
    assert strokes(hole, view).count(" m ") == 2


def test_nothing_and_what_is_too_small_to_see_leave_no_stroke() -> None:
    view = Window(west=0, south=0, metres=1000, x=0, y=0, wide=100, tall=100)
    assert strokes(shapely.Polygon(), view) == ""
    assert strokes(shapely.box(0, 0, 10, 10), view) == ""
    assert strokes(shapely.LineString([(0, 0), (1e5, 1e5)]), view) == ""


def test_places_join_into_departments_and_countries() -> None:
    outlines = prepare_outlines(world.units())
    assert list(outlines.departments) == ["AA01", "AA02", "BB01", "BB02"]
    two = sum(outlines.shapes[row].area for row in (0, 1))
    assert outlines.departments["AA01"].area == pytest.approx(two, rel=1e-6)
    assert outlines.countries["AAA"].geom_type == "Polygon"


def test_distances_are_true_to_a_few_parts_in_a_thousand() -> None:
    # A tenth of a degree of latitude at 14 degrees north is 11.06 km.
    west, south, east, north = prepare_outlines(world.units()).shapes[0].bounds
    assert north - south == pytest.approx(11_063, rel=0.003)
    assert east - west == pytest.approx(10_801, rel=0.003)


def test_only_what_a_window_shows_is_drawn_and_shared_borders_stay_shared() -> None:
    outlines = prepare_outlines(world.units())
    rows, shapes = seen(outlines, window(outlines.shapes[0].bounds, x=0, y=0, wide=100, tall=100, margin=-0.1))
    assert [outlines.codes[row] for row in rows] == ["AA0101"]
    rows, shapes = seen(outlines, window(outlines.departments["AA01"].bounds, x=0, y=0, wide=100, tall=100))
    assert shapely.union_all(shapes[:2]).geom_type == "Polygon"


def test_a_name_belongs_on_the_main_island() -> None:
    units = world.units().iloc[:1].copy()
    units["geometry"] = [shapely.MultiPolygon([shapely.box(0, 0, 0.01, 0.01), shapely.box(1, 1, 1.5, 1.5)])]
    outlines = prepare_outlines(units)
    main = max(outlines.shapes[0].geoms, key=lambda part: part.area)
    assert main.contains(shapely.Point(outlines.labels[0]))


def test_places_without_geometry_or_reference_system_are_told_together() -> None:
    units = world.units()
    units.loc[[1, 3], "geometry"] = [None, shapely.Polygon()]
    bare = gpd.GeoDataFrame(units.drop(columns="geometry"), geometry=list(units.geometry))
    with pytest.raises(GeometryError, match="2 faults") as caught:
        prepare_outlines(bare)
    assert "2 of 8 places have no geometry: AA0102, AA0202" in str(caught.value)
