"""Rewrite a study's texts for readers of a tier: what they may not see keeps its place and weight, and loses its name.

The app reads the catalogue that was published. An index whose closed indicators were left out would be another index;
one that names them tells what it must not. So each closed indicator is put down as reserved, and nothing else of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from geo.catalogue.addition import FOLDER
from geo.catalogue.tiers import closed_series, closed_to, seen_by, tier_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from geo.catalogue.indicator import Indicator
    from geo.catalogue.load import Catalogue
    from geo.kinds import Tier

RESERVED = "reserved"
_KEPT = ("study.yml", "index.yml", "layers.yml")


def redacted(texts: Mapping[str, str], catalogue: Catalogue, *, tier: Tier) -> dict[str, str]:
    """Give the texts of a study as readers of a tier may have them.

    Where nothing is closed to them the texts stay as they are. Else comments go, files that the catalogue is not made
    of go, and closed indicators, series and sources stand as reserved ones.

    Parameters
    ----------
    texts
        What the catalogue was loaded from, by file name.
    catalogue
        The same, loaded.
    tier
        The readers.
    """
    closed, hidden = closed_to(catalogue, tier), closed_series(catalogue, tier)
    if not closed and not hidden:
        return dict(texts)
    data = {name: yaml.safe_load(text) for name, text in texts.items()}
    told = {name: data[name] for name in _KEPT if name in data}
    shown = {one.id for one in seen_by(catalogue, tier)}
    indicators = list(data["indicators.yml"] or [])
    needed = hidden & _asked_for(catalogue, shown)
    for name, content in data.items():
        if name.startswith(FOLDER):
            indicators += content["indicators"]
        source = content["source"] if name.startswith(FOLDER) else content if name.startswith("sources/") else None
        if source is not None and (open_ := _open_part(source, hidden=hidden, needed=needed)):
            told[f"sources/{source['id']}.yml"] = open_
    reserved = {one.id: f"{RESERVED}_{number}" for number, one in enumerate(closed, start=1)}
    told["indicators.yml"] = [
        _reserved(catalogue, catalogue.indicator(entry["id"]), reserved[entry["id"]])
        if entry["id"] in reserved
        else entry
        for entry in indicators
    ]
    if reserved:
        told[f"sources/{RESERVED}.yml"] = _source(catalogue, reserved)
    targeting = told["study.yml"].get("targeting") or {}
    if targeting.get("migrants") in reserved:
        told["study.yml"]["targeting"] = {key: value for key, value in targeting.items() if key != "migrants"}
    return {name: yaml.safe_dump(content, allow_unicode=True, sort_keys=False) for name, content in told.items()}


def _asked_for(catalogue: Catalogue, shown: Collection[str]) -> set[str]:
    """Name the series without which what is shown could not be declared: those of people, and denominators."""
    study = catalogue.study
    asked = {*study.people, *([study.people_check.series] if study.people_check else [])}
    rates = [one.rate for one in catalogue.indicators if one.id in shown and one.rate is not None]
    return asked.union(*(rate.denominator for rate in rates))


def _open_part(source: dict[str, Any], *, hidden: Collection[str], needed: Collection[str]) -> dict[str, Any] | None:
    """Keep of a source what is open; a closed series that something open needs is kept without its title."""
    series = {
        id_: one | {"title": _title(None)} if id_ in hidden else one
        for id_, one in source["series"].items()
        if id_ not in hidden or id_ in needed
    }
    return source | {"series": series} if series else None


def _reserved(catalogue: Catalogue, indicator: Indicator, id_: str) -> dict[str, Any]:
    return {
        "id": id_, "title": _title(id_), "unit": {"es": "reservada", "en": "reserved"}, "rationale": _title(None),
        "pillar": indicator.pillar, "weight": indicator.weight, "direction": 1, "kind": "index", "method": "value",
        "method_class": "proxy", "series": [id_], "comparable": True, "comparable_why": _title(None),
        "missing": "leave", "treatment": "none", "tier": tier_of(catalogue, indicator),
    }  # fmt: skip


def _source(catalogue: Catalogue, reserved: Mapping[str, str]) -> dict[str, Any]:
    countries = [country.iso3 for country in catalogue.study.countries]
    series = {
        id_: {
            "title": _title(None), "countries": countries, "level": "municipality", "year": 2000,
            "tier": tier_of(catalogue, catalogue.indicator(one)),
        }
        for one, id_ in reserved.items()
    }  # fmt: skip
    unsaid = dict.fromkeys(("producer", "publication", "url", "licence", "attribution"), RESERVED)
    return {"id": RESERVED, **unsaid, "licence_status": "restricted", "series": series}


def _title(id_: str | None) -> dict[str, str]:
    number = "" if id_ is None else f" {id_.removeprefix(f'{RESERVED}_')}"
    return {"es": f"Reservado{number}", "en": f"Reserved{number}"}
