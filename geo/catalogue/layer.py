"""Describe a raw boundary layer: its passport, its files, and which of its columns say what."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from geo.catalogue.ids import Id, Iso3
from geo.catalogue.text import Text
from geo.catalogue.yaml_text import Document, Entry
from geo.errors import CatalogueError, Faults
from geo.kinds import LicenceStatus, UnitKind

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Layer(Entry):
    """A raw layer of polygons, or a table that says what the polygons are called."""

    id: Id
    files: dict[str, Sha256] = Field(min_length=1)
    """The sha256 of each file by its path below the folder of raw files; those beside a shapefile are named too."""
    producer: str
    publication: str
    url: str
    licence: str
    licence_status: LicenceStatus
    attribution: str
    doubts: tuple[Text, ...] = ()
    columns: dict[str, str] = Field(min_length=1)
    """What arraigo calls a column: what the files call it."""
    iso3: Iso3 | None = None
    kind: UnitKind | None = None
    """What a unit of the layer is; a correction may declare one a lake."""
    crs: Annotated[str, Field(pattern=r"^EPSG:\d+$")] | None = None
    """Used where the files carry none; files that carry another are refused. A table has none."""
    vintage: str | None = None
    """The state of the limits that the layer shows."""
    code_prefix: str = ""
    code_length: Annotated[int, Field(gt=0)] = 6
    """A code is the prefix and the file's own code, cut to this length."""

    @property
    def is_table(self) -> bool:
        """Whether the layer has no geometry."""
        return self.crs is None

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        absent = [column for column in ("code", "name") if column not in self.columns]
        if absent:
            raise ValueError(f"`columns` must say which column is {' and '.join(absent)}")
        needed = [key for key in ("iso3", "kind", "vintage") if getattr(self, key) is None]
        if not self.is_table and needed:
            raise ValueError(f"a layer of polygons needs `{'`, `'.join(needed)}`")
        return self


class Layers(Entry):
    """The content of `layers.yml`."""

    layers: tuple[Layer, ...]


def load_layers(text: str) -> dict[str, Layer]:
    """Read `layers.yml`: each raw layer by its id, in the order of the file.

    Raises
    ------
    CatalogueError
        With the line of every fault.
    """
    faults = Faults("layers.yml", CatalogueError)
    parsed = Document("layers.yml", text, faults).parse(Layers, faults)
    layers = parsed.layers if parsed else ()
    ids = [layer.id for layer in layers]
    faults.check(
        "layers share an id",
        bad=sorted({id_ for id_ in ids if ids.count(id_) > 1}),
        of=len(ids),
        do="Give each layer an id of its own.",
    )
    faults.raise_any()
    return {layer.id: layer for layer in layers}
