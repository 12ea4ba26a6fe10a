"""Say how the map draws the study, so that layers that leave can be drawn alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo.export import Classes
from geo.maps.breaks import quantiles
from geo.maps.groups import MIXED_TYPE, bordering
from geo.maps.layer import rounded
from geo.maps.shapes import compact
from geo.palette import MIXED, category, ramp, told_apart

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

DECIMALS = 1
"""Of a score on the map."""


def classes_of(
    topology: Mapping[str, Any], *, scores: pd.DataFrame, types: pd.DataFrame, zones: pd.DataFrame | None
) -> Classes:
    """Take the limits and colours that `geo.maps` gives score, types and zones.

    Parameters
    ----------
    topology
        The study's boundary layer: zones that lie beside each other bear different colours.
    """
    limits = quantiles(rounded(scores["score"], decimals=DECIMALS))
    kinds = {int(number): category(place) for place, number in enumerate(types["type"])}
    named = [] if zones is None else [int(zone) for zone in zones["zone"]]
    places: dict[int, int] = {}
    if named:
        geometry, units = compact(topology)
        zone = units["code"].map(scores.set_index("code")["zone"])
        places = told_apart(named, bordering(zone, geometry["shapes"]))
    return Classes(
        limits=limits,
        colours=ramp("score", classes=len(limits)),
        types=kinds | {MIXED_TYPE: MIXED},
        zones={zone: category(places[zone]) for zone in named},
        decimals=DECIMALS,
    )
