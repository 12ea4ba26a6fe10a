"""Describe a source: its passport, how its raw file is read, and the series it gives."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from geo.catalogue.grids import Grids
from geo.catalogue.ids import Id, Iso3
from geo.catalogue.reading import Combine, Keys, Raw, Read, RowTest, Take
from geo.catalogue.text import Text
from geo.catalogue.yaml_text import Entry
from geo.kinds import Kind, Level, LicenceStatus, Tier, Whom


class Series(Entry):
    """One variable of a source, kept as one tidy table: ``tables/<id>.csv``."""

    title: Text
    countries: tuple[Iso3, ...] = Field(min_length=1)
    level: Level
    year: Annotated[int, Field(ge=1900, le=2100)]
    tier: Tier = "public"
    complete: bool = False
    """True where the source is a census of events: a unit that is absent had none, and gets an observed zero."""
    counts: Whom | None = None
    """Whom its figures count, where a small number of them could point at persons."""
    kind: Kind | None = None
    """What a figure of the table is; it decides which figures are impossible (a share above 1, a negative count)."""
    take: Take | None = None
    """Where the figures stand in the raw file."""
    where: tuple[RowTest, ...] = ()
    """Rows of the raw file that belong to this series; all of them when there is no test."""
    combine: Combine | None = None
    """How several rows of one place become one; without it a second row is a fault."""

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if self.take is None:
            if self.where or self.combine:
                raise ValueError("`where` and `combine` need `take`")
        elif self.kind is None:
            raise ValueError("`take` needs `kind`: count, rate, share, intensity or index")
        elif self.kind == "rate" and self.take.numerator is not None and self.take.denominator is None:
            raise ValueError("a rate needs its denominator; a numerator alone is a `kind: count`")
        elif self.combine is not None and self.take.se is not None:
            raise ValueError("the standard errors of several rows do not `combine`; leave `se` out")
        return self


class Source(Entry):
    """A publication with its producer, licence and doubts."""

    id: Id
    producer: str
    publication: str
    url: str
    licence: str
    licence_status: LicenceStatus
    attribution: str
    doubts: tuple[Text, ...] = ()
    raw: Raw | None = None
    read: Read | None = None
    keys: Keys | None = None
    rasters: dict[Id, Grids] = Field(default_factory=dict)
    """Grids by their part: `grid` where there is one, `rain` and `temperature` for monthly normals."""
    resolution: Text | None = None
    """How large a cell of the grids is, in words."""
    series: dict[Id, Series] = Field(min_length=1)

    @property
    def iso3(self) -> str:
        """The one country of a source whose rows carry names."""
        return next(iter(self.series.values())).countries[0]

    @model_validator(mode="after")
    def _reads_or_not(self) -> Self:
        if self.resolution is not None and not self.rasters:
            raise ValueError("`resolution` is of grids, and no `rasters` are given")
        parts = {"raw": self.raw, "read": self.read, "keys": self.keys}
        given = [name for name, part in parts.items() if part is not None]
        if given and len(given) < len(parts):
            raise ValueError(f"`raw`, `read` and `keys` go together; only {', '.join(given)} given")
        taken = [id_ for id_, series in self.series.items() if series.take is not None]
        if given and len(taken) < len(self.series):
            raise ValueError("every series of a source that is read from a file needs `take`")
        if taken and not given:
            raise ValueError("`take` needs the file: give `raw`, `read` and `keys`")
        if len({series.level for series in self.series.values()}) > 1:
            raise ValueError("the series of one source are published at one `level`; make two sources")
        countries = {iso3 for series in self.series.values() for iso3 in series.countries}
        if self.keys is not None and self.keys.name is not None and len(countries) > 1:
            raise ValueError("names are matched within one country; make a source per country")
        return self
