"""Draw how many of those who leave the first places reach, beside a choice at random and the best there could be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
from dash import html

from dashboards.drawing import ACCENT, INK, QUIET, WARM, Axis, Curve, chart
from dashboards.places import country, records, table
from dashboards.texts import TEXTS, say
from geo.numerals import number, percent

if TYPE_CHECKING:
    from collections.abc import Hashable

    from dash.development.base_component import Component

    from dashboards.scene import Scene

SHARES = ((0.0, "0"), (0.5, "50%"), (1.0, "100%"))
LINES = (("without", ACCENT, ""), ("with", WARM, "dashed"), ("random", QUIET, "dotted"), ("best", INK, "thin"))
"""What is drawn, its colour and its line."""


def asked_k(scene: Scene) -> int:
    """Say how many places of the whole list are looked at: the reader's number, or the study's."""
    return scene.state.wish.k or scene.data.top_k


def curves(scene: Scene, reach: pd.DataFrame) -> list[Component]:
    """Build the figures, one outcome after the other, the one that the study counts migrants by first."""
    lang = scene.lang
    mine = reach[reach["by"] == "places"]
    if scene.state.country is not None:
        mine = mine[mine["iso3"] == scene.state.country]
    if mine.empty:
        return [html.P(say("reach_none_here", lang=lang), className="quiet")]
    main = scene.data.catalogue.study.targeting.migrants
    outcomes = sorted(mine["outcome"].unique(), key=lambda outcome: (outcome != main, outcome))
    first, *rest = [_outcome(scene, mine[mine["outcome"] == outcome], outcome) for outcome in outcomes]
    others = [
        html.Details([html.Summary(title_of(scene, o)), part]) for o, part in zip(outcomes[1:], rest, strict=True)
    ]
    return [_key(scene), html.H4(title_of(scene, outcomes[0])), first, *others]


def title_of(scene: Scene, outcome: str) -> str:
    """Name an outcome as its indicator is named."""
    titles = {indicator.id: indicator.title.in_(scene.lang) for indicator in scene.data.catalogue.indicators}
    return titles.get(outcome, outcome)


def level_of(scene: Scene, level: str) -> str:
    """Name the places that an outcome is counted for."""
    return TEXTS[scene.lang].get(f"counted_{level}", level)


def first_of(scene: Scene) -> list[Component]:
    """Say what the study's own first places reach, within bounds where those who leave are counted by larger places."""
    lang, found = scene.lang, scene.data.finding("reach_first.csv")
    if found is None or found.empty:
        return []
    if scene.state.country is not None:
        found = found[found["iso3"] == scene.state.country]
    rows = [
        [
            title_of(scene, row["outcome"]),
            country(scene, row["iso3"]),
            number(row["chosen"]),
            _between(row["reached_low"], row["reached_high"]),
        ]
        for row in records(found)
    ]
    title = say("first_title", lang=lang, k=number(scene.data.top_k))
    heads = [say(key, lang=lang) for key in ("col_outcome", "col_country", "col_places", "col_reached")]
    note = html.P(say("first_note", lang=lang), className="quiet")
    return [html.H4(title), note, table(heads, rows, label=title)] if rows else []


def _between(low: float, high: float) -> str:
    ends = [percent(share, decimals=1) for share in (low, high)]
    return ends[0] if ends[0] == ends[1] else "–".join(ends)


def _outcome(scene: Scene, mine: pd.DataFrame, outcome: str) -> Component:
    charts, rows = [], []
    for iso3, curve in mine.groupby("iso3", sort=True):
        without, with_ = _rankings(scene, curve)
        taken = _taken(scene, iso3, without, with_)
        charts.append(_chart(scene, iso3, without, with_, taken))
        rows.append(_row(scene, iso3, without, taken))
    heads = [say(f"col_{key}", lang=scene.lang) for key in ("country", "taken", "whole", "without", "random", "best")]
    heads += [say(f"col_{key}", lang=scene.lang) for key in ("exclusion", "inclusion")]
    label = f"{title_of(scene, outcome)}: {say('reach_table', lang=scene.lang, k=number(asked_k(scene)))}"
    note = html.P(say("errors_note", lang=scene.lang), className="quiet")
    return html.Div([html.Div(charts, className="beside-each"), html.P(label), table(heads, rows, label=label), note])


def _rankings(scene: Scene, curve: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give the curve of the ranking that does not know where people leave from, and that of the whole score."""
    root = scene.data.catalogue.index.root.id
    whole = curve[curve["ranking"] == root]
    without = curve[curve["ranking"] != root]
    return (whole if without.empty else without).sort_values("k"), whole.sort_values("k")


def _taken(scene: Scene, iso3: Hashable, curve: pd.DataFrame, whole: pd.DataFrame) -> dict[str, Any]:
    """Read the curves where as large a share of places is taken as the country has among the first k of the list."""
    scores = scene.live.scores
    mine = scores["iso3"] == iso3
    share = float((mine & (scores["rank"].astype(float) <= asked_k(scene))).sum()) / max(int(mine.sum()), 1)
    there = curve[curve["spent"] >= share - 1e-9]
    row = records(there.head(1))[0]
    if not share:
        return row | {"k": 0, "spent": 0.0} | dict.fromkeys(_SHARES, 0.0) | _NOBODY
    known = whole.loc[whole["k"] == row["k"], "reached"]
    return row | {"whole": float(known.iloc[0]) if len(known) else float("nan")}


_SHARES = ("whole", "reached", "random", "random_p5", "random_p95", "best")
_NOBODY = {"exclusion_error": 1.0, "inclusion_error": float("nan")}
"""Where no place is taken everyone is missed, and nobody is reached by mistake."""


def _chart(
    scene: Scene, iso3: Hashable, without: pd.DataFrame, with_: pd.DataFrame, taken: dict[str, Any]
) -> Component:
    lang = scene.lang
    x, y = (Axis(0, 1, SHARES, say(key, lang=lang)) for key in ("axis_places", "axis_reached"))

    def line(curve: pd.DataFrame, column: str, colour: str, *, dash: str = "", width: float = 2.4) -> Curve:
        return Curve((0.0, *curve["spent"]), (0.0, *curve[column]), colour, dash, width)

    band = [(0.0, *without[column]) for column in ("spent", "random_p5", "random_p95")]
    words = _words(scene, iso3, taken)
    picture = chart(
        [
            line(without, "random", QUIET, dash="2 3", width=1.6),
            line(without, "best", INK, width=1),
            line(with_, "reached", WARM, dash="7 3", width=1.8),
            line(without, "reached", ACCENT),
        ],
        x=x, y=y, alt=words, band=(band[0], band[1], band[2]), at=taken["spent"],
    )  # fmt: skip
    told = say("reach_counted", lang=lang, n=number(len(without)), level=level_of(scene, without["level"].iloc[0]))
    caption = html.Figcaption([html.Strong(country(scene, str(iso3))), " ", html.Small(told), html.P(words)])
    return html.Figure([caption, picture])


def _words(scene: Scene, iso3: Hashable, taken: dict[str, Any]) -> str:
    fill = {name: _share(taken[name]) for name in ("spent", "whole", "reached", "random", "best")}
    return say("reach_words", lang=scene.lang, country=country(scene, str(iso3)), **fill)


def _row(scene: Scene, iso3: Hashable, curve: pd.DataFrame, taken: dict[str, Any]) -> list[str]:
    level = level_of(scene, curve["level"].iloc[0])
    inclusion = taken["inclusion_error"]
    chance = f"{percent(taken['random'])} ({percent(taken['random_p5'])}–{percent(taken['random_p95'])})"
    return [
        country(scene, str(iso3)),
        f"{number(taken['k'])} / {number(len(curve))} {level}",
        _share(taken["whole"]),
        percent(taken["reached"]),
        chance,
        percent(taken["best"]),
        percent(taken["exclusion_error"]),
        _share(inclusion),
    ]


def _share(share: float) -> str:
    return "—" if pd.isna(share) else percent(share)


def _key(scene: Scene) -> Component:
    lang, root = scene.lang, scene.data.catalogue.index.root
    return html.P(
        [
            html.Span(
                [
                    html.I(className=kind, style={"borderColor": colour}),
                    say(f"curve_{name}", lang=lang, root=root.title.in_(lang)),
                ]
            )
            for name, colour, kind in LINES
        ],
        className="key",
    )
