"""Let a reader say what a set of places must be: how many, for what, from where, with which, and whether together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dash import dcc, html

from dashboards.actions import HELD, held, held_change, hold
from dashboards.data import fold
from dashboards.places import country, go, place_button, select
from dashboards.state import GOALS
from dashboards.texts import say
from dashboards.wishes import COSTS, Bounds, bounds_of, is_study, number_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dash.development.base_component import Component

    from dashboards.scene import Scene

RESET = dict.fromkeys(("k", "goal", "budget", "quota", "in", "out", "zones"))
"""What takes a reader back to the study's own set."""
ZONES = (1, 2, 3, 4, 5, 6, 8, 10)
"""Into how many zones a set may be asked to fall."""


def form(scene: Scene) -> Component:
    """Build the controls; each writes a key of the address."""
    lang, wish, study = scene.lang, scene.state.wish, scene.data.catalogue.study
    asked = number_of(scene)
    budget = "target_budget_people" if scene.data.finding(COSTS) is None else "target_budget_cost"
    goals = [(goal, say(f"goal_{goal}", lang=lang)) for goal in GOALS]
    zones = [("", say("zones_free", lang=lang))]
    zones += [(str(n), say("zones_one" if n == 1 else "zones_most", lang=lang, n=n)) for n in ZONES]
    fields = [
        _field(scene, "target_k", dcc.Input(id="set-k", type="number", min=1, max=scene.live.ranked, value=asked)),
        _field(scene, "target_goal", select("set-goal", goals, wish.goal or study.targeting.objective)),
        _field(scene, budget, dcc.Input(id="set-budget", type="number", min=0, value=wish.budget)),
        _field(scene, "target_zones", select("set-zones", zones, str(wish.zones or ""))),
    ]
    reset = [] if is_study(scene) else [go(say("target_reset", lang=lang), RESET)]
    notes = [html.P(say("target_budget_note", lang=lang), className="quiet")] if wish.budget is not None else []
    return html.Section(
        [
            html.H3(say("target_asked", lang=lang)),
            html.Div(fields, className="form"),
            *notes,
            _quotas(scene),
            _held_places(scene),
            html.Div(reset, className="chips"),
        ]
    )


def name_of(scene: Scene, what: str) -> str:
    """Name a group such as ``country=SLV``; a department whose name another country has too says which it is."""
    word, _, group = what.partition("=")
    if word == "country":
        return country(scene, group)
    if word == "pillar":
        titles = {node.id: node.title.in_(scene.lang) for node in scene.data.catalogue.index.nodes}
        return titles.get(group, group)
    return _departments(scene).get(group, group)


def _field(scene: Scene, key: str, control: Component) -> Component:
    return html.Div([html.Label(say(key, lang=scene.lang), htmlFor=control.id), control], className="field")


def _quotas(scene: Scene) -> Component:
    """Offer the least and the most of each country, of what has a quota already, and of one department more."""
    lang = scene.lang
    there = {what: (least, most) for what, least, most in bounds_of(scene)}
    countries = [f"country={entry.iso3}" for entry in scene.data.catalogue.study.countries]
    lines: list[Bounds] = [(what, *there.pop(what, (None, None))) for what in countries]
    lines += [(what, least, most) for what, (least, most) in there.items()]
    shown = html.Div([_bound(scene, line, lines) for line in lines], className="bounds")
    named = {code: name for code, name in _departments(scene).items() if f"department={code}" not in there}
    choices = [("", say("quota_add", lang=lang))]
    choices += [(f"department={code}", name) for code, name in sorted(named.items(), key=lambda pair: fold(pair[1]))]
    adding = html.Div(
        [
            html.Label(say("quota_department", lang=lang), htmlFor="quota-add"),
            select("quota-add", choices, ""),
        ],
        className="field",
    )
    title = html.Summary(say("target_quotas", lang=lang))
    return html.Details([title, shown, adding], open=bool(scene.state.wish.quotas), className="quotas")


def _bound(scene: Scene, line: Bounds, lines: Sequence[Bounds]) -> Component:
    lang, (what, least, most) = scene.lang, line
    name = name_of(scene, what)
    inputs = [
        html.Div(
            [
                html.Label(say(f"quota_{end}", lang=lang), htmlFor=f"quota-{end}-{what}"),
                dcc.Input(id=f"quota-{end}-{what}", type="number", min=0, max=9999, value=value),
            ]
        )
        for end, value in (("low", least), ("high", most))
    ]
    parts: list[Any] = [html.Span(name), *inputs]
    if not what.startswith("country="):
        rest = ",".join(_written(other) for other in lines if other[0] != what)
        parts.append(go("×", {"quota": rest or None}, said=say("quota_drop", lang=lang, name=name)))
    return html.Div(parts, className="bound", role="group", **{"aria-label": name})


def _written(line: Bounds) -> str:
    what, least, most = line
    return f"{what}:{'' if least is None else least}-{'' if most is None else most}"


def _departments(scene: Scene) -> dict[str, str]:
    found = scene.data.scores.drop_duplicates("adm1_code").set_index("adm1_code")
    shared = found["adm1_name"].duplicated(keep=False)
    return {
        str(code): f"{name} ({country(scene, iso3)})" if twice else name
        for code, name, iso3, twice in zip(found.index, found["adm1_name"], found["iso3"], shared, strict=True)
    }


def _held_places(scene: Scene) -> Component:
    """List the places that the reader holds in or out, and offer to hold more by touching them on the map."""
    lang, wish = scene.lang, scene.state.wish
    switch = html.Button(
        say("hold_by_map", lang=lang),
        type="button",
        className="act",
        id="hold-by-map",
        **{"data-hold-by-map": "", "aria-pressed": "false"},
    )
    lists = [_held(scene, choice, codes) for choice, codes in (("in", wish.locked), ("out", wish.excluded)) if codes]
    chosen = [] if scene.place is None else [_chosen(scene)]
    note = html.P(say("target_held_note", lang=lang), className="quiet")
    title = html.Summary(say("target_held", lang=lang))
    return html.Details([title, note, switch, *chosen, *lists], open=bool(chosen or lists), className="quotas")


def _chosen(scene: Scene) -> Component:
    place = scene.place or {}
    return html.Div([html.Strong(place["name"]), hold(scene, place)], className="chips")


def _held(scene: Scene, choice: str, codes: Sequence[str]) -> Component:
    lang = scene.lang
    items = []
    for code in codes:
        place = scene.live.places[code]
        free = held_change(scene.state, code, HELD[2])
        said = say("hold_free_said", lang=lang, name=place["name"])
        items.append(html.Li([place_button(place), go("×", free, said=said)]))
    return html.Div([html.Span(say(f"held_{choice}", lang=lang)), html.Ul(items, className="chips")], className="chips")


def row_holds(scene: Scene, place: dict[str, Any]) -> Component:
    """Offer in a row of a list to hold a place in or out, or to let it go."""
    lang, now = scene.lang, held(scene.state, place["code"])
    buttons = [
        go(
            say(f"hold_{choice}_short", lang=lang),
            held_change(scene.state, place["code"], "free" if now == choice else choice),
            said=say(f"hold_{choice}_said", lang=lang, name=place["name"]),
            **{"aria-pressed": str(now == choice).lower()},
        )
        for choice in ("in", "out")
    ]
    return html.Div(buttons, className="chips")
