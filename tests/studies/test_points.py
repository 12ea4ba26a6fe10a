"""Place points among the 900 shipped units, where every label lies in its own, and as the field's own join does."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest

from geo.boundaries import read_topojson
from geo.errors import GeometryError
from geo.points import place_points, refuse_turned

STUDY = Path(__file__).parents[2] / "data" / "studies" / "northern_triangle"


@pytest.fixture(scope="module")
def units() -> gpd.GeoDataFrame:
    return read_topojson((STUDY / "boundaries.topojson").read_text(encoding="utf-8"))


def test_every_label_lies_in_its_own_unit(units: gpd.GeoDataFrame) -> None:
    land = units[units["kind"] != "lake"].reset_index(drop=True)
    labels = gpd.GeoSeries.from_xy(land["label_lon"], land["label_lat"], crs="EPSG:4326")
    placed = place_points(labels, units, countries=land["iso3"])
    assert placed["code"].tolist() == land["code"].tolist()
    assert placed["how"].eq("inside").all()


def test_points_at_random_are_placed_as_by_the_join_of_geopandas(units: gpd.GeoDataFrame) -> None:
    west, south, east, north = units.total_bounds
    draw = np.random.default_rng(3)
    points = gpd.GeoSeries.from_xy(draw.uniform(west, east, 4000), draw.uniform(south, north, 4000), crs="EPSG:4326")
    placed = place_points(points, units, tolerance_m=0)
    land = units.loc[units["kind"] != "lake", ["code", "geometry"]]
    joined = gpd.sjoin(points.to_frame("geometry"), land, predicate="intersects").groupby(level=0)["code"].min()
    assert placed["code"].dropna().to_dict() == joined.to_dict()
    in_lake = gpd.sjoin(points.to_frame("geometry"), units[units["kind"] == "lake"], predicate="intersects").index
    assert sorted(placed.index[placed["how"] == "lake"]) == sorted(set(in_lake))


def test_a_lake_is_no_place_but_its_shore_is(units: gpd.GeoDataFrame) -> None:
    lake = units[units["code"] == "GT0700"]
    placed = place_points(gpd.GeoSeries([lake.geometry.iloc[0].centroid], crs="EPSG:4326"), units)
    assert placed["how"].tolist() == ["lake"]


def test_swapped_coordinates_of_the_region_are_refused(units: gpd.GeoDataFrame) -> None:
    swapped = gpd.GeoSeries.from_xy([14.6349, 14.0723], [-90.5069, -87.1921], crs="EPSG:4326")
    with pytest.raises(GeometryError, match="2 of 2 points have latitude and longitude swapped"):
        refuse_turned(swapped, tuple(units.total_bounds), name="t")
