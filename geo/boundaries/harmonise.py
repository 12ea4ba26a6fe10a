"""Make one layer of units from the raw layers of several countries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import shapely

from geo.boundaries.corrections import LOG_COLUMNS, apply_corrections
from geo.boundaries.repair import areas_km2, generalise, quantise, repair
from geo.boundaries.units import check_identities, label_points, name_units
from geo.contracts import check_units
from geo.topology import COLUMNS, DECIMALS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.catalogue.correction import Correction

LOGGED_KM2 = 0.01
"""A unit that gains or loses at least this much land is named in the log."""


@dataclass(frozen=True)
class Harmonised:
    """The harmonised units and how they came about."""

    units: gpd.GeoDataFrame
    """In full detail: what areas and shares of land are measured on."""
    shipped: gpd.GeoDataFrame
    """The same rows, generalised and on the grid of the shipped layer: what maps are drawn from."""
    log: pd.DataFrame
    """What corrections and repair did, in `geo.boundaries.corrections.LOG_COLUMNS`."""


def harmonise_boundaries(
    layers: Mapping[str, gpd.GeoDataFrame],
    *,
    gazetteer: pd.DataFrame,
    crosswalk: pd.DataFrame,
    corrections: Sequence[Correction],
    tolerance_m: float = 250.0,
) -> Harmonised:
    """Correct, identify, repair and generalise raw layers, and merge them.

    Each layer becomes a coverage of its own. The national sets do not meet exactly, and are not made to: which of two
    states a strip belongs to is not for a repair to say.

    Parameters
    ----------
    layers
        What `read_layer` gives, by the layer's id: one country each.
    gazetteer, crosswalk
        What `read_table` gives; corrections call them `gazetteer` and `crosswalk`.
    corrections
        What `load_corrections` gives.
    tolerance_m
        See `geo.boundaries.repair.generalise`.

    Returns
    -------
    :
        Units in the order of their codes; `area_km2` is measured before generalising.

    Raises
    ------
    GeometryError
        When a correction has expired, an identity does not hold, or no coverage can be made.
    """
    frames, log = apply_corrections({**layers, "gazetteer": gazetteer, "crosswalk": crosswalk}, corrections)
    raw = {id_: frames[id_] for id_ in layers}
    check_identities(pd.concat([frame.drop(columns="geometry") for frame in raw.values()]), frames["gazetteer"])
    repaired = {id_: repair(frame) for id_, frame in raw.items()}
    drawn = {id_: quantise(generalise(f, tolerance_m=tolerance_m), decimals=DECIMALS) for id_, f in repaired.items()}

    merged = name_units(_merge(repaired), gazetteer=frames["gazetteer"], crosswalk=frames["crosswalk"])
    shapes = _merge(drawn).geometry
    merged["area_km2"] = areas_km2(merged.geometry).round(3)
    merged[["label_lon", "label_lat"]] = label_points(merged.set_geometry(shapes), frames["gazetteer"])
    units = merged[[*COLUMNS, "geometry"]]
    lines = [line for id_ in raw for line in _changes(id_, raw[id_], repaired[id_], drawn[id_])]
    return Harmonised(
        units=check_units(units),
        shipped=check_units(units.set_geometry(shapes)),
        log=pd.concat([log, pd.DataFrame(lines, columns=LOG_COLUMNS)], ignore_index=True),
    )


def _merge(layers: Mapping[str, gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(pd.concat(layers.values())).sort_values("code", ignore_index=True)


def _changes(
    id_: str, raw: gpd.GeoDataFrame, repaired: gpd.GeoDataFrame, drawn: gpd.GeoDataFrame
) -> list[dict[str, object]]:
    """Tell which units the repair moved land to or from, and which lost islets to the grid."""
    gained = areas_km2(repaired.geometry) - areas_km2(raw.geometry)
    islets = shapely.get_num_geometries(repaired.geometry) - shapely.get_num_geometries(drawn.geometry)
    moved = [
        {"layer": id_, "step": "repair", "code": code, "detail": "gaps and overlaps", "km2": round(km2, 3)}
        for code, km2 in zip(raw["code"], gained, strict=True)
        if abs(km2) >= LOGGED_KM2
    ]
    lost = [
        {"layer": id_, "step": "quantise", "code": code, "detail": f"{count} islets lost", "km2": None}
        for code, count in zip(raw["code"], islets, strict=True)
        if count > 0
    ]
    return [*moved, *lost]
