"""Check that a GeoPackage reads back equal, tells departments and zones whole, and brings its styles."""

from __future__ import annotations

import contextlib
import sqlite3
from dataclasses import replace
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pandas as pd
import pyogrio
import pytest
import shapely

from geo.errors import TableError
from geo.export import Table, Whole, geopackage_bytes, shapefile_bytes, units_table

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import geopandas as gpd

    from geo.catalogue import Catalogue

Alone = "Callable[[Table], Whole]"


@pytest.fixture
def geopackage(table: Table, alone: Callable[[Table], Whole], tmp_path: Path) -> Path:
    path = tmp_path / "units.gpkg"
    path.write_bytes(geopackage_bytes(table, whole=alone(table)))
    return path


@pytest.fixture
def opened(whole: Whole, tmp_path: Path) -> Callable[..., Path]:
    def write(table: Table | None = None, **options: str) -> Path:
        path = tmp_path / "whole.gpkg"
        path.write_bytes(geopackage_bytes(whole.table if table is None else table, whole=whole, **options))
        return path

    return write


def rows(path: Path, query: str) -> list[tuple[object, ...]]:
    with contextlib.closing(sqlite3.connect(path)) as base:
        return base.execute(query).fetchall()


def test_the_geopackage_reads_back_equal(geopackage: Path, table: Table, equal: Callable[..., None]) -> None:
    back = pyogrio.read_dataframe(geopackage, layer="units")
    equal(back, table, {column.name: column.name for column in table.columns})


def test_an_all_missing_column_stays_missing(geopackage: Path) -> None:
    assert pyogrio.read_dataframe(geopackage, layer="units")["node_gender_violence"].isna().all()


def test_groups_read_back_equal_from_every_layer(whole: Whole, equal: Callable[..., None], tmp_path: Path) -> None:
    table = whole.table
    (tmp_path / "g.gpkg").write_bytes(geopackage_bytes(table, whole=whole))
    (tmp_path / "g.zip").write_bytes(shapefile_bytes(table, name="g"))
    names = {column.name: column.name for column in table.columns}
    equal(pyogrio.read_dataframe(tmp_path / "g.gpkg", layer="units"), table, names)
    equal(pyogrio.read_dataframe(tmp_path / "g.zip"), table, {column.short: column.name for column in table.columns})
    assert table.frame["selected"].tolist() == [1, 0, 1, 0, 1, 0]


def test_a_study_without_groups_has_units_departments_and_a_codebook(geopackage: Path, table: Table) -> None:
    assert [name for name, _ in pyogrio.list_layers(geopackage)] == ["units", "departments", "codebook"]
    book = pyogrio.read_dataframe(geopackage, layer="codebook")
    assert book["name"].tolist() == [column.name for column in table.columns]


def test_departments_are_joined_counted_and_told_by_their_best(opened: Callable[..., Path]) -> None:
    departments = pyogrio.read_dataframe(opened(), layer="departments")
    assert departments["adm1_code"].tolist() == ["HN01", "SV01", "SV02"]
    assert departments["adm1_name"].tolist() == ["Atlántida", "Ahuachapán", "Santa Ana"]
    assert departments["units"].tolist() == [3, 2, 1]
    assert departments["ranked"].tolist() == [3, 2, 0]
    # One of Atlántida's does not know its people: what is known is told.
    assert departments["people"].tolist() == [3000, 9000, 6000]
    assert departments["first_2"].tolist() == [2, 0, 0]
    assert departments["selected"].tolist() == [2, 1, 0]
    assert departments["best_code"].tolist()[:2] == ["HN0101", "SV0101"]
    best = departments[["best_rank", "best_rank_p5", "best_rank_p95"]]
    assert best.iloc[:2].to_numpy().tolist() == [[1, 1, 2], [4, 3, 5]]
    # Nothing is ranked in Santa Ana, so nothing is its best.
    assert best.iloc[2].isna().all()
    assert pd.isna(departments["best_code"][2])
    assert shapely.equals(departments.geometry.iloc[0], shapely.box(-88, 14, -85, 15))


def test_a_part_tells_its_department_and_zones_whole(opened: Callable[..., Path], whole: Whole) -> None:
    path = opened(whole.cut(codes=["HN0103"]))
    assert len(pyogrio.read_dataframe(path, layer="units")) == 1
    departments = pyogrio.read_dataframe(path, layer="departments")
    assert departments[["adm1_code", "units", "best_rank"]].to_numpy().tolist() == [["HN01", 3, 1]]
    zones = pyogrio.read_dataframe(path, layer="zones")
    assert zones[["zone", "units"]].to_numpy().tolist() == [[1, 2]]
    assert pyogrio.read_dataframe(path, layer="selected")["code"].tolist() == ["HN0103"]


def test_a_part_without_a_selected_unit_has_no_such_layer(opened: Callable[..., Path], whole: Whole) -> None:
    layers = [name for name, _ in pyogrio.list_layers(opened(whole.cut(codes=["SV0101"])))]
    assert layers == ["units", "departments", "zones", "codebook", "layer_styles"]


def test_the_units_of_a_zone_are_joined(opened: Callable[..., Path]) -> None:
    back = pyogrio.read_dataframe(opened(), layer="zones")
    assert list(back.columns) == ["zone", "name_es", "name_en", "units", "people", "geometry"]
    assert back["zone"].tolist() == [1, 2]
    assert back["name_es"].tolist() == ["Ñu", "Golfo"]
    assert back["units"].tolist() == [2, 2]
    # One of the two of the first zone does not know its people: what is known is told.
    assert back["people"].tolist() == [4000.0, 3000.0]
    assert shapely.equals(back.geometry[0], shapely.box(-86, 14, -84, 15))
    assert shapely.equals(back.geometry[1], shapely.box(-88, 14, -86, 15))


def test_a_zone_whose_people_nobody_knows_has_none(
    grouped: gpd.GeoDataFrame, values: pd.DataFrame, zones: pd.DataFrame, catalogue: Catalogue, tmp_path: Path
) -> None:
    table = units_table(grouped.assign(people=float("nan")), values, catalogue=catalogue)
    path = tmp_path / "zoned.gpkg"
    path.write_bytes(geopackage_bytes(table, whole=Whole(table, catalogue, zones=zones)))
    assert pyogrio.read_dataframe(path, layer="zones")["people"].isna().all()
    assert pyogrio.read_dataframe(path, layer="departments")["people"].isna().all()


def test_zones_need_their_column(table: Table, zones: pd.DataFrame, catalogue: Catalogue) -> None:
    with pytest.raises(TableError, match="does not say which unit lies in which zone"):
        geopackage_bytes(table, whole=Whole(table, catalogue, zones=zones))


def test_selected_units_carry_their_rank_with_its_interval(opened: Callable[..., Path]) -> None:
    chosen = pyogrio.read_dataframe(opened(), layer="selected")
    assert chosen["code"].tolist() == ["HN0101", "HN0103", "SV0102"]
    assert chosen[["rank", "rank_p5", "rank_p95"]].to_numpy().tolist() == [[1, 1, 2], [3, 2, 5], [5, 4.5, 5]]
    assert chosen["selected_p"].tolist() == [0.999, 0.25, 0.75]


@pytest.mark.parametrize(
    ("lang", "titles"),
    [
        ("es", ["Superficie (km²)", "Puesto de la primera", "Entre las 2 primeras"]),
        ("en", ["Area (km²)", "Rank of the first", "Among the first 2"]),
    ],
)
def test_fields_carry_titles(opened: Callable[..., Path], lang: str, titles: list[str]) -> None:
    path = opened(lang=lang)
    asked = (("units", "area_km2"), ("departments", "best_rank"), ("departments", "first_2"))
    for (layer, column), title in zip(asked, titles, strict=True):
        query = f"select name from gpkg_data_columns where table_name='{layer}' and column_name='{column}'"
        assert rows(path, query) == [(title,)]
    # Every field of every layer says what it is.
    silent = rows(
        path,
        "select m.name, p.name from sqlite_master m, pragma_table_info(m.name) p where m.name in "
        "('units','departments','zones','selected') and p.name not in ('fid','geom') and not exists "
        "(select 1 from gpkg_data_columns d where d.table_name=m.name and d.column_name=p.name)",
    )
    assert silent == []
    assert rows(path, "pragma integrity_check") == [("ok",)]


def test_styles_are_where_qgis_looks_for_them(opened: Callable[..., Path]) -> None:
    path = opened(lang="es")
    assert rows(path, "select data_type from gpkg_contents where table_name='layer_styles'") == [("attributes",)]
    # What QGIS asks for when it opens a layer.
    query = (
        "select styleName, styleQML from layer_styles where f_table_schema='' and f_table_name='{0}' and "
        "f_geometry_column=(select column_name from gpkg_geometry_columns where table_name='{0}') "
        "order by case when useAsDefault then 1 else 2 end, update_time desc limit 1"
    )
    first = {layer: rows(path, query.format(layer))[0] for layer in ("units", "departments", "zones", "selected")}
    assert [name for name, _ in first.values()] == ["Puntaje (es)", "Departamentos (es)", "Zonas (es)", "Elegidas (es)"]
    names = {name for (name,) in rows(path, "select styleName from layer_styles where f_table_name='units'")}
    assert names == {"Puntaje (es)", "Tipo (es)", "Score (en)", "Type (en)"}
    for name, drawn, other in rows(path, "select styleName, styleQML, styleSLD from layer_styles"):
        assert ET.fromstring(drawn).tag == "qgis", name
        assert ET.fromstring(other).tag.endswith("StyledLayerDescriptor"), name
    assert [name for (name,) in rows(path, "select name from pragma_table_info('layer_styles') where pk=1")] == ["id"]


def test_english_is_opened_first_when_it_is_asked_for(opened: Callable[..., Path]) -> None:
    query = "select styleName from layer_styles where useAsDefault order by id"
    assert [name for (name,) in rows(opened(lang="en"), query)] == [
        "Score (en)", "Departments (en)", "Zones (en)", "Selected (en)",
    ]  # fmt: skip


def test_a_study_that_does_not_say_how_it_is_drawn_has_no_styles(whole: Whole, tmp_path: Path) -> None:
    path = tmp_path / "plain.gpkg"
    path.write_bytes(geopackage_bytes(whole.table, whole=replace(whole, classes=None)))
    assert "layer_styles" not in [name for name, _ in pyogrio.list_layers(path)]
