"""Draw small worlds of squares whose areas and borders can be told by hand."""

from __future__ import annotations

import geopandas as gpd
from shapely import MultiPolygon, Polygon, box

SIDE = 0.01
"""The side of a square in degrees: about 1.1 km."""


def square(column: float, row: float, *, width: float = 1, height: float = 1) -> Polygon:
    """Draw a rectangle on a board of squares that begins at 88 W, 15 N."""
    west, south = -88 + column * SIDE, 15 + row * SIDE
    # Rounded, so that neighbours agree on a corner to the last bit.
    return box(*(round(v, 9) for v in (west, south, west + width * SIDE, south + height * SIDE)))


def units(**shapes: Polygon | MultiPolygon) -> gpd.GeoDataFrame:
    """Make a raw layer of Honduras from shapes by code; a unit's name is `Lugar` and its number."""
    codes = list(shapes)
    return gpd.GeoDataFrame(
        {
            "code": codes,
            "name": [f"Lugar {code[2:]}" for code in codes],
            "iso3": "HND",
            "kind": "municipio",
            "vintage": "2024",
        },
        geometry=list(shapes.values()),
        crs="EPSG:4326",
    )
