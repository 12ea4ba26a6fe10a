"""Tie the page together: the address says what is chosen, everything drawn follows from it.

What a reader does (a row, a click on the map, a language) is written into the address by `assets/bridge.js`.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from dash import ClientsideFunction, Input, Output, State, no_update

from dashboards import ids, layout, ranking
from dashboards.panel import panel, spoken
from dashboards.scene import Live, Scene
from dashboards.state import read_state
from dashboards.texts import say
from dashboards.views import VIEWS

if TYPE_CHECKING:
    from dash import Dash

    from dashboards.data import Published
    from geo.kinds import Lang


def register(app: Dash, data: Published) -> None:
    """Add every callback of the app."""
    address, lang = Input(ids.URL, "search"), Input(ids.LANG, "data")
    search, country, department = (Input(id_, "value") for id_ in (ids.SEARCH, ids.COUNTRY, ids.DEPARTMENT))

    app.callback(Output(ids.LANG, "data"), address, State(ids.LANG, "data"))(partial(read_language, data))
    app.callback(
        Output(ids.PANEL, "children"),
        Output(ids.PANEL, "className"),
        Output(ids.SPOKEN, "children"),
        Output(ids.CODE, "data"),
        address,
        State(ids.CODE, "data"),
    )(partial(fill_panel, data))

    app.callback(Output(ids.VIEW, "children"), Output(ids.MENU, "children"), Output(ids.MAIN, "className"), address)(
        partial(fill_view, data)
    )

    # What follows from the language waits until the address has said which.
    later = partial(app.callback, prevent_initial_call=True)
    later(*(Output(id_, name) for id_, name, _ in layout.WORDS), lang)(partial(layout.words, data))
    later(Output(ids.DOWNLOADS, "children"), Output(ids.COUNTRY, "options"), lang)(partial(write_lists, data))
    later(Output(ids.RANKING, "columnDefs"), Output(ids.RANKING, "rowData"), lang)(partial(fill_ranking, data))
    later(
        Output(ids.DEPARTMENT, "options"),
        Output(ids.DEPARTMENT, "value"),
        country,
        lang,
        State(ids.DEPARTMENT, "value"),
    )(partial(offer_departments, data))
    later(Output(ids.RANKING, "filterModel"), Output(ids.COUNT, "children"), search, country, department, lang)(
        partial(narrow, data)
    )
    _register_bridge(app)


def read_language(data: Published, search: str | None, lang: Lang | None) -> Any:
    """Take the language from the address, and leave it alone when it has not changed."""
    asked = read_state(search, known=data.known).lang
    return no_update if asked == lang else asked


def fill_panel(data: Published, search: str | None, code: str | None) -> tuple[list[Any], str, str, Any]:
    """Show the place that the address asks for, say it in a sentence, and tell the map when it is another one."""
    scene = _scene(data, search)
    asked = scene.state.code
    name = "panel" if asked is None else "panel open"
    return panel(scene), name, spoken(scene), no_update if asked == code else asked


def _scene(data: Published, search: str | None) -> Scene:
    live = Live(data.scores, replicates=data.catalogue.study.replicates)
    return Scene(data, live, read_state(search, known=data.known))


def fill_view(data: Published, search: str | None) -> tuple[list[Any], list[Any], str]:
    """Build the view that the address asks for, the menu, and say how much room the view takes."""
    scene = _scene(data, search)
    view = VIEWS.get(scene.state.view)
    wide = "" if view is None else "wide" if view.wide else "beside"
    return [] if view is None else view.content(scene), layout.menu(scene), f"main {wide}".strip()


def write_lists(data: Published, lang: Lang) -> tuple[list[Any], list[Any]]:
    """Offer the downloads and the countries."""
    return layout.downloads(data, lang=lang), ranking.countries(data, lang=lang)


def fill_ranking(data: Published, lang: Lang) -> tuple[list[Any], list[Any]]:
    """Fill the table."""
    return ranking.columns(lang=lang, top_k=data.top_k), ranking.rows(data, lang=lang)


def offer_departments(data: Published, iso3: str, lang: Lang, chosen: str) -> tuple[list[Any], str]:
    """Offer the departments of the country; one of another country is no longer chosen."""
    offered = ranking.departments(data, lang=lang, iso3=iso3)
    return offered, chosen if chosen in [item["value"] for item in offered] else ranking.EVERYWHERE


def narrow(data: Published, query: str | None, iso3: str, adm1_code: str, lang: Lang) -> tuple[dict[str, Any], str]:
    """Filter the table, and say how many places are left."""
    asked = ranking.Asked(query, iso3, adm1_code)
    found = ranking.count(data, asked)
    text = say("count" if found else "count_none", lang=lang, n=found, total=len(data.places))
    return ranking.filters(asked), text


def _register_bridge(app: Dash) -> None:
    """Leave to the browser what need not ask the server: `assets/bridge.js` holds these functions."""
    later = partial(app.clientside_callback, prevent_initial_call=True)
    here = partial(ClientsideFunction, "arraigo")
    address = Output(ids.URL, "search", allow_duplicate=True)
    pressed = [Output(id_, "aria-pressed") for id_ in (ids.SPANISH, ids.ENGLISH)]
    later(here("chooseRow"), address, Input(ids.RANKING, "selectedRows"))
    later(here("chooseLanguage"), address, Input(ids.SPANISH, "n_clicks"), Input(ids.ENGLISH, "n_clicks"))
    later(here("showPlace"), Input(ids.CODE, "data"))
    later(here("markAgain"), Input(ids.RANKING, "rowData"))
    later(here("showLanguage"), *pressed, Input(ids.LANG, "data"))
    later(here("nameWindow"), Input(ids.TITLE, "children"))
