"""Describe an indicator: what it measures, how, in which direction, and what is done when it is missing."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from geo.catalogue.grids import Raster
from geo.catalogue.ids import Id, Short
from geo.catalogue.text import Text
from geo.catalogue.yaml_text import Entry
from geo.kinds import Kind, Method, MethodClass, Missing, Scope, Tier, Treatment


class Rate(Entry):
    """How counts become a rate."""

    per: Annotated[float, Field(gt=0)]
    denominator: tuple[Id, ...] = ()
    """Series of people or households; two of one country are interpolated to the numerator's year.

    Empty when the numerator's own table carries its denominator.
    """
    smooth: Literal["department", "country", "none"] = "department"
    """The group whose mean small places are shrunk towards."""


class Indicator(Entry):
    """One indicator; every field that has no default must be filled in."""

    id: Id
    title: Text
    unit: Text
    rationale: Text
    pillar: Id
    weight: Annotated[float, Field(ge=0)] = 1.0
    direction: Literal[1, -1]
    """+1 when a higher value calls for more attention, -1 when a lower one does."""
    kind: Kind
    method: Method
    method_class: MethodClass
    series: tuple[Id, ...] = Field(min_length=1)
    """The tables the values come from, at most one per country."""
    comparable: bool
    """Whether figures of different countries may be put on one scale."""
    comparable_why: Text
    missing: Missing
    treatment: Treatment
    tier: Tier
    rate: Rate | None = None
    raster: Raster | None = None
    goalposts: tuple[float, float] | None = None
    """Fixed worst-to-best range for the `goalposts` normalisation; kept across releases."""
    decimals: Annotated[int, Field(ge=0, le=6)] = 1
    short: Short | None = None

    @property
    def scope(self) -> Scope:
        """Where the indicator is put on one scale: everywhere, or within each country."""
        return "pooled" if self.comparable else "within_country"

    @model_validator(mode="after")
    def _method_fits(self) -> Self:
        if (self.method == "rate") != (self.rate is not None):
            raise ValueError("`rate` must be given when `method` is rate, and only then")
        if (self.method == "raster") != (self.raster is not None):
            raise ValueError("`raster` must be given when `method` is raster, and only then")
        if self.kind == "rate" and self.method != "rate":
            raise ValueError("a rate needs its counts and denominator: set `method: rate`")
        if self.goalposts and self.goalposts[0] >= self.goalposts[1]:
            raise ValueError("`goalposts` must rise from the low to the high end")
        return self
