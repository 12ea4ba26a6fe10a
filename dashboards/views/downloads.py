"""Show what can be taken away: parts of the study in every format, briefs, and the files that were published."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from dash import html

from dashboards.offered import downloads
from dashboards.ranking import narrowed
from dashboards.state import write_state
from dashboards.takeaway import BRIEF, TAKE
from dashboards.texts import say
from geo.export import FORMATS
from geo.numerals import number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dash.development.base_component import Component

    from dashboards.scene import Scene

LEADERS = 10
"""How many places have a link to their brief here; every other one has it in its panel."""


def content(scene: Scene) -> list[Component]:
    """Build the view."""
    lang = scene.lang
    return [
        html.H2(say("view_downloads", lang=lang)),
        html.P(say("downloads_lead", lang=lang), className="lead"),
        _parts(scene),
        _briefs(scene),
        _files(scene),
    ]


def _parts(scene: Scene) -> Component:
    lang, state, data = scene.lang, scene.state, scene.data
    department = data.scores.loc[data.scores["adm1_code"] == state.department, "adm1_name"]
    left = len(narrowed(data, state))
    selected = int(data.scores["selected"].eq(1).sum()) if "selected" in data.scores else 0
    parts = [("all", say("downloads_all", lang=lang, n=number(len(data.scores))))]
    if len(department):
        parts.append(("department", say("downloads_department", lang=lang, name=department.iloc[0], n=len(department))))
    if 0 < left < len(data.scores):
        parts.append(("filter", say("downloads_filter", lang=lang, n=number(left))))
    if selected:
        parts.append(("selected", say("downloads_selected", lang=lang, n=number(selected))))
    rows = [
        html.Tr(
            [
                html.Th(title, scope="row"),
                html.Td(html.Ul([_link(scene, part, format_) for format_ in FORMATS], className="formats")),
            ]
        )
        for part, title in parts
    ]
    keys = [html.Li([html.B(name), f" {form.title.in_(lang)}"]) for name, form in FORMATS.items()]
    return html.Section(
        [
            html.H3(say("downloads_parts", lang=lang)),
            html.P(say("downloads_parts_note", lang=lang), className="quiet"),
            html.Table(html.Tbody(rows), className="plain-table takeaway"),
            html.Details([html.Summary(say("downloads_formats", lang=lang)), html.Ul(keys, className="format-keys")]),
        ],
        className="part",
    )


def _link(scene: Scene, part: str, format_: str) -> Component:
    own = write_state(scene.state).removeprefix("?") if part in {"department", "filter"} else ""
    asked = "&".join(text for text in (urlencode({"part": part, "lang": scene.lang}), own) if text)
    title = FORMATS[format_].title.in_(scene.lang)
    return html.Li(html.A(format_, href=f"{TAKE}{format_}?{asked}", title=title, download=""))


def _briefs(scene: Scene) -> Component:
    lang, data = scene.lang, scene.data
    first = data.scores.dropna(subset="rank").sort_values(["rank", "code"]).head(LEADERS)
    own = [scene.place] if scene.place is not None else []
    places: list[Mapping[Any, Any]] = [
        *own,
        *(row for row in first.to_dict("records") if row["code"] != scene.state.code),
    ]
    departments = [
        html.Section([html.H4(country.name.in_(lang)), html.Ul(_departments(scene, country.iso3), className="formats")])
        for country in data.catalogue.study.countries
    ]
    return html.Section(
        [
            html.H3(say("downloads_briefs", lang=lang)),
            html.P(say("downloads_briefs_note", lang=lang), className="quiet"),
            html.H4(say("downloads_briefs_places", lang=lang, n=LEADERS)),
            html.Ul([_brief(scene, place["code"], place["name"]) for place in places], className="formats"),
            html.Details([html.Summary(say("downloads_briefs_departments", lang=lang)), *departments]),
        ],
        className="part",
    )  # fmt: skip


def _departments(scene: Scene, iso3: str) -> list[Component]:
    places = [place for place in scene.data.places.values() if place["iso3"] == iso3]
    named = {place["adm1_code"]: place["adm1_name"] for place in places}
    return [_brief(scene, code, name) for code, name in sorted(named.items())]


def _brief(scene: Scene, code: str, name: str) -> Component:
    return html.Li(html.A(name, href=f"{BRIEF}{code}.pdf?lang={scene.lang}", target="_blank", title=f"{code} · PDF"))


def _files(scene: Scene) -> Component:
    return html.Section(
        [
            html.H3(say("downloads_files", lang=scene.lang)),
            html.Ul(downloads(scene.data, lang=scene.lang), className="files"),
        ],
        className="part",
    )
