"""Score the same places on one scale for all, and on one for each country, beside the scales that were declared."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from geo.scoring.model import score_units

if TYPE_CHECKING:
    import pandas as pd

    from geo.kinds import Scope
    from geo.scoring.model import Result

SCOPES: tuple[Scope, ...] = ("pooled", "within_country")
COLUMNS = ("score", "rank", "rank_p5", "rank_p50", "rank_p95")
REPLICATES = 300
"""Enough for an interval that is held beside another; the study's own has all its replicates."""


def scope_variants(result: Result, values: pd.DataFrame, *, units: pd.DataFrame, **options: Any) -> pd.DataFrame:
    """Score with every indicator pooled, and with every indicator within its country.

    What is not comparable across countries does not become so by being pooled: the shift says how much the choice of
    scale decides, not which scale is right.

    Parameters
    ----------
    result
        Of `score_units`; its choices hold but for the scales.
    values, units
        What it was made of.
    **options
        `workers`, `progress` and `neighbours`, as for `score_units`.

    Returns
    -------
    pd.DataFrame
        One row per unit: `code`, `iso3`, `score`, `rank` and its interval as declared; the same with the name of each
        scope, as ``rank_p5_pooled``; and `shift_<scope>`: places won against the declared scales, null without a rank.
    """
    table = result.scores[["code", "iso3", *COLUMNS]]
    for scope in SCOPES:
        other = score_units(
            values,
            units=units,
            index=result.index,
            indicators=result.indicators,
            seed=result.seed,
            weights=result.given,
            normalisation=result.normalisation,
            weighting=result.weighting,
            scope=scope,
            uncertainty=replace(result.uncertainty, replicates=min(REPLICATES, result.uncertainty.replicates)),
            **options,
        )
        columns = other.scores.set_index("code")[list(COLUMNS)].add_suffix(f"_{scope}")
        table = table.merge(columns, left_on="code", right_index=True, validate="one_to_one")
        shift = table["rank"].astype("Float64") - table[f"rank_{scope}"].astype("Float64")
        table[f"shift_{scope}"] = shift.astype(float)
    return table
