"""Describe what a study asks of the set of places that a programme takes on, and of the zones it could work in."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from geo.catalogue.yaml_text import Entry
from geo.kinds import Objective

Count = Annotated[int, Field(gt=0)]


class Targeting(Entry):
    """The settings of a selection; what `arraigo target` is told on the command line goes before them."""

    objective: Objective = "score"
    """What to reach most of: score, people (weighed by the score) or migrants."""
    k: Count | None = None
    """How many places to select; the study's `top_k` when absent."""
    min_per_country: Annotated[int, Field(ge=0)] = 0
    max_per_country: Count | None = None
    min_per_department: Annotated[int, Field(ge=0)] = 0
    max_per_department: Count | None = None
    migrants: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)] | None = None
    """The indicator that says how many people left: a rate."""
    portfolios: Annotated[int, Field(ge=0)] = 5
    """How many other portfolios that are nearly as good are looked for."""
    within: Annotated[float, Field(ge=0, le=1)] = 0.01
    """How far, as a share, they may lie below the best."""
    priority_share: Annotated[float, Field(gt=0, le=1)] = 0.25
    """The share of ranked places, the first ones, of which zones are made."""
    zones: Count = 12
    """How many zones there may be."""
    zone_people: Annotated[float, Field(ge=0)] = 100_000
    """How many people each must have at least."""

    @model_validator(mode="after")
    def _bounds(self) -> Self:
        for group in ("country", "department"):
            least, most = getattr(self, f"min_per_{group}"), getattr(self, f"max_per_{group}")
            if most is not None and most < least:
                raise ValueError(f"max_per_{group} ({most}) is below min_per_{group} ({least})")
        return self
