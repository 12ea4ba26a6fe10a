"""Draw a world of squares: two countries that overlap in a strip, a lake, a gap and a coast."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely import box

M = 1 / 111_195.08
"""A metre in degrees of latitude, and on the equator in those of longitude."""


def units() -> gpd.GeoDataFrame:
    """Six squares of 0.1 degrees on the equator: four in AAA (two departments), a lake in them, two in BBB.

    From west to east: AA0101, AA0102, AA0201, AA0202 (each half as high as the lake is wide), a gap of 200 m, then
    BB0101 and BB0102, of which the first overlaps nothing. The lake AA0100 lies north of AA0101.
    """
    gap = 200 * M
    rows = [
        ("AA0100", "lake", box(0.0, 0.1, 0.1, 0.2)),
        ("AA0101", "municipio", box(0.0, 0.0, 0.1, 0.1)),
        ("AA0102", "municipio", box(0.1, 0.0, 0.2, 0.1)),
        ("AA0201", "municipio", box(0.2, 0.0, 0.3, 0.1)),
        ("AA0202", "municipio", box(0.3, 0.0, 0.4, 0.1)),
        ("BB0101", "municipio", box(0.4 + gap, 0.0, 0.5, 0.1)),
        ("BB0102", "municipio", box(0.5, 0.0, 0.6, 0.1)),
    ]
    frame = pd.DataFrame(rows, columns=["code", "kind", "geometry"])
    frame["name"] = "Lugar " + frame["code"]
    frame["adm1_code"] = frame["code"].str[:4]
    frame["adm1_name"] = "Departamento " + frame["adm1_code"]
    frame["muni44_code"] = np.nan
    frame["iso3"] = frame["code"].str[:2].map({"AA": "AAA", "BB": "BBB"})
    layer = gpd.GeoDataFrame(frame, geometry="geometry", crs="EPSG:4326")
    inner = layer.geometry.bounds
    return layer.assign(label_lon=(inner["minx"] + inner["maxx"]) / 2, label_lat=(inner["miny"] + inner["maxy"]) / 2)


def at(*places: tuple[float, float] | None) -> gpd.GeoSeries:
    """Make points of longitude and latitude; None is a point without coordinates."""
    from shapely import Point

    shapes = [None if place is None else Point(*place) for place in places]
    return gpd.GeoSeries(shapes, index=pd.RangeIndex(2, len(places) + 2, name="row"), crs="EPSG:4326")


def events(*places: tuple[float, float] | None, **columns: object) -> gpd.GeoDataFrame:
    """Make events as `read_points` gives them: every cell text."""
    points = at(*places)
    cells = {name: pd.Series(list(cells), index=points.index, dtype="str") for name, cells in columns.items()}  # type: ignore[call-overload]
    return gpd.GeoDataFrame(pd.DataFrame(cells, index=points.index), geometry=points)
