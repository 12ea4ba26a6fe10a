"""Lay out a TopoJSON for the page: arcs as flat runs of integers, shapes as lists of arcs, properties as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.errors import Faults, GeometryError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

PROPERTIES = ("code", "name", "adm1_code", "adm1_name", "iso3", "kind", "vintage", "area_km2", "label_lon", "label_lat")


def compact(topology: Mapping[str, Any]) -> tuple[dict[str, Any], pd.DataFrame]:
    """Split a topology into what draws and what names.

    Parameters
    ----------
    topology
        A quantised TopoJSON in EPSG:4326 with delta-encoded arcs and one object, `units`, of polygons and
        multipolygons whose properties hold the columns of `geo.contracts.UNITS` and a label point.

    Returns
    -------
    geometry
        `scale` and `translate` of the grid; `arcs`, each one list ``x, y, dx, dy, ...``; `shapes`, for each unit
        its polygons, for each polygon its rings, for each ring the numbers of its arcs (``~i``: arc i backwards).
    units
        The properties, a row per unit in the same order.

    Raises
    ------
    GeometryError
        With every fault of the topology.
    """
    faults = Faults("the map's topology", GeometryError)
    if topology.get("type") != "Topology" or "units" not in topology.get("objects", {}):
        faults.add("it is not a TopoJSON with an object `units`. Give the study's boundary layer.")
    if not {"scale", "translate"} <= set(topology.get("transform", {})):
        faults.add("it has no `transform`: the arcs are not quantised. Write the layer with `arraigo harmonise`.")
    faults.raise_any()
    geometries = topology["objects"]["units"]["geometries"]
    names = [str(item.get("properties", {}).get("code", f"geometry {row}")) for row, item in enumerate(geometries)]
    faults.check(
        "units are neither polygon nor multipolygon",
        bad=[name for name, item in zip(names, geometries, strict=True) if item.get("type") not in _RINGS],
        of=len(geometries),
        do="Run `arraigo harmonise` on the raw layer.",
    )
    units = pd.DataFrame([item.get("properties", {}) for item in geometries])
    faults.check(
        "properties are not there",
        bad=[name for name in PROPERTIES if name not in units or units[name].isna().any()],
        of=len(PROPERTIES),
        do="Every unit carries them; see geo/contracts.py.",
    )
    faults.raise_any()
    faults.check(
        "units share their code with another",
        bad=units.loc[units["code"].duplicated(), "code"].tolist(),
        of=len(units),
        do="A code names one place.",
    )
    faults.raise_any()
    return {
        "scale": topology["transform"]["scale"],
        "translate": topology["transform"]["translate"],
        "arcs": [[number for point in arc for number in point] for arc in topology["arcs"]],
        "shapes": [_RINGS[item["type"]](item["arcs"]) for item in geometries],
    }, units


_RINGS: dict[str, Callable[[list[Any]], list[Any]]] = {
    "Polygon": lambda arcs: [arcs],
    "MultiPolygon": lambda arcs: arcs,
}
