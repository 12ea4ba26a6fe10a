"""Describe a study: its countries, its people, and the settings of a run."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from geo.catalogue.grids import Raster
from geo.catalogue.ids import Id, Iso3
from geo.catalogue.targeting import Targeting
from geo.catalogue.text import Text
from geo.catalogue.yaml_text import Entry


class Country(Entry):
    """A country of the study and how its places are called."""

    iso3: Iso3
    prefix: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    name: Text
    units: Annotated[int, Field(gt=0)]
    """How many units are scored."""
    unit_word: Text
    """What a unit is called there: municipio, or distrito in El Salvador since 2024."""


class PeopleCheck(Entry):
    """A second count of people, by a grid, held against the censuses."""

    series: Id
    """The table of the second count."""
    raster: Raster
    """The grid that it is measured from; its figures are counts a cell, and are added up."""

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        if self.raster.statistic != "sum":
            raise ValueError("people add up: set `statistic: sum`")
        return self


class Study(Entry):
    """The settings of one study that an analyst may touch."""

    id: Id
    title: Text
    subtitle: Text
    countries: tuple[Country, ...] = Field(min_length=1)
    boundaries: str
    """The shipped boundary layer, a TopoJSON in the study's folder."""
    people: tuple[Id, ...] = Field(min_length=1)
    """The series that say how many people live in each unit."""
    people_check: PeopleCheck | None = None
    top_k: Annotated[int, Field(gt=0)] = 60
    """The size of the top that is shown first."""
    top_more: tuple[Annotated[int, Field(gt=0)], ...] = ()
    """Other sizes whose chance, to be among so many first, is written beside it."""
    replicates: Annotated[int, Field(ge=100)] = 1000
    seed: Annotated[int, Field(ge=0)] = 2021
    types: Annotated[tuple[int, ...], Field(min_length=1)] = (3, 4, 5, 6, 7, 8)
    """The numbers of types among which the typology chooses."""
    held_out: Id = "origin"
    """The block that the others are held against as evidence; nothing is, where the tree has no such node."""
    targeting: Targeting = Targeting()
    """What the set of places to take on must obey, and how large zones are."""

    @property
    def tops(self) -> tuple[int, ...]:
        """Every size of the top, from the smallest."""
        return tuple(sorted({self.top_k, *self.top_more}))

    def country(self, iso3: str) -> Country:
        """Find a country by its ISO 3166-1 alpha-3 code."""
        return next(country for country in self.countries if country.iso3 == iso3)
