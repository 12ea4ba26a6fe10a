"""Build small studies whose scores can be worked out by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.catalogue import Index, Indicator, Node, Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TEXT = Text(es="Prueba", en="Test")


def node(id_: str, parent: str | None = None, **more: Any) -> Node:
    return Node(id=id_, parent=parent, title=TEXT, rationale=TEXT, **more)


def indicator(id_: str, pillar: str, **more: Any) -> Indicator:
    """Declare an indicator that is pooled, untreated and bad when high, unless said otherwise."""
    settings: dict[str, Any] = {
        "direction": 1,
        "kind": "index",
        "method": "value",
        "method_class": "measured",
        "series": (id_,),
        "comparable": True,
        "missing": "leave",
        "treatment": "none",
        "tier": "public",
    }
    texts = dict.fromkeys(("title", "unit", "rationale", "comparable_why"), TEXT)
    return Indicator(id=id_, pillar=pillar, **{**texts, **settings, **more})


def index(*nodes: Node, **more: Any) -> Index:
    return Index(nodes=nodes, **{"normalisation": "minmax", **more})


def two_blocks(aggregation: str = "arithmetic", **more: Any) -> Index:
    """Root over origin (weight 1) and drivers (weight 3); drivers over violence and poverty, equal."""
    return index(
        node("root", aggregation=aggregation),
        node("origin", "root", weight=1, aggregation=aggregation),
        node("drivers", "root", weight=3, aggregation=aggregation),
        node("violence", "drivers", aggregation=aggregation),
        node("poverty", "drivers", aggregation=aggregation),
        **more,
    )


TWO_BLOCKS_LEAVES = (
    indicator("returnees", "origin"),
    indicator("homicides", "violence"),
    indicator("injured", "violence"),
    indicator("poor", "poverty"),
)
"""Nominal shares: returnees 1/4, homicides and injured 3/16 each, poor 3/8."""


def units(count: int, *, country: str = "HND", prefix: str = "HN", per_department: int = 10) -> pd.DataFrame:
    departments = [f"{prefix}{place // per_department + 1:02d}" for place in range(count)]
    codes = [f"{dep}{place % per_department + 1:02d}" for place, dep in enumerate(departments)]
    return pd.DataFrame({"code": codes, "adm1_code": departments, "iso3": country, "kind": "municipio"})


def values(
    codes: Sequence[str],
    columns: Mapping[str, Sequence[float]],
    *,
    se: Mapping[str, Sequence[float]] | None = None,
    status: Mapping[str, str] | None = None,
    level: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Long values; a NaN is `not_monitored`."""
    parts = []
    for id_, column in columns.items():
        known = ~np.isnan(np.asarray(column, dtype=float))
        parts.append(
            pd.DataFrame(
                {
                    "code": list(codes),
                    "indicator": id_,
                    "value": np.asarray(column, dtype=float),
                    "se": np.asarray((se or {}).get(id_, [np.nan] * len(codes)), dtype=float),
                    "status": np.where(known, (status or {}).get(id_, "observed"), "not_monitored"),
                    "level": (level or {}).get(id_, "municipality"),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def random_study(count: int = 40, *, seed: int = 5) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Units and values for `two_blocks`: returnees inherited from departments, some gaps, errors on homicides."""
    rng = np.random.default_rng(seed)
    places = units(count)
    need = rng.normal(size=count)
    columns = {leaf.id: need + rng.normal(size=count) for leaf in TWO_BLOCKS_LEAVES}
    by_department = pd.Series(columns["returnees"]).groupby(places["adm1_code"].to_numpy()).transform("mean")
    columns["returnees"] = by_department.to_numpy()
    columns["injured"] = np.where(rng.random(count) < 0.3, np.nan, columns["injured"])
    long = values(
        places["code"].tolist(),
        columns,
        se={"homicides": np.full(count, 0.3)},
        status={"returnees": "inherited"},
        level={"returnees": "department"},
    )
    return places, long
