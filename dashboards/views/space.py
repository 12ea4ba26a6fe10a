"""Show where high scores lie together: what was tested, hot and cold spots, outliers, and the zones to work in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
from dash import html

from dashboards.places import by_rank, country, go, nothing, place_button, rank_text, records, table
from dashboards.texts import TEXTS, say
from geo.numerals import number, percent
from geo.palette import CONTRAST
from geo.patterns.permutation import PERMUTATIONS, RATE

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboards.scene import Scene

LAYERS = ("hotspot", "lisa", "bilisa", "zone")
SPOTS = ("hot", "cold", "not_significant", "island", "no_data")
OUTLIERS = ("HL", "LH")
LISTED = 12
"""How many places of a kind are listed."""


def content(scene: Scene) -> list[Component]:
    """Build the view."""
    lang = scene.lang
    parts = [html.H2(say("view_space", lang=lang)), html.P(say("space_lead", lang=lang)), _layers(scene)]
    if scene.live.own:
        parts.append(html.P(say("space_own", lang=lang), className="yours"))
    return [*parts, _spots(scene), _zones(scene), _tests(scene)]


def _layers(scene: Scene) -> Component:
    """Offer the layers of the map that this study has."""
    lang = scene.lang
    there = [layer for layer in LAYERS if layer in scene.data.scores]
    shown = scene.state.layer or "hotspot"
    buttons = [
        go(say(f"layer_{layer}", lang=lang), {"layer": layer}, **{"aria-pressed": str(layer == shown).lower()})
        for layer in there
    ]
    return html.Div([html.Span(say("space_map", lang=lang), className="quiet"), *buttons], className="chips")


def _spots(scene: Scene) -> Component:
    lang, scores = scene.lang, scene.data.scores
    title = html.H3(say("space_spots", lang=lang))
    if "hotspot" not in scores:
        return html.Section([title, nothing(say("spots_none", lang=lang), say("run_again", lang=lang))])
    counts = scores["hotspot"].value_counts()
    rows = [
        [_dotted(f"spots_{kind}", CONTRAST.get(kind), scene), number(counts[kind]), say(f"spots_{kind}_is", lang=lang)]
        for kind in SPOTS
        if counts.get(kind, 0)
    ]
    if "lisa" in scores:
        far = scores["lisa"].value_counts()
        rows += [
            [_dotted(f"spots_{kind}", CONTRAST[kind], scene), number(far[kind]), say(f"spots_{kind}_is", lang=lang)]
            for kind in OUTLIERS
            if far.get(kind, 0)
        ]
    heads = [say(key, lang=lang) for key in ("col_spot", "col_places", "col_spot_is")]
    note = say("space_false", lang=lang, rate=percent(RATE), draws=number(PERMUTATIONS))
    lists = [_list(scene, "hotspot", kind) for kind in ("hot", "cold")]
    lists += [_list(scene, "lisa", kind) for kind in OUTLIERS if "lisa" in scores]
    parts = [title, table(heads, rows, label=say("space_spots", lang=lang)), html.P(note, className="quiet")]
    return html.Section([*parts, *(found for found in lists if found is not None)])


def _dotted(key: str, colour: str | None, scene: Scene) -> list[Any]:
    dot = html.I(className="dot", style={"background": colour or "transparent"})
    return [dot, say(key, lang=scene.lang)]


def _list(scene: Scene, column: str, kind: str) -> Component | None:
    """List the places of a kind, the first ranked first."""
    lang = scene.lang
    found = sorted((place for place in scene.live.places.values() if place[column] == kind), key=by_rank)
    if not found:
        return None
    title = say("space_list", lang=lang, kind=say(f"spots_{kind}", lang=lang), n=min(len(found), LISTED), of=len(found))
    return html.Details([html.Summary(title), _places(scene, found[:LISTED], label=title)])


def _tests(scene: Scene) -> Component:
    """Say for each global statistic what was asked, and what came out."""
    lang, found = scene.lang, scene.data.finding("moran.csv")
    title = html.H3(say("space_tests", lang=lang))
    known = [] if found is None else [row for row in records(found) if _named(row["statistic"]) in TEXTS[lang]]
    if not known:
        return html.Section([title, nothing(say("tests_none", lang=lang), say("run_again", lang=lang))])
    rows = [
        [
            say(_named(row["statistic"]), lang=lang, n=row["statistic"].rpartition("_")[2]),
            number(row["value"], decimals=_decimals(row)),
            number(row["expected"], decimals=_decimals(row)),
            _p(row["p"]),
            say("test_clear" if row["p"] < RATE else "test_unclear", lang=lang),
            say("test_of", lang=lang, n=number(row["n"]), left=number(row["left_out"])),
        ]
        for row in known
    ]
    heads = [say(f"col_{key}", lang=lang) for key in ("test", "found", "chance", "p", "verdict", "tested")]
    note = html.P(say("tests_note", lang=lang), className="quiet")
    return html.Section([title, note, table(heads, rows, label=say("space_tests", lang=lang))])


def _named(statistic: str) -> str:
    """Give the key of the words of a statistic; those that count pairs of one type share theirs."""
    return "test_joins" if statistic.startswith("joins_type_") else f"test_{statistic}"


def _decimals(row: dict[str, Any]) -> int:
    """Moran's I has decimals; a count of pairs has none."""
    return 0 if row["statistic"].startswith("joins") else 2


def _p(p: float) -> str:
    return f"<\N{NO-BREAK SPACE}{number(0.001, decimals=3)}" if p < 0.001 else number(p, decimals=3)


def _zones(scene: Scene) -> Component:
    lang, zones = scene.lang, scene.data.finding("zones.csv")
    title = html.H3(say("space_zones", lang=lang))
    if zones is None or zones.empty or "zone" not in scene.data.scores:
        return html.Section([title, nothing(say("zones_none", lang=lang), say("zones_none_do", lang=lang))])
    crossing = int(zones["corridor"].astype(bool).sum())
    share = percent(scene.data.catalogue.study.targeting.priority_share)
    lead = say("zones_lead", lang=lang, n=number(len(zones)), crossing=number(crossing), share=share)
    cards = [_zone(scene, zone) for zone in records(zones)]
    return html.Section([title, html.P(lead), html.Div(cards, className="cards")])


def _zone(scene: Scene, zone: dict[str, Any]) -> Component:
    lang = scene.lang
    mine = [p for p in scene.live.places.values() if pd.notna(p["zone"]) and p["zone"] == zone["zone"]]
    where = ", ".join(country(scene, iso3) for iso3 in str(zone["countries"]).split(";"))
    facts = [
        ("col_places", number(zone["members"])),
        ("people", number(zone["people"]) if pd.notna(zone["people"]) else say("no_data", lang=lang)),
        ("zone_score", number(zone["score"], decimals=1)),
        ("zone_where", say("zone_crosses", lang=lang, where=where) if zone["corridor"] else where),
    ]
    name = f"{zone['zone']}. {zone[f'name_{lang}']}"
    title = say("zone_places", lang=lang, n=len(mine))
    return html.Article(
        [
            html.H4(name),
            html.Dl(
                [html.Div([html.Dt(say(key, lang=lang)), html.Dd(value)]) for key, value in facts], className="told"
            ),
            html.Details([html.Summary(title), _places(scene, sorted(mine, key=by_rank), label=f"{name}: {title}")]),
        ],
        className="card",
    )


def _places(scene: Scene, places: list[dict[str, Any]], *, label: str) -> Component:
    lang = scene.lang
    rows = [[place_button(place), place["adm1_name"], rank_text(place, lang=lang)] for place in places]
    heads = [say(key, lang=lang) for key in ("col_name", "col_department", "col_rank_interval")]
    return table(heads, rows, label=label)
