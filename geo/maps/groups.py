"""List the layers of groups: types, hot spots, local Moran classes, zones, and the places that were selected.

Each is offered where the scores carry its column. What chance explains is a class of its own, and so is a unit without
neighbours; one that nothing is known of has no class at all.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.maps.breaks import CHANCE
from geo.maps.layer import HANDED_DOWN, MEASURED, plain, ranged, rounded, sorted_into
from geo.palette import CONTRAST, MIXED, PALE, category, told_apart

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from numpy.typing import NDArray

    Shapes = Sequence[Sequence[Sequence[Sequence[int]]]]

QUADRANTS = ("HH", "HL", "LH", "LL")
FINDINGS = {"hotspot": ("hot", "cold"), "lisa": QUADRANTS, "bilisa": QUADRANTS}
"""The classes of each local statistic that are findings, from the one that calls for most attention."""
NO_FINDING = ("not_significant", "island")
MIXED_TYPE = OUTSIDE = 0


def group_layers(
    scores: pd.DataFrame,
    *,
    types: Sequence[int],
    zones: Sequence[int],
    neighbours: Collection[tuple[int, int]],
    lent: Mapping[str, NDArray],
) -> list[dict[str, Any]]:
    """List the layers that the scores carry a column for, in the order of the menu.

    Parameters
    ----------
    scores
        A row per unit of the map in its order, with any of the columns `type`, `hotspot`, `lisa`, `bilisa` (each
        with its `_q`), `zone`, and `selected` with `selected_p`.
    types, zones
        Numbers of the types and of the zones, in order; none where there are none to show.
    neighbours
        Pairs of zones that lie beside each other, which must not share a colour.
    lent
        For `score` and `drivers`, the share of what each unit's figure rests on that was not measured there.
    """
    shown = []
    if types:
        shown.append(_types(scores, types, lent=lent["score"]))
    shown += [
        _local(scores, id_, lent=lent["drivers" if id_ == "bilisa" else "score"]) for id_ in FINDINGS if id_ in scores
    ]
    if zones and "zone" in scores:
        shown.append(_zones(scores, zones, neighbours=neighbours))
    if "selected" in scores:
        shown.append(_selected(scores))
    return shown


def bordering(group: pd.Series, shapes: Shapes) -> set[tuple[int, int]]:
    """Pair the groups that share a border line, or that have a unit between them that both touch.

    Parameters
    ----------
    group
        The group of each shape, missing where it has none.
    shapes
        For each unit its polygons, rings and numbers of arcs, as `geo.maps.shapes.compact` gives them. An arc that
        two units run along is a border between them.
    """
    arcs = [{max(arc, ~arc) for rings in shape for ring in rings for arc in ring} for shape in shapes]
    along: dict[int, set[int]] = {}
    for number, own in zip(group.tolist(), arcs, strict=True):
        for arc in own if pd.notna(number) else ():
            along.setdefault(arc, set()).add(int(number))
    around = [set().union(*(along.get(arc, ()) for arc in own)) for own in arcs]
    return {pair for groups in around for pair in combinations(sorted(groups), 2)}


def _types(scores: pd.DataFrame, types: Sequence[int], *, lent: NDArray) -> dict[str, Any]:
    colours = {number: category(place) for place, number in enumerate(types)}
    known = scores["type"].astype("Float64")
    if known.eq(MIXED_TYPE).any():
        colours[MIXED_TYPE] = MIXED
    mark = np.where(lent >= 0.5, HANDED_DOWN, MEASURED)
    return sorted_into(known, id_="type", group="groups", colours=colours, mark=mark)


def _local(scores: pd.DataFrame, id_: str, *, lent: NDArray) -> dict[str, Any]:
    there = set(scores[id_].dropna())
    classes = [*FINDINGS[id_], *(word for word in NO_FINDING if word in there or word == "not_significant")]
    # Only a finding is striped: where none is claimed there is nothing to doubt.
    mark = np.where((lent >= 0.5) & scores[id_].isin(FINDINGS[id_]), HANDED_DOWN, MEASURED)
    colours = {word: CONTRAST[word] for word in classes}
    layer = sorted_into(scores[id_], id_=id_, group="groups", colours=colours, mark=mark)
    return layer | {"q": plain(rounded(scores[f"{id_}_q"], decimals=3))}


def _zones(scores: pd.DataFrame, zones: Sequence[int], *, neighbours: Collection[tuple[int, int]]) -> dict[str, Any]:
    place = told_apart(zones, neighbours)
    colours = {zone: category(place[zone]) for zone in zones} | {OUTSIDE: PALE}
    # A lake has no coverage, and lies neither inside nor outside.
    zone = scores["zone"].astype("Float64").fillna(OUTSIDE).where(scores["coverage"].notna())
    return sorted_into(zone, id_="zone", group="groups", colours=colours)


def _selected(scores: pd.DataFrame) -> dict[str, Any]:
    layer = ranged(scores["selected_p"], id_="selected", group="groups", kind="selected", decimals=3, breaks=CHANCE)
    return layer | {"selected": scores["selected"].eq(True).astype(int).tolist()}
