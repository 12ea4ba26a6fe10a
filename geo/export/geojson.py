"""Write GeoJSON and TopoJSON: long names, every column, missing as null or left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pyarrow as pa
import pyogrio

from geo.errors import GeometryError
from geo.export.layers import check_shapes, lay_out, workplace
from geo.topology import to_topojson

if TYPE_CHECKING:
    from geo.export.table import Table


def geojson_bytes(table: Table) -> bytes:
    """Write GeoJSON as RFC 7946 has it: longitude and latitude, outer rings anticlockwise, a missing cell null.

    Raises
    ------
    GeometryError
        With every unit that has no polygon, or when the CRS is not EPSG:4326.
    StoreError
        When there is no room for temporary files.
    """
    check_shapes(table)
    rows = lay_out(table.frame, [(column.name, pa.field(column.name, pa.null())) for column in table.columns])
    with workplace() as folder:
        path = folder / "units.geojson"
        pyogrio.write_arrow(
            rows, path, driver="GeoJSON", geometry_name="geometry", geometry_type="MultiPolygon", crs="EPSG:4326",
            RFC7946="YES", WRITE_NAME="NO",
        )  # fmt: skip
        return path.read_bytes()


def topojson_bytes(table: Table) -> bytes:
    """Write TopoJSON, where neighbours share their borders; a missing cell is left out.

    Raises
    ------
    GeometryError
        With every unit that has no polygon or a vertex off the grid, or when the CRS is not EPSG:4326.
    """
    check_shapes(table)
    frame = table.frame
    if not isinstance(frame, gpd.GeoDataFrame):  # `check_shapes` has seen to it
        raise GeometryError("the table has no geometry. Join the scores to the units before the export.")
    return to_topojson(frame, properties=[column.name for column in table.columns]).encode()
