"""Check that layers read back equal through GDAL and Arrow, and that the same table gives the same bytes."""

from __future__ import annotations

import contextlib
import errno
import io
import sqlite3
import tempfile
from typing import TYPE_CHECKING

import geopandas as gpd
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely

from geo.errors import GeometryError, StoreError, TableError
from geo.export import Table, geopackage_bytes, geoparquet_bytes, shapefile_bytes, units_table

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pandas as pd

    from geo.catalogue import Catalogue


@pytest.fixture
def geopackage(table: Table, tmp_path: Path) -> Path:
    path = tmp_path / "units.gpkg"
    path.write_bytes(geopackage_bytes(table))
    return path


def test_the_geopackage_reads_back_equal(geopackage: Path, table: Table, equal: Callable[..., None]) -> None:
    back = pyogrio.read_dataframe(geopackage, layer="units")
    equal(back, table, {column.name: column.name for column in table.columns})


def test_the_geopackage_has_departments_and_a_codebook(geopackage: Path, table: Table) -> None:
    assert [name for name, _ in pyogrio.list_layers(geopackage)] == ["units", "departments", "codebook"]
    departments = pyogrio.read_dataframe(geopackage, layer="departments")
    assert departments["adm1_code"].tolist() == ["HN01", "SV01", "SV02"]
    assert departments["adm1_name"].tolist() == ["Atlántida", "Ahuachapán", "Santa Ana"]
    assert departments["units"].tolist() == [3, 2, 1]
    assert shapely.equals(departments.geometry.iloc[0], shapely.box(-88, 14, -85, 15))
    book = pyogrio.read_dataframe(geopackage, layer="codebook")
    assert book["name"].tolist() == [column.name for column in table.columns]


def test_the_geopackage_joins_the_units_of_a_zone(
    grouped: gpd.GeoDataFrame, values: pd.DataFrame, zones: pd.DataFrame, catalogue: Catalogue, tmp_path: Path
) -> None:
    table = units_table(grouped, values, catalogue=catalogue)
    path = tmp_path / "zoned.gpkg"
    path.write_bytes(geopackage_bytes(table, zones=zones))
    assert [name for name, _ in pyogrio.list_layers(path)] == ["units", "departments", "zones", "codebook"]
    back = pyogrio.read_dataframe(path, layer="zones")
    assert list(back.columns) == ["zone", "name_es", "name_en", "units", "people", "geometry"]
    assert back["zone"].tolist() == [1, 2]
    assert back["name_es"].tolist() == ["Ñu", "Golfo"]
    assert back["units"].tolist() == [2, 2]
    # One of the two of the first zone does not know its people: what is known is told.
    assert back["people"].tolist() == [4000.0, 3000.0]
    assert shapely.equals(back.geometry[0], shapely.box(-86, 14, -84, 15))
    assert shapely.equals(back.geometry[1], shapely.box(-88, 14, -86, 15))
    assert geopackage_bytes(table, zones=zones) == path.read_bytes()


def test_a_zone_whose_people_nobody_knows_has_none(
    grouped: gpd.GeoDataFrame, values: pd.DataFrame, zones: pd.DataFrame, catalogue: Catalogue, tmp_path: Path
) -> None:
    table = units_table(grouped.assign(people=float("nan")), values, catalogue=catalogue)
    path = tmp_path / "zoned.gpkg"
    path.write_bytes(geopackage_bytes(table, zones=zones))
    assert pyogrio.read_dataframe(path, layer="zones")["people"].isna().all()


def test_zones_need_their_column(table: Table, zones: pd.DataFrame) -> None:
    with pytest.raises(TableError, match="does not say which unit lies in which zone"):
        geopackage_bytes(table, zones=zones)


def test_groups_read_back_equal_from_every_layer(
    grouped: gpd.GeoDataFrame, values: pd.DataFrame, catalogue: Catalogue, equal: Callable[..., None], tmp_path: Path
) -> None:
    table = units_table(grouped, values, catalogue=catalogue)
    (tmp_path / "g.gpkg").write_bytes(geopackage_bytes(table))
    (tmp_path / "g.zip").write_bytes(shapefile_bytes(table, name="g"))
    names = {column.name: column.name for column in table.columns}
    equal(pyogrio.read_dataframe(tmp_path / "g.gpkg", layer="units"), table, names)
    equal(pyogrio.read_dataframe(tmp_path / "g.zip"), table, {column.short: column.name for column in table.columns})
    assert table.frame["selected"].tolist() == [1, 0, 1, 0, 1, 0]


@pytest.mark.parametrize(("lang", "title"), [("es", "Superficie (km²)"), ("en", "Area (km²)")])
def test_the_geopackage_carries_titles(table: Table, tmp_path: Path, lang: str, title: str) -> None:
    path = tmp_path / "titled.gpkg"
    path.write_bytes(geopackage_bytes(table, lang=lang))
    with contextlib.closing(sqlite3.connect(path)) as base:
        found = base.execute("select name from gpkg_data_columns where table_name='units' and column_name='area_km2'")
        assert found.fetchone() == (title,)
        assert base.execute("pragma integrity_check").fetchone() == ("ok",)


def test_geoparquet_reads_back_equal(table: Table, equal: Callable[..., None]) -> None:
    content = geoparquet_bytes(table)
    arrow = pq.read_table(io.BytesIO(content))
    assert b'"version": "1.1.0"' in arrow.schema.metadata[b"geo"]
    assert shapely.equals(shapely.from_wkb(arrow["geometry"].to_pylist()), table.frame.geometry.to_numpy()).all()
    back = gpd.read_parquet(io.BytesIO(content))
    equal(back, table, {column.name: column.name for column in table.columns})


@pytest.mark.parametrize("write", [shapefile_bytes, geopackage_bytes, geoparquet_bytes])
def test_the_same_table_gives_the_same_bytes_whenever(
    table: Table, write: Callable[[Table], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = write(table)
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": "2031-05-06T07:08:09.000Z"})
    try:
        monkeypatch.setattr("time.time", lambda: 2e9)
        assert write(table) == first
        assert pyogrio.get_gdal_config_option("OGR_CURRENT_DATE") == "2031-05-06T07:08:09.000Z"
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


@pytest.mark.parametrize("write", [shapefile_bytes, geopackage_bytes, geoparquet_bytes])
def test_missing_shapes_and_a_wrong_crs_are_told_together(table: Table, write: Callable[[Table], bytes]) -> None:
    frame = table.frame.copy()
    frame.loc[0, "geometry"] = None
    frame.loc[1, "geometry"] = shapely.Polygon()
    frame.loc[2, "geometry"] = shapely.Point(0, 0)
    with pytest.raises(GeometryError) as caught:
        write(Table(frame.set_crs("EPSG:32616", allow_override=True), table.columns))
    assert "3 of 6 units have no polygon: HN0101, HN0102, HN0103" in str(caught.value)
    assert "EPSG:32616, not EPSG:4326" in str(caught.value)


def test_no_crs_is_refused(table: Table) -> None:
    with pytest.raises(GeometryError, match="no CRS, not EPSG:4326"):
        geoparquet_bytes(Table(table.frame.set_crs(None, allow_override=True), table.columns))


@pytest.mark.parametrize("write", [shapefile_bytes, geopackage_bytes])
def test_a_temporary_folder_that_is_not_there_is_told(
    table: Table, write: Callable[[Table], bytes], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    with pytest.raises(StoreError, match="could not be made in the temporary folder"):
        write(table)


@pytest.mark.parametrize("write", [shapefile_bytes, geopackage_bytes])
@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.EROFS, "Read-only file system"),
        pyogrio.errors.DataSourceError("failed"),
        pyogrio.errors.DataLayerError("full"),
    ],
)
def test_a_disk_that_refuses_is_told(
    table: Table, write: Callable[[Table], bytes], error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise error

    monkeypatch.setattr(pyogrio, "write_arrow", refuse)
    with pytest.raises(StoreError, match="what was published before is untouched"):
        write(table)
    assert pyogrio.get_gdal_config_option("OGR_CURRENT_DATE") is None


def test_an_all_missing_column_stays_missing(geopackage: Path) -> None:
    assert pyogrio.read_dataframe(geopackage, layer="units")["node_gender_violence"].isna().all()
