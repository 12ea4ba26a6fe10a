"""List what the map can show: each layer with its values, its class limits and how it was measured."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.catalogue import seen_by
from geo.maps.bivariate import bivariate
from geo.maps.breaks import CHANCE
from geo.maps.groups import group_layers
from geo.maps.layer import BELOW_GATE, HANDED_DOWN, MEASURED, PARTLY_COVERED, letters, limits, plain, ranged, rounded
from geo.palette import ramp

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

    from geo.catalogue import Catalogue, Indicator, Node
    from geo.kinds import Tier

STATUS_LETTERS = {
    "observed": "o",
    "observed_zero": "z",
    "imputed": "i",
    "inherited": "h",
    "suppressed": "s",
    "not_monitored": "m",
    "not_applicable": "n",
    "source_failed": "f",
}
_NOT_THERE = ("inherited", "imputed")
_ORIGIN = ("source", "year", "level", "reliability")

COVERED = 0.95
"""From this share on a raster counts as covering the whole of a unit: the rest is the edge of a cell."""


def layers(
    scores: pd.DataFrame,
    values: pd.DataFrame,
    *,
    catalogue: Catalogue,
    types: Sequence[int] = (),
    zones: Sequence[int] = (),
    neighbours: Collection[tuple[int, int]] = (),
    tier: Tier = "public",
) -> list[dict[str, Any]]:
    """List every layer in the order of the menu.

    Parameters
    ----------
    scores
        Per `geo.contracts.SCORES`, a row per unit of the map in its order; lakes are rows without anything.
    values
        Per `geo.contracts.VALUES`, those indicators only that the readers may see.
    catalogue
        Titles, units, directions and decimals.
    types, zones, neighbours
        See `geo.maps.groups.group_layers`.
    tier
        The readers.

    Returns
    -------
    A dict per layer: `id`, `group`, `kind`, `title`, `note`, `breaks` (upper limits) or `classes`, `colours`, `values`
    (null where there is none; the place of the class where there are classes), `mark` (a letter per unit, see
    `geo.maps.layer`) and, for indicators, what the panel tells of them.
    """
    indicators = seen_by(catalogue, tier)
    lent = handed_down(values, catalogue=catalogue, codes=scores["code"].tolist(), tier=tier)
    root = catalogue.index.root
    shown = [
        _node(scores, node, column="score" if node is root else f"node_{node.id}", lent=lent[node.id])
        | {"under": [below.id for below in catalogue.index.walk(node.id)]}
        for node in catalogue.index.walk()
    ]
    shown += bivariate(scores, catalogue=catalogue, lent=lent)
    shown += _certainty(scores, top_k=catalogue.study.top_k)
    lent_to = {"score": lent[root.id], "drivers": lent.get("drivers", lent[root.id])}
    shown += group_layers(scores, types=types, zones=zones, neighbours=neighbours, lent=lent_to)
    told = values[["code", "indicator", "value", "status", "coverage", *_ORIGIN]]
    by_indicator = dict(iter(told.groupby("indicator", observed=True)))
    for indicator in indicators:
        if indicator.id in by_indicator:
            rows = by_indicator[indicator.id].set_index("code").reindex(scores["code"])
            shown.append(_indicator(scores, rows, indicator))
    return shown


def _node(scores: pd.DataFrame, node: Node, *, column: str, lent: NDArray) -> dict[str, Any]:
    mark = np.where(lent >= 0.5, HANDED_DOWN, MEASURED)
    if column == "score":
        mark = np.where(scores["gate"].eq("below_gate"), BELOW_GATE, mark)
    layer = ranged(scores[column], id_=node.id, group="index", kind="score", mark=mark)
    return layer | {"title": node.title.model_dump(), "note": node.rationale.model_dump()}


def _certainty(scores: pd.DataFrame, *, top_k: int) -> list[dict[str, Any]]:
    width = scores["rank_p95"] - scores["rank_p5"]
    chance = scores[f"p_top_{top_k}"]
    return [
        ranged(width, id_="rank_width", group="certainty", kind="width", shade="uncertainty", decimals=0),
        ranged(chance, id_="p_top", group="certainty", kind="chance", decimals=3, breaks=CHANCE),
    ]


def _indicator(scores: pd.DataFrame, rows: pd.DataFrame, indicator: Indicator) -> dict[str, Any]:
    numbers = rounded(rows["value"], decimals=indicator.decimals)
    classed = limits(numbers, decimals=indicator.decimals, scheme="natural")
    status = rows["status"].fillna("not_applicable")
    told = status.tolist()
    partly = rows["coverage"].lt(COVERED) & (indicator.raster is not None)
    mark = np.select([status.isin(_NOT_THERE), partly], [HANDED_DOWN, PARTLY_COVERED], MEASURED)
    origins, origin = _origins(rows)
    contribution = scores.get(f"contribution_{indicator.id}", pd.Series(np.nan, index=scores.index))
    return {
        "id": indicator.id,
        "group": indicator.pillar,
        "kind": "indicator",
        "title": indicator.title.model_dump(),
        "note": indicator.rationale.model_dump(),
        "unit": indicator.unit.model_dump(),
        "share": indicator.kind == "share",
        "decimals": indicator.decimals,
        "direction": indicator.direction,
        "comparable": indicator.comparable,
        "modelled": indicator.method_class != "measured",
        **classed,
        "shade": "indicator",
        "colours": list(ramp("indicator", classes=len(classed["breaks"]))),
        "values": plain(numbers),
        "mark": letters(mark, numbers),
        "status": "".join(STATUS_LETTERS[item] for item in told),
        "origins": origins,
        "origin": origin,
        "contribution": plain(rounded(contribution, decimals=2)),
        **_grid(rows, indicator),
    }


def _grid(rows: pd.DataFrame, indicator: Indicator) -> dict[str, Any]:
    """Tell how much of each unit the indicator's raster covers: nothing where it comes from no raster.

    Only what is not whole is listed, by row, in whole percent; rounded down, so that no part is told as enough that
    is not, but never to nothing.
    """
    if indicator.raster is None:
        return {}
    share = rows["coverage"].where(rows["status"].ne("suppressed")).to_numpy(dtype=float, na_value=np.nan)
    percent = np.floor(np.round(share * 100, 6))
    percent[(share > 0) & (percent == 0)] = 1
    listed = {str(row): int(percent[row]) for row in np.flatnonzero(percent < 100)}
    return {"grid": {"least": indicator.raster.min_coverage, "whole": COVERED, "percent": listed}}


def _origins(rows: pd.DataFrame) -> tuple[list[list[Any]], list[int]]:
    """List every distinct series, year, level and reliability once, and for each unit its own one or -1."""
    known = (rows["value"].notna() & rows["source"].notna() & rows["year"].notna()).tolist()
    columns = (rows[name].astype(object).where(rows[name].notna(), "").tolist() for name in _ORIGIN)
    told = [fact if is_known else None for is_known, fact in zip(known, zip(*columns, strict=True), strict=True)]
    distinct = sorted({fact for fact in told if fact is not None})
    place = {fact: number for number, fact in enumerate(distinct)}
    return [list(fact) for fact in distinct], [-1 if fact is None else place[fact] for fact in told]


def handed_down(
    values: pd.DataFrame, *, catalogue: Catalogue, codes: Sequence[str], tier: Tier = "public"
) -> dict[str, NDArray]:
    """Tell for each node of the index how much of what it rests on was not measured in the unit itself.

    Parameters
    ----------
    values
        Per `geo.contracts.VALUES`; what the readers may not see is left aside.
    catalogue
        The index tree with the weights in use.
    codes
        The units in the order of the map.
    tier
        The readers.

    Returns
    -------
    By node and by indicator, a share of the weight present for each unit, 0 to 1; 0 where nothing is present.
    """
    indicators = seen_by(catalogue, tier)
    wide = values.pivot_table(index="code", columns="indicator", values="status", aggfunc="first", observed=True)
    return _handed_down(wide.reindex(list(codes)), catalogue=catalogue, indicators=indicators)


def _handed_down(status: pd.DataFrame, *, catalogue: Catalogue, indicators: Sequence[Indicator]) -> dict[str, NDArray]:
    """Share of the weight present under each node that was not measured in the unit; 0 where nothing is present."""
    present: dict[str, NDArray] = {}
    lent: dict[str, NDArray] = {}
    for indicator in indicators:
        column = status.get(indicator.id, pd.Series("not_applicable", index=status.index))
        lent[indicator.id] = column.isin(_NOT_THERE).to_numpy(dtype=float)
        present[indicator.id] = column.isin(["observed", "observed_zero", *_NOT_THERE]).to_numpy(dtype=float)
    for node in reversed(list(catalogue.index.walk())):
        weights = {child.id: child.weight for child in catalogue.index.children(node.id)}
        weights |= {indicator.id: indicator.weight for indicator in indicators if indicator.pillar == node.id}
        total = sum(weights.values()) or 1.0
        empty = np.zeros(len(status))
        lent[node.id] = sum((weight / total * lent[id_] for id_, weight in weights.items()), empty)
        present[node.id] = sum((weight / total * present[id_] for id_, weight in weights.items()), empty)
    return {id_: np.divide(lent[id_], present[id_], out=np.zeros(len(status)), where=present[id_] > 0) for id_ in lent}
