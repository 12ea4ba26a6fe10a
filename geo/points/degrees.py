"""Turn what a file holds into points in degrees, and refuse coordinates that are swapped or have lost their sign."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError

from geo.errors import Faults, GeometryError, TableError

if TYPE_CHECKING:
    from geo.errors import ArraigoError

WGS84 = "EPSG:4326"
SLACK = 1.0
"""Degrees around the units within which a point may well be meant as it stands."""

_DECIMAL_COMMA = re.compile(r"\s*[+-]?\d+,\d+\s*")


def points_of(x: pd.Series, y: pd.Series, *, crs: str | None, name: str) -> gpd.GeoSeries:
    """Make points out of two columns of text.

    Parameters
    ----------
    x, y
        Longitude and latitude, or easting and northing; a decimal comma is understood, a blank is no coordinate.
    crs
        What they are in; degrees (EPSG:4326) when not said.
    name
        What messages call the table.

    Returns
    -------
    geopandas.GeoSeries
        EPSG:4326, indexed like `x`; null where a coordinate is blank.

    Raises
    ------
    TableError
        With the row of every cell that is no number.
    GeometryError
        When the CRS is unknown, or degrees lie beyond the globe.
    """
    faults = Faults(name, TableError)
    east, north = (_numbers(column, faults) for column in (x, y))
    half = east.isna() != north.isna()
    faults.check(
        "rows have one coordinate without the other",
        bad=[f"row {row}" for row in x.index[half & x.notna() & y.isna() | half & x.isna() & y.notna()]],
        of=len(x),
        do="Fill in both, or empty both.",
    )
    faults.raise_any()
    known = known_crs(crs, name=name)
    there = (east.notna() & north.notna()).to_numpy()
    shapes = np.full(len(x), None, dtype=object)
    shapes[there] = shapely.points(east.to_numpy()[there], north.to_numpy()[there])
    return to_degrees(gpd.GeoSeries(shapes, index=x.index, crs=known), name=name)


def known_crs(crs: str | None, *, name: str, error: type[ArraigoError] = GeometryError) -> CRS:
    """Look up a CRS; degrees when none is named.

    Raises
    ------
    GeometryError
        When there is no such CRS.
    """
    try:
        return CRS.from_user_input(crs or WGS84)
    except CRSError as unknown:
        raise error(f"{name}: `{crs}` is no CRS that is known. Give one such as EPSG:4326 or EPSG:32616.") from unknown


def to_degrees(points: gpd.GeoSeries, *, name: str) -> gpd.GeoSeries:
    """Bring points to EPSG:4326.

    Raises
    ------
    GeometryError
        With every point beyond the globe, before or after.
    """
    if points.crs is not None and points.crs.is_geographic:
        _refuse_beyond(points, name=name, do="If they are metres, say which: --crs EPSG:32616, say.")
    moved = points if points.crs == WGS84 else points.to_crs(WGS84)
    _refuse_beyond(moved, name=name, do="They are not in the CRS that is said. Correct it.")
    return moved


def refuse_turned(points: gpd.GeoSeries, bounds: tuple[float, float, float, float], *, name: str) -> None:
    """Refuse points that lie among the units only once their coordinates are swapped or given a minus sign.

    A point far from the units is no fault: files hold whole continents. One that would land among them if it were
    turned is: nobody meant the Antarctic.

    Parameters
    ----------
    points
        EPSG:4326; null ones are passed over.
    bounds
        West, south, east, north of the units, degrees.

    Raises
    ------
    GeometryError
        With the count of those swapped, and of those without their sign.
    """
    faults = Faults(name, GeometryError)
    there = points[~(points.isna() | points.is_empty)]
    lon, lat = there.x, there.y
    far = ~_within(lon, lat, bounds, slack=SLACK)
    turned = {
        "have latitude and longitude swapped": (lat, lon, "Swap --lat and --lon, or mend the file."),
        "have lost the minus sign of their longitude": (-lon, lat, "West of Greenwich is negative: mend the file."),
        "have lost the minus sign of their latitude": (lon, -lat, "South of the equator is negative: mend the file."),
    }
    for what, (x, y, do) in turned.items():
        wrong = far & _within(x, y, bounds, slack=0.0)
        bad = [f"row {row} ({lat[row]:g}, {lon[row]:g})" for row in there.index[wrong]]
        faults.check(f"points {what}", bad=bad, of=len(there), do=do)
    faults.raise_any()


def _within(x: pd.Series, y: pd.Series, bounds: tuple[float, float, float, float], *, slack: float) -> pd.Series:
    west, south, east, north = bounds
    return x.between(west - slack, east + slack) & y.between(south - slack, north + slack)


def _numbers(column: pd.Series, faults: Faults) -> pd.Series:
    text = column.map(
        lambda cell: cell.replace(",", ".") if _DECIMAL_COMMA.fullmatch(cell) else cell, na_action="ignore"
    )
    found = pd.to_numeric(text, errors="coerce").astype(float)
    found = found.where(np.isfinite(found))
    faults.check(
        f"cells of `{column.name}` are no number",
        bad=[f"row {row} ({column[row]})" for row in column.index[column.notna() & found.isna()]],
        of=int(column.notna().sum()),
        do="Correct them; degrees are written as -90.5069, not in minutes and seconds.",
    )
    return found


def _refuse_beyond(points: gpd.GeoSeries, *, name: str, do: str) -> None:
    there = points[~(points.isna() | points.is_empty)]
    with np.errstate(invalid="ignore"):
        wrong = ~(there.x.abs().le(180) & there.y.abs().le(90))
    faults = Faults(name, GeometryError)
    bad = [f"row {row} ({there.y[row]:g}, {there.x[row]:g})" for row in there.index[wrong]]
    faults.check("points lie beyond the globe (latitude, longitude)", bad=bad, of=len(there), do=do)
    faults.raise_any()
