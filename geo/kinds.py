"""Name the closed choices: one spelling each, for the catalogue, the library and the documents."""

from __future__ import annotations

from typing import Literal

Level = Literal["municipality", "municipio_2024", "department", "country"]
"""The level a figure was published at; `municipio_2024` are El Salvador's 44 since May 2024."""

Kind = Literal["count", "rate", "share", "intensity", "index"]
"""Whether a figure adds up (count) or averages (the rest), and what it is made of."""

Method = Literal["value", "rate", "raster"]
"""How an indicator's values come about."""

MethodClass = Literal["measured", "modelled", "proxy"]
Missing = Literal["leave", "group_median", "neighbours", "model"]
Treatment = Literal["none", "winsorise", "log", "boxcox", "auto"]
"""What is done to outliers; `auto` cuts up to five points per tail, and takes log or Box-Cox where that falls short."""

Whom = Literal["victims", "returnees"]
"""Persons of whom no count of one to four is shown in public."""

Tier = Literal["public", "partner", "internal"]
TIERS: tuple[Tier, ...] = ("public", "partner", "internal")
"""From the most open to the most closed."""

Scope = Literal["pooled", "within_country"]
Normalisation = Literal["minmax", "zscore", "percentile", "goalposts", "rank"]
Aggregation = Literal["arithmetic", "geometric", "harmonic", "mazziotta_pareto", "copeland"]
Weighting = Literal["given", "equal", "pca", "entropy", "critic", "optimised", "benefit_of_doubt"]
"""Where weights come from; `given` are those of the catalogue."""

LicenceStatus = Literal["open", "share_alike", "unstated", "restricted"]
Reliability = Literal["high", "medium", "low"]
UnitKind = Literal["municipio", "distrito", "lake"]

Status = Literal[
    "observed",
    "observed_zero",
    "imputed",
    "inherited",
    "suppressed",
    "not_monitored",
    "not_applicable",
    "source_failed",
]
"""Why a value is there, or why it is not."""

Objective = Literal["score", "people", "migrants"]
"""What a selection of places is to reach most of."""

Gate = Literal["ranked", "below_gate", "no_data"]
"""Whether a unit carries a rank; below the coverage gate it has a score interval only."""

Lang = Literal["es", "en"]
LANGS: tuple[Lang, ...] = ("es", "en")


def at_most(tier: Tier, readers: Tier) -> bool:
    """Say whether what is of a tier may be seen by its readers: everyone sees what is as open as their own, or more."""
    return TIERS.index(tier) <= TIERS.index(readers)
