"""Declare every column that may leave: its names, type, unit, meaning in both languages, and disclosure tier.

The fixed columns and the families stand in `columns.yml`; the catalogue says which nodes and indicators the families
are filled in with.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Annotated, Literal, cast

from pydantic import Field

from geo.catalogue.text import Text
from geo.catalogue.tiers import tier_of, tier_of_node
from geo.catalogue.yaml_text import Document, Entry
from geo.errors import CatalogueError, Faults
from geo.export.shorten import ROOM, stem
from geo.kinds import LANGS, Lang, Tier, at_most

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo.catalogue import Catalogue, Indicator

ColumnType = Literal["text", "integer", "number"]
_SHORT = re.compile(rf"[A-Za-z][A-Za-z0-9_]{{0,{ROOM - 1}}}", re.ASCII)


class Column(Entry):
    """One exported column."""

    name: str
    short: str
    """The field's name in a shapefile: ten ASCII characters at most."""
    type: ColumnType
    title: Text
    description: Text
    unit: Text | None = None
    values: dict[str, Text] | None = None
    """What each word means, where the column holds words of a closed list."""
    tier: Tier = "public"
    optional: bool = False
    """True where a run may come without the column."""
    beside: tuple[str, ...] = ()
    """Columns without which this one would mislead: a rank needs its interval."""
    sources: str | None = None
    """Years, countries, levels and producers that the column's figures come from."""


class _Registry(Entry):
    units: Annotated[tuple[Column, ...], Field(min_length=1)]
    families: dict[Literal["top", "node", "value", "status", "grid", "contribution"], Column]
    values: Annotated[tuple[Column, ...], Field(min_length=1)]
    outlines: dict[Literal["departments", "zones", "selected"], tuple[Column, ...]]


@dataclass(frozen=True)
class Columns:
    """The columns of the two tables that leave: a row per unit, and a row per unit and indicator."""

    of_units: tuple[Column, ...]
    of_values: tuple[Column, ...]


def declare_columns(catalogue: Catalogue) -> Columns:
    """List the columns of a study's exports, in their order.

    A value, its status and its contribution are as closed as the most closed of the indicator and its series; so is a
    node that one indicator alone feeds, since its score is that indicator on another scale.

    Raises
    ------
    CatalogueError
        With every short name that is too long, not ASCII, or taken twice.
    """
    registry = _registry()
    units = [*registry.units, *(_filled(registry.families["top"], k=k) for k in catalogue.study.tops)]
    units += [
        _filled(
            registry.families["node"],
            id=node.id,
            short=node.short or stem(node.id),
            title=node.title,
            rationale=node.rationale,
            tier=tier_of_node(catalogue, node.id),
        )
        for node in catalogue.index.walk()
        if node.parent is not None
    ]
    for indicator in catalogue.indicators:
        units += _of_indicator(catalogue, indicator)
    check_columns(units)
    return Columns(tuple(units), registry.values)


def declare_outlines(catalogue: Catalogue) -> dict[str, tuple[Column, ...]]:
    """List the columns that the layers beside the units have of their own, by layer."""
    top = catalogue.study.top_k
    return {
        layer: tuple(_filled(column, k=top) for column in columns) for layer, columns in _registry().outlines.items()
    }


def check_columns(columns: Sequence[Column]) -> None:
    """Check that names serve: each once, and each short one fit for a shapefile, where case does not count.

    Raises
    ------
    CatalogueError
        With every name that does not.
    """
    faults = Faults("the exported columns", CatalogueError)
    names = [column.name for column in columns]
    shorts = [column.short.lower() for column in columns]
    faults.check(
        "columns share a name",
        bad=sorted({name for name in names if names.count(name) > 1}),
        of=len(names),
        do="Rename the node or the indicator.",
    )
    faults.check(
        f"short names are not 1 to {ROOM} ASCII letters, digits or `_` led by a letter",
        bad=[f"{column.short} ({column.name})" for column in columns if not _SHORT.fullmatch(column.short)],
        of=len(names),
        do="Declare `short` for the node or the indicator.",
    )
    faults.check(
        "columns share a short name",
        bad=[f"{column.short} ({column.name})" for column in columns if shorts.count(column.short.lower()) > 1],
        of=len(names),
        do="Declare `short` for one of the nodes or indicators.",
    )
    faults.raise_any()


def open_to(columns: Iterable[Column], tier: Tier) -> tuple[Column, ...]:
    """Keep the columns that readers of a tier may see."""
    return tuple(column for column in columns if at_most(column.tier, tier))


def _of_indicator(catalogue: Catalogue, indicator: Indicator) -> list[Column]:
    families = _registry().families
    common = {
        "id": indicator.id,
        "short": indicator.short or stem(indicator.id),
        "title": indicator.title,
        "rationale": indicator.rationale,
        "tier": tier_of(catalogue, indicator),
        "sources": _sources(catalogue, indicator),
    }
    return [
        _filled(families["value"], unit=indicator.unit, **common),
        _filled(families["status"], **common),
        *([_filled(families["grid"], **common)] if indicator.raster is not None else []),
        _filled(families["contribution"], **common),
    ]


def _sources(catalogue: Catalogue, indicator: Indicator) -> str:
    rows = []
    for id_ in indicator.series:
        series, source = catalogue.series[id_], catalogue.source_of[id_]
        rows.append(f"{'+'.join(series.countries)} {series.year} ({series.level}): {source.producer}")
    return "; ".join(rows)


def _filled(family: Column, **parts: object) -> Column:
    """Fill a family's braces in; parts that are fields of a column replace the family's."""

    def fill(text: Text) -> Text:
        return Text(**{lang: text.in_(lang).format_map(_in(parts, lang)) for lang in LANGS})

    plain = _in(parts, "en")
    own = {key: value for key, value in parts.items() if key in ("unit", "tier", "sources")}
    return family.model_copy(
        update={
            "name": family.name.format_map(plain),
            "short": family.short.format_map(plain),
            "title": fill(family.title),
            "description": fill(family.description),
            **own,
        }
    )


def _in(parts: dict[str, object], lang: Lang) -> dict[str, object]:
    return {key: part.in_(lang) if isinstance(part, Text) else part for key, part in parts.items()}


@cache
def _registry() -> _Registry:
    text = resources.files("geo.export").joinpath("columns.yml").read_text(encoding="utf-8")
    faults = Faults("columns.yml", CatalogueError)
    registry = Document("columns.yml", text, faults).parse(_Registry, faults)
    faults.raise_any()
    return cast("_Registry", registry)
