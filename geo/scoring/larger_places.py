"""Score and rank larger places, such as departments, from the scores of the units in them.

A larger place's score is the mean of its units' scores, each by its people: what a person picked at random in it lives
under. Its rank interval comes from the same replicates as those of the units: in each, the units' scores are averaged
and the places ranked, so that an error that many units share does not average away.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.errors import Faults, MethodError
from geo.scoring.rank import QUANTILES, intervals, rank_type, ranks, ranks_within
from geo.scoring.replicate import scored_blocks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.scoring.model import Result
    from geo.scoring.sensitivity import Replicates

AT_LEAST = 0.5
"""The share of a place's people who must live in ranked units for the place to be ranked."""

Rankings = tuple[npt.NDArray[np.unsignedinteger], ...]
"""Replicates by places: the rank among all, and the rank in the country."""

RANKS = ("rank", "rank_in_country")


def score_places(
    result: Result, places: pd.Series, *, people: pd.Series | None = None, at_least: float = AT_LEAST
) -> pd.DataFrame:
    """Score and rank the places of one level that units lie in; see `score_levels`."""
    return score_levels(result, [places], people=people, at_least=at_least)[0]


def score_levels(
    result: Result, levels: Sequence[pd.Series], *, people: pd.Series | None = None, at_least: float = AT_LEAST
) -> list[pd.DataFrame]:
    """Score and rank the places that units lie in, at each of several levels; the replicates are gone through once.

    Parameters
    ----------
    result
        The scored units.
    levels
        For each, the place of each unit, by unit code; null where a unit lies in none.
    people
        By unit code; those of the scores when left out. Where one unit of a place is not counted, nobody can say what
        share of the place is known, and it is not scored.
    at_least
        The share of people who must live in ranked units. Units without a rank are left out of the mean.

    Returns
    -------
    list of pandas.DataFrame
        For each level, by place code, in order: `iso3`, `units`, `units_ranked`, `people`, `people_known` (the share
        of people who live in ranked units), `score` (0-100), `rank` and `rank_in_country` with their `_p5`, `_p50`,
        `_p95`. Score and ranks are missing together where too little is known.

    Raises
    ------
    MethodError
        When units of a place lie in several countries, or `at_least` is no share.
    """
    scores = result.scores.set_index("code")
    counted = scores["people"] if people is None else people.reindex(scores.index).astype(float)
    tables, known = [], []
    for places in levels:
        at = places.reindex(scores.index)
        table = _described(scores, at, counted)
        _check(scores, at, at_least=at_least)
        tables.append(_unranked(table))
        codes = table.index[table["people_known"] >= at_least]
        known.append(_Level(scores, at, counted, codes, countries=table.loc[codes, "iso3"]) if len(codes) else None)
    found = iter(_replicated(result, [level for level in known if level is not None]))
    for table, level in zip(tables, known, strict=True):
        if level is not None:
            _rank(table, level, scores, next(found))
    return tables


def _unranked(table: pd.DataFrame) -> pd.DataFrame:
    out = table.assign(score=np.nan)
    for name in RANKS:
        out[name] = pd.array([pd.NA] * len(out), dtype="Int64")
        out[[f"{name}_{word}" for word in QUANTILES]] = np.nan
    return out


def _rank(table: pd.DataFrame, level: _Level, scores: pd.DataFrame, replicated: Rankings) -> None:
    """Enter scores and ranks of the places of which enough is known."""
    means = level.means(scores.loc[scores["rank"].notna(), "score"].to_numpy(dtype=float)[None])
    table.loc[level.codes, "score"] = means[0]
    table.loc[level.codes, "rank"] = ranks(means)[0]
    table.loc[level.codes, "rank_in_country"] = ranks_within(means, level.groups)[0]
    for name, rankings in zip(RANKS, replicated, strict=True):
        told = intervals(rankings, name=name).set_axis(level.codes, axis=0)
        table.loc[level.codes, told.columns] = told


class _Level:
    """Take means of the places of a level, by people, from scores of all ranked units."""

    def __init__(
        self, scores: pd.DataFrame, places: pd.Series, counted: pd.Series, codes: pd.Index, *, countries: pd.Series
    ) -> None:
        self.codes = codes
        self.groups = [np.flatnonzero(countries == iso3) for iso3 in sorted(set(countries))]
        inside = scores["rank"].notna() & places.isin(codes)
        ranked, at, people = scores.index[scores["rank"].notna()], places[inside], counted[inside]
        order = at.sort_values(kind="stable").index
        self.columns = ranked.get_indexer(order)
        self.starts = np.searchsorted(at[order].to_numpy(dtype=str), codes.to_numpy(dtype=str))
        whole = people.groupby(at).transform("sum")
        self.shares = (people / whole)[order].to_numpy(dtype=float)

    def means(self, scores: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
        """Average replicates by units to replicates by places; one replicate's sum does not depend on the others."""
        return np.add.reduceat(scores[:, self.columns] * self.shares, self.starts, axis=1)


def _described(scores: pd.DataFrame, at: pd.Series, people: pd.Series) -> pd.DataFrame:
    ranked = scores["rank"].notna()
    groups = pd.DataFrame(
        {"iso3": scores["iso3"], "units": 1, "units_ranked": ranked.astype(int), "people": people,
         "known": people.where(ranked, 0.0), "uncounted": people.isna()}
    ).groupby(at, sort=True)  # fmt: skip
    table = groups.agg(
        iso3=("iso3", "first"),
        units=("units", "sum"),
        units_ranked=("units_ranked", "sum"),
        people=("people", "sum"),
        known=("known", "sum"),
        uncounted=("uncounted", "any"),
    )
    table["people"] = table["people"].mask(table["uncounted"])
    table["people_known"] = (table["known"] / table["people"]).where(table["people"] > 0)
    return table.drop(columns=["known", "uncounted"]).rename_axis("code")


def _replicated(result: Result, levels: list[_Level]) -> list[Rankings]:
    """Rank the places of each level in every replicate; where fewer than two units are ranked, the one is first."""
    if result.sensitivity is None:
        return [(np.ones((1, len(level.codes)), np.uint16),) * 2 for level in levels]
    kept: Replicates = result.sensitivity.replicates
    shapes = [(len(kept.draws), len(level.codes)) for level in levels]
    found = [tuple(np.empty(shape, dtype=rank_type(shape[1])) for _ in RANKS) for shape in shapes]
    for rows, scores in scored_blocks(kept.ground, kept.draws) if levels else ():
        for level, (pooled, within) in zip(levels, found, strict=True):
            means = level.means(scores)
            pooled[rows] = ranks(means, dtype=pooled.dtype)
            within[rows] = ranks_within(means, level.groups, dtype=pooled.dtype)
    return found


def _check(scores: pd.DataFrame, at: pd.Series, *, at_least: float) -> None:
    faults = Faults("the larger places", MethodError)
    if not 0 < at_least <= 1:
        faults.add(f"a share of {at_least:g} is none. Give more than 0 and at most 1.")
    countries = scores["iso3"].groupby(at).nunique()
    faults.check(
        "places have units in several countries",
        bad=countries.index[countries > 1].tolist(),
        of=len(countries),
        do="A place lies in one country: correct its code.",
    )
    faults.raise_any()
