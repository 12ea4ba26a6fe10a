"""Set a value among those of all places: where it stands, and the medians of its department, country and type."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboards.data import Published
    from geo.catalogue import Indicator

ENDS = (0.02, 0.98)
"""The shares of places at which the line of all begins and ends, so that a few extremes do not crowd out the rest."""
ALL = "all"
GROUPS = {"department": "adm1_code", "country": "iso3", "type": "type"}
"""What a place is set against, and the column that says it."""


@dataclass(frozen=True)
class Spread:
    """How the values of all places lie, worked out once.

    Attributes
    ----------
    ends
        By country, and by `ALL`: where the line of each indicator begins and ends; only where two places have a value.
    medians
        By group, by the one a place is in: the median of each indicator; only where two places have a value.
    """

    ends: Mapping[str, Mapping[str, tuple[float, float]]]
    medians: Mapping[str, Mapping[Any, Mapping[str, float]]]


@dataclass(frozen=True)
class Among:
    """Where one value stands.

    Attributes
    ----------
    low, high
        Where the line of all places begins and ends.
    medians
        Of the groups of the place in which another place has a value too.
    pooled
        Whether the line is that of all countries; figures that cannot be compared across them stay in their own.
    """

    low: float
    high: float
    medians: Mapping[str, float]
    pooled: bool


def among(data: Published, place: Mapping[str, Any], indicator: Indicator) -> Among | None:
    """Set the value of a place among all; None where no two places have one."""
    spread = data.kept.get("spread", lambda: _spread(data))
    ends = spread.ends[ALL if indicator.comparable else place["iso3"]].get(indicator.id)
    if ends is None:
        return None
    # Types reach across countries; where figures do not, the median of a type means nothing.
    groups = [group for group in GROUPS if indicator.comparable or group != "type"]
    found = {
        group: spread.medians[group].get(place[column], {}).get(indicator.id)
        for group, column in GROUPS.items()
        if group in groups and pd.notna(place[column])
    }
    return Among(
        low=ends[0],
        high=ends[1],
        medians={group: median for group, median in found.items() if median is not None},
        pooled=indicator.comparable,
    )


def marks(data: Published, code: str) -> Mapping[str, Mapping[str, str]]:
    """Say which indicators of a place stand out, `weakness` or `strength`, in its `country` and its `type`."""
    table = data.finding("profiles.parquet")
    if table is None or table.empty:
        return {}
    return data.kept.get("marks", lambda: _marks(table)).get(code, {})


def _marks(table: pd.DataFrame) -> dict[str, dict[str, dict[str, str]]]:
    told: dict[str, dict[str, dict[str, str]]] = {}
    rows = table.loc[table["marks"] != "", ["code", "item", "against", "marks"]]
    for code, item, against, mark in rows.itertuples(index=False):
        told.setdefault(str(code), {}).setdefault(str(item), {})[str(against)] = str(mark)
    return told


def _spread(data: Published) -> Spread:
    known, scores = data.wide, data.scores
    types = scores["type"].where(scores["type"].isin(list(data.type_titles)))
    groups = {name: types if name == "type" else scores[column] for name, column in GROUPS.items()}
    countries = {str(iso3): known[scores["iso3"] == iso3] for iso3 in scores["iso3"].unique()}
    return Spread(
        ends={name: _ends(rows) for name, rows in {ALL: known, **countries}.items()},
        medians={name: _medians(known, group) for name, group in groups.items()},
    )


def _ends(rows: pd.DataFrame) -> dict[str, tuple[float, float]]:
    low, high = (rows.quantile(end) for end in ENDS)
    return {id_: (float(low[id_]), float(high[id_])) for id_ in map(str, rows) if rows[id_].count() > 1}


def _medians(known: pd.DataFrame, group: pd.Series) -> dict[Any, dict[str, float]]:
    by = known.groupby(group)
    # A place alone in its group would only be set against itself.
    table = by.median().where(by.count() > 1)
    return {key: {str(id_): float(at) for id_, at in row.items() if pd.notna(at)} for key, row in table.iterrows()}
