from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import geopandas as gpd
import pytest
from shapely import LineString, Polygon

from geo.boundaries.layers import read_layer, read_table
from geo.catalogue.layer import Layer
from geo.errors import GeometryError, MissingFileError

from .worlds import square

if TYPE_CHECKING:
    from pathlib import Path

PASSPORT = {
    "id": "hnd",
    "producer": "p",
    "publication": "p",
    "url": "https://example.org",
    "licence": "CC0",
    "licence_status": "open",
    "attribution": "p",
}


def passport(folder: Path, *names: str, **changes: object) -> Layer:
    """Describe the files as they are now."""
    files = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names}
    settings = {
        "iso3": "HND",
        "kind": "municipio",
        "vintage": "2024",
        "crs": "EPSG:4326",
        "columns": {"code": "COD", "name": "NOM"},
        "code_prefix": "HN",
    }
    return Layer(**{**PASSPORT, **settings, "files": files, **changes})


def table_passport(folder: Path, *names: str) -> Layer:
    columns = {"code": "COD", "name": "NOM"}
    return passport(folder, *names, crs=None, iso3=None, kind=None, vintage=None, columns=columns)


@pytest.fixture
def drawn() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"COD": ["010100", "010200"], "NOM": ["La Ceiba", "El Porvenir"], "OTRO": [1, 2]},
        geometry=[square(0, 0), square(1, 0)],
        crs="EPSG:4326",
    )


@pytest.fixture
def shapefile(tmp_path: Path, drawn: gpd.GeoDataFrame) -> Path:
    drawn.to_file(tmp_path / "a.shp", encoding="UTF-8")
    return tmp_path


SHAPEFILE = ("a.shp", "a.shx", "a.dbf", "a.prj", "a.cpg")


def test_shapefile_is_read_with_its_passport(shapefile: Path) -> None:
    layer = read_layer(shapefile, passport(shapefile, *SHAPEFILE))
    assert list(layer.columns) == ["code", "name", "geometry", "iso3", "kind", "vintage"]
    assert layer["code"].tolist() == ["HN0101", "HN0102"]
    assert layer["vintage"].unique().tolist() == ["2024"]
    assert layer.crs.to_epsg() == 4326


def test_files_follow_each_other(tmp_path: Path, drawn: gpd.GeoDataFrame) -> None:
    drawn.iloc[[1]].to_file(tmp_path / "1.geojson")
    drawn.iloc[[0]].to_file(tmp_path / "2.geojson")
    layer = read_layer(tmp_path, passport(tmp_path, "1.geojson", "2.geojson"))
    assert layer["code"].tolist() == ["HN0102", "HN0101"]


def test_another_projection_that_is_declared_is_turned_into_degrees(tmp_path: Path, drawn: gpd.GeoDataFrame) -> None:
    drawn.to_crs("EPSG:32616").to_file(tmp_path / "a.gpkg")
    layer = read_layer(tmp_path, passport(tmp_path, "a.gpkg", crs="EPSG:32616"))
    assert layer.geometry.geom_equals_exact(drawn.geometry, 1e-8).all()


def test_crs_that_is_missing_comes_from_the_passport(shapefile: Path) -> None:
    (shapefile / "a.prj").unlink()
    layer = read_layer(shapefile, passport(shapefile, "a.shp", "a.shx", "a.dbf", "a.cpg"))
    assert layer.crs.to_epsg() == 4326


@pytest.mark.parametrize("gone", ["a.shx", "a.dbf"])
def test_sidecar_that_is_missing_is_named(shapefile: Path, gone: str) -> None:
    entry = passport(shapefile, *SHAPEFILE)
    (shapefile / gone).unlink()
    with pytest.raises(MissingFileError, match=rf"1 of 5 files are not in .*: {gone}\."):
        read_layer(shapefile, entry)


def test_changed_file_is_named_and_can_be_accepted(shapefile: Path, drawn: gpd.GeoDataFrame) -> None:
    entry = passport(shapefile, *SHAPEFILE)
    drawn.assign(NOM=["La Ceiba", "Otro"]).to_file(shapefile / "a.shp", encoding="UTF-8")
    with pytest.raises(GeometryError, match=r"1 of 5 files .*the source changed.*: a\.dbf"):
        read_layer(shapefile, entry)
    assert read_layer(shapefile, entry, accept_changed=True)["name"].tolist() == ["La Ceiba", "Otro"]


@pytest.mark.parametrize(("name", "message"), [("a.shp", "no geometry: "), ("a.dbf", "cannot be read")])
def test_shapefile_cut_short_is_a_fault(shapefile: Path, name: str, message: str) -> None:
    whole = (shapefile / name).read_bytes()
    (shapefile / name).write_bytes(whole[: len(whole) * 6 // 10])
    with pytest.raises(GeometryError, match=message):
        read_layer(shapefile, passport(shapefile, *SHAPEFILE))


def test_geojson_cut_short_is_a_fault(tmp_path: Path, drawn: gpd.GeoDataFrame) -> None:
    drawn.to_file(tmp_path / "a.geojson")
    text = (tmp_path / "a.geojson").read_text(encoding="utf-8")
    (tmp_path / "a.geojson").write_text(text[: len(text) // 2], encoding="utf-8")
    with pytest.raises(GeometryError, match=r"a\.geojson cannot be read .*cut short"):
        read_layer(tmp_path, passport(tmp_path, "a.geojson"))


def test_crs_that_disagrees_is_a_fault(tmp_path: Path, drawn: gpd.GeoDataFrame) -> None:
    drawn.to_crs("EPSG:32616").to_file(tmp_path / "a.gpkg")
    with pytest.raises(GeometryError, match=r"says it is in EPSG:32616, and layers.yml says EPSG:4326"):
        read_layer(tmp_path, passport(tmp_path, "a.gpkg"))


def test_metres_that_call_themselves_degrees_are_a_fault(tmp_path: Path, drawn: gpd.GeoDataFrame) -> None:
    drawn.to_crs("EPSG:32616").set_crs("EPSG:4326", allow_override=True).to_file(tmp_path / "a.gpkg")
    with pytest.raises(GeometryError, match="has no degrees"):
        read_layer(tmp_path, passport(tmp_path, "a.gpkg"))


def test_table_instead_of_polygons_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("COD,NOM\n010100,La Ceiba\n", encoding="utf-8")
    with pytest.raises(GeometryError, match="holds no geometry"):
        read_layer(tmp_path, passport(tmp_path, "a.csv"))


def test_column_that_is_not_there_is_named(shapefile: Path) -> None:
    columns = {"code": "COD", "name": "NOMBRE"}
    with pytest.raises(GeometryError, match=r"1 of 2 columns are not in a\.shp: NOMBRE"):
        read_layer(shapefile, passport(shapefile, *SHAPEFILE, columns=columns))


def test_features_without_polygon_or_code_are_named(tmp_path: Path, drawn: gpd.GeoDataFrame) -> None:
    shapes = [square(0, 0), Polygon(), LineString([(-88, 15), (-87, 15)]), None]
    bad = gpd.GeoDataFrame(
        {"COD": ["010100", "010200", "010300", None], "NOM": ["A", "B", "C", "D"]}, geometry=shapes, crs="EPSG:4326"
    )
    bad.to_file(tmp_path / "a.geojson")
    with pytest.raises(GeometryError, match=r"(?s)no geometry: B.*D.*not polygons: C.*no code: D \(feature 4\)"):
        read_layer(tmp_path, passport(tmp_path, "a.geojson"))


def test_all_faults_of_all_files_come_together(tmp_path: Path, drawn: gpd.GeoDataFrame) -> None:
    (tmp_path / "1.geojson").write_text("{", encoding="utf-8")
    drawn.rename(columns={"NOM": "X"}).to_file(tmp_path / "2.geojson")
    with pytest.raises(GeometryError, match=r"(?s)2 faults.*1\.geojson.*2\.geojson"):
        read_layer(tmp_path, passport(tmp_path, "1.geojson", "2.geojson"))


def test_table_keeps_text_and_blanks_are_null(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("COD,NOM,X\n0101,NA,1\n0102,,2\n", encoding="utf-8")
    table = read_table(tmp_path, table_passport(tmp_path, "t.csv"))
    assert table["code"].tolist() == ["0101", "0102"]
    assert table["name"].iloc[0] == "NA"
    assert table["name"].isna().tolist() == [False, True]


def test_table_faults(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("COD\n0101\n", encoding="utf-8")
    entry = table_passport(tmp_path, "t.csv")
    with pytest.raises(GeometryError, match=r"columns are not in t\.csv: NOM"):
        read_table(tmp_path, entry)
    (tmp_path / "t.csv").write_text("COD\n0102\n", encoding="utf-8")
    with pytest.raises(GeometryError, match="the source changed"):
        read_table(tmp_path, entry)
    (tmp_path / "t.csv").unlink()
    with pytest.raises(MissingFileError, match=r"t\.csv"):
        read_table(tmp_path, entry)
