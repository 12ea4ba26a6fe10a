"""Write GeoParquet, and lay polygons out for GDAL; the same table gives the same bytes."""

from __future__ import annotations

import contextlib
import io
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import pyarrow as pa
import pyogrio
import shapely

from geo.errors import Faults, GeometryError, StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from geo.export.table import Table

SHAPES = {"geometry_name": "geometry", "geometry_type": "MultiPolygon", "crs": "EPSG:4326"}
"""How GDAL is told about the shapes that `lay_out` gives."""


def geoparquet_bytes(table: Table) -> bytes:
    """Write GeoParquet 1.1: the long names, geometry as WKB.

    Raises
    ------
    GeometryError
        With every unit that has no polygon, or when the CRS is not EPSG:4326.
    """
    check_shapes(table)
    buffer = io.BytesIO()
    table.frame.to_parquet(buffer, index=False, compression="zstd", schema_version="1.1.0")
    return buffer.getvalue()


def lay_out(frame: pd.DataFrame, fields: list[tuple[str, pa.Field]]) -> pa.Table:
    """Lay columns and shapes out for GDAL; a polygon becomes a multipolygon of one, as the formats ask.

    Parameters
    ----------
    frame
        A GeoDataFrame.
    fields
        For each column its name in the frame and what GDAL makes of it; a field of type null takes that of the column.
    """
    arrays = [pa.array(frame[name], from_pandas=True) for name, _ in fields]
    typed = [
        field.with_type(array.type) if field.type == pa.null() else field
        for (_, field), array in zip(fields, arrays, strict=True)
    ]
    multi = [shapely.multipolygons([shape]) if shape.geom_type == "Polygon" else shape for shape in frame.geometry]
    wkb = pa.array(shapely.to_wkb(multi), pa.binary())
    return pa.table([*arrays, wkb], schema=pa.schema([*typed, pa.field("geometry", pa.binary())]))


def check_shapes(table: Table) -> None:
    """Check that every unit has a polygon in EPSG:4326.

    Raises
    ------
    GeometryError
        With all that is wrong.
    """
    faults = Faults("the layer to export", GeometryError)
    if not isinstance(table.frame, gpd.GeoDataFrame):
        faults.add("the table has no geometry. Join the scores to the units before the export.")
        faults.raise_any()
    crs = table.frame.crs
    if crs is None or crs.to_epsg() != 4326:
        faults.add(f"the layer is in {crs.to_string() if crs else 'no CRS'}, not EPSG:4326. Reproject it first.")
    shapes = table.frame.geometry
    bad = shapes.isna() | shapes.is_empty | ~shapes.geom_type.isin(["Polygon", "MultiPolygon"])
    faults.check(
        "units have no polygon",
        bad=table.frame.loc[bad, "code"].tolist(),
        of=len(bad),
        do="Draw them, or drop them by a correction.",
    )
    faults.raise_any()


@contextlib.contextmanager
def workplace() -> Iterator[Path]:
    """Give a temporary folder: GDAL writes several files, or one that it must seek in.

    Raises
    ------
    StoreError
        When the disk refuses.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="arraigo-") as folder:
            yield Path(folder)
    except (OSError, pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
        raise StoreError(
            f"A layer could not be made in the temporary folder ({error}). Free some space there, or set TMPDIR to a "
            "folder you may write to; what was published before is untouched."
        ) from error
