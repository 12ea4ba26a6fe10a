"""Write a place the same way in every view: its name as a way to it, its rank never without its interval."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pandas as pd
from dash import html

from dashboards.data import fold
from dashboards.texts import say
from geo.numerals import interval, ordinal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dash.development.base_component import Component

    from dashboards.scene import Scene
    from geo.kinds import Lang

FOUND = 8
"""How many places a search offers."""


def go(label: Any, change: Mapping[str, Any], *, name: str | None = "act", said: str = "", **more: Any) -> Component:
    """Make a button that changes keys of the address; `said` is what it is called by those who hear the page."""
    spoken = {"aria-label": said} if said else {}
    return html.Button(label, type="button", className=name, **{"data-go": json.dumps(change)}, **spoken, **more)


def place_button(place: Mapping[str, Any], *, name: str = "place") -> Component:
    """Make the button that opens a place."""
    return go(place["name"], {"code": place["code"]}, name=name)


def rank_text(place: Mapping[str, Any], *, lang: Lang) -> str:
    """Write the rank of a place with its interval, or that it has none: 12.º (5–31)."""
    if place["gate"] != "ranked" or pd.isna(place["rank"]):
        return say("unranked", lang=lang)
    low, high = place["rank_p5"], place["rank_p95"]
    between = interval(low, high) if pd.notna(low) and pd.notna(high) else say("interval_none", lang=lang)
    return f"{ordinal(place['rank'], lang=lang)} ({between})"


def where(scene: Scene, place: Mapping[str, Any]) -> str:
    """Say in which department and country a place lies."""
    return f"{place['adm1_name']}, {country(scene, place['iso3'])}"


def country(scene: Scene, iso3: str) -> str:
    """Name a country; a code that the study does not know stays as it is."""
    names = {entry.iso3: entry.name.in_(scene.lang) for entry in scene.data.catalogue.study.countries}
    return names.get(iso3, iso3)


def search(scene: Scene, query: str) -> tuple[list[dict[str, Any]], int]:
    """Find places by name or code, without accents: the first few in the order of their rank, and how many there are.

    A place whose name begins so comes before one that only contains it.
    """
    asked = fold(query)
    if not asked:
        return [], 0
    found = [place for place in scene.live.places.values() if asked in fold(f"{place['name']} {place['code']}")]
    return sorted(found, key=lambda place: (not fold(place["name"]).startswith(asked), *by_rank(place)))[:FOUND], len(
        found
    )


def by_rank(place: Mapping[str, Any]) -> tuple[bool, float, str]:
    """Order places by rank, those without one last."""
    ranked = pd.notna(place["rank"])
    return not ranked, float(place["rank"]) if ranked else 0.0, place["code"]


def records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Give the rows of a table as one record each."""
    return [{str(name): value for name, value in row.items()} for row in rows.to_dict("records")]


def table(heads: Sequence[str], rows: Sequence[Sequence[Any]], *, label: str, name: str = "") -> Component:
    """Make a table whose first cell of each row is its heading; on a small screen it scrolls, by keys too."""
    top = html.Thead(html.Tr([html.Th(head, scope="col") for head in heads]))
    body = html.Tbody([html.Tr([html.Th(row[0], scope="row"), *(html.Td(cell) for cell in row[1:])]) for row in rows])
    return html.Div(
        html.Table([top, body], className="listed"),
        className=f"scrolls {name}".strip(),
        role="region",
        tabIndex=0,
        **{"aria-label": label},
    )


def select(id_: str, choices: Sequence[tuple[str, str]], chosen: str) -> Component:
    """Make a list to choose from: pairs of value and label, of which one may be empty."""
    options = [html.Option(label, value=value, selected=value == chosen) for value, label in choices]
    return html.Select(options, id=id_, className="form-select")


def nothing(what: str, do: str) -> Component:
    """Say that there is nothing to show, and what to do about it."""
    return html.Div([html.P(what), html.P(do, className="quiet")], className="nothing", role="note")
