"""Read the same three points from every kind of file, and refuse what holds none."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import pytest
from shapely import MultiPoint, Point, box

from geo.errors import GeometryError, MissingFileError, TableError
from geo.points import read_points

if TYPE_CHECKING:
    from pathlib import Path

NAMES = ["Güija", "Cobán", "Ocotepeque"]
PLACES = [(-89.5, 14.25), (-90.375, 15.5), (-89.25, 14.5)]
TABLE = pd.DataFrame({"post": NAMES, "beds": [4, 12, 0], "y": [p[1] for p in PLACES], "x": [p[0] for p in PLACES]})
LAYER = gpd.GeoDataFrame(TABLE[["post", "beds"]], geometry=[Point(*p) for p in PLACES], crs="EPSG:4326")

DRIVERS = {"kml": {"driver": "LIBKML"}}


def write(folder: Path, kind: str) -> Path:
    path = folder / f"posts.{kind}"
    if kind == "csv":
        TABLE.to_csv(path, index=False)
    elif kind == "tsv":
        TABLE.to_csv(path, index=False, sep="\t")
    elif kind == "txt":
        TABLE.to_csv(path, index=False, sep=";", decimal=",", encoding="utf-8-sig")
    elif kind == "xlsx":
        TABLE.to_excel(path, index=False)
    elif kind == "zip":
        TABLE.to_csv(folder / "inside.csv", index=False)
        with zipfile.ZipFile(path, "w") as packed:
            packed.write(folder / "inside.csv", "folder/inside.csv")
    else:
        LAYER.rename(columns={"post": "Name"} if kind == "kml" else {}).to_file(path, **DRIVERS.get(kind, {}))
    return path


@pytest.mark.parametrize("kind", ["csv", "tsv", "txt", "xlsx", "zip", "geojson", "shp", "gpkg", "kml"])
def test_every_kind_gives_the_same_points(tmp_path: Path, kind: str) -> None:
    points = read_points(write(tmp_path, kind), lat="y", lon="x")
    assert points.crs == "EPSG:4326"
    assert [(p.x, p.y) for p in points.geometry] == PLACES
    assert points["Name" if kind == "kml" else "post"].tolist() == NAMES
    assert points["beds"].tolist() == ["4", "12", "0"]
    assert points.index[0] == (2 if kind in {"csv", "tsv", "txt", "xlsx", "zip"} else 1)


def test_a_shapefile_in_a_zip_is_read(tmp_path: Path) -> None:
    write(tmp_path, "shp")
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as packed:
        for path in tmp_path.glob("posts.*"):
            packed.write(path, path.name)
    assert read_points(tmp_path / "all.zip")["post"].tolist() == NAMES


def test_metres_of_a_layer_are_brought_to_degrees(tmp_path: Path) -> None:
    LAYER.to_crs("EPSG:32616").to_file(tmp_path / "posts.gpkg")
    found = read_points(tmp_path / "posts.gpkg")
    assert [(round(p.x, 6), round(p.y, 6)) for p in found.geometry] == PLACES


def test_rows_without_coordinates_stay_and_empty_rows_go(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("id,lat,lon\na,14,-90\n,,\nb,,\n", encoding="utf-8")
    found = read_points(tmp_path / "t.csv", lat="lat", lon="lon")
    assert found.index.tolist() == [2, 4]
    assert found.geometry.isna().tolist() == [False, True]


def test_features_without_geometry_stay_and_a_multipoint_of_one_is_a_point(tmp_path: Path) -> None:
    shapes = [MultiPoint([(-90.0, 14.0)]), None]
    gpd.GeoDataFrame({"a": [1, 2]}, geometry=shapes, crs="EPSG:4326").to_file(tmp_path / "m.geojson")
    found = read_points(tmp_path / "m.geojson")
    assert found.geometry.isna().tolist() == [False, True]
    assert found.geometry.iloc[0] == Point(-90, 14)


def test_polygons_are_refused(tmp_path: Path) -> None:
    shapes = [Point(-90, 14), box(-90, 14, -89, 15)]
    gpd.GeoDataFrame({"a": [1, 2]}, geometry=shapes, crs="EPSG:4326").to_file(tmp_path / "p.geojson")
    with pytest.raises(GeometryError, match=r"1 of 2 features are no points: feature 2 \(Polygon\)"):
        read_points(tmp_path / "p.geojson")


def test_a_layer_that_says_another_crs_or_none_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "shp")
    with pytest.raises(GeometryError, match="Leave --crs out"):
        read_points(path, crs="EPSG:32616")
    path.with_suffix(".prj").unlink()
    with pytest.raises(GeometryError, match="does not say which CRS"):
        read_points(path)
    assert read_points(path, crs="EPSG:4326")["post"].tolist() == NAMES


def test_of_several_layers_one_must_be_named(tmp_path: Path) -> None:
    for layer in ("one", "two"):
        LAYER.to_file(tmp_path / "l.gpkg", layer=layer)
    with pytest.raises(TableError, match=r"holds 2 layers \(one, two\)"):
        read_points(tmp_path / "l.gpkg")
    assert len(read_points(tmp_path / "l.gpkg", layer="two")) == 3
    with pytest.raises(TableError, match="cannot be read"):
        read_points(tmp_path / "l.gpkg", layer="three")


def test_a_layer_without_features_is_refused(tmp_path: Path) -> None:
    (tmp_path / "t.json").write_text('{"type":"FeatureCollection","features":[]}', encoding="utf-8")
    with pytest.raises(TableError, match="holds 0 features"):
        read_points(tmp_path / "t.json")


@pytest.mark.parametrize(
    ("name", "content", "options", "what"),
    [
        ("t.csv", b"id,lat,lon\na,14,-90\n", {}, "needs --lat and --lon.*There are id, lat, lon"),
        ("t.csv", b"id,lat,lon\na,14,-90\n", {"lat": "y", "lon": "lon"}, "1 of 2 columns are not in the file: y"),
        ("t.csv", "nombre,lat,lon\nCobán,14,-90\n".encode("cp1252"), {"lat": "lat", "lon": "lon"}, "is not utf-8"),
        ("t.csv", b"a,lat,lon\nx,1,1\n", {"lat": "lat", "lon": "lon", "encoding": "utf-17"}, "is not utf-17"),
        ("t.csv", b"a,lat,lon\nx,1,1,1,1\ny,1,1\n", {"lat": "lat", "lon": "lon"}, r"1 of 2 rows do not.*row 2 \(5\)"),
        ("t.csv", b'lat,lon,a\n1,1,"x\n1,1,y\n', {"lat": "lat", "lon": "lon"}, "cannot be read"),
        ("t.csv", b"", {"lat": "lat", "lon": "lon"}, "no heading"),
        ("t.xlsx", b"no workbook", {"lat": "lat", "lon": "lon"}, "cannot be read"),
        ("t.gpkg", b"no layer", {}, "cannot be read"),
        ("t.zip", b"no zip", {}, "cannot be unpacked"),
        ("t.pdf", b"", {}, "is none of"),
    ],
)  # fmt: skip
def test_files_that_are_none(tmp_path: Path, name: str, content: bytes, options: dict, what: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(TableError, match=what):
        read_points(tmp_path / name, **options)


def test_a_zip_of_two_tables_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "t.zip", "w") as packed:
        packed.writestr("a.csv", "x")
        packed.writestr("b.csv", "x")
    with pytest.raises(TableError, match="holds 2 files of points"):
        read_points(tmp_path / "t.zip")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match="is not there"):
        read_points(tmp_path / "t.csv")
