"""Check that the zipped shapefile reads back equal, to the last bit, and shows no noise."""

from __future__ import annotations

import io
import struct
import tempfile
import zipfile
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import GeometryError, MethodError, TableError
from geo.export import Table, declare_columns, shapefile_bytes
from geo.export import shapefile as module
from geo.export.table import settled_numbers

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from geo.catalogue import Catalogue


@pytest.fixture
def shapefile(table: Table, tmp_path: Path) -> Path:
    path = tmp_path / "units.zip"
    path.write_bytes(shapefile_bytes(table, extras={"data_card.md": b"# card\n"}))
    return path


def test_the_shapefile_reads_back_equal(shapefile: Path, table: Table, equal: Callable[..., None]) -> None:
    back = pyogrio.read_dataframe(shapefile)
    equal(back, table, {column.short: column.name for column in table.columns})
    assert back["code"].tolist() == ["HN0101", "HN0102", "HN0103", "SV0101", "SV0102", "SV0201"]
    assert back["name"].iloc[2] == "Ñandú, Güinope"
    assert back["name"].iloc[1] == "=1+1"
    assert back.geom_type.iloc[5] == "MultiPolygon"


def test_the_zip_holds_what_a_field_team_needs(shapefile: Path) -> None:
    with zipfile.ZipFile(shapefile) as archive:
        names = archive.namelist()
        assert names == [
            "arraigo.cpg",
            "arraigo.dbf",
            "arraigo.prj",
            "arraigo.shp",
            "arraigo.shx",
            "codebook.csv",
            "data_card.md",
        ]
        assert archive.read("arraigo.cpg") == b"UTF-8"
        assert archive.read("arraigo.dbf")[1:4] == bytes((80, 1, 1))
        assert archive.read("arraigo.prj").startswith(b'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984"')
        assert archive.read("codebook.csv").decode("utf-8").count("\n") > 20
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_numbers_show_no_noise_in_the_table(shapefile: Path) -> None:
    with zipfile.ZipFile(shapefile) as archive:
        dbf = archive.read("arraigo.dbf")
    assert b"45.3000000" in dbf
    assert b"45.2999999" not in dbf
    decimals = {
        dbf[at : at + 11].rstrip(b"\0"): dbf[at + 17] for at in range(32, struct.unpack_from("<H", dbf, 8)[0] - 1, 32)
    }
    assert decimals[b"area_km2"] == 3
    assert decimals[b"p_top_2"] == 3
    assert decimals[b"rank"] == decimals[b"people"] == 0


@settings(max_examples=25, deadline=None)
@given(numbers=st.lists(st.floats(-9e6, 9e6) | st.floats(-1, 1), min_size=1, max_size=30))
def test_settled_numbers_survive_the_shapefile(catalogue: Catalogue, numbers: list[float]) -> None:
    assert_survive(settled_numbers(pd.Series(numbers)), catalogue)


def test_large_and_small_numbers_share_a_field(catalogue: Catalogue) -> None:
    assert_survive(pd.Series([9223373.0, -9999999.0, 0.467260373213, 1e-12, 123456.789012345, np.nan]), catalogue)
    assert_survive(pd.Series([999999999999999.0, -1.0]), catalogue)
    assert_survive(pd.Series([np.nan]), catalogue)


def assert_survive(numbers: pd.Series, catalogue: Catalogue) -> None:
    columns = tuple(c for c in declare_columns(catalogue).of_units if c.name in {"code", "score"})
    shapes = gpd.GeoSeries([shapely.box(0, 0, 1, 1)] * len(numbers), crs="EPSG:4326")
    frame = gpd.GeoDataFrame({"code": "HN0101", "score": numbers}, geometry=shapes)
    content = shapefile_bytes(Table(frame, columns))
    with tempfile.NamedTemporaryFile(suffix=".zip") as file:
        file.write(content)
        file.flush()
        back = pyogrio.read_dataframe(file.name)
    np.testing.assert_array_equal(back["score"].to_numpy(dtype=float), numbers.to_numpy())


@pytest.mark.parametrize("name", ["", "a/b", "año", "../up", "1st", "a b"])
def test_names_that_are_no_file_names_are_refused(table: Table, name: str) -> None:
    with pytest.raises(MethodError, match="cannot name a layer"):
        shapefile_bytes(table, name=name)


def test_a_table_without_geometry_is_refused(table: Table) -> None:
    with pytest.raises(GeometryError, match="has no geometry"):
        shapefile_bytes(Table(table.plain, table.columns))


def test_what_a_dbf_cannot_hold_is_told_together(table: Table) -> None:
    frame = table.frame.copy()
    frame.loc[[0, 2], "flags"] = "ñ" * 128
    frame.loc[1, "flags"] = None
    frame.loc[1, ["people", "score", "area_km2"]] = 1e7, 1e8, 1e15
    with pytest.raises(TableError) as caught:
        shapefile_bytes(Table(frame, table.columns))
    long = ", ".join(frame.loc[[0, 2], "code"])
    assert f"texts of `flags` are longer than 254 bytes: {long}." in str(caught.value)
    assert "`score` needs 9 digits before and 12 after the point, and a field holds 15 before it and 19 in all" in str(
        caught.value
    )
    assert "`area_km2` needs 16 digits before and 3 after" in str(caught.value)
    assert "people" not in str(caught.value)


def test_too_many_fields_are_refused(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FIELDS", 10)
    with pytest.raises(TableError, match="a shapefile holds 10"):
        shapefile_bytes(table)


def test_an_all_missing_column_stays_missing(shapefile: Path) -> None:
    assert pyogrio.read_dataframe(shapefile)["n_gendviol"].isna().all()


def sizes(content: bytes) -> dict[str, int]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {file.filename: file.file_size for file in archive.infolist()}


def records(content: bytes, name: str) -> tuple[int, int]:
    """Give the lengths of the header and of a record of a DBF."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        dbf = archive.read(f"{name}.dbf")
    return int.from_bytes(dbf[8:10], "little"), int.from_bytes(dbf[10:12], "little")


def test_cells_that_fill_a_file_go_on_in_the_next(table: Table, equal: Callable[..., None], tmp_path: Path) -> None:
    header, record = records(shapefile_bytes(table, name="a"), "a")
    content = shapefile_bytes(table, name="a", largest=header + 1 + 2 * record)
    parts = [f"a_{number}" for number in (1, 2, 3)]
    assert {name for name in sizes(content) if name.endswith(".shp")} == {f"{part}.shp" for part in parts}
    assert {f"{part}.{end}" for part in parts for end in ("shx", "dbf", "prj", "cpg")} < set(sizes(content))
    assert all(size <= header + 1 + 2 * record for name, size in sizes(content).items() if name.endswith(".dbf"))
    (tmp_path / "a.zip").write_bytes(content)
    back = pd.concat([pyogrio.read_dataframe(tmp_path / "a.zip", layer=part) for part in parts], ignore_index=True)
    equal(back, table, {column.short: column.name for column in table.columns})


def test_shapes_that_fill_a_file_go_on_in_the_next(table: Table) -> None:
    frame = table.frame.copy()
    ring = shapely.Point(-100, 10).buffer(1, quad_segs=1000)
    frame.loc[1, "geometry"] = ring.difference(shapely.Point(-100, 10).buffer(0.5, quad_segs=2))
    frame.loc[4, "geometry"] = ring
    dense = Table(frame, table.columns)
    # 8 + 44 bytes, 4 for a ring, 16 for a point: what is counted is what is written.
    content = shapefile_bytes(dense, name="a")
    points = shapely.get_num_coordinates(frame.geometry.to_numpy())
    assert sizes(content)["a.shp"] == 100 + 6 * 52 + 4 * 8 + 16 * points.sum()
    largest = 100 + 52 + 4 * 2 + 16 * int(points[1])
    parts = sizes(shapefile_bytes(dense, name="a", largest=largest))
    shapes = [size for name, size in sorted(parts.items()) if name.endswith(".shp")]
    # A square is of 136 bytes; the last unit is two of them. Beside a dense one there is no room for another.
    assert shapes == [100 + 136, largest, 100 + 2 * 136, 100 + 52 + 4 + 16 * points[4], 100 + 52 + 8 + 160]


def test_a_unit_that_no_file_holds_is_told(table: Table) -> None:
    frame = table.frame.copy()
    frame.loc[2, "geometry"] = shapely.Point(-100, 10).buffer(1, quad_segs=10_000)
    with pytest.raises(TableError, match=r"1 of 6 units is larger than the 100,000 bytes .*: HN0103\. Generalise"):
        shapefile_bytes(Table(frame, table.columns), largest=100_000)
