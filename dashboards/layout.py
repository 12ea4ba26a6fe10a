"""Lay out the page: heading, map, ranking, the panel of a place, and what the results are not for.

The texts are put in by a callback, so that one list says what is written where in both languages.
"""

from __future__ import annotations

import json
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import dash_ag_grid as dag
from dash import dcc, html

from dashboards import ids
from dashboards.data import LIVE
from dashboards.state import VIEWS
from dashboards.texts import TEXTS, say
from dashboards.views import VIEWS as VIEWS_SHOWN
from geo.catalogue import FOR_WHOM

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dash.development.base_component import Component

    from dashboards.data import Published
    from dashboards.state import State
    from geo.kinds import Lang

MAP_ADDRESS = "/map.html"
LIVE_MAP_ADDRESS = f"/{LIVE}/map.html"
DOWNLOAD_ADDRESS = "/download/"

THEME = (
    "themeQuartz.withParams({accentColor: 'var(--accent)', fontFamily: 'inherit', fontSize: 14, headerFontSize: 12, "
    "headerFontWeight: 600, headerTextColor: 'var(--quiet)', headerBackgroundColor: 'var(--card)', "
    "foregroundColor: 'var(--ink)', borderColor: 'var(--line)', selectedRowBackgroundColor: 'var(--accent-pale)', "
    "wrapperBorder: false, wrapperBorderRadius: 0, rowHeight: 36, headerHeight: 38, cellHorizontalPadding: 10})"
)
"""The table's look, in the colours of `assets/style.css`."""

STORES = (ids.SEEN, ids.WHERE, ids.SETTING, ids.LANG, ids.FIRM, ids.WORDS)
"""What scripts and callbacks tell each other; the address itself stands in the browser alone."""

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
    (ids.COUNTRY_LABEL, "children", "country_label"),
    (ids.DEPARTMENT_LABEL, "children", "department_label"),
    (ids.TYPE_LABEL, "children", "type_label"),
    (ids.WEIGH, "children", "setting_open"),
    (ids.DRAWER, "aria-label", "setting_title"),
    (ids.MENU, "aria-label", "views"),
    (ids.OWN, "aria-label", "own_region"),
    (ids.COPY, "children", "link_copy"),
    (ids.CAUTION, "children", "caution"),
)
"""Component, property and text; title and subtitle are the study's own."""

SCRIPTS = (
    "panel_empty", "search_hint", "count", "count_none", "unranked", "rank_interval", "setting_title", "setting_close", "setting_note",
    "setting_weights", "setting_inside", "setting_silent", "setting_share", "setting_presets", "preset_choose",
    "preset_study", "preset_equal", "preset_only", "preset_saved", "preset_ready", "preset_save", "preset_name",
    "preset_forget", "preset_kept", "preset_refused", "setting_method", "setting_normalisation", "setting_aggregation",
    "setting_scope", "setting_gate", "setting_reset", "certainty_running", "link_copied", "link_by_hand", "stale",
    "stale_reload", "lost", "printed",
)  # fmt: skip
"""The texts that the scripts in `assets/` say."""

KINDS = (
    ("map.html", "file_map"),
    ("evidence.html", "file_evidence"),
    ("quality.html", "file_quality"),
    ("what_changed", "file_changes"),
    ("rollup", "file_rollup"),
    ("departments.csv", "file_departments"),
    ("codebook", "file_codebook"),
    ("card", "file_card"),
    ("values.csv", "file_values"),
    (".zip", "file_shapefile"),
    (".gpkg", "file_geopackage"),
    (".parquet", "file_geoparquet"),
    (".csv", "file_table"),
)
"""What a file offered for download is, by the first of these that its name contains."""


def page(data: Published) -> Component:
    """Build the page; callbacks fill it in the language that the address asks for."""
    return html.Div(
        [
            *(dcc.Store(id=id_) for id_ in STORES),
            html.P(id=ids.SPOKEN, className="unseen", role="status"),
            html.A(id=ids.SKIP, href=f"#{ids.RANKING_LABEL}", className="skip"),
            *_for_whom(data),
            _top(),
            html.Nav(id=ids.MENU, className="views"),
            # Scripts fill these: what is the reader's own about the scores, and what the server has to say.
            html.Section(id=ids.OWN, className="own"),
            html.Div(id=ids.NOTICE, className="notices", role="status"),
            html.Main(
                [
                    _stage(data),
                    html.Div(
                        [_ranking(), html.Section(id=ids.VIEW, className="view", tabIndex=0), _panel()],
                        className="side",
                    ),
                ],
                id=ids.MAIN,
                className="main",
            ),
            html.Footer([html.P(id=ids.CAUTION), html.P(id=ids.PRINTED, className="printed")], className="foot"),
        ],
        className="app",
    )


def _for_whom(data: Published) -> list[Component]:
    """Say in both languages for whom an app of a closed tier is; on paper too."""
    told = FOR_WHOM.get(data.tier)
    return [html.P([told.es, " \u00b7 ", html.Span(told.en, lang="en")], className="for-whom")] if told else []


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
    link = html.Div(
        [html.Button(id=ids.COPY, type="button", className="plain"), html.Div(id=ids.LINK)], className="link"
    )
    title = html.Div([html.H1(id=ids.TITLE), html.P(id=ids.SUBTITLE)], className="title")
    return html.Header([title, html.Div([link, menu, switch], className="tools")], className="top")


def menu(state: State) -> list[Component]:
    """List the views, the open one marked."""
    return [
        html.Button(
            say(f"view_{name}", lang=state.lang),
            type="button",
            **{
                "data-go": json.dumps({"view": None if name == VIEWS[0] else name}),
                "aria-current": "page" if name == state.view else "false",
            },
        )
        for name in VIEWS
    ]


def _stage(data: Published) -> Component:
    parts = (data.folder / LIVE / "map.html").is_file()
    frame = html.Iframe(id=ids.MAP, src=LIVE_MAP_ADDRESS if parts else MAP_ADDRESS)
    return html.Section(
        [html.H2(id=ids.MAP_LABEL, className="unseen"), frame],
        className="stage",
        **{"aria-labelledby": ids.MAP_LABEL},
    )


def _ranking() -> Component:
    headed = html.Div(
        [
            html.H2(id=ids.RANKING_LABEL, tabIndex=-1),
            html.P(id=ids.COUNT, className="quiet", role="status"),
            html.Button(id=ids.WEIGH, type="button", className="plain", **{"aria-expanded": "false"}),
        ],
        className="headed",
    )
    filters = html.Div(
        [
            # The field itself is made by a script: these elements have none that is plain.
            html.Div([html.Label(id=ids.SEARCH_LABEL), html.Div(id=ids.SEARCH)], className="field"),
            _field(ids.COUNTRY_LABEL, html.Select(id=ids.COUNTRY)),
            _field(ids.DEPARTMENT_LABEL, html.Select(id=ids.DEPARTMENT)),
            _field(ids.TYPE_LABEL, html.Select(id=ids.TYPE)),
        ],
        className="filters",
    )
    table = html.Div(
        [headed, html.P(id=ids.RANKING_NOTE, className="quiet note"), filters, _grid()], className="listing"
    )
    # Beside the table; a script fills it when it is first opened.
    return html.Section(
        [html.Section(id=ids.DRAWER, className="drawer"), table],
        className="ranking",
        **{"aria-labelledby": ids.RANKING_LABEL},
    )


def _field(label: str, control: Component) -> Component:
    return html.Div([html.Label(id=label, htmlFor=control.id), control], className="field")


def options(offered: Sequence[Mapping[str, str]]) -> list[Component]:
    """Make the choices of a list; the script that follows the address says which one is chosen."""
    return [html.Option(item["label"], value=item["value"]) for item in offered]


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
            "isExternalFilterPresent": {"function": "arraigoNarrows()"},
            "doesExternalFilterPass": {"function": "arraigoPasses(params)"},
            "enableCellTextSelection": True,
            # Arrows go through the cells; the next stop is what follows the table, not the next of thousands of cells.
            "tabToNextCell": {"function": "arraigoLeavesTable(params)"},
        },
        eventListeners={
            "cellKeyDown": ["arraigoChooseOnEnter(params)"],
            "rowSelected": ["arraigoChoose(params)"],
        },
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


def script_words(data: Published, lang: Lang) -> dict[str, Any]:
    """Gather what the scripts say, and what they know of the study."""
    views = {name: view.layer for name, view in VIEWS_SHOWN.items() if view.layer}
    told: dict[str, Any] = {key: TEXTS[lang][key] for key in SCRIPTS}
    study = data.catalogue
    return told | {
        "lang": lang,
        "title": study.study.title.in_(lang),
        "root": study.index.root.id,
        "run": data.checksum,
        "views": views,
    }


def _kind(name: str, *, lang: Lang) -> str:
    key = next((key for part, key in KINDS if part in name), None)
    return name if key is None else say(key, lang=lang)


def _size(data: Published, name: str) -> str:
    size = (data.folder / name).stat().st_size
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{max(size / 1e3, 1):.0f} kB"
