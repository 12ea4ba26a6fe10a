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
    from geo.scoring.model import Result
    from geo.scoring.sensitivity import Replicates

AT_LEAST = 0.5
"""The share of a place's people who must live in ranked units for the place to be ranked."""

RANKS = ("rank", "rank_in_country")


def score_places(
    result: Result, places: pd.Series, *, people: pd.Series | None = None, at_least: float = AT_LEAST
) -> pd.DataFrame:
    """Score and rank the places that units lie in.

    Parameters
    ----------
    result
        The scored units.
    places
        The place of each unit, by unit code; null where a unit lies in none.
    people
        By unit code; those of the scores when left out. Where one unit of a place is not counted, nobody can say what
        share of the place is known, and it is not scored.
    at_least
        The share of people who must live in ranked units. Units without a rank are left out of the mean.

    Returns
    -------
    pandas.DataFrame
        By place code, in order: `iso3`, `units`, `units_ranked`, `people`, `people_known` (the share of people who
        live in ranked units), `score` (0-100), `rank` and `rank_in_country` with their `_p5`, `_p50`, `_p95`. Score
        and ranks are missing together where too little is known.

    Raises
    ------
    MethodError
        When units of a place lie in several countries, or `at_least` is no share.
    """
    scores = result.scores.set_index("code")
    counted = scores["people"] if people is None else people.reindex(scores.index).astype(float)
    at = places.reindex(scores.index)
    table = _described(scores, at, counted)
    _check(scores, at, at_least=at_least)
    known = table["people_known"] >= at_least
    codes = table.index[known]
    out = table.assign(score=np.nan)
    for name in RANKS:
        out[name] = pd.array([pd.NA] * len(out), dtype="Int64")
        out[[f"{name}_{word}" for word in QUANTILES]] = np.nan
    if not len(codes):
        return out
    inside = scores["rank"].notna() & at.isin(codes)
    weights = _Weights(scores.index[scores["rank"].notna()], at[inside], counted[inside], codes)
    means = weights.means(scores.loc[scores["rank"].notna(), "score"].to_numpy(dtype=float)[None])
    groups = [np.flatnonzero(table.loc[codes, "iso3"] == iso3) for iso3 in sorted(set(table.loc[codes, "iso3"]))]
    out.loc[codes, "score"] = means[0]
    out.loc[codes, "rank"] = ranks(means)[0]
    out.loc[codes, "rank_in_country"] = ranks_within(means, groups)[0]
    found = _replicated(result, weights, groups)
    for name, rankings in zip(RANKS, found, strict=True):
        told = intervals(rankings, name=name).set_axis(codes, axis=0)
        out.loc[codes, told.columns] = told
    return out


class _Weights:
    """Take means of places, by people, from scores of all ranked units."""

    def __init__(self, ranked: pd.Index, at: pd.Series, people: pd.Series, codes: pd.Index) -> None:
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


def _replicated(
    result: Result, weights: _Weights, groups: list[npt.NDArray[np.intp]]
) -> tuple[npt.NDArray[np.unsignedinteger], npt.NDArray[np.unsignedinteger]]:
    """Rank the places in every replicate; where fewer than two units are ranked, the one place is first."""
    count = len(weights.starts)
    if result.sensitivity is None:
        return np.ones((1, count), np.uint16), np.ones((1, count), np.uint16)
    kept: Replicates = result.sensitivity.replicates
    pooled = np.empty((len(kept.draws), count), dtype=rank_type(count))
    within = np.empty_like(pooled)
    for rows, scores in scored_blocks(kept.ground, kept.draws):
        means = weights.means(scores)
        pooled[rows] = ranks(means, dtype=pooled.dtype)
        within[rows] = ranks_within(means, groups, dtype=pooled.dtype)
    return pooled, within


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
