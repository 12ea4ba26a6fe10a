"""Show two to four places side by side: their ranks on one line, who comes first and how surely, every figure."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

import pandas as pd
from dash import dcc, html

from dashboards.actions import listed
from dashboards.drawing import LETTERS, SHADES, Axis, Reach, intervals
from dashboards.places import go, place_button, rank_text, search, where
from dashboards.state import COMPARED_MAX
from dashboards.texts import say
from dashboards.views.side_by_side import side_by_side
from geo.numerals import chance, number

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboards.scene import Scene


def content(scene: Scene) -> list[Component]:
    """Build the view."""
    lang, places = scene.lang, [scene.live.places[code] for code in scene.state.compared]
    parts = [html.H2(say("view_compare", lang=lang)), _choose(scene)]
    if places:
        parts.append(_chosen(scene, places))
    if len(places) < 2:
        return [*parts, html.P(say("compare_few", lang=lang), className="quiet")]
    return [*parts, _ranks(scene, places), side_by_side(scene, places)]


def _choose(scene: Scene) -> Component:
    """Let the reader look for places and add them."""
    lang, state = scene.lang, scene.state
    if len(state.compared) >= COMPARED_MAX:
        return html.P(say("compare_full", lang=lang, n=COMPARED_MAX), className="quiet")
    found, total = search(scene, state.query)
    offered = [place for place in found if place["code"] not in state.compared]
    field = html.Div(
        [
            html.Label(say("compare_search", lang=lang), htmlFor="view-set-q"),
            dcc.Input(id="view-set-q", type="search", value=state.query, autoComplete="off"),
        ],
        className="field",
    )
    parts: list[Any] = [field]
    if state.query:
        said = say("compare_found" if total else "compare_not_found", lang=lang, n=total, query=state.query)
        parts.append(html.P(said, className="quiet", role="status"))
    elif scene.place is not None and scene.place["code"] not in state.compared:
        offered = [scene.place]
    buttons = [_add(scene, place) for place in offered]
    return html.Div([*parts, html.Ul([html.Li(button) for button in buttons], className="chips")])


def _add(scene: Scene, place: dict[str, Any]) -> Component:
    text = say("compare_this", lang=scene.lang, name=place["name"], where=where(scene, place))
    return go(text, {"vs": listed([*scene.state.compared, place["code"]]), "q": None})


def _chosen(scene: Scene, places: list[dict[str, Any]]) -> Component:
    lang, codes = scene.lang, [place["code"] for place in places]
    return html.Ul(
        [
            html.Li(
                [
                    html.Span(LETTERS[i], className="letter", style={"color": SHADES[i]}),
                    place_button(place),
                    html.Span(where(scene, place), className="quiet"),
                    html.Span(rank_text(place, lang=lang)),
                    go(
                        "×",
                        {"vs": listed([code for code in codes if code != place["code"]])},
                        said=say("compare_remove", lang=lang, name=place["name"]),
                    ),
                ]
            )
            for i, place in enumerate(places)
        ],
        className="letters",
    )


def _ranks(scene: Scene, places: list[dict[str, Any]]) -> Component:
    """Draw the ranks on one line, and say of each pair who comes first, as far as that can be said."""
    lang, most = scene.lang, max(scene.live.ranked, 2)
    rows = [
        Reach(place["rank_p5"], place["rank"], place["rank_p95"]) if place["gate"] == "ranked" else None
        for place in places
    ]
    told = "; ".join(f"{place['name']}: {rank_text(place, lang=lang)}" for place in places)
    ticks = [(float(at), number(at)) for at in (1, most / 4, most / 2, 3 * most / 4, most)]
    picture = intervals(rows, axis=Axis(1, most, ticks), alt=say("compare_alt", lang=lang, told=told))
    pairs = [_pair(scene, one, other) for one, other in combinations(places, 2)]
    return html.Section(
        [
            html.H3(say("compare_ranks", lang=lang)),
            html.P(say("compare_ranks_note", lang=lang), className="quiet"),
            picture,
            html.Ul([html.Li(pair) for pair in pairs]),
        ]
    )


def _pair(scene: Scene, one: dict[str, Any], other: dict[str, Any]) -> str:
    """Say which of two places comes first, or that this cannot be said."""
    lang = scene.lang
    if not one["gate"] == other["gate"] == "ranked":
        silent = one if one["gate"] != "ranked" else other
        return say("pair_unranked", lang=lang, name=silent["name"])
    first, second = sorted((one, other), key=lambda place: (place["rank"], place["code"]))
    names = {"first": first["name"], "second": second["name"]}
    apart = first["rank_p95"] < second["rank_p5"]
    told = say("pair_apart" if apart else "pair_overlap", lang=lang, **names)
    often = _how_often(scene, first["code"], second["code"])
    return told if often is None else f"{told} {say('pair_often', lang=lang, p=chance(often), **names)}"


def _how_often(scene: Scene, first: str, second: str) -> float | None:
    """Count in which share of the study's simulations one place comes before another; not under other weights."""
    drawn = scene.data.finding("rankings.parquet")
    if scene.live.own or drawn is None or first not in drawn or second not in drawn:
        return None
    before = drawn[first] < drawn[second]
    return None if pd.isna(before.mean()) else float(before.mean())
