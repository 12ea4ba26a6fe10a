"""Turn polygons that gap and overlap into a coverage that shares every border, then make it light.

Lengths are metres in a Lambert azimuthal equal-area plane laid at the middle of the layer, where a metre is a metre in
every direction to within a few parts in a thousand; areas are km2 on the cylindrical equal-area EPSG:6933.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.errors import Faults, GeometryError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Shapes = NDArray[np.object_]

GAP_M = 250.0
"""Width up to which a hole between units is a drawing fault; wider ones are lakes and stay."""

SNAP_M = 0.1
"""Vertices nearer than this are one; no border is known better, and thinner slivers make the geometry unstable."""

_ROUNDS = 10  # the real layers need at most three


def areas_km2(shapes: gpd.GeoSeries) -> pd.Series:
    """Measure areas in km2 on an equal-area projection (EPSG:6933), whatever the CRS of the shapes."""
    return cast("pd.Series", shapes.to_crs("EPSG:6933").area / 1e6)


def overlaps(units: gpd.GeoDataFrame, *, min_km2: float = 1e-6) -> pd.DataFrame:
    """List the pairs of units that claim the same land.

    Parameters
    ----------
    units
        Polygons with `code`; an invalid one is repaired on the way.
    min_km2
        The least overlap to tell, in km2; the default is one square metre.

    Returns
    -------
    :
        `code`, `other`, `km2`, the greatest overlap first; each pair once.
    """
    shapes = _polygons(units.geometry.to_crs("EPSG:6933").to_numpy())
    codes = units["code"].to_numpy()
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    one, other = one[one < other], other[one < other]
    km2 = shapely.area(shapely.intersection(shapes[one], shapes[other])) / 1e6
    pairs = pd.DataFrame({"code": codes[one], "other": codes[other], "km2": km2})
    return pairs[pairs["km2"] >= min_km2].sort_values(["km2", "code"], ascending=[False, True], ignore_index=True)


def repair(units: gpd.GeoDataFrame, *, gap_m: float = GAP_M) -> gpd.GeoDataFrame:
    """Make a valid coverage: gaps are closed, overlaps go to the unit that shares the longest border with them.

    Parameters
    ----------
    units
        Polygons of one country with `code`, in any CRS.
    gap_m
        Holes no wider than this, in metres, are closed.

    Returns
    -------
    :
        The same rows in EPSG:4326.

    Raises
    ------
    GeometryError
        When a unit lies wholly below others and would vanish.
    """
    plane = _plane(units)
    drawn = _polygons(units.to_crs(plane).geometry.to_numpy())
    cleaned = shapely.coverage_clean(drawn, gap_width=gap_m, snapping_distance=SNAP_M)
    return _with_shapes(units, cleaned, plane, "units vanish when gaps and overlaps are repaired")


def generalise(units: gpd.GeoDataFrame, *, tolerance_m: float) -> gpd.GeoDataFrame:
    """Thin out the borders of a coverage, the shared ones alike on both sides.

    Parameters
    ----------
    units
        A valid coverage with `code`.
    tolerance_m
        Bends whose triangle is smaller than the square of this go (Visvalingam and Whyatt 1993). No part vanishes.

    Returns
    -------
    :
        The same rows in EPSG:4326.
    """
    plane = _plane(units)
    thinned = shapely.coverage_simplify(units.to_crs(plane).geometry.to_numpy(), tolerance_m)
    return _with_shapes(units, thinned, plane, "units vanish when generalised")


def quantise(units: gpd.GeoDataFrame, *, decimals: int) -> gpd.GeoDataFrame:
    """Move every vertex of a coverage to a grid of `decimals` of a degree so that it is a coverage still.

    Rounding can fold a narrow neck or a corner over its neighbour. Such spots are cleaned as gaps and overlaps are,
    on the grid, until none is left. Islets that shrink to a point or a line are lost.

    Raises
    ------
    GeometryError
        When a whole unit is lost, or the grid is too coarse to draw the coverage at all.
    """
    # In units of the grid, so that rounding is exact.
    shapes = shapely.transform(units.to_crs("EPSG:4326").geometry.to_numpy(), lambda xy: xy * 10**decimals)
    for _ in range(_ROUNDS):
        shapes = shapely.transform(shapes, np.rint)
        if shapely.is_valid(shapes).all() and shapely.coverage_is_valid(shapes):
            break
        shapes = shapely.coverage_clean(shapes)
    else:
        raise GeometryError(f"the units cannot be drawn with {decimals} decimals of a degree. Keep more decimals.")
    degrees = shapely.transform(shapely.remove_repeated_points(shapes), lambda xy: xy / 10**decimals)
    return _with_shapes(
        units, degrees, "EPSG:4326", f"units are too small for {decimals} decimals of a degree and vanish"
    )


def _plane(units: gpd.GeoDataFrame) -> str:
    west, south, east, north = units.to_crs("EPSG:4326").total_bounds
    # Whole degrees: a vertex that moves does not move the plane.
    lat, lon = round((south + north) / 2), round((west + east) / 2)
    return f"+proj=laea +lat_0={lat} +lon_0={lon} +datum=WGS84 +units=m"


def _polygons(shapes: Shapes) -> Shapes:
    """Repair single shapes; what is left of a line or a point is dropped."""
    return np.asarray(shapely.make_valid(shapes, method="structure", keep_collapsed=False), dtype=object)


def _with_shapes(units: gpd.GeoDataFrame, shapes: Shapes, crs: Any, fault: str) -> gpd.GeoDataFrame:
    faults = Faults("units", GeometryError)
    faults.check(
        fault,
        bad=units["code"].to_numpy()[shapely.is_empty(shapes)].tolist(),
        of=len(units),
        do="Look at them in the raw layer and enter a correction.",
    )
    faults.raise_any()
    return units.set_geometry(gpd.GeoSeries(shapes, crs=crs, index=units.index).to_crs("EPSG:4326"))
