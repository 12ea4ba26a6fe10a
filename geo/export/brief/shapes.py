"""Project the places once, and write their outlines as the strokes of a page.

Distances on the page are true to within a few parts in a thousand: the projection is Lambert's equal-area one around
the middle of the study. Borders that places share stay shared when they are simplified, whatever the scale.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.errors import Faults, GeometryError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

FINE = 0.35
"""How far a simplified border may lie from the true one, in points: a tenth of a millimetre."""
POINTS_OF_COUNTRIES = 0.5


@dataclass(frozen=True)
class Outlines:
    """The places in metres, and the departments and countries that they make.

    Attributes
    ----------
    codes
        The place of each row.
    shapes
        Polygons of the places, in the order of `codes`.
    labels
        Where a name stands best, x and y by row.
    departments, countries
        Outlines by code.
    """

    codes: tuple[str, ...]
    shapes: NDArray[np.object_]
    labels: NDArray[np.float64]
    departments: dict[str, shapely.Geometry]
    countries: dict[str, shapely.Geometry]

    def row(self, code: str) -> int:
        """Find the row of a place; the codes are in order."""
        return int(np.searchsorted(np.array(self.codes), code))


@dataclass(frozen=True)
class Window:
    """A part of the land that is drawn into a box of the page.

    Attributes
    ----------
    west, south
        The lower left corner, in metres.
    metres
        How many metres of the land one point of the page shows.
    x, y, wide, tall
        The box in points, from the lower left corner of the page, as PDF counts.
    """

    west: float
    south: float
    metres: float
    x: float
    y: float
    wide: float
    tall: float

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """The land that is seen, in metres: west, south, east, north."""
        return self.west, self.south, self.west + self.wide * self.metres, self.south + self.tall * self.metres

    def on_page(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Turn metres into points of the page."""
        return (points - (self.west, self.south)) / self.metres + (self.x, self.y)


def prepare_outlines(scores: gpd.GeoDataFrame) -> Outlines:
    """Project the places around their middle, and join them into departments and countries.

    Parameters
    ----------
    scores
        `code`, `adm1_code`, `iso3` and geometry in any coordinate reference system.

    Raises
    ------
    GeometryError
        When there is no reference system, or places have no geometry.
    """
    ordered = scores.sort_values("code", ignore_index=True)
    faults = Faults("the maps of the briefs", GeometryError)
    if ordered.crs is None:
        faults.add("the layer has no coordinate reference system. Declare it: EPSG:4326 is expected.")
    bare = ordered.geometry.isna() | ordered.geometry.is_empty
    faults.check(
        "places have no geometry", bad=ordered.loc[bare, "code"].tolist(), of=len(ordered), do="Draw them first."
    )
    faults.raise_any()
    west, south, east, north = ordered.to_crs("EPSG:4326").total_bounds
    middle = f"+proj=laea +lat_0={(south + north) / 2:.3f} +lon_0={(west + east) / 2:.3f} +units=m"
    shapes = ordered.geometry.to_crs(middle).to_numpy()
    return Outlines(
        codes=tuple(map(str, ordered["code"])),
        shapes=shapes,
        labels=shapely.get_coordinates(shapely.point_on_surface(_largest(shapes))),
        departments=_joined(shapes, ordered["adm1_code"].to_numpy()),
        countries=_joined(shapes, ordered["iso3"].to_numpy()),
    )


def window(bounds: Sequence[float], *, x: float, y: float, wide: float, tall: float, margin: float = 0.06) -> Window:
    """Choose the scale at which bounds in metres, with a margin around them, fill a box of the page."""
    west, south, east, north = bounds
    metres = max((east - west) / wide, (north - south) / tall, 1.0) * (1 + 2 * margin)
    return Window(
        west=(west + east - wide * metres) / 2,
        south=(south + north - tall * metres) / 2,
        metres=metres,
        x=x,
        y=y,
        wide=wide,
        tall=tall,
    )


def seen(outlines: Outlines, view: Window) -> tuple[NDArray[np.intp], NDArray[np.object_]]:
    """Give the rows of the places in a window, and their borders simplified to its scale and cut at its edge."""
    bounds = shapely.bounds(outlines.shapes)
    west, south, east, north = view.bounds
    rows = np.flatnonzero(
        (bounds[:, 0] <= east) & (bounds[:, 2] >= west) & (bounds[:, 1] <= north) & (bounds[:, 3] >= south)
    )
    simple = shapely.coverage_simplify(outlines.shapes[rows], FINE * view.metres)
    return rows, cut(simple, view)


def cut(shapes: NDArray[np.object_], view: Window) -> NDArray[np.object_]:
    """Cut shapes a little outside a window, so that the edge of the cut is never seen."""
    west, south, east, north = view.bounds
    edge = 3 * view.metres
    clipped: NDArray[np.object_] = shapely.clip_by_rect(shapes, west - edge, south - edge, east + edge, north + edge)
    return clipped


def strokes(shape: shapely.Geometry, view: Window) -> str:
    """Write an outline as the operators of a PDF path, closed rings to a tenth of a point; empty where nothing is."""
    parts = shapely.get_parts(shape)
    polygons = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]
    return "\n".join(
        text for ring in shapely.get_rings(polygons) if (text := _ring(view.on_page(shapely.get_coordinates(ring))))
    )


def _ring(points: NDArray[np.float64]) -> str:
    tenths = np.rint(points * 10).astype(int)
    moved = np.ones(len(tenths), dtype=bool)
    moved[1:] = (np.diff(tenths, axis=0) != 0).any(axis=1)
    kept = tenths[moved][:-1]
    if len(kept) < 3:
        return ""
    pairs = [f"{x / 10:g} {y / 10:g}" for x, y in kept.tolist()]
    return f"{pairs[0]} m " + " ".join(f"{pair} l" for pair in pairs[1:]) + " h"


def _joined(shapes: NDArray[np.object_], keys: NDArray[np.object_]) -> dict[str, shapely.Geometry]:
    return {str(key): shapely.union_all(shapes[keys == key]) for key in sorted(set(keys))}


def _largest(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Take the largest part of each shape: a name belongs on the main island."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    order = np.lexsort((-shapely.area(parts), owner))
    first = np.unique(owner[order], return_index=True)[1]
    largest: NDArray[np.object_] = parts[order][first]
    return largest
