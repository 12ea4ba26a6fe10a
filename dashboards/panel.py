"""Tell all about one place: where it ranks, how sure that is, why, from which figures, and what lies around it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
from dash import html

from dashboards import ids
from dashboards.actions import actions
from dashboards.around import around
from dashboards.breakdown import contributions, part, pillars
from dashboards.entry import entry, entry_to_come
from dashboards.figures import span
from dashboards.indicators import indicators
from dashboards.places import country, go
from dashboards.ranking import notes, type_of, unranked
from dashboards.texts import TEXTS, say
from geo.numerals import chance, number, ordinal, percent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dash.development.base_component import Component

    from dashboards.scene import Scene
    from geo.kinds import Lang


def panel(scene: Scene, *, at_once: bool = False) -> list[Component]:
    """Build the panel of the chosen place, or the invitation to choose one.

    Parameters
    ----------
    at_once
        Whether to leave what takes long for a second question.
    """
    data, place, lang = scene.data, scene.place, scene.lang
    if place is None:
        return [html.P(say("panel_empty", lang=lang), className="invitation")]
    parts = [
        _heading(scene, place),
        actions(scene, place),
        _standing(scene, place),
        _flags(scene, place),
        _facts(scene, place),
    ]
    if pd.notna(place["score"]):
        parts += [pillars(data, place, lang=lang), contributions(data, place, index=scene.index, lang=lang)]
    enter = entry_to_come if at_once else entry
    parts += [enter(scene, place), indicators(data, place, lang=lang), around(scene, place)]
    return [found for found in parts if found is not None]


def spoken(scene: Scene) -> str:
    """Say in one sentence what was chosen, for those who do not see the panel change."""
    place, lang = scene.place, scene.lang
    if place is None:
        return ""
    if place["gate"] != "ranked":
        return f"{place['name']}. {unranked(scene.data, place, lang=lang, gate=scene.index.coverage_gate)}"
    rank, low, high = (ordinal(place[column], lang=lang) for column in ("rank", "rank_p5", "rank_p95"))
    return f"{place['name']}. {say('rank', lang=lang)} {rank}, {say('rank_interval', lang=lang, low=low, high=high)}."


def _heading(scene: Scene, place: Mapping[str, Any]) -> Component:
    lang = scene.lang
    above = [place["muni44_name"], place["adm1_name"], country(scene, place["iso3"])]
    where = ", ".join(name for name in above if pd.notna(name))
    word = scene.data.catalogue.study.country(place["iso3"]).unit_word.in_(lang)
    shut = go("×", {"code": None}, name="shut", said=say("close", lang=lang, name=place["name"]), id=ids.CLOSE)
    return html.Header(
        [
            html.Div([html.H2(place["name"]), shut], className="named"),
            html.P(f"{word[:1].upper()}{word[1:]} · {where} · {place['code']}", className="quiet"),
        ]
    )


def _standing(scene: Scene, place: Mapping[str, Any]) -> Component:
    """Show rank and score, each with the bounds it must not be read without."""
    return html.Div([_rank(scene, place), _score(place, lang=scene.lang)], className="standing")


def _rank(scene: Scene, place: Mapping[str, Any]) -> Component:
    lang, title = scene.lang, html.H3(say("rank", lang=scene.lang))
    if place["gate"] != "ranked":
        return html.Div(
            [
                title,
                html.P(say("rank_none", lang=lang), className="large none"),
                html.P(unranked(scene.data, place, lang=lang, gate=scene.index.coverage_gate), className="warn"),
            ]
        )
    low, high = (ordinal(place[column], lang=lang) for column in ("rank_p5", "rank_p95"))
    of = html.Span(f" {say('rank_of', lang=lang, n=number(scene.live.ranked))}", className="of")
    return html.Div(
        [
            title,
            html.P([ordinal(place["rank"], lang=lang), of], className="large"),
            # The first rank stands on the left, as in the sentence below.
            span(place["rank_p5"], place["rank"], place["rank_p95"], start=1, end=scene.live.ranked),
            html.P(say("rank_interval", lang=lang, low=low, high=high), className="quiet"),
            *_at_home(scene, place),
        ]
    )


def _at_home(scene: Scene, place: Mapping[str, Any]) -> list[Component]:
    """Say where a place ranks in its own country; nothing where the study has but one."""
    if len(scene.data.catalogue.study.countries) < 2 or pd.isna(place["rank_in_country"]):
        return []
    lang, scores = scene.lang, scene.live.scores
    columns = ("rank_in_country", "rank_in_country_p5", "rank_in_country_p95")
    rank, low, high = (ordinal(place[column], lang=lang) for column in columns)
    of = int((scores["rank_in_country"].notna() & (scores["iso3"] == place["iso3"])).sum())
    fill = {"country": country(scene, place["iso3"]), "rank": rank, "n": number(of), "low": low, "high": high}
    return [html.P(say("rank_at_home", lang=lang, **fill), className="quiet")]


def _score(place: Mapping[str, Any], *, lang: Lang) -> Component:
    title = html.H3(say("score", lang=lang))
    if pd.isna(place["score"]):
        return html.Div([title, html.P(say("score_none", lang=lang), className="large none")])
    low, high = (number(place[column], decimals=1) for column in ("score_low", "score_high"))
    of = html.Span(f" {say('of_100', lang=lang)}", className="of")
    return html.Div(
        [
            title,
            html.P([number(place["score"], decimals=1), of], className="large"),
            span(place["score_low"], place["score"], place["score_high"], start=0, end=100),
            html.P(say("score_bounds", lang=lang, low=low, high=high), className="quiet"),
        ]
    )


def _facts(scene: Scene, place: Mapping[str, Any]) -> Component:
    data, lang = scene.data, scene.lang
    p_top, people = place[f"p_top_{data.top_k}"], place["people"]
    type_, marks = type_of(data, place, lang=lang)
    sure = say("type_sure", lang=lang, p=percent(place["type_p"])) if type_ else ""
    facts = [
        ("p_top", "" if pd.isna(p_top) else chance(p_top), say("p_top_note", lang=lang)),
        ("coverage", percent(place["coverage"]), say("coverage_note", lang=lang)),
        ("people", "" if pd.isna(people) else number(people), ""),
        ("hotspot", *_hotspot(place, lang=lang)),
        ("type", type_, " · ".join(part for part in (marks, sure) if part)),
        ("zone", _zone(scene, place), say("zone_note", lang=lang)),
        ("selected", *_selected(place, lang=lang)),
    ]
    return html.Dl(
        [
            html.Div(
                [html.Dt(say(key, lang=lang, k=data.top_k)), html.Dd([value, note and html.Small(note)])],
                className=f"fact-{key}",
            )
            for key, value, note in facts
            if value
        ],
        className="facts",
    )


def _hotspot(place: Mapping[str, Any], *, lang: Lang) -> tuple[str, str]:
    """Say whether high scores lie around a place; empty where that was not tested."""
    kind = place.get("hotspot")
    key = f"spot_{kind}"
    if not isinstance(kind, str) or key not in TEXTS[lang]:
        return "", ""
    return say(key, lang=lang), say(f"{key}_note", lang=lang)


def _zone(scene: Scene, place: Mapping[str, Any]) -> str:
    zones, zone = scene.data.finding("zones.csv"), place.get("zone")
    if zones is None or zone is None or pd.isna(zone):
        return ""
    return next(iter(zones.loc[zones["zone"] == zone, f"name_{scene.lang}"]), "")


def _selected(place: Mapping[str, Any], *, lang: Lang) -> tuple[str, str]:
    """Say whether the study's own set holds a place, and how often it would."""
    chosen, often = place.get("selected"), place.get("selected_p")
    if chosen is None or pd.isna(chosen):
        return "", ""
    note = say("selected_often", lang=lang, p=chance(often)) if often is not None and pd.notna(often) else ""
    return say("selected_yes" if chosen else "selected_no", lang=lang), note


def _flags(scene: Scene, place: Mapping[str, Any]) -> Component | None:
    # The reason for having no rank stands above already.
    said = notes(scene.data, place, lang=scene.lang, gate=scene.index.coverage_gate)[place["gate"] != "ranked" :]
    if not said:
        return None
    return part("flags", html.Ul([html.Li(text) for text in said], className="flags"), lang=scene.lang)
