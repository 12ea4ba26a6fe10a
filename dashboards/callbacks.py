"""Tie the page together: the address says what is chosen, everything drawn follows from it.

What a reader does (a row, a click on the map, a slider, a language) is written into the address by the scripts in
`assets/`, which also move the table and the map when the weights move (`assets/live.js`).
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from dash import ClientsideFunction, Input, Output, State, no_update, set_props

from dashboards import ids, layout, ranking
from dashboards.live import live_in_turn, scene_of
from dashboards.state import read_state
from dashboards.views import VIEWS

if TYPE_CHECKING:
    from collections.abc import Callable

    from dash import Dash

    from dashboards.data import Published
    from geo.kinds import Lang


def register(app: Dash, data: Published) -> None:
    """Add every callback of the app."""
    seen, where, lang, firm = (Input(id_, "value") for id_ in (ids.SEEN, ids.WHERE, ids.LANG, ids.FIRM))

    # Scripts read the address and hand each callback what concerns it: what has not changed asks nothing of the server.
    run, setting = State(ids.RUN, "value"), State(ids.SETTING, "value")
    later = partial(app.callback, prevent_initial_call=True)
    own = partial(of_these_results, data)
    later(Output(ids.VIEW, "children"), Output(ids.CHOSEN, "value"), seen, firm, run)(own(fill_view))
    later(Output(ids.COUNTRY, "children"), Output(ids.TYPE, "children"), lang, run)(own(write_lists))
    later(Output(ids.RANKING, "columnDefs"), Output(ids.RANKING, "rowData"), lang, setting, run)(own(fill_ranking))
    later(Output(ids.DEPARTMENT, "children"), where, lang, run)(own(offer_departments))
    _register_scripts(app)


def of_these_results(data: Published, answer: Callable[..., Any]) -> Callable[..., Any]:
    """Answer a page that was made from these results; another one is told so, and nothing in it is filled from them."""

    def answered(*asked: Any) -> Any:
        *own, run = asked
        if run == data.checksum:
            return answer(data, *own)
        set_props(ids.OTHERS, {"value": data.checksum})
        return no_update

    return answered


def fill_view(data: Published, search: str | None, firm: str | None) -> tuple[list[Any], str]:
    """Build the view that the address asks for, and name the set that it chose; the ranking is none of the views."""
    view = VIEWS.get(read_state(search, known=data.known).view)
    if view is None:
        return [], ""
    scene = scene_of(data, search, firm=is_firm(data, search, firm))
    return view.content(scene), ",".join(view.chosen(scene))


def is_firm(data: Published, search: str | None, firm: str | None) -> bool:
    """Say whether the reader's page has all simulations for the setting of the address: what it shows agrees then."""
    return bool(firm) and read_state(firm, known=data.known).setting == read_state(search, known=data.known).setting


def write_lists(data: Published, lang: Lang) -> tuple[list[Any], ...]:
    """Offer the countries and the types."""
    return layout.options(ranking.countries(data, lang=lang)), layout.options(ranking.types(data, lang=lang))


def fill_ranking(data: Published, lang: Lang, setting: str | None) -> tuple[list[Any], list[Any]]:
    """Fill the table; when the weights move later, the browser changes the rows itself."""
    live = live_in_turn(data, read_state(setting, known=data.known).setting)
    return ranking.columns(lang=lang, top_k=data.top_k, ranked=data.ranked), ranking.rows(data, live, lang=lang)


def offer_departments(data: Published, iso3: str | None, lang: Lang) -> list[Any]:
    """Offer the departments of the country that is chosen, or of all."""
    known = iso3 if iso3 in data.known.countries else None
    return layout.options(ranking.departments(data, lang=lang, iso3=known))


def _register_scripts(app: Dash) -> None:
    """Leave to the browser what need not ask the server: the scripts in `assets/` hold these functions."""
    later = partial(app.clientside_callback, prevent_initial_call=True)
    here = partial(ClientsideFunction, "arraigo")
    # The page's own address, once there is a page: everything else waits for it.
    parts = (Output(id_, "value") for id_ in (ids.SEEN, ids.WHERE, ids.SETTING, ids.LANG, ids.RUN))
    app.clientside_callback(here("readAddress"), *parts, Input(ids.SEEN, "id"))
    later(here("fillTable"), Input(ids.RANKING, "rowData"))
    later(here("showView"), Input(ids.VIEW, "children"))
    later(here("showSet"), Input(ids.CHOSEN, "value"))
    later(here("hearOfOthers"), Input(ids.OTHERS, "value"))
    lists = [Input(id_, "children") for id_ in (ids.COUNTRY, ids.DEPARTMENT, ids.TYPE)]
    later(here("showFilters"), *lists)
