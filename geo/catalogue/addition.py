"""Describe an addition to a study: one grid source with its indicators, taken in where its files are at hand."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from geo.catalogue.indicator import Indicator
from geo.catalogue.source import Source
from geo.catalogue.yaml_text import Document, Entry
from geo.errors import CatalogueError, Faults

FOLDER = "additions/"


class Addition(Entry):
    """The content of ``additions/<source>.yml``."""

    source: Source
    indicators: tuple[Indicator, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_of_one_source(self) -> Self:
        if not self.source.rasters:
            raise ValueError("the source of an addition needs `rasters`; others belong into sources/")
        strangers = [i.id for i in self.indicators if i.raster is None or i.raster.source != self.source.id]
        if strangers:
            raise ValueError(f"{', '.join(strangers)}: indicators of an addition draw on its own source by `raster`")
        return self


def read_addition(name: str, text: str, faults: Faults) -> Addition | None:
    """Read one addition, noting every fault with its line."""
    addition = Document(name, text, faults).parse(Addition, faults)
    if addition is not None and name != f"{FOLDER}{addition.source.id}.yml":
        faults.add(
            f"{name}:1: holds the source `{addition.source.id}`. Name the file {FOLDER}{addition.source.id}.yml."
        )
    return addition


def needs_of(name: str, text: str) -> Source | None:
    """Say what an addition waits for; none where it cannot be read, which loading then tells."""
    addition = read_addition(name, text, Faults(name, CatalogueError))
    return addition.source if addition else None
