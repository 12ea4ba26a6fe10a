"""Find which units are neighbours: by a shared border within a country, by a facing one across national borders.

Within a country units form a coverage, so neighbours share a line; a corner alone makes nobody a neighbour. National
layers do not meet, they overlap and gap by tens to hundreds of metres, and now and then a department misses the rest
of its country by less. Two units that share no line are neighbours all the same when more than a kilometre of their
limits runs within reach of the other: `docs/decisions/neighbours.md`.

References
----------
.. [1] Anselin, L. and Rey, S. J. (2014). Modern Spatial Econometrics in Practice. GeoDa Press: contiguity, islands.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy.sparse as sp
import shapely

from geo.errors import Faults, GeometryError, MethodError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd

Ints = npt.NDArray[np.intp]
Floats = npt.NDArray[np.float64]
Shapes = npt.NDArray[np.object_]

REACH_KM = 0.5
"""How far apart two national layers may run along the same border."""

GAP_KM = 0.1
"""How far apart two units of one country may be drawn along the same border."""

FACED_KM = 1.2
"""The least border that faces another unit; two square corners that meet give twice the reach, 1 km."""

COLUMNS = ("code", "neighbour", "kind", "border_km")


@dataclass(frozen=True)
class Neighbours:
    """Who borders whom.

    Attributes
    ----------
    codes
        The units, in the order of the rows and columns of `matrix`.
    matrix
        Ones where two units are neighbours, symmetric, with an empty diagonal.
    pairs
        Every link in both directions, in order of the codes: `code`, `neighbour`, `kind` (`border`, `cross_border` or
        `distance`) and `border_km`, the length of border shared or faced; null for a link by distance.
    islands
        The units without a neighbour by border, in order of the codes; with links by distance too.
    """

    codes: pd.Index
    matrix: sp.csr_array
    pairs: pd.DataFrame
    islands: tuple[str, ...]


def find_neighbours(
    units: gpd.GeoDataFrame,
    *,
    reach_km: float = REACH_KM,
    gap_km: float = GAP_KM,
    faced_km: float = FACED_KM,
    islands: Literal["leave", "nearest"] = "leave",
) -> Neighbours:
    """Find the neighbours of every unit.

    Parameters
    ----------
    units
        `code`, `iso3` and polygons in any CRS; leave lakes out first, since a lake is nobody's neighbour.
    reach_km, gap_km
        How near the limits of two units must run to count as one border, in km: between countries, and within one
        where they share no line.
    faced_km
        How much of them must do so, in km, the mean of both sides.
    islands
        Whether a unit without a border stays without neighbours, or is joined to the unit nearest to it.

    Raises
    ------
    GeometryError
        If there are no units, codes come twice, a geometry is missing, there is no CRS, or a length is not
        above 0.
    """
    _refuse(units, lengths={"reach_km": reach_km, "gap_km": gap_km, "faced_km": faced_km})
    codes = pd.Index(units["code"].astype(str), name="code")
    shapes, countries = _in_km(units), units["iso3"].to_numpy()
    tree = shapely.STRtree(shapes)
    links = [
        _bordering(shapes, countries, tree=tree, gap=gap_km, least=faced_km),
        _facing(shapes, countries, tree=tree, reach=reach_km, least=faced_km),
    ]
    alone = np.setdiff1d(
        np.arange(len(codes)), np.concatenate([pair for left, right, *_ in links for pair in (left, right)])
    )
    if islands == "nearest" and len(codes) > 1:
        links.append(_nearest(shapes, alone))
    left, right, km = (np.concatenate([link[part] for link in links]) for part in range(3))
    kind = np.repeat(["border", "cross_border", "distance"][: len(links)], [len(link[0]) for link in links])
    pairs = pd.DataFrame({"left": left, "right": right, "kind": kind, "border_km": km})
    both = pd.concat([pairs, pairs.rename(columns={"left": "right", "right": "left"})]).drop_duplicates(
        ["left", "right"]
    )
    both = both.sort_values(["left", "right"], ignore_index=True)
    named = both.assign(code=codes[both["left"]], neighbour=codes[both["right"]])[list(COLUMNS)]
    return Neighbours(codes, _matrix(both, len(codes)), named, tuple(codes[alone]))


def link_units(codes: Sequence[str], pairs: pd.DataFrame) -> Neighbours:
    """Make neighbours of links that were found before, such as those kept in a file.

    Parameters
    ----------
    codes
        The units, in the order wanted.
    pairs
        As in `Neighbours.pairs`; `kind` and `border_km` may be absent.

    Raises
    ------
    MethodError
        If links name units that are not among the codes, join a unit to itself, or go one way only.
    """
    index = pd.Index(codes, name="code")
    faults = Faults("neighbours", MethodError)
    faults.check(
        "codes come more than once", bad=index[index.duplicated()].tolist(), of=len(index), do="Name each unit once."
    )
    named = pd.Index(pd.unique(pd.concat([pairs["code"], pairs["neighbour"]])))
    faults.check(
        "linked units are not among the units",
        bad=named.difference(index).tolist(),
        of=len(named),
        do="The links were made of other boundaries: find the neighbours again.",
    )
    own = pairs.loc[pairs["code"] == pairs["neighbour"], "code"].tolist()
    faults.check("links join a unit to itself", bad=own, of=len(pairs), do="Take them out.")
    there = pd.MultiIndex.from_frame(pairs[["code", "neighbour"]])
    one_way = there.difference(there.swaplevel())
    faults.check(
        "links go one way only", bad=[" - ".join(link) for link in one_way], of=len(pairs), do="Name both directions."
    )
    faults.raise_any()
    linked = pairs.reindex(columns=list(COLUMNS)).assign(
        left=index.get_indexer(pd.Index(pairs["code"])), right=index.get_indexer(pd.Index(pairs["neighbour"]))
    )
    linked = linked.drop_duplicates(["left", "right"]).sort_values(["left", "right"], ignore_index=True)
    near = linked.loc[linked["kind"] != "distance", "code"]
    return Neighbours(index, _matrix(linked, len(index)), linked[list(COLUMNS)], tuple(index[~index.isin(near)]))


def _refuse(units: gpd.GeoDataFrame, *, lengths: Mapping[str, float]) -> None:
    faults = Faults("neighbours", GeometryError)
    codes, shapes = units["code"], units.geometry.to_numpy()
    if units.empty:
        faults.add("there are no units. Pass at least one.")
    if units.crs is None:
        faults.add("the units have no coordinate reference system. Declare it.")
    faults.check(
        "lengths are not above 0",
        bad=[f"{name} = {km}" for name, km in lengths.items() if not km > 0],
        of=len(lengths),
        do="Give the width by which layers miss each other, and the border that must face, in km.",
    )
    faults.check(
        "codes come more than once", bad=codes[codes.duplicated()].tolist(), of=len(units), do="Name each unit once."
    )
    faults.check(
        "units have no geometry",
        bad=codes[shapely.is_missing(shapes) | shapely.is_empty(shapes)].tolist(),
        of=len(units),
        do="Draw them, or leave them out.",
    )
    faults.raise_any()


def _in_km(units: gpd.GeoDataFrame) -> Shapes:
    """Project to an equal-area plane about the middle of the units, in km; shared vertices stay shared."""
    west, south, east, north = units.to_crs(4326).total_bounds
    plane = f"+proj=laea +lat_0={(south + north) / 2:.4f} +lon_0={(west + east) / 2:.4f} +units=km"
    return np.asarray(units.geometry.to_crs(plane).to_numpy(), dtype=object)


def _bordering(
    shapes: Shapes, countries: npt.NDArray[Any], *, tree: shapely.STRtree, gap: float, least: float
) -> tuple[Ints, Ints, Floats]:
    """Pair units of one country whose limits share a line, or all but share it."""
    left, right = tree.query(shapes, predicate="dwithin", distance=gap)
    kept = (left < right) & (countries[left] == countries[right])
    left, right = left[kept], right[kept]
    km = shapely.length(shapely.intersection(shapely.boundary(shapes[left]), shapes[right]))
    apart = np.flatnonzero(km == 0)
    faced = _faced(shapes, left[apart], right[apart], reach=gap)
    km[apart] = np.where(faced > least, faced, 0.0)
    return left[km > 0], right[km > 0], km[km > 0]


def _facing(
    shapes: Shapes, countries: npt.NDArray[Any], *, tree: shapely.STRtree, reach: float, least: float
) -> tuple[Ints, Ints, Floats]:
    """Pair units of two countries whose limits run along each other."""
    left, right = tree.query(shapes, predicate="dwithin", distance=reach)
    kept = (left < right) & (countries[left] != countries[right])
    left, right = left[kept], right[kept]
    km = _faced(shapes, left, right, reach=reach)
    return left[km > least], right[km > least], km[km > least]


def _faced(shapes: Shapes, left: Ints, right: Ints, *, reach: float) -> Floats:
    """Measure how much of the limits of two units lies within reach of the other, the mean of both sides."""
    km = np.zeros(len(left))
    for own, other in ((left, right), (right, left)):
        within = shapely.intersection(shapely.boundary(shapes[own]), shapely.buffer(shapes[other], reach))
        km += shapely.length(within) / 2
    return km


def _nearest(shapes: Shapes, alone: Ints) -> tuple[Ints, Ints, Floats]:
    """Pair each of some units with the one nearest to it; of equally near ones, the first."""
    away = np.array([shapely.distance(shapes[one], shapes) for one in alone]).reshape(len(alone), len(shapes))
    away[np.arange(len(alone)), alone] = np.inf
    nearest = away.argmin(axis=1)
    return alone, nearest, np.full(len(alone), np.nan)


def _matrix(pairs: pd.DataFrame, size: int) -> sp.csr_array:
    cells = (pairs["left"].to_numpy(), pairs["right"].to_numpy())
    matrix = sp.csr_array((np.ones(len(pairs)), cells), shape=(size, size))
    matrix.sort_indices()
    return matrix
