"""Say which figure of a place, changed alone, would bring it among the first places of the study."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
from dash import html

from dashboards.breakdown import part
from dashboards.indicators import measure
from dashboards.texts import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dash.development.base_component import Component

    from dashboards.scene import Scene

SHOWN = 5
"""How many changes are told, the smallest first."""


def entry(scene: Scene, place: Mapping[str, Any]) -> Component | None:
    """Build the part; nothing for a place that is among the first, has no rank, or stands under other weights."""
    lang, k = scene.lang, scene.data.top_k
    if not _is_asked(scene, place):
        return None
    told = scene.data.kept.get(("entry", place["code"]), lambda: scene.data.scorer.entry(place["code"], k=k))
    if told is None:
        return None
    enough = told[told["verdict"] == "enough"]
    # On the scale of the index, where changes of different indicators can be told apart by size.
    change = enough["needed"] - enough["now"].fillna(0.0)
    nearest = enough.assign(change=change).sort_values(["change", "indicator"]).head(SHOWN)
    note = html.P(say("entry_note", lang=lang, k=k), className="quiet")
    if nearest.empty:
        return part("entry", html.P(say("entry_never", lang=lang, k=k)), note, lang=lang)
    rows = nearest[["indicator", "value_now", "value_needed"]].itertuples(index=False)
    return part("entry", html.Ul([html.Li(_line(scene, *row)) for row in rows]), note, lang=lang)


def entry_to_come(scene: Scene, place: Mapping[str, Any]) -> Component | None:
    """Keep the part's room while it is worked out, which takes longer than all the rest of what is told of a place."""
    if not _is_asked(scene, place) or scene.data.kept.holds(("entry", place["code"])):
        return entry(scene, place)
    lang = scene.lang
    wait = html.P(say("entry_wait", lang=lang), className="quiet")
    return html.Section([html.H3(say("entry", lang=lang)), wait], className="part entry", **{"aria-busy": "true"})


def _is_asked(scene: Scene, place: Mapping[str, Any]) -> bool:
    return not scene.live.own and place["gate"] == "ranked" and bool(place["rank"] > scene.data.top_k)


def _line(scene: Scene, id_: str, now: float, needed: float) -> str:
    """Say from what to what a figure would have to go; one not known would have to be measured first."""
    lang, indicator = scene.lang, scene.data.catalogue.indicator(id_)
    words = {"indicator": indicator.title.in_(lang), "unit": indicator.unit.in_(lang)}
    if pd.isna(needed):
        return say("entry_unknown_scale", lang=lang, **words)
    if pd.isna(now):
        return say("entry_measured", lang=lang, needed=measure(needed, indicator), **words)
    return say("entry_change", lang=lang, now=measure(now, indicator), needed=measure(needed, indicator), **words)
