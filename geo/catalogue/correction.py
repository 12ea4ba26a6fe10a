"""Describe a correction of a raw layer: what is wrong with it, what is done, and until when that holds.

Every entry says what the layer holds today (`expect`). Once the layer holds something else, the correction has expired
and is a fault, so that no exception outlives its reason.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from geo.catalogue.ids import Id
from geo.catalogue.text import Text
from geo.catalogue.yaml_text import Document, Entry
from geo.errors import CatalogueError, Faults

Square = Annotated[float, Field(gt=0)]


class Change(Entry):
    """One place: its code in the layer, the name it bears there today, and what it becomes."""

    code: str
    expect: str
    to: str

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if self.to in {self.expect, self.code}:
            raise ValueError("`to` changes nothing")
        return self


class _Correction(Entry):
    """What every correction says."""

    id: Id
    layer: Id
    """The id of a layer in `layers.yml`."""
    reason: Text
    source: str
    """Where it can be seen that the layer is wrong."""


class Drop(_Correction):
    """Leave out places that are no units."""

    class Expect(Entry):
        """What the layer holds today."""

        area_km2: Square | None = None

    action: Literal["drop"]
    where: tuple[str, ...] = Field(min_length=1)
    """Their names, as the layer writes them."""
    expect: Expect = Expect()


class Recode(_Correction):
    """Give places another code; `to` is the code."""

    action: Literal["recode"]
    where: tuple[Change, ...] = Field(min_length=1)


class Rename(_Correction):
    """Give places another name; `to` is the name."""

    action: Literal["rename"]
    where: tuple[Change, ...] = Field(min_length=1)


class DeclareLake(_Correction):
    """Carry places as lakes, which are never scored; `to` is the name."""

    action: Literal["declare_lake"]
    where: tuple[Change, ...] = Field(min_length=1)


class GiveOverlap(_Correction):
    """Give land that two places both claim to one of them."""

    class Where(Entry):
        """The codes of the two."""

        taken_from: str
        given_to: str

    class Expect(Entry):
        """How much land both claim today."""

        overlap_km2: Square

    action: Literal["give_overlap"]
    where: Where
    expect: Expect


Correction = Drop | Recode | Rename | DeclareLake | GiveOverlap
_MODELS: dict[str, type[Correction]] = {
    "drop": Drop,
    "recode": Recode,
    "rename": Rename,
    "declare_lake": DeclareLake,
    "give_overlap": GiveOverlap,
}


def load_corrections(text: str) -> tuple[Correction, ...]:
    """Read `corrections.yml`, a list of entries that are applied in their order; it may hold none.

    Raises
    ------
    CatalogueError
        With the line of every fault.
    """
    faults = Faults("corrections.yml", CatalogueError)
    document = Document("corrections.yml", text, faults)
    rows = document.data if isinstance(document.data, list) else []
    # A study whose layers need none has an empty file.
    if not isinstance(document.data, list | None) and not faults.messages:
        faults.add("corrections.yml:1: must be a list of corrections, each beginning with `- id:`.")
    corrections: list[Correction] = []
    for number, row in enumerate(rows):
        action = row.get("action") if isinstance(row, dict) else None
        model = _MODELS.get(str(action))
        if model is None:
            faults.add(
                f"{document.where((number, 'action'))}: `action` is {action!r}. Use one of {', '.join(_MODELS)}."
            )
            continue
        entry = document.parse(model, faults, data=row, at=(number,))
        if entry is not None:
            corrections.append(entry)
    ids = [entry.id for entry in corrections]
    faults.check(
        "corrections share an id",
        bad=sorted({id_ for id_ in ids if ids.count(id_) > 1}),
        of=len(ids),
        do="Give each correction an id of its own.",
    )
    faults.raise_any()
    return tuple(corrections)
