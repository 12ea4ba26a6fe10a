"""Lay out the page: heading, map, ranking, the panel of a place, and what the results are not for.

The texts are put in by a callback, so that one list says what is written where in both languages.
"""

from __future__ import annotations

import json
from pathlib import PurePath
from typing import TYPE_CHECKING

import dash_ag_grid as dag
import dash_bootstrap_components as dbc
from dash import dcc, html

from dashboards import ids
from dashboards.ranking import EVERYWHERE
from dashboards.state import VIEWS
from dashboards.texts import TEXTS, say

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboards.data import Published
    from dashboards.scene import Scene
    from geo.kinds import Lang

MAP_ADDRESS = "/map.html"
DOWNLOAD_ADDRESS = "/download/"

THEME = (
    "themeQuartz.withParams({accentColor: 'var(--accent)', fontFamily: 'inherit', fontSize: 14, headerFontSize: 12, "
    "headerFontWeight: 600, headerTextColor: 'var(--quiet)', headerBackgroundColor: 'var(--card)', "
    "foregroundColor: 'var(--ink)', borderColor: 'var(--line)', selectedRowBackgroundColor: 'var(--accent-pale)', "
    "wrapperBorder: false, wrapperBorderRadius: 0, rowHeight: 36, headerHeight: 38, cellHorizontalPadding: 10})"
)
"""The table's look, in the colours of `assets/style.css`."""

WORDS = (
    (ids.TITLE, "children", "title"),
    (ids.SUBTITLE, "children", "subtitle"),
    (ids.SKIP, "children", "skip"),
    (ids.DOWNLOADS_LABEL, "children", "downloads"),
    (ids.MAP_LABEL, "children", "map_label"),
    (ids.MAP, "title", "map_title"),
    (ids.RANKING_LABEL, "children", "ranking_label"),
    (ids.RANKING_NOTE, "children", "ranking_note"),
    (ids.SEARCH_LABEL, "children", "search_label"),
    (ids.SEARCH, "placeholder", "search_hint"),
    (ids.COUNTRY_LABEL, "children", "country_label"),
    (ids.DEPARTMENT_LABEL, "children", "department_label"),
    (ids.CAUTION, "children", "caution"),
)
"""Component, property and text; title and subtitle are the study's own."""

KINDS = (
    ("map.html", "file_map"),
    ("codebook", "file_codebook"),
    ("card", "file_card"),
    ("values.csv", "file_values"),
    (".zip", "file_shapefile"),
    (".gpkg", "file_geopackage"),
    (".parquet", "file_geoparquet"),
    (".csv", "file_table"),
)
"""What a file offered for download is, by the first of these that its name contains."""


def page() -> Component:
    """Build the page; callbacks fill it in the language that the address asks for."""
    return html.Div(
        [
            dcc.Location(id=ids.URL, refresh="callback-nav"),
            dcc.Store(id=ids.LANG),
            dcc.Store(id=ids.CODE),
            html.P(id=ids.SPOKEN, className="unseen", role="status"),
            html.A(id=ids.SKIP, href=f"#{ids.RANKING_LABEL}", className="skip"),
            _top(),
            html.Nav(id=ids.MENU, className="views"),
            html.Main(
                [
                    _stage(),
                    html.Div([_ranking(), html.Section(id=ids.VIEW, className="view"), _panel()], className="side"),
                ],
                id=ids.MAIN,
                className="main",
            ),
            html.Footer(html.P(id=ids.CAUTION), className="foot"),
        ],
        className="app",
    )


def _top() -> Component:
    switch = html.Div(
        [
            html.Button("ES", id=ids.SPANISH, type="button", lang="es", title="Español"),
            html.Button("EN", id=ids.ENGLISH, type="button", lang="en", title="English"),
        ],
        className="switch",
        role="group",
        **{"aria-label": f"{TEXTS['es']['languages']} / {TEXTS['en']['languages']}"},
    )
    menu = html.Details(
        [html.Summary(id=ids.DOWNLOADS_LABEL, className="plain"), html.Ul(id=ids.DOWNLOADS)], className="menu"
    )
    title = html.Div([html.H1(id=ids.TITLE), html.P(id=ids.SUBTITLE)], className="title")
    return html.Header([title, html.Div([menu, switch], className="tools")], className="top")


def menu(scene: Scene) -> list[Component]:
    """List the views, the open one marked."""
    return [
        html.Button(
            say(f"view_{name}", lang=scene.lang),
            type="button",
            **{
                "data-go": json.dumps({"view": None if name == VIEWS[0] else name}),
                "aria-current": "page" if name == scene.state.view else "false",
            },
        )
        for name in VIEWS
    ]


def _stage() -> Component:
    return html.Section(
        [html.H2(id=ids.MAP_LABEL, className="unseen"), html.Iframe(id=ids.MAP, src=MAP_ADDRESS)],
        className="stage",
        **{"aria-labelledby": ids.MAP_LABEL},
    )


def _ranking() -> Component:
    return html.Section(
        [
            html.Div(
                [html.H2(id=ids.RANKING_LABEL, tabIndex=-1), html.P(id=ids.COUNT, className="quiet", role="status")],
                className="headed",
            ),
            html.P(id=ids.RANKING_NOTE, className="quiet note"),
            html.Div(
                [
                    _field(ids.SEARCH_LABEL, dbc.Input(id=ids.SEARCH, type="search", debounce=150, autocomplete="off")),
                    _field(ids.COUNTRY_LABEL, dbc.Select(id=ids.COUNTRY, value=EVERYWHERE)),
                    _field(ids.DEPARTMENT_LABEL, dbc.Select(id=ids.DEPARTMENT, value=EVERYWHERE)),
                ],
                className="filters",
            ),
            _grid(),
        ],
        className="ranking",
        **{"aria-labelledby": ids.RANKING_LABEL},
    )


def _field(label: str, control: Component) -> Component:
    return html.Div([html.Label(id=label, htmlFor=control.id), control], className="field")


def _grid() -> Component:
    return dag.AgGrid(
        id=ids.RANKING,
        getRowId="params.data.code",
        defaultColDef={"sortable": True, "resizable": True, "suppressHeaderMenuButton": True},
        dashGridOptions={
            "theme": {"function": THEME},
            "getLocaleText": {"function": "arraigoLocale(params)"},
            "rowSelection": {"mode": "singleRow", "checkboxes": False, "enableClickSelection": True},
            "animateRows": False,
            "suppressNoRowsOverlay": True,
            "suppressMovableColumns": True,
            "suppressDragLeaveHidesColumns": True,
            "accentedSort": True,
            "multiSortKey": "ctrl",
            "tooltipShowDelay": 400,
            "enableCellTextSelection": True,
        },
        eventListeners={"cellKeyDown": ["arraigoChooseOnEnter(params)"]},
        className="grid",
        style={"height": None, "width": None},
    )


def _panel() -> Component:
    return html.Section(id=ids.PANEL, className="panel", tabIndex=-1)


def downloads(data: Published, *, lang: Lang) -> list[Component]:
    """List the files to download, with what they are and how large they are."""
    return [
        html.Li(
            html.A(
                [html.Span(_kind(name, lang=lang)), html.Small(f"{PurePath(name).name} · {_size(data, name)}")],
                href=DOWNLOAD_ADDRESS + name,
                download=PurePath(name).name,
            )
        )
        for name in data.files
    ]


def words(data: Published, lang: Lang) -> list[str]:
    """Give the texts of `WORDS` in their order."""
    study = data.catalogue.study
    own = {"title": study.title, "subtitle": study.subtitle}
    return [own[key].in_(lang) if key in own else TEXTS[lang][key] for _, _, key in WORDS]


def _kind(name: str, *, lang: Lang) -> str:
    key = next((key for part, key in KINDS if part in name), None)
    return name if key is None else say(key, lang=lang)


def _size(data: Published, name: str) -> str:
    size = (data.folder / name).stat().st_size
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{max(size / 1e3, 1):.0f} kB"
