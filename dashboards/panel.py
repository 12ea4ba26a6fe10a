"""Tell everything about one place: where it ranks, how sure that is, why, and from which figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
from dash import dcc, html

from dashboards import ids
from dashboards.figures import Bar, bars, span
from dashboards.formats import chance, number, ordinal, percent
from dashboards.ranking import notes, type_of, unranked
from dashboards.texts import say
from geo.palette import category

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dash.development.base_component import Component

    from dashboards.data import Published
    from geo.catalogue import Indicator, Node
    from geo.kinds import Lang

NO_ROW = {"value": None, "level": None, "status": "not_applicable", "year": None, "source": None}
"""What stands for an indicator that has no row for a place."""
SHOWN = 8
"""How many contributions have a bar of their own; the rest share one."""


def panel(data: Published, code: str | None, *, lang: Lang) -> list[Component]:
    """Build the panel of a place, or the invitation to choose one."""
    if code is None:
        return [html.P(say("panel_empty", lang=lang), className="invitation")]
    place = data.places[code]
    parts = [
        _heading(data, place, lang=lang),
        _standing(data, place, lang=lang),
        _flags(data, place, lang=lang),
        _facts(data, place, lang=lang),
    ]
    if pd.notna(place["score"]):
        parts += [_pillars(data, place, lang=lang), _contributions(data, place, lang=lang)]
    return [part for part in [*parts, _indicators(data, code, lang=lang)] if part is not None]


def spoken(data: Published, code: str | None, *, lang: Lang) -> str:
    """Say in one sentence what was chosen, for those who do not see the panel change."""
    if code is None:
        return ""
    place = data.places[code]
    if place["gate"] != "ranked":
        return f"{place['name']}. {unranked(data, place, lang=lang)}"
    rank, low, high = (ordinal(place[column], lang=lang) for column in ("rank", "rank_p5", "rank_p95"))
    return f"{place['name']}. {say('rank', lang=lang)} {rank}, {say('rank_interval', lang=lang, low=low, high=high)}."


def _heading(data: Published, place: Mapping[str, Any], *, lang: Lang) -> Component:
    country = data.catalogue.study.country(place["iso3"])
    above = [place["muni44_name"], place["adm1_name"], country.name.in_(lang)]
    where = ", ".join(name for name in above if pd.notna(name))
    word = country.unit_word.in_(lang)
    close = dcc.Link("×", href=f"?lang={lang}", id=ids.CLOSE, title=say("close", lang=lang, name=place["name"]))
    return html.Header(
        [
            html.Div([html.H2(place["name"]), close], className="named"),
            html.P(f"{word[:1].upper()}{word[1:]} · {where} · {place['code']}", className="quiet"),
        ]
    )


def _standing(data: Published, place: Mapping[str, Any], *, lang: Lang) -> Component:
    """Show rank and score, each with the bounds it must not be read without."""
    return html.Div([_rank(data, place, lang=lang), _score(place, lang=lang)], className="standing")


def _rank(data: Published, place: Mapping[str, Any], *, lang: Lang) -> Component:
    title = html.H3(say("rank", lang=lang))
    if place["gate"] != "ranked":
        return html.Div(
            [
                title,
                html.P(say("rank_none", lang=lang), className="large none"),
                html.P(unranked(data, place, lang=lang), className="warn"),
            ]
        )
    low, high = (ordinal(place[column], lang=lang) for column in ("rank_p5", "rank_p95"))
    of = html.Span(f" {say('rank_of', lang=lang, n=number(data.ranked))}", className="of")
    return html.Div(
        [
            title,
            html.P([ordinal(place["rank"], lang=lang), of], className="large"),
            # The first rank stands on the left, as in the sentence below.
            span(place["rank_p5"], place["rank"], place["rank_p95"], start=1, end=data.ranked),
            html.P(say("rank_interval", lang=lang, low=low, high=high), className="quiet"),
        ]
    )


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


def _facts(data: Published, place: Mapping[str, Any], *, lang: Lang) -> Component:
    p_top, people = place[f"p_top_{data.top_k}"], place["people"]
    type_, marks = type_of(data, place, lang=lang)
    sure = say("type_sure", lang=lang, p=percent(place["type_p"])) if type_ else ""
    facts = [
        ("p_top", "" if pd.isna(p_top) else chance(p_top), say("p_top_note", lang=lang)),
        ("coverage", percent(place["coverage"]), say("coverage_note", lang=lang)),
        ("people", "" if pd.isna(people) else number(people), ""),
        ("type", type_, " · ".join(part for part in (marks, sure) if part)),
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


def _flags(data: Published, place: Mapping[str, Any], *, lang: Lang) -> Component | None:
    # The reason for having no rank stands above already.
    said = notes(data, place, lang=lang)[place["gate"] != "ranked" :]
    return _part("flags", html.Ul([html.Li(text) for text in said], className="flags"), lang=lang) if said else None


def _pillars(data: Published, place: Mapping[str, Any], *, lang: Lang) -> Component:
    tree = data.catalogue.index
    nodes = [node for node in tree.walk() if node.parent is not None]
    colours = _colours(data)
    note = html.P(say("pillars_note", lang=lang), className="quiet")
    return _part(
        "pillars",
        note,
        bars(
            Bar(
                label=node.title.in_(lang),
                number=number(score) if pd.notna(score) else _silent(data, node, lang=lang),
                share=score / 100 if pd.notna(score) else None,
                colour=colours.get(node.id, "var(--quiet)"),
                inner=node.parent != tree.root.id,
            )
            for node in nodes
            for score in [place[f"node_{node.id}"]]
        ),
        lang=lang,
    )


def _silent(data: Published, node: Node, *, lang: Lang) -> str:
    """Say whether only this place lacks data for a node, or the whole study does."""
    whole = data.scores[f"node_{node.id}"].isna().all()
    return say("no_pillar_data" if whole else "no_data", lang=lang)


def _contributions(data: Published, place: Mapping[str, Any], *, lang: Lang) -> Component:
    added = {i: float(place[f"contribution_{i.id}"]) for i in data.indicators}
    known = {i: points for i, points in added.items() if pd.notna(points) and points}
    largest = sorted(known, key=lambda i: (-abs(known[i]), i.id))
    arithmetic = all(node.aggregation == "arithmetic" for node in data.catalogue.index.nodes)
    # What does not come from a published indicator comes from those that are not public.
    closed = float(place["score"]) - sum(known.values()) if arithmetic else 0.0
    others = [
        ("contributions_rest", sum(known[i] for i in largest[SHOWN:]), len(largest) - SHOWN),
        ("contributions_closed", closed, 0),
    ]
    most = max(abs(points) for points in (*known.values(), closed, 0.1))

    def bar(label: str, points: float, colour: str) -> Bar:
        return Bar(label, number(points, decimals=1), abs(points) / most, colour)

    colours = _colours(data)
    drawn = [bar(i.title.in_(lang), known[i], colours[i.pillar]) for i in largest[:SHOWN]]
    drawn += [bar(say(key, lang=lang, n=n), points, "var(--quiet)") for key, points, n in others if abs(points) > 0.05]
    note = html.P(say(f"contributions_{'points' if arithmetic else 'log'}", lang=lang), className="quiet")
    return _part("contributions", note, bars(drawn), lang=lang)


def _indicators(data: Published, code: str, *, lang: Lang) -> Component:
    values, colours = data.values_of(code), _colours(data)
    heads = [html.Th(say(f"col_{key}", lang=lang), scope="col") for key in ("indicator", "value", "year", "known")]
    body: list[Component] = []
    for node in data.catalogue.index.walk():
        own = [i for i in data.indicators if i.pillar == node.id]
        if own:
            dot = html.I(className="dot", style={"background": colours[node.id]})
            body.append(html.Tr(html.Th([dot, node.title.in_(lang)], colSpan=4, scope="colgroup"), className="pillar"))
            body += [_figure(data, values.get(i.id, NO_ROW), i, lang=lang) for i in own]
    table = html.Table([html.Thead(html.Tr(heads)), html.Tbody(body)], className="figures")
    return _part("indicators", table, lang=lang)


def _figure(data: Published, value: Mapping[str, Any], indicator: Indicator, *, lang: Lang) -> Component:
    """Show one indicator: value, unit, year, how it is known in words, and who published it."""
    there, none = pd.notna(value["value"]), say("no_data", lang=lang)
    level = say(f"level_{value['level']}", lang=lang) if pd.notna(value["level"]) else ""
    known: list[Any] = [say(f"status_{value['status']}", lang=lang, level=level)]
    source = data.catalogue.source_of.get(value["source"]) if there else None
    if source is not None:
        known.append(html.Small(source.producer, title=f"{source.publication} ({source.licence})"))
    return html.Tr(
        [
            html.Th(indicator.title.in_(lang), scope="row", title=indicator.rationale.in_(lang)),
            html.Td(_measure(value["value"], indicator, lang=lang) if there else none, className="value"),
            html.Td(str(value["year"]) if there and pd.notna(value["year"]) else ""),
            html.Td(known),
        ],
        className=f"status-{value['status']}",
    )


def _measure(value: float, indicator: Indicator, *, lang: Lang) -> list[Any]:
    write = percent if indicator.kind == "share" else number
    # A share of 0.412 with three decimals is shown as 41.2%.
    decimals = max(0, indicator.decimals - 2) if indicator.kind == "share" else indicator.decimals
    return [write(value, decimals=decimals), html.Small(indicator.unit.in_(lang))]


def _colours(data: Published) -> dict[str, str]:
    """Give each pillar the colour it has on the map page: its place among the leaves of the tree."""
    tree = data.catalogue.index
    leaves = [node.id for node in tree.walk() if not tree.children(node.id)]
    return {id_: category(place) for place, id_ in enumerate(leaves)}


def _part(key: str, *content: Component, lang: Lang) -> Component:
    return html.Section([html.H3(say(key, lang=lang)), *content], className=f"part {key}")
