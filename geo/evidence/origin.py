"""Set each figure of a held-out block beside its drivers, at the places it was published for.

A figure that is known by department says nothing about the municipalities in it, so nothing here is worked out for a
municipality that was handed its department's value: the department itself is the place. Drivers are brought to the
same places, and one that was published for larger places than the figure is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

import numpy as np
import pandas as pd

from geo.errors import Faults, MethodError
from geo.kinds import Level

if TYPE_CHECKING:
    from collections.abc import Sequence

LEVELS: tuple[Level, ...] = get_args(Level)
"""From the finest to the coarsest."""

PUBLISHED = ("observed", "observed_zero", "inherited")
"""The statuses of a figure that somebody published; what was imputed is evidence of nothing."""

LEAST_KNOWN = 0.5
"""A place has a driver where units with at least this share of its people have a value."""


@dataclass(frozen=True)
class Outcome:
    """One figure of the held-out block in one country.

    Attributes
    ----------
    indicator, iso3, level
        What it is, of which country, and the level it was published at.
    years
        The years of its figures, in order.
    table
        A row per place, in order of its code: `rate`, as counted and not smoothed; `exposure`, the people (or
        households) it is a rate of; `amount`, their product: how many, up to the unit of the rate.
    """

    indicator: str
    iso3: str
    level: Level
    years: tuple[int, ...]
    table: pd.DataFrame


def gather_outcomes(
    values: pd.DataFrame, *, places: pd.DataFrame, people: pd.Series, countries: pd.Series, ids: Sequence[str]
) -> tuple[Outcome, ...]:
    """Gather the figures of some indicators by country, at the level they were published at.

    Parameters
    ----------
    values
        By `geo.contracts.VALUES`. Only figures that somebody published are taken.
    places
        Unit codes by level: the code of the place of that level that a unit lies in; null where there is none.
    people, countries
        By unit code. People stand in for the denominator of a figure that was published without one.
    ids
        The indicators of the held-out block.

    Raises
    ------
    MethodError
        When values carry codes that are not among the units, when a figure is negative, when the units of one place
        carry different figures, or one indicator has two levels in one country.
    """
    faults = Faults("held-out figures", MethodError)
    mine = values[values["indicator"].isin(ids) & values["value"].notna() & values["status"].isin(PUBLISHED)]
    _check_codes(mine["code"], places, faults)
    mine = mine.assign(rate=mine["raw_value"].fillna(mine["value"]))
    negative = mine["code"] + " " + mine["indicator"]
    faults.check(
        "figures are negative",
        bad=negative[mine["rate"] < 0].tolist(),
        of=len(mine),
        do="Take an indicator that says how many leave, not one that can fall below zero.",
    )
    faults.raise_any()
    mine = mine.assign(iso3=mine["code"].map(countries))
    found = []
    for indicator in ids:
        for iso3, rows in mine[mine["indicator"] == indicator].groupby("iso3", sort=True):
            levels = rows["level"].unique()
            if len(levels) > 1:
                faults.add(f"`{indicator}` has {len(levels)} levels in {iso3}: {', '.join(levels)}. Publish one.")
                continue
            table = _by_place(rows.set_index("code"), places[levels[0]], people, faults=faults, name=indicator)
            years = tuple(int(year) for year in sorted(rows["year"].dropna().unique()))
            found.append(Outcome(indicator, str(iso3), levels[0], years, table))
    faults.raise_any()
    return tuple(outcome for outcome in found if len(outcome.table))


def _by_place(rows: pd.DataFrame, place: pd.Series, people: pd.Series, *, faults: Faults, name: str) -> pd.DataFrame:
    groups = rows.groupby(place.reindex(rows.index), sort=True)
    differ = groups["rate"].max() > groups["rate"].min()
    faults.check(
        f"places hold units with different figures of `{name}`",
        bad=differ.index[differ].tolist(),
        of=len(differ),
        do="Correct `level` of the series: it is published for smaller places.",
    )
    table = groups[["rate", "n"]].first().rename(columns={"n": "exposure"})
    # A place's people are all who live there, whether or not each of its units was handed the figure.
    living = people.reindex(place.index).groupby(place).sum(min_count=1, skipna=False).reindex(table.index)
    table["exposure"] = table["exposure"].fillna(living).astype(float)
    table["amount"] = table["rate"] * table["exposure"]
    return table[table["exposure"] > 0].rename_axis("place")


def drivers_at(
    values: pd.DataFrame, outcomes: Sequence[Outcome], *, places: pd.DataFrame, people: pd.Series, ids: Sequence[str]
) -> list[pd.DataFrame]:
    """Bring drivers to the places of each outcome.

    Parameters
    ----------
    values, places, people
        As in `gather_outcomes`.
    ids
        The drivers; those that are not at hand for an outcome's places, or only for larger ones, are left out.

    Returns
    -------
    list of pandas.DataFrame
        For each outcome places by drivers, in order of both: the mean over the place's people. Missing, never zero,
        where units with less than half of its people have a value.
    """
    mine = values[values["indicator"].isin(ids) & values["value"].notna() & values["status"].isin(PUBLISHED)]
    means = {}
    for level in {outcome.level for outcome in outcomes}:
        finer = mine[mine["level"].isin(LEVELS[: LEVELS.index(level) + 1])]
        wide = finer.pivot_table(index="code", columns="indicator", values="value").reindex(places.index)
        means[level] = place_means(wide, place=places[level], people=people)
    return [means[outcome.level].reindex(outcome.table.index).dropna(axis=1, how="all") for outcome in outcomes]


def place_means(columns: pd.DataFrame, *, place: pd.Series, people: pd.Series) -> pd.DataFrame:
    """Average columns of units over the people of each place.

    Parameters
    ----------
    columns
        Unit codes by columns; missing is null.
    place
        Place code by unit code; units without one are left out.
    people
        By unit code; a unit without people counts for nothing.

    Returns
    -------
    pandas.DataFrame
        Places by columns; null where units with less than half of the place's people have a value.
    """
    where = place.reindex(columns.index)
    weight = people.reindex(columns.index).astype(float)
    known = columns.notna().mul(weight, axis=0)
    total = weight.groupby(where).sum()
    below = known.groupby(where).sum()
    sums = columns.mul(weight, axis=0).groupby(where).sum()
    enough = below.ge(LEAST_KNOWN * total, axis=0) & below.gt(0)
    return pd.DataFrame((sums / below.where(below > 0, np.nan)).where(enough)).rename_axis("place")


def _check_codes(codes: pd.Series, places: pd.DataFrame, faults: Faults) -> None:
    strange = sorted(set(codes) - set(places.index))
    faults.check(
        "values carry codes that are not among the units",
        bad=strange,
        of=codes.nunique(),
        do="Measure again with the units that are scored.",
    )
    faults.raise_any()
