"""Set every figure of some places side by side: score, blocks, type, and each indicator with its year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
from dash import html

from dashboards.drawing import LETTERS
from dashboards.indicators import NO_ROW, measure
from dashboards.places import rank_text
from dashboards.ranking import type_of
from dashboards.texts import say
from geo.numerals import chance, number

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dash.development.base_component import Component

    from dashboards.scene import Scene
    from geo.catalogue import Indicator

Places = list[dict[str, Any]]


def side_by_side(scene: Scene, places: Places) -> Component:
    """Build the table; on a small screen each figure stands under its heading."""
    lang = scene.lang
    names = [f"{LETTERS[i]} {place['name']}" for i, place in enumerate(places)]
    heads = [html.Th(say("col_figure", lang=lang), scope="col"), *(html.Th(name, scope="col") for name in names)]
    rows = [*_standing(scene, places), *_blocks(scene, places), *_indicators(scene, places)]
    body = [_row(title, cells, names=names) for title, cells in rows]
    table = html.Table([html.Thead(html.Tr(heads)), html.Tbody(body)], className="listed stacks")
    label = say("compare_figures", lang=lang)
    region = html.Div(table, className="scrolls", role="region", tabIndex=0, **{"aria-label": label})
    return html.Section([html.H3(label), html.P(say("compare_highest", lang=lang), className="quiet"), region])


def _row(title: Any, cells: Sequence[Any], *, names: Sequence[str]) -> Component:
    told = [html.Td(html.Div(cell), **{"data-of": name}) for cell, name in zip(cells, names, strict=True)]
    return html.Tr([html.Th(title, scope="row"), *told])


def _standing(scene: Scene, places: Places) -> list[tuple[str, list[Any]]]:
    lang, data, none = scene.lang, scene.data, say("no_data", lang=scene.lang)

    def known(value: Any, write: Callable[[Any], str]) -> str:
        return none if value is None or pd.isna(value) else write(value)

    def score(place: dict[str, Any]) -> str:
        bounds = (number(place[f"score_{end}"], decimals=1) for end in ("low", "high"))
        return f"{number(place['score'], decimals=1)} ({'–'.join(bounds)})"

    top = f"p_top_{data.top_k}"
    return [
        (say("col_rank_interval", lang=lang), [rank_text(place, lang=lang) for place in places]),
        (say("p_top", lang=lang, k=data.top_k), [known(place[top], chance) for place in places]),
        (say("score", lang=lang), [none if pd.isna(place["score"]) else score(place) for place in places]),
        (say("people", lang=lang), [known(place["people"], number) for place in places]),
        (say("type", lang=lang), [". ".join(filter(None, type_of(data, p, lang=lang))) or none for p in places]),
    ]


def _blocks(scene: Scene, places: Places) -> list[tuple[Any, list[Any]]]:
    """Give the score of each block that anything is known of."""
    lang, rows = scene.lang, []
    for node in scene.data.catalogue.index.walk():
        values = [place.get(f"node_{node.id}") for place in places]
        if node.parent is None or all(value is None or pd.isna(value) for value in values):
            continue
        cells = [say("no_data", lang=lang) if pd.isna(value) else number(value) for value in values]
        rows.append(([node.title.in_(lang), html.Small(say("of_100", lang=lang))], _marked(cells, values, scene)))
    return rows


def _indicators(scene: Scene, places: Places) -> list[tuple[Any, list[Any]]]:
    """Give each indicator that is known of one of them at least, with its unit."""
    told = [scene.data.values_of(place["code"]) for place in places]
    rows = []
    for indicator in scene.data.indicators:
        values = [values.get(indicator.id, NO_ROW) for values in told]
        if all(pd.isna(value["value"]) for value in values):
            continue
        cells = [_cell(scene, value, indicator) for value in values]
        # Figures that are not compared across countries are not set against each other across them either.
        fair = indicator.comparable or len({place["iso3"] for place in places}) == 1
        needs = [float(value["value"]) * indicator.direction if pd.notna(value["value"]) else None for value in values]
        title = [indicator.title.in_(scene.lang), html.Small(indicator.unit.in_(scene.lang))]
        rows.append((title, _marked(cells, needs, scene) if fair else cells))
    return rows


def _cell(scene: Scene, value: dict[str, Any], indicator: Indicator) -> list[Any]:
    """Write one value with its year, and how it is known where it was not measured there."""
    lang, level = scene.lang, value["level"]
    of = say(f"level_{level}", lang=lang) if pd.notna(level) else ""
    known = say(f"status_{value['status']}", lang=lang, level=of)
    if pd.isna(value["value"]):
        return [known]
    year = str(value["year"]) if pd.notna(value["year"]) else ""
    note = year if value["status"] == "observed" else f"{year} · {known}".strip(" ·")
    return [measure(value["value"], indicator), html.Small(note)]


def _marked(cells: list[Any], needs: Sequence[Any], scene: Scene) -> list[Any]:
    """Mark the one that calls for most attention, where there is one."""
    known = [need for need in needs if need is not None and pd.notna(need)]
    most = max(known, default=None)
    if len(known) < 2 or known.count(most) > 1:
        return cells
    mark = html.Span("▲ ", role="img", className="mark", **{"aria-label": say("highest", lang=scene.lang)})
    return [
        [mark, *(cell if isinstance(cell, list) else [cell])] if need == most else cell
        for cell, need in zip(cells, needs, strict=True)
    ]
