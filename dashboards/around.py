"""Show who lies around a place: its neighbours with their ranks, across the border too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dash import html

from dashboards.breakdown import part
from dashboards.places import by_rank, country, nothing, place_button, rank_text, table
from dashboards.texts import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dash.development.base_component import Component

    from dashboards.scene import Scene


def around(scene: Scene, place: Mapping[str, Any]) -> Component:
    """Build the list of neighbours, the first ranked first; an island says that it is one."""
    lang, pairs = scene.lang, scene.data.finding("neighbours.parquet")
    if pairs is None:
        return part("neighbours", nothing(say("neighbours_none", lang=lang), say("run_again", lang=lang)), lang=lang)
    rows_of = scene.data.kept.get("neighbours", lambda: pairs.groupby("code").indices)
    near = pairs.iloc[rows_of.get(place["code"], [])]
    beside = [(scene.live.places[code], kind) for code, kind in zip(near["neighbour"], near["kind"], strict=True)]
    if not beside:
        return part("neighbours", html.P(say("neighbours_island", lang=lang), className="quiet"), lang=lang)
    rows = [
        [
            [place_button(other), _abroad(scene, other, kind)],
            rank_text(other, lang=lang),
        ]
        for other, kind in sorted(beside, key=lambda pair: by_rank(pair[0]))
    ]
    heads = [say(key, lang=lang) for key in ("col_name", "col_rank_interval")]
    return part("neighbours", table(heads, rows, label=say("neighbours", lang=lang)), lang=lang)


def _abroad(scene: Scene, other: Mapping[str, Any], kind: str) -> Component | None:
    if kind != "cross_border":
        return None
    return html.Small(say("across_border", lang=scene.lang, country=country(scene, other["iso3"])))
