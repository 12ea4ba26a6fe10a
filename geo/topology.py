"""Write units as one TopoJSON text whose neighbours share their arcs, and read it back exactly.

Coordinates are whole numbers on a grid of ``10 ** -decimals`` degrees, so a border is stored once and as integers, and
what is read equals what was written to the last bit. Format: the TopoJSON specification 1.0,
https://github.com/topojson/topojson-specification. Why by hand: `docs/decisions/boundary-layer.md`.
"""

from __future__ import annotations

import json
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Any, cast

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.errors import Faults, GeometryError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    Integers = NDArray[np.int64]

TEXTS = ("code", "name", "adm1_code", "adm1_name", "muni44_code", "muni44_name", "iso3", "kind", "vintage")
COLUMNS = (*TEXTS, "area_km2", "label_lon", "label_lat")
"""What a unit of the shipped layer carries, in this order: `geo.contracts.UNITS` and a place for its label."""

DECIMALS = 4
"""Decimals of a degree that the grid keeps; 0.0001 degrees are about 11 m."""

OBJECT = "units"
"""The name of the one object in the topology."""


def to_topojson(units: gpd.GeoDataFrame, *, decimals: int = DECIMALS, properties: Sequence[str] = COLUMNS) -> str:
    """Write units as TopoJSON; equal units give equal bytes.

    Parameters
    ----------
    units
        EPSG:4326, polygons and multipolygons whose every vertex lies on the grid (`geo.boundaries.repair.quantise`).
    decimals
        Decimals of a degree that the grid keeps.
    properties
        Columns that become properties, where they are there; a missing value is left out.

    Returns
    -------
    :
        A geometry and an arc per line. Arcs are cut where three or more borders meet and stand in order of first use;
        outer rings run anticlockwise.

    Raises
    ------
    GeometryError
        When a unit is no polygon or has a vertex off the grid.
    """
    shapes = shapely.orient_polygons(shapely.remove_repeated_points(units.geometry.to_numpy()))
    parts, part_unit = shapely.get_parts(shapes, return_index=True)
    rings, ring_part = shapely.get_rings(parts, return_index=True)
    degrees, point_ring = shapely.get_coordinates(rings, return_index=True)
    points = np.rint(degrees * 10**decimals).astype(np.int64)
    off_grid = (np.abs(degrees * 10**decimals - points) > 1e-4).any(axis=1)
    _check_writable(units, off_units=np.unique(part_unit[ring_part[point_ring[off_grid]]]))

    origin = np.floor(points.min(axis=0) / 10**decimals).astype(np.int64)
    arcs, ring_arcs = _cut(points - origin * 10**decimals, point_ring)
    polygons = _nest(_nest(ring_arcs, ring_part, len(parts)), part_unit, len(shapes))
    geometries = [
        {
            "type": "MultiPolygon" if many else "Polygon",
            "properties": own,
            "arcs": members if many else members[0],
        }
        for many, own, members in zip(
            shapely.get_type_id(shapes) == shapely.GeometryType.MULTIPOLYGON,
            _properties(units, properties),
            polygons,
            strict=True,
        )
    ]
    transform = _json({"scale": [10.0**-decimals] * 2, "translate": origin.tolist()})
    return (
        f'{{"type":"Topology","transform":{transform},\n'
        f'"objects":{{"{OBJECT}":{{"type":"GeometryCollection","geometries":[\n{_lines(geometries)}\n]}}}},\n'
        f'"arcs":[\n{_lines(_deltas(arc) for arc in arcs)}\n]}}\n'
    )


def read_topojson(text: str) -> gpd.GeoDataFrame:
    """Read units that `to_topojson` wrote.

    Returns
    -------
    :
        EPSG:4326 with `COLUMNS` and `geometry`, in the order of the text; a property that is left out is null.

    Raises
    ------
    GeometryError
        When the text is cut short, is no quantised TopoJSON with an object `units`, or points to arcs it has not.
    """
    topology = _parse(text)
    geometries = topology["objects"][OBJECT]["geometries"]
    multi = [geometry["type"] == "MultiPolygon" for geometry in geometries]
    members = [g["arcs"] if many else [g["arcs"]] for g, many in zip(geometries, multi, strict=True)]
    polygons = [polygon for unit in members for polygon in unit]
    rings = [ring for polygon in polygons for ring in polygon]
    coordinates, ring_sizes = _join(rings, topology)

    rings = shapely.linearrings(coordinates, indices=np.repeat(np.arange(len(rings)), ring_sizes))
    ring_sets = np.split(rings, np.cumsum([len(polygon) for polygon in polygons])[:-1])
    parts = np.array([shapely.polygons(own[0], own[1:]) for own in ring_sets], dtype=object)
    part_sets = np.split(parts, np.cumsum([len(unit) for unit in members])[:-1])
    shapes = [shapely.multipolygons(own) if many else own[0] for own, many in zip(part_sets, multi, strict=True)]
    table = pd.DataFrame([geometry["properties"] for geometry in geometries]).reindex(columns=list(COLUMNS))
    table = table.astype({column: "str" if column in TEXTS else "float64" for column in COLUMNS})
    return gpd.GeoDataFrame(table, geometry=shapes, crs="EPSG:4326")


def _check_writable(units: gpd.GeoDataFrame, *, off_units: Integers) -> None:
    faults = Faults("the units to write as TopoJSON", GeometryError)
    labels = (units["code"] if "code" in units else units.index.to_series()).to_numpy()
    types = shapely.get_type_id(units.geometry.to_numpy())
    polygonal = np.isin(types, [shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON])
    polygonal &= ~shapely.is_empty(units.geometry.to_numpy())
    do = "Repair and quantise the layer first."
    faults.check("units are no polygon", bad=labels[~polygonal].tolist(), of=len(units), do=do)
    faults.check("units have a vertex off the grid", bad=labels[off_units].tolist(), of=len(units), do=do)
    if units.empty:
        faults.add("there are none. Pass at least one.")
    faults.raise_any()


def _cut(points: Integers, point_ring: Integers) -> tuple[list[Integers], list[list[int]]]:
    """Cut closed rings into arcs that neighbours share.

    Returns the distinct arcs, and for each ring the arcs that make it up: ``i`` as it stands, ``~i`` reversed.
    """
    # Sorting first by x, then by y, gives every vertex a number that does not depend on the order of the units.
    places, vertices = np.unique(points, axis=0, return_inverse=True)
    starts = np.flatnonzero(point_ring[:-1] == point_ring[1:])
    edges = np.unique(np.sort(np.column_stack([vertices[starts], vertices[starts + 1]]), axis=1), axis=0)
    # Where more than two edges meet, a border ends or changes its owners.
    is_node = np.bincount(edges.ravel(), minlength=len(places)) > 2

    known: dict[bytes, int] = {}
    arcs: list[Integers] = []
    ring_arcs = []
    for ring in np.split(vertices, np.flatnonzero(np.diff(point_ring)) + 1):
        used = []
        for arc in _pieces(ring[:-1], is_node):
            forward = (arc[0], arc[1]) <= (arc[-1], arc[-2])
            standing = arc if forward else arc[::-1]
            number = known.setdefault(standing.tobytes(), len(arcs))
            if number == len(arcs):
                arcs.append(places[standing])
            used.append(number if forward else ~number)
        ring_arcs.append(used)
    return arcs, ring_arcs


def _pieces(ring: Integers, is_node: NDArray[np.bool_]) -> list[Integers]:
    """Cut one ring, given without its closing vertex, at its nodes; one without any begins at its least vertex."""
    cuts = np.flatnonzero(is_node[ring])
    candidates = cuts if len(cuts) else np.arange(len(ring))
    first = candidates[np.argmin(ring[candidates])]
    turned = np.roll(ring, -first)
    closed = np.append(turned, turned[0])
    ends = np.append(np.flatnonzero(is_node[turned]), len(turned)) if len(cuts) else np.array([0, len(turned)])
    return [closed[start : end + 1] for start, end in pairwise(ends)]


def _join(rings: list[list[int]], topology: dict[str, Any]) -> tuple[NDArray[np.float64], list[int]]:
    """Put rings together from arcs: their coordinates in degrees one after another, and how many each has."""
    sizes = np.array([len(arc) for arc in topology["arcs"]])
    deltas = np.array(list(chain.from_iterable(topology["arcs"])), dtype=np.int64)
    ends = np.cumsum(sizes)
    totals = np.cumsum(deltas, axis=0)
    before = (totals - deltas)[ends - sizes]
    arcs = np.split(totals - np.repeat(before, sizes, axis=0), ends[:-1])
    pieces = []
    ring_sizes = []
    for ring in rings:
        own = [arcs[i] if i >= 0 else arcs[~i][::-1] for i in ring]
        # The first point of an arc is the last of the one before it.
        pieces += [own[0], *(arc[1:] for arc in own[1:])]
        ring_sizes.append(sum(len(arc) for arc in own) - len(own) + 1)
    # Whole numbers until the one division: the same decimal always becomes the same float.
    per_degree = np.rint(1 / np.array(topology["transform"]["scale"])).astype(np.int64)
    origin = np.rint(np.array(topology["transform"]["translate"]) * per_degree).astype(np.int64)
    return (np.concatenate(pieces) + origin) / per_degree, ring_sizes


def _parse(text: str) -> dict[str, Any]:
    faults = Faults("the boundary layer", GeometryError)
    do = "Write it again with `arraigo harmonise`, or fetch it anew."
    try:
        topology = cast("dict[str, Any]", json.loads(text))
    except json.JSONDecodeError as error:
        faults.add(f"is not JSON, or was cut short, at line {error.lineno} (column {error.colno}). {do}")
        faults.raise_any()
        raise
    try:
        geometries = topology["objects"][OBJECT]["geometries"]
        scale, arcs = np.array(topology["transform"]["scale"]), topology["arcs"]
        wrong = [str(g["type"]) for g in geometries if g["type"] not in {"Polygon", "MultiPolygon"}]
        known = [g for g in geometries if g["type"] in {"Polygon", "MultiPolygon"}]
        astray = [g["properties"].get("code") for g in known if not _within(g["arcs"], len(arcs))]
    except (KeyError, TypeError, AttributeError) as error:
        faults.add(f"is not a quantised TopoJSON with an object `{OBJECT}` ({error!r} fails). {do}")
        faults.raise_any()
        raise
    faults.check("geometries are not polygons", bad=wrong, of=len(geometries), do=do)
    faults.check("units point to arcs that are not there", bad=astray, of=len(geometries), do=do)
    if not np.allclose(np.rint(1 / scale) * scale, 1, rtol=0, atol=1e-9):
        faults.add(f"has the scale {scale.tolist()}, which is no whole part of a degree. {do}")
    faults.raise_any()
    return topology


def _within(arcs: Any, count: int) -> bool:
    if isinstance(arcs, list):
        return bool(arcs) and all(_within(member, count) for member in arcs)
    return isinstance(arcs, int) and -count <= arcs < count


def _properties(units: gpd.GeoDataFrame, names: Sequence[str]) -> list[dict[str, object]]:
    columns = [name for name in names if name in units]
    plain = units[columns].astype(object)
    rows = plain.where(plain.notna(), None).to_dict("records")
    return [{str(key): value for key, value in row.items() if value is not None} for row in rows]


def _nest(items: list[Any], owner: Integers, count: int) -> list[list[Any]]:
    """Gather items under their owners, who come in rising order."""
    nested: list[list[Any]] = [[] for _ in range(count)]
    for item, number in zip(items, owner, strict=True):
        nested[number].append(item)
    return nested


def _deltas(arc: Integers) -> list[list[int]]:
    return cast("list[list[int]]", np.diff(arc, axis=0, prepend=np.zeros((1, 2), np.int64)).tolist())


def _lines(items: Iterable[object]) -> str:
    return ",\n".join(_json(item) for item in items)


def _json(item: object) -> str:
    return json.dumps(item, ensure_ascii=False, separators=(",", ":"))
