"""Write vector tiles through GDAL, for web maps that bring their own drawing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pyarrow as pa
import pyogrio

from geo.export.layers import SHAPES, check_shapes, lay_out, workplace
from geo.export.pocket import pocket

if TYPE_CHECKING:
    from geo.export.table import Table

ZOOMS = (4, 8)
"""From three countries on a screen to a municipality; a map that goes nearer enlarges the last."""


def tiles_bytes(table: Table, *, driver: Literal["PMTiles", "MBTiles"]) -> bytes:
    """Write one layer `units` in Mapbox vector tiles of zooms 4 to 8, with the columns of `pocket`.

    A missing cell is left out, as the form has no null. Borders are generalised to the tile's grid of 4,096 steps.

    Raises
    ------
    GeometryError
        With every unit that has no polygon, or when the CRS is not EPSG:4326.
    StoreError
        When there is no room for temporary files.
    """
    check_shapes(table)
    small = pocket(table)
    rows = lay_out(small.frame, [(column.name, pa.field(column.name, pa.null())) for column in small.columns])
    low, high = ZOOMS
    with workplace() as folder:
        path = folder / f"units.{driver.lower()}"
        pyogrio.write_arrow(rows, path, layer="units", driver=driver, MINZOOM=str(low), MAXZOOM=str(high), **SHAPES)
        return path.read_bytes()
