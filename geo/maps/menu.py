"""List what the map can show: each layer with its values, its class limits and how it was measured."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.maps.breaks import CHANCE, natural, quantiles
from geo.maps.palette import category, ramp

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geo.catalogue import Catalogue, Indicator, Node

MEASURED, HANDED_DOWN, BELOW_GATE, NOTHING = "mhg-"
"""How the value of a unit came about, one letter per unit: measured there; inherited or imputed, so not measured
there; scored on too little to be ranked; none."""

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


def layers(scores: pd.DataFrame, values: pd.DataFrame, *, catalogue: Catalogue, types: int) -> list[dict[str, Any]]:
    """List every layer in the order of the menu.

    Parameters
    ----------
    scores
        Per `geo.contracts.SCORES`, a row per unit of the map in its order; lakes are rows without anything.
    values
        Per `geo.contracts.VALUES`, public indicators only.
    catalogue
        Titles, units, directions and decimals.
    types
        How many types there are; 0 where there is no typology to show.

    Returns
    -------
    A dict per layer: `id`, `group`, `kind`, `title`, `note`, `breaks` (upper limits), `colours`, `values` (null where
    there is none), `mark` (a letter per unit, see this module) and, for indicators, what the panel tells of them.
    """
    wide = values.pivot_table(index="code", columns="indicator", values="status", aggfunc="first", observed=True)
    status = wide.reindex(scores["code"])
    indicators = [i for i in catalogue.indicators if i.tier == "public"]
    lent = _handed_down(status, catalogue=catalogue, indicators=indicators)
    root = catalogue.index.root
    shown = [
        _node(scores, node, column="score" if node is root else f"node_{node.id}", lent=lent[node.id])
        for node in catalogue.index.walk()
    ]
    shown += _certainty(scores, top_k=catalogue.study.top_k)
    if types:
        colours = [category(place) for place in range(types)]
        mark = np.where(lent[root.id] >= 0.5, HANDED_DOWN, MEASURED)
        shown.append(
            _layer(scores, "type", group="types", kind="type", colours=colours, decimals=0, breaks=(), mark=mark)
        )
    by_indicator = dict(iter(values.groupby("indicator", observed=True)))
    for indicator in indicators:
        if indicator.id in by_indicator:
            rows = by_indicator[indicator.id].set_index("code").reindex(scores["code"])
            shown.append(_indicator(scores, rows, indicator))
    return shown


def _node(scores: pd.DataFrame, node: Node, *, column: str, lent: NDArray) -> dict[str, Any]:
    mark = np.where(lent >= 0.5, HANDED_DOWN, MEASURED)
    if column == "score":
        mark = np.where(scores["gate"].eq("below_gate"), BELOW_GATE, mark)
    layer = _layer(scores, column, group="index", kind="score", mark=mark, id_=node.id)
    return layer | {"title": node.title.model_dump(), "note": node.rationale.model_dump()}


def _certainty(scores: pd.DataFrame, *, top_k: int) -> list[dict[str, Any]]:
    width = scores.assign(rank_width=scores["rank_p95"] - scores["rank_p5"])
    return [
        _layer(width, "rank_width", group="certainty", kind="width", shade="uncertainty", decimals=0),
        _layer(scores, f"p_top_{top_k}", group="certainty", kind="chance", decimals=3, breaks=CHANCE, id_="p_top"),
    ]


def _indicator(scores: pd.DataFrame, rows: pd.DataFrame, indicator: Indicator) -> dict[str, Any]:
    numbers = rounded(rows["value"], decimals=indicator.decimals)
    limits = natural(numbers)
    status = rows["status"].fillna("not_applicable")
    mark = np.where(status.isin(_NOT_THERE), HANDED_DOWN, MEASURED)
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
        "breaks": list(limits),
        "colours": list(ramp("indicator", classes=len(limits))),
        "values": plain(numbers),
        "mark": _letters(mark, numbers),
        "status": "".join(STATUS_LETTERS[item] for item in status),
        "origins": origins,
        "origin": origin,
        "contribution": plain(rounded(contribution, decimals=2)),
    }


def _origins(rows: pd.DataFrame) -> tuple[list[list[Any]], list[int]]:
    """List every distinct series, year, level and reliability once, and for each unit its own one or -1."""
    known = rows["value"].notna() & rows["source"].notna() & rows["year"].notna()
    facts = rows.loc[known, ["source", "year", "level", "reliability"]].astype({"year": int})
    facts = facts.astype(object).where(facts.notna(), "")
    told = pd.Series([tuple(row) for row in facts.to_numpy()], index=facts.index, dtype=object)
    distinct = sorted(set(told))
    place = {fact: number for number, fact in enumerate(distinct)}
    return [list(fact) for fact in distinct], told.map(place).reindex(rows.index, fill_value=-1).astype(int).tolist()


def _layer(
    scores: pd.DataFrame,
    column: str,
    *,
    group: str,
    kind: str,
    shade: str = "score",
    colours: Sequence[str] | None = None,
    decimals: int = 1,
    breaks: Sequence[float] | None = None,
    mark: NDArray | None = None,
    id_: str | None = None,
) -> dict[str, Any]:
    numbers = rounded(scores[column], decimals=decimals)
    limits = quantiles(numbers) if breaks is None else breaks
    if mark is None:
        mark = np.full(len(scores), MEASURED)
    return {
        "id": id_ or column,
        "group": group,
        "kind": kind,
        "decimals": decimals,
        "direction": 1,
        "breaks": list(limits),
        "colours": list(ramp(shade, classes=len(limits)) if colours is None else colours),
        "values": plain(numbers),
        "mark": _letters(mark, numbers),
    }


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


def rounded(numbers: pd.Series, *, decimals: int) -> NDArray:
    """Round to what is shown, so that classes are drawn from the numbers a reader sees; missing stays NaN."""
    # Adding zero turns a rounded -0.0 into 0.0.
    return np.round(numbers.astype("Float64").to_numpy(dtype=float, na_value=np.nan), decimals) + 0.0


def plain(numbers: NDArray) -> list[float | int | None]:
    """Turn numbers into the shortest JSON: whole ones without a point, missing ones as null."""
    return [
        None if missing else int(number) if number == int(number) else number
        for number, missing in zip(np.nan_to_num(numbers).tolist(), np.isnan(numbers).tolist(), strict=True)
    ]


def _letters(mark: NDArray, numbers: NDArray) -> str:
    return "".join(np.where(np.isnan(numbers), NOTHING, mark).tolist())
