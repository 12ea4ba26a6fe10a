"""Check that GeoJSON and TopoJSON read back equal, and keep to their specifications."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pandas as pd
import pyogrio
import pytest
import shapely

from geo.errors import GeometryError
from geo.export import Table, Whole
from geo.export.geojson import geojson_bytes, topojson_bytes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def test_geojson_reads_back_equal(whole: Whole, equal: Callable[..., None], tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    path.write_bytes(geojson_bytes(whole.table))
    equal(pyogrio.read_dataframe(path), whole.table, {column.name: column.name for column in whole.table.columns})


def test_geojson_keeps_to_rfc_7946(whole: Whole) -> None:
    told = json.loads(geojson_bytes(whole.table))
    assert "crs" not in told
    assert [feature["properties"]["code"] for feature in told["features"]] == whole.table.frame["code"].tolist()
    for feature in told["features"]:
        for polygon in feature["geometry"]["coordinates"]:
            assert shapely.is_ccw(shapely.linearrings(polygon[0]))
    # Missing is null, not absent: whoever reads it must see that it was asked.
    assert told["features"][5]["properties"]["score"] is None
    assert told["features"][0]["properties"]["node_gender_violence"] is None


def test_topojson_reads_back_equal_through_gdal(whole: Whole, tmp_path: Path) -> None:
    path = tmp_path / "a.topojson"
    path.write_bytes(topojson_bytes(whole.table))
    back = pyogrio.read_dataframe(path)
    for column in whole.table.columns:
        expected = whole.table.plain[column.name]
        if expected.isna().all():
            assert column.name not in back
            continue
        assert back[column.name].isna().tolist() == expected.isna().tolist(), column.name
        assert back[column.name].dropna().tolist() == expected.dropna().tolist(), column.name
    assert shapely.equals(back.geometry.to_numpy(), whole.table.frame.geometry.to_numpy()).all()


def test_neighbours_share_their_border_in_topojson(whole: Whole) -> None:
    told = json.loads(topojson_bytes(whole.table))
    first, second = (set(map(abs_arc, told["objects"]["units"]["geometries"][i]["arcs"][0])) for i in (0, 1))
    assert first & second


def abs_arc(arc: int) -> int:
    return arc if arc >= 0 else ~arc


def test_a_vertex_off_the_grid_is_told(whole: Whole) -> None:
    frame = whole.table.frame.copy()
    frame.loc[0, "geometry"] = shapely.box(0.00005, 0, 1, 1)
    with pytest.raises(GeometryError, match="1 of 6 units have a vertex off the grid: HN0101"):
        topojson_bytes(Table(frame, whole.table.columns))


def test_numbers_are_numbers(whole: Whole) -> None:
    told = json.loads(geojson_bytes(whole.table))["features"][0]["properties"]
    assert isinstance(told["rank"], int)
    assert told["score"] == whole.table.frame["score"][0]
    assert pd.api.types.is_float(told["score"])
