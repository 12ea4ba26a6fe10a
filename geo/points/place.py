"""Find the unit that each point lies in: the same one on every run, the nearest where a point lies just beside all."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
import pandas as pd
import shapely

from geo.errors import MethodError

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

How = Literal["inside", "border", "near", "lake", "other_country", "outside", "no_coordinates"]
HOW: tuple[How, ...] = get_args(How)
"""What became of a point: in one unit; on the border of several, or where national layers overlap (it goes to the first
code); in none but within the tolerance of one; in a lake; in another country than its own; nowhere; no coordinates."""

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius of the Earth."""

TOLERANCE_M = 1000.0
"""How far beside the nearest unit a point may lie: boundaries are generalised, and coasts most of all."""

CHUNK = 2_000
"""Points whose distances are measured at once."""


def place_points(
    points: gpd.GeoSeries,
    units: gpd.GeoDataFrame,
    *,
    tolerance_m: float = TOLERANCE_M,
    countries: pd.Series | None = None,
) -> pd.DataFrame:
    """Find the unit of each point.

    Parameters
    ----------
    points
        EPSG:4326; a null one has no coordinates.
    units
        Per `geo.contracts.UNITS`. Lakes are no place for an event: a point in one goes to the nearest unit within the
        tolerance, as does one beside the coast or in a gap between two countries.
    tolerance_m
        Metres; measured in a plane around each point, which over a few kilometres errs by less than a thousandth.
    countries
        The country (ISO alpha-3) that each point says it is in; null where it does not say. Units of another country
        are not looked at then.

    Returns
    -------
    pandas.DataFrame
        Indexed like `points`: `code` (null where no unit was found), `how` (see `HOW`), `distance_m` (0 inside, null
        where there is no unit). The order of points and of units changes nothing.

    Raises
    ------
    MethodError
        When the tolerance is negative or no number.
    """
    if not (tolerance_m >= 0 and math.isfinite(tolerance_m)):
        raise MethodError(f"A tolerance of {tolerance_m:g} m is none. Give zero or more.")
    land = units[units["kind"] != "lake"].sort_values("code", ignore_index=True)
    lakes = shapely.STRtree(units.geometry[units["kind"] == "lake"].to_numpy())
    shapes = points.to_numpy()
    there = np.flatnonzero(~(shapely.is_missing(shapes) | shapely.is_empty(shapes)))
    found = pd.DataFrame({"unit": -1, "how": "outside", "distance_m": np.nan}, index=np.arange(len(points)))
    found.loc[~found.index.isin(there), "how"] = "no_coordinates"

    own = None if countries is None else countries.reindex(points.index).to_numpy(dtype=object)
    tree = shapely.STRtree(land.geometry.to_numpy())
    within = _pairs(there, tree.query(shapes[there], predicate="intersects"))
    mine = _of_country(within, land["iso3"], own)
    first = mine.drop_duplicates("point").set_index("point")["unit"]
    found.loc[first.index, "unit"] = first
    found.loc[first.index, "distance_m"] = 0.0
    shared = mine["point"].duplicated(keep=False)
    found.loc[first.index, "how"] = "inside"
    found.loc[mine.loc[shared, "point"].unique(), "how"] = "border"

    left = np.setdiff1d(there, first.index)
    near = _nearest(left, shapes, tree=tree, land=land, own=own, tolerance_m=tolerance_m)
    found.loc[near.index, ["unit", "distance_m"]] = near
    found.loc[near.index, "how"] = "near"
    left = np.setdiff1d(left, near.index)
    found.loc[left[np.unique(lakes.query(shapes[left], predicate="intersects")[0])], "how"] = "lake"
    found.loc[np.intersect1d(left, within["point"]), "how"] = "other_country"

    unit = found["unit"].to_numpy()
    code = pd.Series(land["code"].to_numpy(dtype=object)[unit], dtype="str").mask(unit < 0)
    return found.assign(code=code)[["code", "how", "distance_m"]].astype({"how": "str"}).set_axis(points.index, axis=0)


def _pairs(points: NDArray[np.intp], found: NDArray[np.intp]) -> pd.DataFrame:
    """Name the pairs of point and unit that a tree found, in an order of their own."""
    pairs = pd.DataFrame({"point": points[found[0]], "unit": found[1]})
    return pairs.sort_values(["point", "unit"], ignore_index=True)


def _of_country(pairs: pd.DataFrame, iso3: pd.Series, own: NDArray[np.object_] | None) -> pd.DataFrame:
    """Keep the pairs whose unit lies in the point's own country; all of a point that names none."""
    if own is None:
        return pairs
    said = pd.Series(own[pairs["point"].to_numpy()], index=pairs.index, dtype=object)
    kept = said.isna() | (said == iso3.to_numpy()[pairs["unit"].to_numpy()])
    return pd.DataFrame(pairs[kept])


def _nearest(
    left: NDArray[np.intp],
    shapes: NDArray[np.object_],
    *,
    tree: shapely.STRtree,
    land: gpd.GeoDataFrame,
    own: NDArray[np.object_] | None,
    tolerance_m: float,
) -> pd.DataFrame:
    """Find the nearest unit within the tolerance; of equally near ones, the first code."""
    if not len(left):
        return pd.DataFrame({"unit": pd.Series(dtype="int64"), "distance_m": pd.Series(dtype="float64")})
    x, y = shapely.get_coordinates(shapes[left]).T
    degree = math.radians(1) * EARTH_RADIUS_M
    # A hair wider than the tolerance, so that the box never decides.
    high = np.full(len(left), 1.01 * tolerance_m / degree)
    wide = high / np.maximum(np.cos(np.radians(y)), 0.01)
    boxes = shapely.box(x - wide, y - high, x + wide, y + high)
    pairs = _of_country(_pairs(left, tree.query(boxes)), land["iso3"], own)
    at, unit = pairs["point"].to_numpy(), pairs["unit"].to_numpy()
    metres = np.concatenate(
        [
            _metres(shapes[at[start : start + CHUNK]], land.geometry.to_numpy()[unit[start : start + CHUNK]])
            for start in range(0, max(len(pairs), 1), CHUNK)
        ]
    )
    close = pairs.assign(distance_m=metres.round(3))
    close = close[close["distance_m"] <= tolerance_m].sort_values(["point", "distance_m", "unit"])
    return pd.DataFrame(close.drop_duplicates("point").set_index("point")[["unit", "distance_m"]])


def _metres(points: NDArray[np.object_], shapes: NDArray[np.object_]) -> NDArray[np.float64]:
    """Measure from each point to the shape beside it, in a plane that touches the sphere at the point."""
    centres = shapely.get_coordinates(points).reshape(-1, 2)
    degree = math.radians(1) * EARTH_RADIUS_M
    scale = np.column_stack([degree * np.cos(np.radians(centres[:, 1])), np.full(len(centres), degree)])
    corners, of = shapely.get_coordinates(shapes, return_index=True)
    flat = shapely.set_coordinates(shapes.copy(), (corners - centres[of]) * scale[of])
    return np.asarray(shapely.distance(flat, shapely.Point(0.0, 0.0)), dtype=np.float64)
