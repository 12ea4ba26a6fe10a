"""Check that GeoParquet reads back equal through Arrow, DuckDB and geopandas."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import duckdb
import geopandas as gpd
import pandas as pd
import pyarrow.parquet as pq
import pytest
import shapely

from geo.errors import GeometryError
from geo.export import Table, geoparquet_bytes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def test_geoparquet_reads_back_equal(table: Table, equal: Callable[..., None]) -> None:
    content = geoparquet_bytes(table)
    arrow = pq.read_table(io.BytesIO(content))
    assert b'"version": "1.1.0"' in arrow.schema.metadata[b"geo"]
    assert shapely.equals(shapely.from_wkb(arrow["geometry"].to_pylist()), table.frame.geometry.to_numpy()).all()
    back = gpd.read_parquet(io.BytesIO(content))
    equal(back, table, {column.name: column.name for column in table.columns})


def test_geoparquet_reads_back_equal_through_duckdb(table: Table, tmp_path: Path) -> None:
    path = tmp_path / "units.parquet"
    path.write_bytes(geoparquet_bytes(table))
    names = [column.name for column in table.columns]
    quoted = ", ".join(f'"{name}"' for name in names)
    rows = duckdb.sql(f"select {quoted} from read_parquet('{path}')").fetchall()
    for name, cells in zip(names, zip(*rows, strict=True), strict=True):
        expected = [None if pd.isna(cell) else cell for cell in table.plain[name].tolist()]
        assert list(cells) == expected, name


def test_no_crs_is_refused(table: Table) -> None:
    with pytest.raises(GeometryError, match="no CRS, not EPSG:4326"):
        geoparquet_bytes(Table(table.frame.set_crs(None, allow_override=True), table.columns))
