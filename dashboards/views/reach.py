"""Show whom the first places reach, and how well drivers say where people leave from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash import dcc, html

from dashboards.places import country, nothing, select
from dashboards.texts import say
from dashboards.views.reach_curves import asked_k, curves, first_of
from dashboards.views.reach_links import links

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboards.scene import Scene


def content(scene: Scene) -> list[Component]:
    """Build the view."""
    lang = scene.lang
    parts = [html.H2(say("view_reach", lang=lang)), html.P(say("reach_warning", lang=lang), className="warned")]
    if scene.live.own:
        parts.append(html.P(say("reach_own", lang=lang), className="yours"))
    return [*parts, _reach(scene), links(scene)]


def _reach(scene: Scene) -> Component:
    lang, table = scene.lang, scene.data.finding("reach.csv")
    title = html.H3(say("reach_title", lang=lang))
    if table is None or table.empty:
        return html.Section([title, nothing(say("reach_none", lang=lang), say("reach_none_do", lang=lang))])
    return html.Section(
        [title, html.P(say("reach_lead", lang=lang)), _controls(scene), *curves(scene, table), *first_of(scene)]
    )


def _controls(scene: Scene) -> Component:
    lang = scene.lang
    countries = [("", say("country_all", lang=lang))]
    countries += [(entry.iso3, country(scene, entry.iso3)) for entry in scene.data.catalogue.study.countries]
    fields = [
        ("reach_k", dcc.Input(id="set-k", type="number", min=1, max=max(scene.live.ranked, 1), value=asked_k(scene))),
        ("country_label", select("view-set-country", countries, scene.state.country or "")),
    ]
    return html.Div(
        [
            html.Div([html.Label(say(key, lang=lang), htmlFor=control.id), control], className="field")
            for key, control in fields
        ],
        className="form",
    )
