"""Describe what a study downloads of boundaries, people and events: whose, which countries, and what is expected.

Producers of these redraw and rename without notice. An entry may state how many units a country has, which units tell
one drawing from another, and the licence that was agreed to; what comes otherwise is refused and says what changed.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

# Pydantic reads these at run time, to check entries with them.
from geo.catalogue.download_base import Countries, Distinct, DownloadEntry, Year, check_period
from geo.catalogue.ids import Iso3  # noqa: TC001

Units = Annotated[int, Field(ge=1)]
Names = Annotated[tuple[str, ...], Field(min_length=1)]
Version = Annotated[str, Field(pattern=r"^\d{2}\.\d$")]
"""A yearly release of UCDP, quoted: ``"26.1"``."""


class _Units(DownloadEntry):
    """Files of places: what is expected of each country."""

    countries: Countries
    units: dict[Iso3, Units] = Field(default_factory=dict)
    """How many units a country has; where it is not stated, the file at hand is the measure."""

    @model_validator(mode="after")
    def _speaks_of_its_countries(self) -> Self:
        for name in ("units", "licences", "present", "absent", "years"):
            said = getattr(self, name, {})
            others = sorted(set(said) - set(self.countries)) if isinstance(said, dict) else []
            if others:
                raise ValueError(f"`{name}` speaks of {', '.join(others)}, which `countries` does not name")
        return self


class CodBoundaries(_Units):
    """OCHA's common boundaries (COD-AB), one archive per country."""

    producer: Literal["cod_ab"]
    form: Literal["geojson", "shp", "gdb"] = "geojson"
    level: Literal[1, 2, 3] = 2
    """The level whose units are counted; the archive holds all."""
    licences: dict[Iso3, str] = Field(default_factory=dict)
    """The licence agreed to, where it is not the producer's usual one."""


class CodPopulation(_Units):
    """OCHA's common population figures (COD-PS), one table per country."""

    producer: Literal["cod_ps"]
    level: Literal[1, 2] = 2
    years: dict[Iso3, Year] = Field(default_factory=dict)
    """The year of a country's figures; the newest where it is not stated."""
    licences: dict[Iso3, str] = Field(default_factory=dict)


class Pcodes(_Units):
    """OCHA's table of place codes, one for the whole world; the units of the named countries are looked at."""

    producer: Literal["pcodes"]
    level: Literal[1, 2] = 2


class GeoBoundaries(_Units):
    """geoBoundaries, the open edition, one GeoJSON per country; its licence is that of each layer."""

    producer: Literal["geoboundaries"]
    level: Literal["ADM0", "ADM1", "ADM2"] = "ADM2"
    licences: dict[Iso3, str] = Field(default_factory=dict)
    """The licence agreed to, as the service words it; where it is not stated any open one will do, and is noted."""
    present: dict[Iso3, Names] = Field(default_factory=dict)
    """Units that must be there by these names: counts agree by chance."""
    absent: dict[Iso3, Names] = Field(default_factory=dict)
    """Units that are known to be left out; when one comes, the layer has been drawn anew."""


class WorldPop(DownloadEntry):
    """WorldPop's people per cell, about 100 m, one GeoTIFF per country and year."""

    producer: Literal["worldpop"]
    countries: Countries
    years: Annotated[tuple[Annotated[int, Field(ge=2000, le=2020)], ...], Field(min_length=1), Distinct]
    adjusted: bool = False
    """Whether the sum of a country is that of the United Nations."""


class UcdpGed(DownloadEntry):
    """UCDP's georeferenced events, the whole world in one archive, which asks for no token."""

    producer: Literal["ucdp_ged"]
    version: Version


class UcdpGedApi(DownloadEntry):
    """UCDP's georeferenced events of some countries, page by page; needs a token in UCDP_TOKEN."""

    producer: Literal["ucdp_ged_api"]
    version: Version
    countries: Annotated[tuple[Literal["SLV", "GTM", "HND"], ...], Field(min_length=1), Distinct]


class Hapi(DownloadEntry):
    """A theme of the HDX Humanitarian API, one table per country; needs an identifier in HAPI_APP_IDENTIFIER."""

    producer: Literal["hapi"]
    theme: Annotated[str, Field(pattern=r"^[a-z]+(-[a-z]+)*/[a-z]+(-[a-z]+)*$")]
    """Such as ``geography-infrastructure/baseline-population``."""
    countries: Countries
    level: Literal[0, 1, 2] = 2
    columns: Annotated[tuple[str, ...], Distinct] = ()
    """Columns that the study reads, so that a theme without them is told."""
    app_identifier: Annotated[str, Field(pattern=r"^[A-Za-z0-9+/=_-]{8,}$")] | None = None
    """Used instead of the environment's; it holds an address of e-mail, which a shared study may not want."""


class Acled(DownloadEntry):
    """ACLED's events of some countries, page by page; the terms forbid passing them on."""

    producer: Literal["acled"]
    countries: Annotated[tuple[Literal["SLV", "GTM", "HND"], ...], Field(min_length=1), Distinct]
    first: Year = Field(alias="from")
    last: Year = Field(alias="until")
    tier: Literal["internal"]
    """Said aloud in every entry: the files stay below the raw folder, and nothing made of them leaves."""

    @model_validator(mode="after")
    def _runs_forward(self) -> Self:
        check_period(self.first, self.last, earliest=2018)
        return self


PlaceDownload = CodBoundaries | CodPopulation | Pcodes | GeoBoundaries | WorldPop | UcdpGed | UcdpGedApi | Hapi | Acled
PLACE_MODELS: dict[str, type[PlaceDownload]] = {
    "cod_ab": CodBoundaries,
    "cod_ps": CodPopulation,
    "pcodes": Pcodes,
    "geoboundaries": GeoBoundaries,
    "worldpop": WorldPop,
    "ucdp_ged": UcdpGed,
    "ucdp_ged_api": UcdpGedApi,
    "hapi": Hapi,
    "acled": Acled,
}
