"""Offer what can be done with a place: compare it, hold it in or out of the set, print its brief, copy its code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dash import html

from dashboards.places import go
from dashboards.state import COMPARED_MAX
from dashboards.texts import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dash.development.base_component import Component

    from dashboards.scene import Scene
    from dashboards.state import State

BRIEF_ADDRESS = "/brief/"
"""Where the app serves the brief of a place."""
HELD = ("in", "out", "free")
"""A place must be in the set, must not, or may."""


def actions(scene: Scene, place: Mapping[str, Any]) -> Component:
    """Build the row of buttons."""
    lang, code = scene.lang, place["code"]
    return html.Div(
        [
            _compare(scene, code),
            html.A(say("brief", lang=lang), href=f"{BRIEF_ADDRESS}{code}.pdf?lang={lang}", className="act"),
            html.Button(
                say("copy_code", lang=lang),
                type="button",
                className="act",
                **{"data-copy": code, "data-copied": say("copied", lang=lang)},
            ),
            hold(scene, place),
        ],
        className="actions",
    )


def hold(scene: Scene, place: Mapping[str, Any]) -> Component:
    """Offer to hold a place in the set or out of it, the present choice pressed."""
    now, lang = held(scene.state, place["code"]), scene.lang
    buttons = [
        go(
            say(f"hold_{choice}", lang=lang),
            held_change(scene.state, place["code"], choice),
            name="act",
            said=say(f"hold_{choice}_said", lang=lang, name=place["name"]),
            **{"aria-pressed": str(choice == now).lower()},
        )
        for choice in HELD
    ]
    return html.Div(
        [html.Span(say("hold", lang=lang), className="quiet"), *buttons],
        className="hold",
        role="group",
        **{"aria-label": say("hold", lang=lang)},
    )


def held(state: State, code: str) -> str:
    """Say whether the reader holds a place in the set, out of it, or leaves it free."""
    if code in state.wish.locked:
        return "in"
    return "out" if code in state.wish.excluded else "free"


def held_change(state: State, code: str, choice: str) -> dict[str, str | None]:
    """Write the keys of the address under which a place is held otherwise."""
    locked = [other for other in state.wish.locked if other != code] + [code] * (choice == "in")
    excluded = [other for other in state.wish.excluded if other != code] + [code] * (choice == "out")
    return {"in": listed(locked), "out": listed(excluded)}


def listed(codes: Sequence[str]) -> str | None:
    """Write codes for the address; none are not written."""
    return ",".join(codes) or None


def _compare(scene: Scene, code: str) -> Component:
    lang, compared = scene.lang, scene.state.compared
    if code in compared:
        rest = listed([other for other in compared if other != code])
        return go(say("compare_drop", lang=lang), {"vs": rest}, **{"aria-pressed": "true"})
    if len(compared) >= COMPARED_MAX:
        return html.Span(say("compare_full", lang=lang, n=COMPARED_MAX), className="quiet")
    return go(say("compare_add", lang=lang), {"vs": listed([*compared, code]), "view": "compare"})
