"""Load a study's YAML texts into one checked catalogue, reporting every fault at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, cast

from geo.catalogue.addition import FOLDER, read_addition
from geo.catalogue.index import Index, check_tree
from geo.catalogue.indicator import Indicator
from geo.catalogue.source import Series, Source
from geo.catalogue.study import Study
from geo.catalogue.yaml_text import Document
from geo.errors import CatalogueError, Faults

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Catalogue:
    """Everything a study declares: settings, tree, indicators, sources."""

    study: Study
    index: Index
    indicators: tuple[Indicator, ...]
    sources: tuple[Source, ...]

    @cached_property
    def series(self) -> dict[str, Series]:
        """Every series by its id."""
        return {id_: series for source in self.sources for id_, series in source.series.items()}

    @cached_property
    def source_of(self) -> dict[str, Source]:
        """The source of every series, by the series' id."""
        return {id_: source for source in self.sources for id_ in source.series}

    def indicator(self, id_: str) -> Indicator:
        """Find an indicator by its id."""
        return next(indicator for indicator in self.indicators if indicator.id == id_)

    def of_pillar(self, node: str) -> tuple[Indicator, ...]:
        """List the indicators right below a node, in the order of the file."""
        return tuple(indicator for indicator in self.indicators if indicator.pillar == node)


def load_catalogue(texts: Mapping[str, str]) -> Catalogue:
    """Check a study's files together.

    Parameters
    ----------
    texts
        Content by file name: `study.yml`, `index.yml`, `indicators.yml`, `sources/<id>.yml` for each source, and
        `additions/<id>.yml` for each addition that is to be taken in.

    Raises
    ------
    CatalogueError
        With file and line of every fault of every file.
    """
    faults = Faults("the study's catalogue", CatalogueError)
    for name in ("study.yml", "index.yml", "indicators.yml"):
        if name not in texts:
            faults.add(f"{name}: the file is missing. Every study has one.")
    faults.raise_any()
    study = Document("study.yml", texts["study.yml"], faults).parse(Study, faults)
    index = Document("index.yml", texts["index.yml"], faults).parse(Index, faults)
    indicators = _indicators(texts["indicators.yml"], faults)
    sources = tuple(
        source
        for name in sorted(texts)
        if name.startswith("sources/")
        if (source := _source(name, texts[name], faults)) is not None
    )
    additions = [
        addition
        for name in sorted(texts)
        if name.startswith(FOLDER)
        if (addition := read_addition(name, texts[name], faults)) is not None
    ]
    if index is not None:
        check_tree(index, faults)
    # References are looked at only when everything they point to could be read.
    faults.raise_any()
    catalogue = Catalogue(
        cast("Study", study),
        cast("Index", index),
        (*indicators, *(indicator for addition in additions for indicator in addition.indicators)),
        (*sources, *(addition.source for addition in additions)),
    )
    _check_references(catalogue, faults)
    faults.raise_any()
    return catalogue


def _indicators(text: str, faults: Faults) -> tuple[Indicator, ...]:
    document = Document("indicators.yml", text, faults)
    if not document.sound:
        return ()
    if not isinstance(document.data, list):
        faults.add("indicators.yml:1: must be a list of indicators, each beginning with `- id:`.")
        return ()
    parsed = (document.parse(Indicator, faults, data=item, at=(row,)) for row, item in enumerate(document.data))
    return tuple(indicator for indicator in parsed if indicator is not None)


def _source(name: str, text: str, faults: Faults) -> Source | None:
    source = Document(name, text, faults).parse(Source, faults)
    if source is not None and name != f"sources/{source.id}.yml":
        faults.add(f"{name}:1: holds the source `{source.id}`. Name the file sources/{source.id}.yml.")
    return source


def _check_references(catalogue: Catalogue, faults: Faults) -> None:
    indicators, nodes = catalogue.indicators, {node.id: node for node in catalogue.index.nodes}
    ids = [indicator.id for indicator in indicators]
    faults.check(
        "indicators stand twice, or share an id with a node",
        bad=sorted({id_ for id_ in ids if ids.count(id_) > 1 or id_ in nodes}),
        of=len(ids),
        do="Give each indicator in indicators.yml an id of its own.",
    )
    faults.check(
        "indicators name a pillar that is not a leaf of the tree",
        bad=[
            f"{i.id} -> {i.pillar}" for i in indicators if i.pillar not in nodes or catalogue.index.children(i.pillar)
        ],
        of=len(ids),
        do="Correct `pillar` in indicators.yml, or add the node to index.yml.",
    )
    all_series = [id_ for source in catalogue.sources for id_ in source.series]
    faults.check(
        "series are declared by more than one source",
        bad=sorted({id_ for id_ in all_series if all_series.count(id_) > 1}),
        of=len(all_series),
        do="Give each series an id of its own.",
    )
    asked = {(i.id, s) for i in indicators for s in (*i.series, *(i.rate.denominator if i.rate else ()))}
    asked |= {("study.yml people", s) for s in catalogue.study.people}
    asked |= {("study.yml people_check", check.series) for check in [catalogue.study.people_check] if check}
    faults.check(
        "series are asked for but no source gives them",
        bad=[f"{who} -> {series}" for who, series in sorted(asked) if series not in catalogue.series],
        of=len(asked),
        do="Correct the name, or declare the series in a file of sources/.",
    )
    known = {source.id for source in catalogue.sources}
    drawn = {(i.id, i.raster.source) for i in indicators if i.raster}
    drawn |= {(i.id, i.raster.weight.source) for i in indicators if i.raster and i.raster.weight}
    if catalogue.study.people_check:
        drawn.add(("study.yml people_check", catalogue.study.people_check.raster.source))
    faults.check(
        "indicators draw on a raster source that is not declared",
        bad=[f"{who} -> {source}" for who, source in sorted(drawn) if source not in known],
        of=len(drawn),
        do="Add sources/<id>.yml for it.",
    )
    counted = catalogue.study.targeting.migrants
    if counted is not None and not any(i.id == counted and i.rate is not None for i in indicators):
        faults.add(
            f"study.yml: `targeting.migrants` names `{counted}`, which is no indicator with a rate. Name one that "
            "counts people who left, or leave it out."
        )
    for indicator in indicators:
        taken: list[str] = [
            iso3 for id_ in indicator.series if id_ in catalogue.series for iso3 in catalogue.series[id_].countries
        ]
        faults.check(
            f"countries have two series in indicator `{indicator.id}`",
            bad=sorted({iso3 for iso3 in taken if taken.count(iso3) > 1}),
            of=len(set(taken)),
            do="Keep one series per country, or make two indicators.",
        )
