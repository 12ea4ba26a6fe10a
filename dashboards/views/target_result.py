"""Show a set of places: how good it is, its places, what each country has and just misses, and sets nearly as good."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any

import pandas as pd
from dash import html

from dashboards.places import country, place_button, rank_text, table
from dashboards.texts import say
from dashboards.views.target_form import name_of, row_holds
from dashboards.wishes import is_study
from geo.numerals import chance, number, percent
from geo.patterns import NOT_NESTED, reasons

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboards.scene import Scene
    from dashboards.selection import Outcome
    from geo.patterns import Selection

MISSED = 3
"""How many places that just miss out are named for each country."""


def result(scene: Scene, outcome: Outcome) -> list[Component]:
    """Build all that is said of a set."""
    selection = outcome.selection
    if selection is None:
        return []
    return [
        _summary(scene, outcome, selection),
        _countries(scene, outcome, selection),
        _places(scene, outcome, selection),
        _others(scene, outcome, selection),
    ]


def _summary(scene: Scene, outcome: Outcome, selection: Selection) -> Component:
    lang, asked = scene.lang, outcome.asked
    people = scene.live.scores["people"].reindex(list(selection.codes))
    facts = [
        ("target_places", number(len(selection.codes))),
        ("people", _people(scene, people)),
        (f"reached_{asked.objective}", _figure(selection.reached, asked.objective)),
    ]  # fmt: skip
    if selection.zones is not None:
        facts.append(("target_zones_found", number(selection.zones.nunique())))
    own = not is_study(scene)
    notes = [_proof(scene, selection), NOT_NESTED[lang]]
    alone = html.Button(
        say("target_alone", lang=lang),
        type="button",
        className="act",
        **{"data-alone": ",".join(selection.codes), "aria-pressed": "false"},
    )
    if selection.left_out:
        notes.append(say("target_left_out", lang=lang, n=number(len(selection.left_out))))
    if asked.objective == "migrants" and not _comparable(scene):
        notes.append(say("target_migrants_note", lang=lang))
    return html.Section(
        [
            html.H3(say("target_set_own" if own else "target_set_study", lang=lang)),
            *([html.P(_against(scene, selection), className="yours")] if own else []),
            html.Dl(
                [html.Div([html.Dt(say(key, lang=lang)), html.Dd(value)]) for key, value in facts], className="told"
            ),
            *(html.P(note, className="quiet") for note in notes),
            alone,
        ],
        role="status",
    )


def _people(scene: Scene, people: pd.Series) -> str:
    """Add people up, and say of how many places they are not known."""
    unknown, total = int(people.isna().sum()), number(people.sum())
    return say("target_people_less", lang=scene.lang, total=total, n=unknown) if unknown else total


def _proof(scene: Scene, selection: Selection) -> str:
    """Say how good the set is: proven best, or how far from it at most, and whether time ran out."""
    lang = scene.lang
    if selection.gap == 0:
        return say("proof_best", lang=lang)
    key = "proof_gap" if selection.proven else "proof_stopped"
    more = selection.bound / selection.reached - 1 if selection.reached else 0.0
    return say(key, lang=lang, gap=percent(more, decimals=1))


def _against(scene: Scene, selection: Selection) -> str:
    """Set an own set beside the study's."""
    lang, scores = scene.lang, scene.data.scores
    if "selected" not in scores:
        return say("target_own_alone", lang=lang)
    study = set(scores.index[scores["selected"].fillna(0).astype(bool)])
    chosen = set(selection.codes)
    fill = {"shared": len(chosen & study), "new": len(chosen - study), "gone": len(study - chosen)}
    return say("target_own", lang=lang, **fill)


def _comparable(scene: Scene) -> bool:
    id_ = scene.data.catalogue.study.targeting.migrants
    return id_ is not None and scene.data.catalogue.indicator(id_).comparable


def _countries(scene: Scene, outcome: Outcome, selection: Selection) -> Component:
    """Say for each country how many places it has in the set, and which just miss out."""
    lang, gain = scene.lang, outcome.asked.gain
    chosen, out = set(selection.codes), set(outcome.asked.rules.excluded)
    rest = gain[~gain.index.isin(chosen | out)].dropna().sort_index().sort_values(ascending=False, kind="stable")
    rows = []
    for entry in scene.data.catalogue.study.countries:
        mine = set(scene.live.scores.index[scene.live.scores["iso3"] == entry.iso3])
        inside = [code for code in selection.codes if code in mine]
        missed = [scene.live.places[code] for code in islice((c for c in rest.index if c in mine), MISSED)]
        names = html.Ul([html.Li([place_button(p), " ", rank_text(p, lang=lang)]) for p in missed])
        people = scene.live.scores["people"].reindex(inside).sum()
        rows.append([country(scene, entry.iso3), number(len(inside)), number(people), names if missed else "—"])
    heads = [say(key, lang=lang) for key in ("col_country", "col_places", "people", "col_missed")]
    title = say("target_by_country", lang=lang)
    return html.Section([html.H3(title), table(heads, rows, label=title)])


def _places(scene: Scene, outcome: Outcome, selection: Selection) -> Component:
    """List the set, those that reach most first."""
    lang, asked = scene.lang, outcome.asked
    named = tuple(replace(quota, name=name_of(scene, quota.name)) for quota in asked.rules.quotas)
    why = reasons(selection, gain=asked.gain, rules=replace(asked.rules, quotas=named), lang=lang)
    order = sorted(selection.codes, key=lambda code: (-asked.gain[code], code))
    rows = [_row(scene, outcome, selection, code, why=why[code]) for code in order]
    heads = ["col_name", "col_rank_interval", "people", f"col_gain_{asked.objective}"]
    heads += ["col_often"] * (outcome.frequency is not None) + ["zone"] * (selection.zones is not None)
    heads += ["col_why", "col_hold"]
    title = say("target_list", lang=lang, n=number(len(order)))
    note = "often_known" if outcome.frequency is not None else "often_unknown"
    return html.Section(
        [
            html.H3(title),
            html.P(say(note, lang=lang, n=number(outcome.draws)), className="quiet"),
            table([say(key, lang=lang) for key in heads], rows, label=title, name="ranked"),
        ]
    )


def _row(scene: Scene, outcome: Outcome, selection: Selection, code: str, *, why: str) -> list[Any]:
    lang, place = scene.lang, scene.live.places[code]
    people = place["people"]
    where = html.Small(f"{place['adm1_name']}, {country(scene, place['iso3'])}")
    row: list[Any] = [
        [place_button(place), where],
        rank_text(place, lang=lang),
        say("no_data", lang=lang) if pd.isna(people) else number(people),
        _figure(outcome.asked.gain[code], outcome.asked.objective),
    ]
    if outcome.frequency is not None:
        often = outcome.frequency.get(code, float("nan"))
        row.append("" if pd.isna(often) else chance(often))
    if selection.zones is not None:
        row.append(number(selection.zones[code]))
    return [*row, why, row_holds(scene, place)]


def _others(scene: Scene, outcome: Outcome, selection: Selection) -> Component:
    """Show other sets nearly as good, by the places in which they differ."""
    lang, title = scene.lang, html.H3(say("target_others", lang=scene.lang))
    if not outcome.others:
        within = percent(scene.data.catalogue.study.targeting.within, decimals=1)
        key = "others_none" if outcome.looked else "others_unlooked"
        return html.Section([title, html.P(say(key, lang=lang, within=within), className="quiet")])
    rows = [
        [
            number(place),
            percent(other.reached / selection.reached if selection.reached else 1.0, decimals=1),
            _names(scene, set(other.codes) - set(selection.codes)),
            _names(scene, set(selection.codes) - set(other.codes)),
        ]
        for place, other in enumerate(outcome.others, start=1)
    ]
    heads = [say(f"col_other_{key}", lang=lang) for key in ("number", "share", "enter", "leave")]
    note = html.P(say("others_note", lang=lang), className="quiet")
    return html.Section([title, note, table(heads, rows, label=say("target_others", lang=lang))])


def _names(scene: Scene, codes: set[str]) -> Component:
    places = [scene.live.places[code] for code in sorted(codes)]
    return html.Ul([html.Li([place_button(p), " ", rank_text(p, lang=scene.lang)]) for p in places])


def _figure(value: float, objective: str) -> str:
    return number(value, decimals=1 if objective == "score" else 0)
