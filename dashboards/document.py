"""Write the document that holds the app: heading, map and panel stand in it, and Dash draws the table and the views.

So the words are there before any script, and the map loads beside Dash's scripts instead of after them.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from dash import html

from dashboards import ids
from dashboards.data import LIVE
from dashboards.markup import markup
from dashboards.offered import downloads
from dashboards.places import go
from dashboards.state import VIEWS, read_state
from dashboards.texts import TEXTS, say
from dashboards.views import VIEWS as VIEWS_SHOWN
from dashboards.words import words, written
from geo.catalogue import FOR_WHOM

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dash.development.base_component import Component

    from dashboards.data import Published
    from dashboards.state import State

MAP_ADDRESS = "/map.html"
LIVE_MAP_ADDRESS = f"/{LIVE}/map.html"
UNUSED = "/dash_table/"
"""Comes with Dash, and is asked for by nothing here."""
FOR_VIEWS = "/dash/dcc/"
"""What only views are drawn with; a page that opens on the ranking does without it until one is asked for."""

PAGE = """<!DOCTYPE html>
<html lang="{lang}">
<head>{metas}<title>{title}</title><link rel="icon" href="{icon}">{css}</head>
<body>
<noscript>Esta página necesita JavaScript. This page needs JavaScript.</noscript>
{body}
<script type="application/json" id="words">{words}</script>
{config}{scripts}{renderer}
</body>
</html>"""

_DRAWN = (
    "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'><rect width='16' height='16' rx='3' fill='#0f5c66'/>"
    "<path d='M8 3v10M8 8l-4 4M8 8l4 4' fill='none' stroke='#fff' stroke-width='1.7'/></svg>"
)
ICON = f"data:image/svg+xml,{quote(_DRAWN)}"
"""A stem with its roots; within the page, so that no change of the address asks for it again."""


def document(data: Published, search: str, *, scripts: str, app_entry: str, **dash: str) -> str:
    """Write the document for an address.

    Parameters
    ----------
    search
        The query part of the address.
    scripts, app_entry, dash
        What Dash puts into the document.
    """
    state = read_state(search, known=data.known)
    tags = [tag for tag in scripts.splitlines() if UNUSED not in tag]
    later = [] if state.view in VIEWS_SHOWN else [tag for tag in tags if FOR_VIEWS in tag]
    tools = [source for tag in later for source in re.findall('src="([^"]+)"', tag)]
    title = written(data, state.lang)[ids.TITLE]
    return PAGE.format(
        lang=state.lang,
        title=markup(title),
        icon=ICON,
        # A name can hold anything; in here nothing may end the element.
        words=json.dumps(words(data), ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c"),
        body=markup(page(data, state, tools=tools)).replace(markup(html.Slot()), app_entry, 1),
        scripts="\n".join(tag for tag in tags if tag not in later),
        **{name: dash[name] for name in ("metas", "css", "config", "renderer")},
    )


def page(data: Published, state: State, *, tools: Sequence[str] = ()) -> Component:
    """Lay out the page; what Dash draws comes into the slot, and `tools` are the scripts that views wait for."""
    told = written(data, state.lang)
    return html.Div(
        [
            html.P(id=ids.SPOKEN, className="unseen", role="status"),
            html.A(told[ids.SKIP], id=ids.SKIP, href=f"#{ids.RANKING_LABEL}", className="skip"),
            *_for_whom(data),
            _top(data, state, told),
            html.Nav(
                menu(state),
                id=ids.MENU,
                className="views",
                **{"aria-label": told[ids.MENU], "data-tools": json.dumps(list(tools))},
            ),
            # Scripts fill these: what is the reader's own about the scores, and what the server has to say.
            html.Section(id=ids.OWN, className="own", **{"aria-label": told[ids.OWN]}),
            html.Div(id=ids.NOTICE, className="notices", role="status"),
            html.Main(
                [
                    _stage(data, state, told),
                    html.Div(
                        [html.Slot(), html.Section(id=ids.PANEL, className="panel", tabIndex=-1)], className="side"
                    ),
                ],
                id=ids.MAIN,
                className=_room(state),
            ),
            html.Footer(
                [html.P(told[ids.CAUTION], id=ids.CAUTION), html.P(id=ids.PRINTED, className="printed")],
                className="foot",
            ),
        ],
        className="app",
    )


def _room(state: State) -> str:
    """Say how much room the open view takes, as `assets/words.js` does when another one is opened."""
    view = VIEWS_SHOWN.get(state.view)
    return "main" if view is None else f"main {'wide' if view.wide else 'beside'}"


def _for_whom(data: Published) -> list[Component]:
    """Say in both languages for whom an app of a closed tier is; on paper too."""
    told = FOR_WHOM.get(data.tier)
    return [html.P([told.es, " \u00b7 ", html.Span(told.en, lang="en")], className="for-whom")] if told else []


def _top(data: Published, state: State, told: dict[str, str]) -> Component:
    languages = (("es", "Español", ids.SPANISH), ("en", "English", ids.ENGLISH))
    switch = html.Div(
        [
            go(
                lang.upper(),
                {"lang": lang},
                name=None,
                id=id_,
                lang=lang,
                title=title,
                **{"aria-pressed": str(lang == state.lang).lower()},
            )
            for lang, title, id_ in languages
        ],
        className="switch",
        role="group",
        **{"aria-label": f"{TEXTS['es']['languages']} / {TEXTS['en']['languages']}"},
    )
    files = html.Ul(downloads(data, lang=state.lang), id=ids.DOWNLOADS)
    offer = html.Details(
        [html.Summary(told[ids.DOWNLOADS_LABEL], id=ids.DOWNLOADS_LABEL, className="plain"), files], className="menu"
    )
    copy = html.Button(told[ids.COPY], id=ids.COPY, type="button", className="plain")
    link = html.Div([copy, html.Div(id=ids.LINK)], className="link")
    title = html.Div(
        [html.H1(told[ids.TITLE], id=ids.TITLE), html.P(told[ids.SUBTITLE], id=ids.SUBTITLE)], className="title"
    )
    return html.Header([title, html.Div([link, offer, switch], className="tools")], className="top")


def menu(state: State) -> list[Component]:
    """List the views, the open one marked."""
    return [
        go(
            say(f"view_{name}", lang=state.lang),
            {"view": None if name == VIEWS[0] else name},
            name=None,
            **{"data-view": name, "aria-current": "page" if name == state.view else "false"},
        )
        for name in VIEWS
    ]


def _stage(data: Published, state: State, told: dict[str, str]) -> Component:
    parts = (data.folder / LIVE / "map.html").is_file()
    view = VIEWS_SHOWN.get(state.view)
    # What the map shall show first stands in its address; later it is told.
    shown: dict[str, Any] = {"lang": state.lang, "layer": state.layer or (view and view.layer)}
    asked = urlencode({name: value for name, value in shown.items() if value})
    address = LIVE_MAP_ADDRESS if parts else MAP_ADDRESS
    return html.Section(
        [
            html.H2(told[ids.MAP_LABEL], id=ids.MAP_LABEL, className="unseen"),
            html.Iframe(id=ids.MAP, src=f"{address}#{asked}", title=told[ids.MAP]),
        ],
        className="stage",
        **{"aria-labelledby": ids.MAP_LABEL},
    )
