"""Turn the scores into the rows and columns of the ranking table, and into the choices of its filters."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from dashboards.data import fold
from dashboards.texts import TEXTS, say
from geo.maps.layer import nearest, plain, rounded
from geo.numerals import percent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboards.data import Published
    from dashboards.scene import Live
    from dashboards.state import State
    from geo.kinds import Lang

RANKS = (
    "rank", "rank_p5", "rank_p50", "rank_p95", "rank_in_country", "rank_in_country_p5", "rank_in_country_p95",
)  # fmt: skip
"""Columns of the scores that the table shows or draws from; a rank and the ends of its interval go together."""


def columns(*, lang: Lang, top_k: int, ranked: int) -> list[dict[str, Any]]:
    """Declare the columns; the functions they name are in `assets/dashAgGridFunctions.js`.

    Intervals are drawn on a line of as many ranks as the study gives.
    """
    head = TEXTS[lang]
    right = "ag-right-aligned-cell"
    nulls_last = {"comparator": {"function": "arraigoNullsLast"}}
    return [
        {
            "field": "rank", "headerName": head["col_rank"], "width": 94, "pinned": "left", "type": "rightAligned",
            "cellClass": [right, "rank"], "sort": "asc", **nulls_last,
        },
        {
            "field": "rank_p50", "headerName": head["col_interval"], "width": 112, "pinned": "left",
            "headerTooltip": head["col_interval_hint"], "comparator": {"function": "arraigoByWidth"},
            "valueFormatter": {"function": "arraigoInterval(params)"}, "cellClass": "interval",
            "cellStyle": {"function": f"arraigoReach(params, {ranked})"},
        },
        {
            "field": "name", "headerName": head["col_name"], "minWidth": 140, "flex": 1, "cellClass": "name",
            "tooltipField": "name",
        },
        {"field": "department", "headerName": head["col_department"], "width": 124, "tooltipField": "department"},
        {
            "field": "score", "headerName": head["col_score"], "width": 80, "type": "rightAligned",
            "valueFormatter": {"function": "arraigoScore(params)"}, "cellStyle": {"function": "arraigoBar(params)"},
            **nulls_last,
        },
        {
            "field": "p_top", "headerName": say("col_p_top", lang=lang, k=top_k), "width": 104, "type": "rightAligned",
            "headerTooltip": say("col_p_top_hint", lang=lang, k=top_k), **nulls_last,
            "valueFormatter": {"function": "arraigoChance(params)"},
        },
        {
            "field": "rank_in_country", "headerName": head["col_at_home"], "width": 130, "type": "rightAligned",
            "headerTooltip": head["col_at_home_hint"], "valueFormatter": {"function": "arraigoAtHome(params)"},
            **nulls_last,
        },
        {"field": "country", "headerName": head["col_country"], "width": 112},
        {"field": "type", "headerName": head["col_type"], "width": 220, "tooltipField": "type"},
        {
            "field": "coverage", "headerName": head["col_coverage"], "width": 104, "type": "rightAligned",
            "headerTooltip": head["col_coverage_hint"], "valueFormatter": {"function": "arraigoPercent(params)"},
        },
        {"field": "notes", "headerName": head["col_notes"], "width": 420, "tooltipField": "notes"},
    ]  # fmt: skip


def rows(data: Published, live: Live, *, lang: Lang) -> list[dict[str, Any]]:
    """List the places in the order of their rank, those without one last, each with the reason."""
    told = figures(data, live, lang=lang)
    country = {c.iso3: c.name.in_(lang) for c in data.catalogue.study.countries}
    numbers = {name: told[name] for name in (*RANKS, "score", "p_top", "coverage")}
    listed = [
        {
            "code": code,
            **{name: column[at] for name, column in numbers.items()},
            "name": place["name"],
            "department": place["adm1_name"],
            "country": country.get(place["iso3"], place["iso3"]),
            "type": ". ".join(part for part in type_of(data, place, lang=lang) if part),
            "notes": told["said"][told["notes"][at]],
            "search": fold(f"{place['name']} {code}"),
            "iso3": place["iso3"],
            "adm1_code": place["adm1_code"],
            "kind": None if pd.isna(place["type"]) else int(place["type"]),
        }
        for at, code in enumerate(told["code"])
        for place in [data.places[code]]
    ]
    return sorted(listed, key=_order)


def figures(data: Published, live: Live, *, lang: Lang) -> dict[str, Any]:
    """Give what a setting may change of every place, a list per column; words that many places share stand once."""
    scores = live.scores
    said, at = _notes(data, live, lang=lang)
    return {
        "code": scores["code"].tolist(),
        **{name: plain(nearest(scores[name])) for name in RANKS},
        "score": plain(rounded(scores["score"], decimals=1)),
        "p_top": plain(rounded(scores[f"p_top_{data.top_k}"], decimals=4)),
        "coverage": plain(rounded(scores["coverage"], decimals=4)),
        "notes": at,
        "said": said,
    }


def _order(row: Mapping[str, Any]) -> tuple[float, float, str]:
    rank, score = row["rank"], row["score"]
    return (math.inf if rank is None else rank, math.inf if score is None else -score, row["code"])


def _notes(data: Published, live: Live, *, lang: Lang) -> tuple[list[str], list[int]]:
    """Say the notes of every place, each text once, and which one each place has."""
    scores, gate = live.scores, (live.catalogue or data.catalogue).index.coverage_gate
    said: dict[str, int] = {}
    known: dict[tuple[Any, ...], str] = {}
    at = []
    for asked in zip(*(scores[name].tolist() for name in ("gate", "flags", "coverage")), strict=True):
        key = asked[:2] if asked[0] == "ranked" else asked
        if key not in known:
            place = dict(zip(("gate", "flags", "coverage"), asked, strict=True))
            known[key] = " ".join(notes(data, place, lang=lang, gate=gate))
        at.append(said.setdefault(known[key], len(said)))
    return list(said), at


def notes(data: Published, place: Mapping[str, Any], *, lang: Lang, gate: float | None = None) -> list[str]:
    """Say in words why a place has no rank, and what its flags mean; `gate` as in `unranked`."""
    flags = [_flag(data, flag, lang=lang) for flag in place["flags"].split(";") if flag]
    return flags if place["gate"] == "ranked" else [unranked(data, place, lang=lang, gate=gate), *flags]


def unranked(data: Published, place: Mapping[str, Any], *, lang: Lang, gate: float | None = None) -> str:
    """Say why a place has no rank; `gate` is the coverage that earns one, the study's when left out."""
    least = data.catalogue.index.coverage_gate if gate is None else gate
    # A decimal, so that a place just below the minimum does not seem to reach it.
    fill = {"coverage": percent(place["coverage"], decimals=1), "gate": percent(least)}
    return say(f"gate_{place['gate']}", lang=lang, **fill)


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


def narrowed(data: Published, state: State) -> list[str]:
    """List the codes that the filters of an address leave, by the same rules as the table in the browser."""
    query = fold(state.query)
    wanted = {"iso3": state.country, "adm1_code": state.department, "type": state.type}
    asked = {name: value for name, value in wanted.items() if value is not None}
    return [
        code
        for code, place in data.places.items()
        if query in fold(f"{place['name']} {code}")
        and all(pd.notna(place[name]) and place[name] == value for name, value in asked.items())
    ]


def countries(data: Published, *, lang: Lang) -> list[dict[str, str]]:
    """List the countries to choose from."""
    everywhere = {"label": say("country_all", lang=lang), "value": ""}
    return [everywhere, *({"label": c.name.in_(lang), "value": c.iso3} for c in data.catalogue.study.countries)]


def types(data: Published, *, lang: Lang) -> list[dict[str, str]]:
    """List the types of municipality to choose from."""
    named = [
        {"label": f"{say('type_short', lang=lang, n=n)}. {title.in_(lang)}", "value": str(n)}
        for n, title in data.type_titles.items()
    ]
    return [{"label": say("type_all", lang=lang), "value": ""}, *named]


def departments(data: Published, *, lang: Lang, iso3: str | None) -> list[dict[str, str]]:
    """List the departments of a country, or of all; a name that two countries share says which it is."""
    found = data.scores.drop_duplicates("adm1_code")[["adm1_code", "adm1_name", "iso3"]]
    prefix = {c.iso3: c.prefix for c in data.catalogue.study.countries}
    shared = found["adm1_name"].duplicated(keep=False) & (iso3 is None)
    labels = found["adm1_name"].where(~shared, found["adm1_name"] + " (" + found["iso3"].map(prefix) + ")")
    found = found.assign(label=labels, order=labels.map(fold))
    found = found if iso3 is None else found[found["iso3"] == iso3]
    everywhere = {"label": say("department_all", lang=lang), "value": ""}
    listed = found.sort_values("order")[["label", "adm1_code"]].itertuples(index=False)
    return [everywhere, *({"label": label, "value": code} for label, code in listed)]


def _flag(data: Published, flag: str, *, lang: Lang) -> str:
    """Say a flag in words; one the app does not know yet is shown as it is rather than lost."""
    titles = {indicator.id: indicator.title for indicator in data.catalogue.indicators}
    titles |= {node.id: node.title for node in data.catalogue.index.nodes}
    for word in ("dominated:", "inherited_", "no_data_"):
        if flag.startswith(word) and (name := titles.get(flag.removeprefix(word))):
            return say(f"flag_{word[:-1]}", lang=lang, name=name.in_(lang))
    if flag == "dominated":
        return say("flag_dominated", lang=lang, name=say("flag_closed", lang=lang))
    return TEXTS[lang].get(f"flag_{flag}", flag.replace("_", " "))
