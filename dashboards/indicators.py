"""List every indicator of a place: its value and year, how it is known, and where it stands among the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
from dash import html

from dashboards.among import among, marks
from dashboards.breakdown import colours, part
from dashboards.drawing import ACCENT, COOL, INK, QUIET, WARM, Axis, Mark, strip
from dashboards.texts import say
from geo.numerals import number, percent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dash.development.base_component import Component

    from dashboards.among import Among
    from dashboards.data import Published
    from geo.catalogue import Indicator
    from geo.kinds import Lang

NO_ROW = {"value": None, "level": None, "status": "not_applicable", "year": None, "source": None}
"""What stands for an indicator that has no row for a place."""
SHADES = {"here": INK, "department": ACCENT, "country": WARM, "type": COOL}
"""The colour of each mark on the line of all."""


def indicators(data: Published, place: Mapping[str, Any], *, lang: Lang) -> Component:
    """Build the table, pillar by pillar."""
    values, hues, marked = data.values_of(place["code"]), colours(data), marks(data, place["code"])
    heads = [html.Th(say(f"col_{key}", lang=lang), scope="col") for key in ("indicator", "value", "year", "known")]
    body: list[Component] = []
    for node in data.catalogue.index.walk():
        own = [i for i in data.indicators if i.pillar == node.id]
        if own:
            dot = html.I(className="dot", style={"background": hues[node.id]})
            body.append(html.Tr(html.Th([dot, node.title.in_(lang)], colSpan=4, scope="colgroup"), className="pillar"))
        for indicator in own:
            value = values.get(indicator.id, NO_ROW)
            stands = among(data, place, indicator) if pd.notna(value["value"]) else None
            body.append(_figure(data, value, indicator, goes_on=stands is not None, lang=lang))
            if stands is not None:
                body.append(_beside(stands, value["value"], indicator, marked=marked.get(indicator.id, {}), lang=lang))
    table = html.Table([html.Thead(html.Tr(heads)), html.Tbody(body)], className="figures")
    return part("indicators", _key(lang=lang), table, lang=lang)


def measure(value: float, indicator: Indicator) -> str:
    """Write a value as its indicator wants it, without its unit."""
    write = percent if indicator.kind == "share" else number
    # A share of 0.412 with three decimals is shown as 41.2%.
    decimals = max(0, indicator.decimals - 2) if indicator.kind == "share" else indicator.decimals
    return write(value, decimals=decimals)


def _figure(data: Published, value: Mapping[str, Any], indicator: Indicator, *, goes_on: bool, lang: Lang) -> Component:
    """Show one indicator: value, unit, year, how it is known in words, and who published it; its row may go on."""
    there, none = pd.notna(value["value"]), say("no_data", lang=lang)
    level = say(f"level_{value['level']}", lang=lang) if pd.notna(value["level"]) else ""
    known: list[Any] = [say(f"status_{value['status']}", lang=lang, level=level)]
    source = data.catalogue.source_of.get(value["source"]) if there else None
    if source is not None:
        known.append(html.Small(source.producer, title=f"{source.publication} ({source.licence})"))
    shown = [measure(value["value"], indicator), html.Small(indicator.unit.in_(lang))] if there else none
    return html.Tr(
        [
            html.Th(indicator.title.in_(lang), scope="row", title=indicator.rationale.in_(lang)),
            html.Td(shown, className="value"),
            html.Td(str(value["year"]) if there and pd.notna(value["year"]) else ""),
            html.Td(known),
        ],
        className=f"status-{value['status']}{' goes-on' if goes_on else ''}",
    )


def _beside(stands: Among, own: float, indicator: Indicator, *, marked: Mapping[str, str], lang: Lang) -> Component:
    """Draw a value on the line of all, the medians of its groups marked, and say the same in words."""
    medians = [
        html.Span([html.I(className=f"tick {group}"), f"{say(f'group_{group}', lang=lang)} {measure(at, indicator)}"])
        for group, at in stands.medians.items()
    ]
    words = [say("among_country", lang=lang)] if not stands.pooled else []
    words += [say(f"mark_{mark}", lang=lang, groups=_groups(marked, mark, lang=lang)) for mark in _kinds(marked)]
    sign = indicator.direction
    low, high = sorted((sign * stands.low, sign * stands.high))
    line = [Mark(sign * at, SHADES[group], 0.75) for group, at in stands.medians.items()]
    picture = strip([*line, Mark(sign * own, SHADES["here"])], axis=Axis(low, high))
    told = html.P([*medians, *(html.Em(word) for word in words)], className="medians")
    return html.Tr(html.Td([picture, told], colSpan=4), className="among")


def _kinds(marked: Mapping[str, str]) -> list[str]:
    return [kind for kind in ("weakness", "strength") if kind in marked.values()]


def _groups(marked: Mapping[str, str], kind: str, *, lang: Lang) -> str:
    both = [group for group in ("country", "type") if marked.get(group) == kind]
    return say(f"own_{'_'.join(both)}", lang=lang)


def _key(*, lang: Lang) -> Component:
    marked = [
        html.Span([html.I(className=f"tick {name}"), say(f"line_{name}", lang=lang)], style={"color": QUIET})
        for name in SHADES
    ]
    return html.P([say("line_note", lang=lang), " ", *marked], className="quiet medians")
