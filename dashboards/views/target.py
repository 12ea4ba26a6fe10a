"""Show the choice of a set of places under a number or a budget: what is asked, what comes out, how good that is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash import html

from dashboards.selection import choose_for, found_for
from dashboards.texts import say
from dashboards.views.target_form import form, name_of
from dashboards.views.target_result import result
from dashboards.wishes import is_study

if TYPE_CHECKING:
    from typing import Any

    from dash.development.base_component import Component

    from dashboards.scene import Scene
    from dashboards.selection import Outcome, Words


def content(scene: Scene) -> list[Component]:
    """Build the view."""
    lang = scene.lang
    parts = [html.H2(say("view_target", lang=lang)), html.P(say("target_lead", lang=lang))]
    if not scene.live.ranked:
        return [*parts, html.P(say("target_unranked", lang=lang), className="nothing")]
    outcome = choose_for(scene)
    shown = result(scene, outcome) if outcome.selection is not None else [_none(scene, outcome)]
    return [*parts, form(scene), *shown]


def chosen(scene: Scene) -> list[str]:
    """Give the codes of the set that `content` has found, where it is the reader's own."""
    outcome = None if is_study(scene) else found_for(scene)
    return [] if outcome is None or outcome.selection is None else list(outcome.selection.codes)


def _none(scene: Scene, outcome: Outcome) -> Component:
    """Say which rules cannot be met, and what to loosen."""
    lang = scene.lang
    if outcome.late:
        return html.Section(
            [html.H3(say("target_late", lang=lang)), html.P(say("target_late_do", lang=lang))], className="warned"
        )
    told = outcome.faults or outcome.conflict
    lead = "target_faults" if outcome.faults else "target_conflict" if len(told) > 1 else "target_impossible"
    return html.Section(
        [
            html.H3(say("target_none", lang=lang)),
            html.P(say(lead, lang=lang)),
            html.Ul([html.Li(_sentence(scene, words)) for words in told]),
            html.P(say("target_loosen", lang=lang)) if not outcome.faults else None,
        ],
        className="warned",
        role="alert",
    )


def _sentence(scene: Scene, words: Words) -> str:
    """Say a rule or a fault, its places and groups by name."""
    key, fill = words
    told: dict[str, Any] = dict(fill)
    if "codes" in told:
        places = scene.live.places
        told["names"] = ", ".join(f"{places[code]['name']} ({code})" for code in told.pop("codes"))
    if "what" in told:
        told["what"] = name_of(scene, told["what"])
    numbers = {name: f"{value:,.0f}" for name, value in told.items() if isinstance(value, int | float)}
    return say(key, lang=scene.lang, **(told | numbers))
