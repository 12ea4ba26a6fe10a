"""Describe a comparator: an outside figure that the scores are held against, and that is not among their inputs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from geo.catalogue.ids import Id, Iso3
from geo.catalogue.text import Text
from geo.catalogue.yaml_text import Document, Entry
from geo.errors import CatalogueError, Faults
from geo.kinds import Level, LicenceStatus, Tier

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from geo.catalogue.index import Index


class Comparator(Entry):
    """One outside figure by place: ``comparators/<id>.csv`` with `code,value`, and this entry beside it."""

    id: Id
    title: Text
    unit: Text
    producer: str
    publication: str
    url: str
    licence: str
    licence_status: LicenceStatus
    attribution: str
    doubts: tuple[Text, ...] = ()
    countries: tuple[Iso3, ...] = Field(min_length=1)
    level: Level
    """The level it was published at; scores are brought there before they are compared."""
    year: Annotated[int, Field(ge=1900, le=2100)]
    direction: Literal[1, -1]
    """+1 when a higher figure should go with a higher score, -1 when a lower one should."""
    against: Id
    """The node of the index that it should agree with most; it is compared with all of them."""
    comparable: bool = False
    """Whether its figures may be read across countries."""
    tier: Tier = "public"


def load_comparators(
    texts: Mapping[str, str], *, index: Index, tables: Collection[str], countries: Collection[str]
) -> tuple[Comparator, ...]:
    """Check a study's comparators together.

    Parameters
    ----------
    texts
        Content by file name: ``comparators/<id>.yml``.
    index
        The tree whose nodes they are held against.
    tables
        Names of the tables that are there: ``comparators/<id>.csv``.
    countries
        The study's countries.

    Returns
    -------
    tuple of Comparator
        In order of their ids.

    Raises
    ------
    CatalogueError
        With file and line of every fault.
    """
    faults = Faults("the study's comparators", CatalogueError)
    found = []
    for name in sorted(texts):
        entry = Document(name, texts[name], faults).parse(Comparator, faults)
        if entry is None:
            continue
        found.append(entry)
        if name != f"comparators/{entry.id}.yml":
            faults.add(f"{name}:1: holds the comparator `{entry.id}`. Name the file comparators/{entry.id}.yml.")
    faults.check(
        "comparators are held against a node that is not in the tree",
        bad=[f"{e.id} -> {e.against}" for e in found if e.against not in {node.id for node in index.nodes}],
        of=len(found),
        do="Correct `against`, or add the node to index.yml.",
    )
    faults.check(
        "comparators are of a country that is not in study.yml",
        bad=[f"{e.id} -> {iso3}" for e in found for iso3 in e.countries if iso3 not in countries],
        of=len(found),
        do="Correct `countries`.",
    )
    entries = {name.removesuffix(".yml") for name in texts}
    files = {name.removesuffix(".csv") for name in tables}
    for lacking, kind, do in (
        (files - entries, "tables have no entry", "Write <id>.yml beside each, as geo/catalogue/comparator.py says."),
        (entries - files, "entries have no table", "Put <id>.csv with `code,value` beside each."),
    ):
        faults.check(kind, bad=sorted(lacking), of=len(files | entries), do=do)
    faults.raise_any()
    return tuple(found)
