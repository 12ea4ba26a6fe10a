"""Turn the scores into the rows and columns of the ranking table, and into the choices of its filters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from dashboards.data import fold
from dashboards.formats import interval, percent
from dashboards.texts import TEXTS, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboards.data import Published
    from geo.kinds import Lang

EVERYWHERE = "all"
"""What the filters say when they ask for nothing; an empty value would read as a choice not made yet."""


def columns(*, lang: Lang, top_k: int) -> list[dict[str, Any]]:
    """Declare the columns; the functions they name are in `assets/dashAgGridFunctions.js`."""
    head = TEXTS[lang]
    right = "ag-right-aligned-cell"
    nulls_last = {"comparator": {"function": "arraigoNullsLast"}}
    return [
        {
            "field": "rank", "headerName": head["col_rank"], "width": 92, "pinned": "left", "type": "rightAligned",
            "cellClass": [right, "rank"], "sort": "asc", **nulls_last,
        },
        {
            "field": "interval", "headerName": head["col_interval"], "width": 100, "pinned": "left",
            "comparator": {"function": "arraigoByWidth"},
        },
        {
            "field": "name", "headerName": head["col_name"], "minWidth": 150, "flex": 1, "cellClass": "name",
            "tooltipField": "name",
        },
        {"field": "department", "headerName": head["col_department"], "width": 128},
        {
            "field": "score", "headerName": head["col_score"], "width": 86, "type": "rightAligned",
            "valueFormatter": {"function": "arraigoScore(params)"}, "cellStyle": {"function": "arraigoBar(params)"},
            **nulls_last,
        },
        {
            "field": "p_top", "headerName": say("col_p_top", lang=lang, k=top_k), "width": 112, "type": "rightAligned",
            "headerTooltip": say("col_p_top_hint", lang=lang, k=top_k), **nulls_last,
            "valueFormatter": {"function": "arraigoChance(params)"},
        },
        {"field": "country", "headerName": head["col_country"], "width": 112},
        {
            "field": "coverage", "headerName": head["col_coverage"], "width": 104, "type": "rightAligned",
            "headerTooltip": head["col_coverage_hint"], "valueFormatter": {"function": "arraigoPercent(params)"},
        },
        {"field": "type", "headerName": head["col_type"], "width": 220, "tooltipField": "type"},
        {"field": "notes", "headerName": head["col_notes"], "width": 420, "tooltipField": "notes"},
        # Never seen: what the filters above the table look at.
        *({"field": name, "hide": True, "filter": "agTextColumnFilter"} for name in ("search", "iso3", "adm1_code")),
    ]  # fmt: skip


def rows(data: Published, *, lang: Lang) -> list[dict[str, Any]]:
    """List the places in the order of their rank, those without one last, each with the reason."""
    scores = data.scores.sort_values(["rank", "score", "code"], ascending=[True, False, True], na_position="last")
    country = {c.iso3: c.name.in_(lang) for c in data.catalogue.study.countries}
    return [_row(data, data.places[code], country=country, lang=lang) for code in scores["code"]]


def _row(data: Published, place: Mapping[str, Any], *, country: Mapping[str, str], lang: Lang) -> dict[str, Any]:
    ranked = place["gate"] == "ranked"
    low, high = place["rank_p5"], place["rank_p95"]
    return {
        "code": place["code"],
        "rank": int(place["rank"]) if ranked else None,
        "interval": interval(low, high) if ranked else say("unranked", lang=lang),
        "width": high - low if ranked else None,
        "name": place["name"],
        "department": place["adm1_name"],
        "country": country.get(place["iso3"], place["iso3"]),
        "score": _rounded(place["score"], decimals=1),
        "p_top": _rounded(place[f"p_top_{data.top_k}"], decimals=4),
        "coverage": _rounded(place["coverage"], decimals=4),
        "type": ". ".join(part for part in type_of(data, place, lang=lang) if part),
        "notes": " ".join(notes(data, place, lang=lang)),
        "search": _searched(place),
        "iso3": place["iso3"],
        "adm1_code": place["adm1_code"],
    }


def notes(data: Published, place: Mapping[str, Any], *, lang: Lang) -> list[str]:
    """Say in words why a place has no rank, and what its flags mean."""
    flags = [_flag(data, flag, lang=lang) for flag in place["flags"].split(";") if flag]
    return flags if place["gate"] == "ranked" else [unranked(data, place, lang=lang), *flags]


def unranked(data: Published, place: Mapping[str, Any], *, lang: Lang) -> str:
    """Say why a place has no rank."""
    # A decimal, so that a place just below the minimum does not seem to reach it.
    coverage, gate = percent(place["coverage"], decimals=1), percent(data.catalogue.index.coverage_gate)
    return say(f"gate_{place['gate']}", lang=lang, coverage=coverage, gate=gate)


def type_of(data: Published, place: Mapping[str, Any], *, lang: Lang) -> tuple[str, str]:
    """Name the type of a place and say what marks it.

    Both are empty when the place was not grouped; the second is when it belongs to no single type.
    """
    if pd.isna(place["type"]):
        return "", ""
    title = data.type_titles.get(int(place["type"]))
    if title is None:
        return say("type_mixed", lang=lang), ""
    return say("type_short", lang=lang, n=int(place["type"])), title.in_(lang)


@dataclass(frozen=True)
class Asked:
    """What the filters above the table ask for; nothing by default."""

    query: str | None = None
    iso3: str = EVERYWHERE
    adm1_code: str = EVERYWHERE

    @property
    def wanted(self) -> dict[str, tuple[str, str]]:
        """How each hidden column is compared, and with what."""
        all_ = {"search": ("contains", fold(self.query or "")), "iso3": ("equals", self.iso3)}
        all_["adm1_code"] = ("equals", self.adm1_code)
        return {name: (kind, value) for name, (kind, value) in all_.items() if value not in {"", EVERYWHERE}}


def filters(asked: Asked) -> dict[str, Any]:
    """Write what is asked for as the table's own filter."""
    return {name: {"filterType": "text", "type": kind, "filter": value} for name, (kind, value) in asked.wanted.items()}


def count(data: Published, asked: Asked) -> int:
    """Count the places that the filters leave, by the same rules as the table in the browser."""

    def passes(place: Mapping[str, Any]) -> bool:
        cells = {"search": _searched(place), "iso3": place["iso3"], "adm1_code": place["adm1_code"]}
        return all(
            value in cells[name] if kind == "contains" else value == cells[name]
            for name, (kind, value) in asked.wanted.items()
        )

    return sum(passes(place) for place in data.places.values())


def countries(data: Published, *, lang: Lang) -> list[dict[str, str]]:
    """List the countries to choose from."""
    everywhere = {"label": say("country_all", lang=lang), "value": EVERYWHERE}
    return [everywhere, *({"label": c.name.in_(lang), "value": c.iso3} for c in data.catalogue.study.countries)]


def departments(data: Published, *, lang: Lang, iso3: str) -> list[dict[str, str]]:
    """List the departments of a country, or of all; a name that two countries share says which it is."""
    found = data.scores.drop_duplicates("adm1_code")[["adm1_code", "adm1_name", "iso3"]]
    prefix = {c.iso3: c.prefix for c in data.catalogue.study.countries}
    shared = found["adm1_name"].duplicated(keep=False) & (iso3 == EVERYWHERE)
    labels = found["adm1_name"].where(~shared, found["adm1_name"] + " (" + found["iso3"].map(prefix) + ")")
    found = found.assign(label=labels, order=labels.map(fold))
    found = found if iso3 == EVERYWHERE else found[found["iso3"] == iso3]
    everywhere = {"label": say("department_all", lang=lang), "value": EVERYWHERE}
    listed = found.sort_values("order")[["label", "adm1_code"]].itertuples(index=False)
    return [everywhere, *({"label": label, "value": code} for label, code in listed)]


def _searched(place: Mapping[str, Any]) -> str:
    return fold(f"{place['name']} {place['code']}")


def _rounded(value: float | None, *, decimals: int) -> float | None:
    return None if pd.isna(value) else round(float(value), decimals)


def _flag(data: Published, flag: str, *, lang: Lang) -> str:
    """Say a flag in words; one the app does not know yet is shown as it is rather than lost."""
    titles = {indicator.id: indicator.title for indicator in data.catalogue.indicators}
    titles |= {node.id: node.title for node in data.catalogue.index.nodes}
    for word in ("dominated:", "inherited_", "no_data_"):
        if flag.startswith(word) and (name := titles.get(flag.removeprefix(word))):
            return say(f"flag_{word[:-1]}", lang=lang, name=name.in_(lang))
    return TEXTS[lang].get(f"flag_{flag}", flag.replace("_", " "))
