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
GROUPS = {"department": "adm1_code", "country": "iso3", "type": "type"}
"""What a place is set against, and the column that says it."""


@dataclass(frozen=True)
class Spread:
    """The known values of all places, by code and indicator, and their medians by group and indicator."""

    known: pd.DataFrame
    countries: pd.Series
    medians: Mapping[str, pd.DataFrame]


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
    """Set the value of a place among all; None where it has none, or no other has one."""
    spread = data.kept.get("spread", lambda: _spread(data))
    if indicator.id not in spread.known or place["code"] not in spread.known.index:
        return None
    line = spread.known[indicator.id]
    if not indicator.comparable:
        line = line[spread.countries == place["iso3"]]
    if pd.isna(line[place["code"]]) or line.count() < 2:
        return None
    # Types reach across countries; where figures do not, the median of a type means nothing.
    groups = [group for group in GROUPS if indicator.comparable or group != "type"]
    found = {group: _median(spread, place, indicator, group=group) for group in groups}
    low, high = line.quantile(list(ENDS))
    return Among(
        low=float(low),
        high=float(high),
        medians={group: median for group, median in found.items() if median is not None},
        pooled=indicator.comparable,
    )


def marks(data: Published, code: str) -> dict[str, dict[str, str]]:
    """Say which indicators of a place stand out, `weakness` or `strength`, in its `country` and its `type`."""
    table = data.finding("profiles.parquet")
    if table is None or table.empty:
        return {}
    rows = data.kept.get("marks", lambda: table[table["marks"] != ""].groupby("code").indices).get(code, [])
    told: dict[str, dict[str, str]] = {}
    for row in table[table["marks"] != ""].iloc[rows].itertuples():
        told.setdefault(str(row.item), {})[str(row.against)] = str(row.marks)
    return told


def _spread(data: Published) -> Spread:
    known = data.wide
    types = data.scores["type"].where(data.scores["type"].isin(list(data.type_titles)))
    groups = {name: types if name == "type" else data.scores[column] for name, column in GROUPS.items()}
    medians = {}
    for name, group in groups.items():
        by = known.groupby(group)
        # A place alone in its group would only be set against itself.
        medians[name] = by.median().where(by.count() > 1)
    return Spread(known, data.scores["iso3"], medians)


def _median(spread: Spread, place: Mapping[str, Any], indicator: Indicator, *, group: str) -> float | None:
    key, table = place[GROUPS[group]], spread.medians[group]
    if pd.isna(key) or key not in table.index:
        return None
    median = table.loc[key, indicator.id]
    return None if pd.isna(median) else float(median)
