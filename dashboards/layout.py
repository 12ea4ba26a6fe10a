"""Lay out what Dash draws of the page: the ranking with its filters, and the room of the views.

All else stands in the document itself (`document.py`); scripts write the words into both (`words.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import dash_ag_grid as dag
from dash import html

from dashboards import ids

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dash.development.base_component import Component

THEME = (
    "themeQuartz.withParams({accentColor: 'var(--accent)', fontFamily: 'inherit', fontSize: 14, headerFontSize: 12, "
    "headerFontWeight: 600, headerTextColor: 'var(--quiet)', headerBackgroundColor: 'var(--card)', "
    "foregroundColor: 'var(--ink)', borderColor: 'var(--line)', selectedRowBackgroundColor: 'var(--accent-pale)', "
    "wrapperBorder: false, wrapperBorderRadius: 0, rowHeight: 36, headerHeight: 38, cellHorizontalPadding: 10})"
)
"""The table's look, in the colours of `assets/style.css`."""

STORES = (ids.SEEN, ids.WHERE, ids.SETTING, ids.LANG, ids.FIRM, ids.CHOSEN, ids.RUN, ids.OTHERS)
"""What scripts and callbacks tell each other; the address itself stands in the browser alone."""


def page() -> Component:
    """Build what stands in the page beside the map; callbacks and scripts fill it in the language of the address."""
    return html.Div(
        [
            *(html.Data(id=id_) for id_ in STORES),
            _ranking(),
            html.Section(id=ids.VIEW, className="view", tabIndex=0),
        ],
        className="dashed",
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
            # Rows beyond the window are drawn with every move; so many are enough for a wheel or a finger.
            "rowBuffer": 4,
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
