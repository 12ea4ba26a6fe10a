"""Describe a study: its countries, its people, and the settings of a run."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from geo.catalogue.targeting import Targeting
from geo.catalogue.text import Text
from geo.catalogue.yaml_text import Entry

Iso3 = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Short = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,7}$")]
"""A name short enough for a shapefile's fields, where the one made from the id will not do."""


class Country(Entry):
    """A country of the study and how its places are called."""

    iso3: Iso3
    prefix: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    name: Text
    units: Annotated[int, Field(gt=0)]
    """How many units are scored."""
    unit_word: Text
    """What a unit is called there: municipio, or distrito in El Salvador since 2024."""


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
    top_k: Annotated[int, Field(gt=0)] = 60
    replicates: Annotated[int, Field(gt=0)] = 1000
    seed: Annotated[int, Field(ge=0)] = 2021
    types: Annotated[tuple[int, ...], Field(min_length=1)] = (3, 4, 5, 6, 7, 8)
    """The numbers of types among which the typology chooses."""
    targeting: Targeting = Targeting()
    """What the set of places to take on must obey, and how large zones are."""

    def country(self, iso3: str) -> Country:
        """Find a country by its ISO 3166-1 alpha-3 code."""
        return next(country for country in self.countries if country.iso3 == iso3)
