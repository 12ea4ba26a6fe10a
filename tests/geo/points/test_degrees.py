"""Refuse coordinates that cannot be meant, and say how many there are."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point

from geo.errors import GeometryError, TableError
from geo.points.degrees import points_of, refuse_turned, to_degrees
from tests.geo.points.world import at

BOUNDS = (-92.3, 13.0, -83.1, 17.9)


def columns(*cells: tuple[str | None, str | None]) -> tuple[pd.Series, pd.Series]:
    index = pd.RangeIndex(2, len(cells) + 2, name="row")
    x, y = (pd.Series(list(part), index=index, dtype="str") for part in zip(*cells, strict=True))
    return x.rename("lon"), y.rename("lat")


def test_points_and_decimal_commas_are_understood_and_blanks_are_none() -> None:
    made = points_of(*columns(("-90.5", "14.6"), ("-90,25", "14,5"), (None, None)), crs=None, name="t")
    assert [(p.x, p.y) for p in made.iloc[:2]] == [(-90.5, 14.6), (-90.25, 14.5)]
    assert made.isna().tolist() == [False, False, True]


def test_cells_that_are_no_number_and_half_coordinates_are_told_together() -> None:
    with pytest.raises(TableError) as told:
        points_of(*columns(("90°30'W", "14.6"), ("-90", None), (None, "14")), crs=None, name="t.csv")
    assert "1 of 2 cells of `lon` are no number: row 2" in str(told.value)
    assert "2 of 3 rows have one coordinate without the other: row 3, row 4" in str(told.value)


def test_metres_without_a_crs_are_refused_and_with_one_are_brought_to_degrees() -> None:
    metres = columns(("766000", "1615000"))
    with pytest.raises(GeometryError, match="1 of 1 points lie beyond the globe"):
        points_of(*metres, crs=None, name="t")
    [point] = points_of(*metres, crs="EPSG:32615", name="t")
    assert (point.x, point.y) == pytest.approx((-90.53, 14.6), abs=0.02)


def test_an_unknown_crs_is_refused() -> None:
    with pytest.raises(GeometryError, match="`EPSG:nowhere` is no CRS"):
        points_of(*columns(("1", "1")), crs="EPSG:nowhere", name="t")


def test_metres_that_no_projection_gives_are_refused() -> None:
    with pytest.raises(GeometryError, match="not in the CRS"):
        to_degrees(gpd.GeoSeries([Point(9e20, 9e20)], index=[2], crs="EPSG:32616"), name="t")


@pytest.mark.parametrize(
    ("turned", "what"),
    [
        ((14.6, -90.5), "1 of 3 points have latitude and longitude swapped: row 2"),
        ((90.5, 14.6), "1 of 3 points have lost the minus sign of their longitude: row 2"),
        ((-90.5, -14.6), "1 of 3 points have lost the minus sign of their latitude: row 2"),
    ],
)
def test_turned_coordinates_are_refused_with_their_count(turned: tuple[float, float], what: str) -> None:
    with pytest.raises(GeometryError, match=what):
        refuse_turned(at(turned, (-90.5, 14.6), (10.0, 50.0), None), BOUNDS, name="t")


def test_points_far_away_or_at_the_edge_are_no_fault() -> None:
    refuse_turned(at((10.0, 50.0), (-93.0, 12.5), None), BOUNDS, name="t")


def test_in_a_world_that_mirrors_itself_points_near_the_units_are_left_alone() -> None:
    refuse_turned(at((0.5, 0.05), (0.05, 0.5)), (0.0, 0.0, 0.6, 0.2), name="t")
