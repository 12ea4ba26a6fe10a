"""Make a table small enough for a phone: the columns that are read in the field, and shapes with fewer vertices."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import shapely

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.export.table import Table

FIXED = (
    "code", "name", "adm1_code", "adm1_name", "iso3", "kind", "people", "score", "score_low", "score_high", "coverage",
    "rank", "rank_p5", "rank_p95", "rank_in_country", "rank_in_country_p5", "rank_in_country_p95", "gate", "flags",
    "type", "type_p", "zone", "selected", "selected_p",
)  # fmt: skip
PILLARS = "node_"
TOLERANCE = 0.002
"""Degrees, about 220 m: what a finger on a phone cannot tell apart."""


def pocket(table: Table) -> Table:
    """Keep what says where a place stands, how firm that is and why: no single values, which the other formats hold.

    Every column that is kept brings along those that must stand beside it.
    """
    kept = tuple(column for column in table.columns if column.name in FIXED or column.name.startswith(PILLARS))
    shape = ["geometry"] if "geometry" in table.frame else []
    return replace(table, frame=table.frame[[*(column.name for column in kept), *shape]], columns=kept)


def simplified(frame: gpd.GeoDataFrame, *, tolerance: float = TOLERANCE) -> gpd.GeoDataFrame:
    """Draw shapes with fewer vertices, country by country, so that neighbours still share their borders.

    Parameters
    ----------
    frame
        With `iso3`; the units of a country are a coverage.
    tolerance
        The square root of the area that may be cut off a corner, in degrees (Visvalingam and Whyatt 1993). A unit
        never vanishes.
    """
    shapes = frame.geometry.copy()
    for rows in frame.groupby("iso3").groups.values():
        shapes.loc[rows] = shapely.coverage_simplify(shapes.loc[rows].to_numpy(), tolerance)
    return frame.set_geometry(shapes)
