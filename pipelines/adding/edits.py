"""Take indicators out of a study, give them another id or another weight, as edits of its text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geo.catalogue import load_catalogue
from geo.catalogue.edit import remove_entry, remove_key, replace_scalar, set_value
from geo.errors import CatalogueError
from pipelines.study_edit import change_study

if TYPE_CHECKING:
    from geo.catalogue import Catalogue
    from pipelines.paths import Places

INDICATORS, INDEX, STUDY = "indicators.yml", "index.yml", "study.yml"
_ID = re.compile(r"^[a-z][a-z0-9_]{0,59}$")


def remove_indicator(places: Places, id_: str) -> list[str]:
    """Take an indicator out, with the series, tables and sources that nothing else uses; say what went.

    Raises
    ------
    CatalogueError
        When there is no such indicator, it comes with an addition, or the study could not do without it.
    """
    catalogue = load_catalogue(places.texts())
    name = _file_of(places, catalogue, id_)
    if name != INDICATORS:
        raise CatalogueError(f"`{id_}` comes with {name}. Take that file out of the study to do without it.")
    files: dict[str, bytes | None] = {name: remove_entry(_text(places, name), id_).encode("utf-8")}
    said = [f"removed  the entry `{id_}` from {name}"]
    idle = _idle_series(catalogue, id_)
    for source in catalogue.sources:
        mine = [series for series in source.series if series in idle]
        if not mine or f"sources/{source.id}.yml" not in places.study_files("sources/*.yml"):
            continue
        path = f"sources/{source.id}.yml"
        if len(mine) == len(source.series):
            files[path] = None
            said.append(f"removed  {path}, which nothing else uses")
        else:
            text = _text(places, path)
            for series in mine:
                text = remove_key(text, "series", series)
            files[path] = text.encode("utf-8")
            said.append(f"changed  {path}: without {', '.join(mine)}")
        for series in mine:
            files[f"tables/{series}.csv"] = None
            said.append(f"removed  tables/{series}.csv, which nothing else uses")
    change_study(places, files)
    return said


def _idle_series(catalogue: Catalogue, id_: str) -> set[str]:
    """List the series that only this indicator asks for."""
    gone = catalogue.indicator(id_)
    used = set(catalogue.study.people)
    if catalogue.study.people_check is not None:
        used.add(catalogue.study.people_check.series)
    for other in catalogue.indicators:
        if other.id != id_:
            used |= {*other.series, *(other.rate.denominator if other.rate else ())}
    return {*gone.series, *(gone.rate.denominator if gone.rate else ())} - used


def rename_indicator(places: Places, old: str, new: str) -> list[str]:
    """Give an indicator another id, in its entry and in `study.yml` where that names it; say what changed.

    Raises
    ------
    CatalogueError
        When there is no such indicator, or the new id is none or taken.
    """
    catalogue = load_catalogue(places.texts())
    if not _ID.match(new):
        raise CatalogueError(
            f"`{new}` is no id. Use small letters, digits and underscores, a letter first, at most 60."
        )
    taken = {indicator.id for indicator in catalogue.indicators} | {node.id for node in catalogue.index.nodes}
    if new in taken:
        raise CatalogueError(f"`{new}` is taken by an indicator or a node. Choose another id.")
    name = _file_of(places, catalogue, old)
    files: dict[str, bytes | None] = {name: set_value(_text(places, name), old, "id", new, after="id").encode("utf-8")}
    if catalogue.study.targeting.migrants == old:
        files[STUDY] = replace_scalar(_text(places, STUDY), ("targeting", "migrants"), new).encode("utf-8")
    change_study(places, files)
    return [f"changed  {file}: `{old}` is `{new}` now" for file in files]


def reweight(places: Places, id_: str, weight: float) -> str:
    """Change the weight of an indicator or of a node; say what it was.

    Raises
    ------
    CatalogueError
        When nothing has the id, or the study would have no weight left where it needs one.
    """
    catalogue = load_catalogue(places.texts())
    value = int(weight) if float(weight).is_integer() else weight
    node = next((node for node in catalogue.index.nodes if node.id == id_), None)
    if node is not None:
        name, after, before = INDEX, "parent" if node.parent else "id", node.weight
    else:
        name, after, before = _file_of(places, catalogue, id_), "pillar", catalogue.indicator(id_).weight
    change_study(places, {name: set_value(_text(places, name), id_, "weight", value, after=after).encode("utf-8")})
    return f"changed  {name}: `{id_}` weighs {value:g}, after {before:g}"


def _file_of(places: Places, catalogue: Catalogue, id_: str) -> str:
    """Say which file holds the entry of an indicator."""
    if id_ not in {indicator.id for indicator in catalogue.indicators}:
        raise CatalogueError(
            f"there is no indicator `{id_}`. There are {', '.join(i.id for i in catalogue.indicators)}."
        )
    entry = re.compile(
        rf"^\s*-?\s*id:\s*{re.escape(id_)}\s*(#.*)?$|[{{,]\s*id:\s*{re.escape(id_)}\s*[,}}]", re.MULTILINE
    )
    names = [INDICATORS, *places.study_files("additions/*.yml")]
    return next((name for name in names if entry.search(_text(places, name))), INDICATORS)


def _text(places: Places, name: str) -> str:
    return (places.study / name).read_text(encoding="utf-8")
