from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pyogrio
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Point, Polygon

from geo.contracts import check_units
from geo.errors import GeometryError
from geo.topology import COLUMNS, read_topojson, to_topojson
from tests.geo.boundaries.worlds import square, units

if TYPE_CHECKING:
    import geopandas as gpd

SHIPPED = Path(__file__).parents[2] / "data/studies/northern_triangle/boundaries.topojson"


def arcs(text: str) -> list[list[list[int]]]:
    return json.loads(text)["arcs"]


def used(text: str) -> list[object]:
    return [geometry["arcs"] for geometry in json.loads(text)["objects"]["units"]["geometries"]]


def same(one: gpd.GeoDataFrame, other: gpd.GeoDataFrame) -> bool:
    """Whether two layers draw the same, wherever their rings begin."""
    return bool((shapely.normalize(one.geometry.to_numpy()) == shapely.normalize(other.geometry.to_numpy())).all())


def test_two_neighbours_share_one_arc() -> None:
    text = to_topojson(units(HN0101=square(0, 0), HN0102=square(1, 0)))
    # Two borders of three sides each, and the one between them: from the lesser end, one step of 100 grid units up.
    assert len(arcs(text)) == 3
    assert [[200 - 100, 0], [0, 100]] in arcs(text)
    (first,), (second,) = used(text)
    shared = set(first) & {~arc for arc in second}
    assert len(shared) == 1


def test_coordinates_are_whole_deltas_from_the_corner() -> None:
    topology = json.loads(to_topojson(units(HN0101=square(0, 0))))
    assert topology["transform"] == {"scale": [0.0001, 0.0001], "translate": [-88, 15]}
    assert topology["arcs"] == [[[0, 0], [0, 100], [100, 0], [0, -100], [-100, 0]]]


def test_island_in_a_lake_and_lake_share_a_whole_ring() -> None:
    lake = square(1, 1)
    text = to_topojson(units(HN0101=square(0, 0, width=3, height=3).difference(lake), HN0102=lake))
    assert len(arcs(text)) == 2
    assert used(text)[0][1] == [~used(text)[1][0][0]]


@pytest.mark.parametrize(
    "layer",
    [
        units(HN0101=square(0, 0)),
        units(HN0101=square(0, 0), HN0102=square(1, 0), HN0103=square(0, 1), HN0104=square(1, 1)),
        units(HN0101=MultiPolygon([square(0, 0), square(2, 0)]), HN0102=square(1, 0)),
        units(HN0101=square(0, 0, width=3, height=3).difference(square(1, 1)), HN0102=square(1, 1)),
        # Two that touch in one corner only.
        units(HN0101=square(0, 0), HN0102=square(1, 1)),
        # A hole that touches the outer ring in one point.
        units(HN0101=Polygon(square(0, 0).exterior.coords, [[(-88, 15), (-87.995, 15.002), (-87.998, 15.006)]])),
    ],
    ids=["one", "four", "parts", "enclave", "corner", "pinched"],
)
def test_what_is_written_is_read(layer: gpd.GeoDataFrame) -> None:
    text = to_topojson(layer)
    back = read_topojson(text)
    assert same(back, layer)
    assert back["code"].tolist() == layer["code"].tolist()
    assert to_topojson(back) == text


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 3), min_size=16, max_size=16))
def test_any_board_of_squares_is_read_back(owners: list[int]) -> None:
    """A board of 4 x 4 squares shared out among four units, whose parts touch in every way."""
    cells = [square(i % 4, i // 4) for i in range(16)]
    shapes = {
        f"HN010{owner + 1}": shapely.union_all([cell for cell, own in zip(cells, owners, strict=True) if own == owner])
        for owner in sorted(set(owners))
    }
    layer = units(**shapes)
    layer["geometry"] = shapely.set_precision(layer.geometry.to_numpy(), 0.0001)
    layer["geometry"] = shapely.transform(layer.geometry.to_numpy(), lambda xy: xy.round(4))
    text = to_topojson(layer)
    assert same(read_topojson(text), layer)
    assert to_topojson(read_topojson(text)) == text
    # No step of a border is stored twice.
    steps = [tuple(sorted([a, b])) for arc in _points(text) for a, b in pairwise(arc)]
    assert len(steps) == len(set(steps))


def _points(text: str) -> list[list[tuple[int, int]]]:
    walked = []
    for arc in arcs(text):
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x, y))
        walked.append(points)
    return walked


def test_repeated_vertices_are_written_once() -> None:
    doubled = Polygon([(-88, 15), (-87.99, 15), (-87.99, 15), (-87.99, 15.01), (-88, 15.01)])
    assert len(arcs(to_topojson(units(HN0101=doubled)))[0]) == 5


def test_order_of_vertices_and_rings_does_not_matter() -> None:
    layer = units(HN0101=square(0, 0), HN0102=square(1, 0))
    turned = layer.set_geometry(shapely.normalize(shapely.reverse(layer.geometry.to_numpy())))
    assert to_topojson(turned.set_crs("EPSG:4326")) == to_topojson(layer)


def test_null_is_left_out_and_comes_back_null() -> None:
    layer = units(HN0101=square(0, 0)).assign(muni44_code=None, area_km2=1.5)
    text = to_topojson(layer)
    assert "muni44_code" not in text
    back = read_topojson(text)
    assert list(back.columns) == [*COLUMNS, "geometry"]
    assert back["muni44_code"].isna().all()
    assert back["area_km2"].tolist() == [1.5]
    assert str(back["muni44_code"].dtype) == "str"


def test_accents_are_written_as_they_are() -> None:
    layer = units(HN0101=square(0, 0)).assign(name="Güinope")
    assert "Güinope" in to_topojson(layer)


@pytest.mark.parametrize(
    ("shape", "message"),
    [
        (square(0.1234567, 0), "vertex off the grid: HN0102"),
        (Point(-88, 15), "no polygon: HN0102"),
        (Polygon(), "no polygon: HN0102"),
        (None, "no polygon: HN0102"),
    ],
)
def test_what_cannot_be_written_is_named(shape: object, message: str) -> None:
    with pytest.raises(GeometryError, match=message):
        to_topojson(units(HN0101=square(0, 0), HN0102=shape))


def test_nothing_to_write_is_a_fault() -> None:
    with pytest.raises(GeometryError, match="there are none"):
        to_topojson(units())


def test_text_cut_short_says_where() -> None:
    text = to_topojson(units(HN0101=square(0, 0)))
    with pytest.raises(GeometryError, match=r"cut short, at line \d+"):
        read_topojson(text[: len(text) // 2])


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"units"', '"other"', "no quantised TopoJSON|not a quantised TopoJSON"),
        ('"transform"', '"other"', "not a quantised TopoJSON"),
        ('"type":"Polygon"', '"type":"Point"', "not polygons: Point"),
        ("[[-1]]", "[[7]]", "arcs that are not there: HN0101"),
        ("[0.0001,0.0001]", "[0.0003,0.0003]", "no whole part of a degree"),
        ('"arcs":[[-1]]', '"arcs":[]', "arcs that are not there: HN0101"),
    ],
)
def test_other_json_is_refused(old: str, new: str, message: str) -> None:
    text = to_topojson(units(HN0101=square(0, 0)))
    assert old in text
    with pytest.raises(GeometryError, match=message):
        read_topojson(text.replace(old, new))


def test_gdal_reads_the_same(tmp_path: Path) -> None:
    layer = units(HN0101=MultiPolygon([square(0, 0), square(2, 0)]), HN0102=square(1, 0)).assign(name="Güinope")
    path = tmp_path / "layer.topojson"
    path.write_text(to_topojson(layer), encoding="utf-8")
    read = pyogrio.read_dataframe(path)
    assert read["name"].tolist() == ["Güinope", "Güinope"]
    assert read["code"].tolist() == ["HN0101", "HN0102"]
    assert shapely.equals_exact(
        shapely.normalize(read.geometry.to_numpy()), shapely.normalize(layer.geometry.to_numpy()), 1e-9
    ).all()


def test_shipped_layer_holds_the_900_and_two_lakes() -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    assert len(text.encode()) <= 600 * 1024
    shipped = read_topojson(text)
    check_units(shipped)
    assert to_topojson(shipped) == text
    assert shipped["code"].is_monotonic_increasing
    assert shipped["kind"].value_counts().to_dict() == {"municipio": 638, "distrito": 262, "lake": 2}
    assert shipped["iso3"].value_counts().to_dict() == {"GTM": 342, "HND": 298, "SLV": 262}
    assert shipped["muni44_code"].dropna().nunique() == 44
    assert (shipped["kind"] == "distrito").equals(shipped["muni44_code"].notna())
    assert shapely.contains_xy(shipped.geometry.to_numpy(), shipped["label_lon"], shipped["label_lat"]).all()


def test_shipped_names_are_spelt_right() -> None:
    names = read_topojson(SHIPPED.read_text(encoding="utf-8")).set_index("code")["name"]
    assert names[["SV0104", "SV0822", "HN0705", "HN1519", "GT0206", "GT0207", "GT0700"]].tolist() == [
        "Concepción de Ataco",
        "San Luis La Herradura",
        "Güinope",
        "San Francisco de la Paz",
        "Sansare",
        "Sanarate",
        "Lago de Atitlán",
    ]
