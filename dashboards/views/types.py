"""Show the types of municipality: what marks each, how sure and how stable it is, and its places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
from dash import html

from dashboards.drawing import Axis, lean
from dashboards.places import by_rank, go, nothing, place_button, rank_text, records, table
from dashboards.texts import say
from geo.numerals import number, percent
from geo.palette import MIXED as GREY
from geo.palette import category

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboards.scene import Scene

WEAK = 0.25
"""Below this silhouette no substantial structure is found (Kaufman and Rousseeuw 1990)."""
LISTED = 10
"""How many places of a type are listed."""


def content(scene: Scene) -> list[Component]:
    """Build the view."""
    lang, types = scene.lang, scene.data.types
    title = html.H2(say("view_types", lang=lang))
    if types.empty:
        return [title, nothing(say("types_none", lang=lang), say("types_none_do", lang=lang))]
    cards = [_card(scene, row) for row in records(types.reset_index())]
    return [
        title,
        html.P(say("types_lead", lang=lang, n=len(types))),
        *_how_firm(scene),
        go(say("types_map", lang=lang), {"layer": "type"}),
        html.Div([*cards, *_mixed(scene)], className="cards"),
    ]


def _how_firm(scene: Scene) -> list[Component]:
    """Say whether the types are kinds or shades, and how much of them comes back when places are drawn anew."""
    lang, table_ = scene.lang, scene.data.finding("stability.csv")
    chosen = None if table_ is None else table_[table_["chosen"].astype(bool)]
    if chosen is None or chosen.empty:
        return [html.P(say("types_unchecked", lang=lang), className="quiet")]
    row = chosen.iloc[0]
    silhouette = number(row["silhouette"], decimals=2)
    shades = html.P(
        say("types_shades" if row["silhouette"] < WEAK else "types_kinds", lang=lang, silhouette=silhouette),
        className="warned" if row["silhouette"] < WEAK else "quiet",
    )
    back = say("types_back", lang=lang, p=percent(row["jaccard"]), least=percent(row["jaccard_least"]))
    own = [html.P(say("types_own", lang=lang), className="yours")] if scene.live.own else []
    return [shades, html.P(back, className="quiet"), *own]


def _card(scene: Scene, row: dict[str, Any]) -> Component:
    lang, type_ = scene.lang, int(row["type"])
    members = _members(scene, type_)
    sure = [place["type_p"] for place in members if pd.notna(place["type_p"])]
    facts = [
        ("types_n", number(row["n"])),
        ("people", number(row["people"]) if pd.notna(row["people"]) else say("no_data", lang=lang)),
        ("types_sure", percent(sum(sure) / len(sure)) if sure else ""),
        ("types_jaccard", percent(row["jaccard"]) if pd.notna(row.get("jaccard", float("nan"))) else ""),
    ]
    chosen = scene.state.type == type_
    return html.Article(
        [
            html.H3(f"{say('type_short', lang=lang, n=type_)}. {row[f'title_{lang}']}"),
            html.Dl(
                [html.Div([html.Dt(say(key, lang=lang)), html.Dd(value)]) for key, value in facts if value],
                className="told",
            ),
            _rule(row, scene),
            _profile(scene, type_),
            _places(scene, type_, members),
            go(
                say("types_filter_off" if chosen else "types_filter", lang=lang),
                {"type": None if chosen else str(type_), **({} if chosen else {"view": None})},
                **{"aria-pressed": str(chosen).lower()},
            ),
        ],
        className="card",
        style={"--shade": category(type_ - 1)},
    )


def _rule(row: dict[str, Any], scene: Scene) -> Component | None:
    """Say the rule of a type in words, and how well it holds."""
    rule = row.get(f"rule_{scene.lang}")
    if not isinstance(rule, str) or not rule:
        return None
    share, right = percent(row["rule_share"]), percent(row["rule_right"])
    held = say("types_rule_holds", lang=scene.lang, share=share, right=right)
    return html.P([f"{say('types_rule', lang=scene.lang)} {rule}. ", html.Small(held)])


def _profile(scene: Scene, type_: int) -> Component | None:
    """Draw each pillar of a type against the mean of all places."""
    lang, centres = scene.lang, scene.data.finding("centres.csv")
    rows = None if centres is None else centres[centres["type"] == type_]
    if rows is None or rows.empty:
        return None
    items = []
    for node in scene.data.catalogue.index.walk():
        value, mean = rows.iloc[0].get(node.id), scene.data.scores.get(f"node_{node.id}", pd.Series(dtype=float)).mean()
        if value is None or pd.isna(value) or pd.isna(mean):
            continue
        title = node.title.in_(lang)
        words = say("types_against", lang=lang, value=number(value), mean=number(mean))
        picture = lean(value, mean=mean, axis=Axis(0, 100), colour=category(type_ - 1), alt="")
        items.append(html.Li([html.Span(title), html.Span(words, className="number"), picture]))
    return html.Div([html.H4(say("types_profile", lang=lang)), html.Ul(items, className="leans")])


def _members(scene: Scene, type_: int) -> list[dict[str, Any]]:
    found = [place for place in scene.live.places.values() if pd.notna(place["type"]) and place["type"] == type_]
    return sorted(found, key=by_rank)


def _places(scene: Scene, type_: int, members: list[dict[str, Any]]) -> Component:
    lang, first = scene.lang, members[:LISTED]
    rows = [[place_button(place), place["adm1_name"], rank_text(place, lang=lang), _sure(place)] for place in first]
    heads = [say(key, lang=lang) for key in ("col_name", "col_department", "col_rank_interval", "col_type_sure")]
    title = say("types_places", lang=lang, n=len(first), total=len(members))
    label = f"{say('type_short', lang=lang, n=type_)}: {title}"
    return html.Details([html.Summary(title), table(heads, rows, label=label)])


def _sure(place: dict[str, Any]) -> str:
    return "" if pd.isna(place["type_p"]) else percent(place["type_p"])


def _mixed(scene: Scene) -> list[Component]:
    """Say how many places belong to no single type, and how many were not grouped."""
    lang, types = scene.lang, scene.live.scores["type"]
    mixed = int((types.notna() & ~types.isin(list(scene.data.type_titles))).sum())
    ungrouped = int(types.isna().sum())
    if not mixed and not ungrouped:
        return []
    words = [
        say(key, lang=lang, n=number(n)) for key, n in (("types_mixed", mixed), ("types_ungrouped", ungrouped)) if n
    ]
    return [html.Article([html.P(word) for word in words], className="card", style={"--shade": GREY})]
