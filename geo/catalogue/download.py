"""Describe what a study downloads, rain and drought first: whose, which part, which years.

An entry is fetched only when it is named (`arraigo fetch <id>`); no other verb needs it or touches a network.
"""

from __future__ import annotations

import re
from typing import Annotated, ClassVar, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from geo.catalogue.download_base import BASE, Countries, Distinct, DownloadEntry, Year, check_period
from geo.catalogue.download_places import PLACE_MODELS, PlaceDownload
from geo.catalogue.yaml_text import Document
from geo.errors import CatalogueError, Faults

Month = Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
"""A calendar month, ``1991-01``."""


def _is_box(area: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    north, west, south, east = area
    if not (-90 <= south < north <= 90 and -180 <= west < east <= 180):
        raise ValueError("must be [north, west, south, east] in degrees, such as [18, -92.5, 12.9, -83]")
    return area


Area = Annotated[tuple[float, float, float, float], AfterValidator(_is_box)]
"""North, west, south and east in degrees."""


Terra = Literal[
    "aet", "def", "pet", "ppt", "q", "soil", "srad", "swe", "tmax", "tmin", "vap", "vpd", "ws", "PDSI"
]  # fmt: skip


class _Monthly(DownloadEntry):
    """A series by month, from a first one until a last one or for as long as there are any."""

    earliest: ClassVar[str] = "1981-01"
    first: Month = Field(alias="from")
    last: Month | None = Field(default=None, alias="until")
    """Left out: until the newest, and the newest ones may be late."""

    @model_validator(mode="after")
    def _runs_forward(self) -> Self:
        check_period(self.first, self.last, earliest=self.earliest)
        return self


class ChirpsV3(_Monthly):
    """CHIRPS version 3: monthly rain in mm, 0.05 degrees, since 1981."""

    producer: Literal["chirps_v3_monthly"]
    region: Literal["latam", "global"] = "latam"


class ChirpsV2(_Monthly):
    """CHIRPS version 2: monthly rain in mm, 0.05 degrees, 1981 to 2026; the whole globe in every file."""

    producer: Literal["chirps_v2_monthly"]


class HdxRainfall(DownloadEntry):
    """WFP's rain by dekad and administrative area, one table per country."""

    producer: Literal["hdx_rainfall"]
    countries: Countries


class Era5Drought(_Monthly):
    """ERA5-Drought: ready SPI and SPEI, 0.25 degrees, since 1940; needs a key of the Climate Data Store."""

    earliest: ClassVar[str] = "1940-01"
    producer: Literal["era5_drought"]
    variables: Annotated[tuple[Literal["spi", "spei"], ...], Field(min_length=1), Distinct]
    scales: Annotated[tuple[Literal[1, 3, 6, 12, 24, 36, 48], ...], Field(min_length=1), Distinct]
    area: Area


class Speibase(DownloadEntry):
    """SPEIbase: SPEI by month since 1901, 0.5 degrees, one file per scale."""

    producer: Literal["speibase"]
    scales: Annotated[tuple[Annotated[int, Field(ge=1, le=48)], ...], Field(min_length=1), Distinct]


class Terraclimate(DownloadEntry):
    """TerraClimate: monthly climate and water balance, 1/24 degree, since 1958, one file per variable and year."""

    producer: Literal["terraclimate"]
    variables: Annotated[tuple[Terra, ...], Field(min_length=1), Distinct]
    first: Year = Field(alias="from")
    last: Year | None = Field(default=None, alias="until")

    @model_validator(mode="after")
    def _runs_forward(self) -> Self:
        check_period(self.first, self.last, earliest=1958)
        return self


class Asis(DownloadEntry):
    """FAO ASIS: stress of crops and vegetation seen from space, about 1 km; by dekad (`_D`) or by season (`_A`)."""

    producer: Literal["asis"]
    service: Literal["ASI_D", "ASI_A", "VHI_D"]
    seasons: Annotated[tuple[Literal[1, 2], ...], Distinct] = ()
    """Growing seasons of the Agricultural Stress Index: 1 is the primera, 2 the postrera."""
    first: Year = Field(alias="from")
    last: Year | None = Field(default=None, alias="until")
    area: Area

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        check_period(self.first, self.last, earliest=1984)
        if self.service.startswith("ASI") != bool(self.seasons):
            raise ValueError("`seasons` must be given for ASI_D and ASI_A, and only for them")
        return self


Download = ChirpsV3 | ChirpsV2 | HdxRainfall | Era5Drought | Speibase | Terraclimate | Asis | PlaceDownload
_MODELS: dict[str, type[Download]] = {
    "chirps_v3_monthly": ChirpsV3,
    "chirps_v2_monthly": ChirpsV2,
    "hdx_rainfall": HdxRainfall,
    "era5_drought": Era5Drought,
    "speibase": Speibase,
    "terraclimate": Terraclimate,
    "asis": Asis,
    **PLACE_MODELS,
}


def load_downloads(text: str) -> dict[str, Download]:
    """Read `downloads.yml`: each entry by its id, in the order of the file.

    Raises
    ------
    CatalogueError
        With the line of every fault.
    """
    faults = Faults("downloads.yml", CatalogueError)
    document = Document("downloads.yml", text, faults)
    if document.sound and not isinstance(document.data, list | None):
        faults.add("downloads.yml:1: must be a list of downloads, each beginning with `- id:`.")
    rows = document.data if isinstance(document.data, list) else []
    entries = [entry for number, row in enumerate(rows) if (entry := _entry(document, number, row, faults)) is not None]
    ids = [entry.id for entry in entries]
    faults.check(
        "downloads share an id",
        bad=sorted({id_ for id_ in ids if ids.count(id_) > 1}),
        of=len(ids),
        do="Give each download an id of its own.",
    )
    faults.raise_any()
    return {entry.id: entry for entry in entries}


def check_base(address: str) -> None:
    """Refuse what is no address that files can lie below.

    Raises
    ------
    CatalogueError
        When it is none; what stands in it is not repeated, since it may hold a password.
    """
    if re.fullmatch(BASE, address) is None:
        raise CatalogueError(
            "1 of 1 values of --base is no address that files can lie below. Give one like https://example.org/data, "
            "without user, password or query."
        )


def _entry(document: Document, number: int, row: object, faults: Faults) -> Download | None:
    producer = row.get("producer") if isinstance(row, dict) else None
    model = _MODELS.get(str(producer))
    if model is None:
        where = document.where((number, "producer"))
        faults.add(f"{where}: `producer` is {producer!r}. Use one of {', '.join(_MODELS)}.")
        return None
    return document.parse(model, faults, data=row, at=(number,))
