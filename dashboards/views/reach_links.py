"""Show how well drivers say where people leave from: skill against a null model, and drivers beside origin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
from dash import html

from dashboards.drawing import ACCENT, QUIET, Axis, Curve, chart, cloud
from dashboards.indicators import measure
from dashboards.places import country, nothing, rank_text, records, table
from dashboards.texts import say
from dashboards.views.reach_curves import level_of, title_of
from geo.numerals import number
from geo.palette import category

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboards.scene import Scene
    from geo.catalogue import Node
    from geo.kinds import Lang


def links(scene: Scene) -> Component:
    """Build the part on drivers and origin."""
    lang = scene.lang
    parts: list[Component] = [html.H3(say("links_title", lang=lang)), *_scatter(scene)]
    found = scene.data.finding("links.csv")
    if found is None or found.empty:
        return html.Section([*parts, nothing(say("links_none", lang=lang), say("reach_none_do", lang=lang))])
    return html.Section([*parts, *_skills(scene, found), *_dependence(scene, found)])


def verdict(row: dict[str, Any]) -> str:
    """Say what a skill with its interval allows: nothing where there is none, doubt where it passes zero."""
    if pd.isna(row["skill"]):
        return "skill_few"
    if row["skill_p5"] > 0:
        return "skill_some"
    return "skill_worse" if row["skill_p95"] < 0 else "skill_doubtful"


def _skills(scene: Scene, found: pd.DataFrame) -> list[Component]:
    lang = scene.lang
    if scene.state.country is not None:
        found = found[found["iso3"] == scene.state.country]
    rows = [
        [
            [title_of(scene, row["outcome"]), html.Small(f"{country(scene, row['iso3'])}, {row['years']}")],
            f"{number(row['places'])} {level_of(scene, row['level'])}",
            say("skill_none", lang=lang) if pd.isna(row["skill"]) else say(f"model_{row['model']}", lang=lang),
            "—" if pd.isna(row["skill"]) else _interval(row, lang=lang),
            "—" if pd.isna(row["rank_correlation"]) else number(row["rank_correlation"], decimals=2),
            html.Strong(say(verdict(row), lang=lang)),
        ]
        for row in records(found)
    ]
    heads = [say(f"col_{key}", lang=lang) for key in ("outcome", "counted", "model", "skill", "correlation", "verdict")]
    title = say("skill_title", lang=lang)
    note = html.P(say("skill_note", lang=lang), className="quiet")
    return [html.H4(title), note, table(heads, rows, label=title)]


def _interval(row: dict[str, Any], *, lang: Lang) -> str:
    low, high = (number(row[name], decimals=2) for name in ("skill_p5", "skill_p95"))
    return say("skill_interval", lang=lang, skill=number(row["skill"], decimals=2), low=low, high=high)


def _scatter(scene: Scene) -> list[Component]:
    """Draw the score of the drivers against that of the origin, a dot a place, and the chosen place by name."""
    lang, axes = scene.lang, _blocks(scene)
    if axes is None:
        return []
    across, up = axes
    scores = scene.live.scores
    columns = [f"node_{across.id}", f"node_{up.id}"]
    known = scores.dropna(subset=columns)
    if known.empty:
        return [html.P(say("scatter_none", lang=lang), className="quiet")]
    order = [entry.iso3 for entry in scene.data.catalogue.study.countries]
    points = [
        (float(x), float(y), category(order.index(iso3)) if iso3 in order else QUIET)
        for x, y, iso3 in zip(known[columns[0]], known[columns[1]], known["iso3"], strict=True)
    ]
    ticks = tuple((float(at), number(at)) for at in (0, 25, 50, 75, 100))
    names = {"x": across.title.in_(lang), "y": up.title.in_(lang)}
    correlation = number(known[columns[0]].rank().corr(known[columns[1]].rank()), decimals=2)
    words = say("scatter_words", lang=lang, n=number(len(known)), correlation=correlation, **names)
    picture = cloud(
        points,
        x=Axis(0, 100, ticks, names["x"]),
        y=Axis(0, 100, ticks, names["y"]),
        alt=words,
        chosen=_chosen(scene, columns),
    )
    key = [
        html.Span([html.I(className="dot", style={"background": category(at)}), country(scene, iso3)])
        for at, iso3 in enumerate(order)
    ]
    return [html.P(words), picture, html.P(key, className="chips quiet"), *_mine(scene, columns, names)]


def _blocks(scene: Scene) -> tuple[Node, Node] | None:
    """Find the block that is held out and the one beside it; none where the index has no such two."""
    tree, held = scene.data.catalogue.index, scene.data.catalogue.study.held_out
    children = tree.children(tree.root.id)
    up = [node for node in children if node.id == held]
    across = [node for node in children if node.id != held]
    return (across[0], up[0]) if len(up) == len(across) == 1 else None


def _chosen(scene: Scene, columns: list[str]) -> tuple[float, float, str] | None:
    place = scene.place
    if place is None or any(pd.isna(place[column]) for column in columns):
        return None
    return float(place[columns[0]]), float(place[columns[1]]), place["name"]


def _mine(scene: Scene, columns: list[str], names: dict[str, str]) -> list[Component]:
    """Say where the chosen place stands, or how to choose one."""
    lang, place = scene.lang, scene.place
    if place is None:
        return [html.P(say("scatter_choose", lang=lang), className="quiet")]
    values = [say("no_data", lang=lang) if pd.isna(place[c]) else number(place[c]) for c in columns]
    fill = {"name": place["name"], "rank": rank_text(place, lang=lang), "x": values[0], "y": values[1]}
    fill |= {"across": names["x"], "up": names["y"]}
    return [html.P(say("scatter_mine", lang=lang, **fill))]


def _dependence(scene: Scene, found: pd.DataFrame) -> list[Component]:
    """Draw what is expected as each driver rises, model by model, and say where the model itself is doubtful."""
    lang, curves = scene.lang, scene.data.finding("partial_dependence.csv")
    if curves is None or curves.empty:
        return []
    parts: list[Component] = [html.H4(say("dependence_title", lang=lang)), html.P(say("dependence_note", lang=lang))]
    models = found[found["model"] == "boosting"].set_index(["iso3", "outcome"])
    for group, mine in curves.groupby(["iso3", "outcome"], sort=True):
        iso3, outcome = map(str, group)
        if scene.state.country not in {None, iso3}:
            continue
        name = f"{title_of(scene, outcome)}, {country(scene, iso3)}"
        if (iso3, outcome) in models.index:
            row = records(models.loc[[(iso3, outcome)]].reset_index())[0]
            name += f" ({say(verdict(row), lang=lang)})"
        charts = [_curve(scene, str(driver), curve) for driver, curve in mine.groupby("driver", sort=True)]
        parts.append(html.Details([html.Summary(name), html.Div(charts, className="beside-each")]))
    return parts


def _curve(scene: Scene, driver: str, curve: pd.DataFrame) -> Component:
    lang, curve = scene.lang, curve.sort_values("value")
    low, high = float(curve["value"].min()), float(curve["value"].max())
    entry = next((i for i in scene.data.catalogue.indicators if i.id == driver), None)

    def write(value: float) -> str:
        return number(value, decimals=1) if entry is None else measure(value, entry)

    top = max(2.0, float(curve["high"].max()))
    first, last = (number(curve["expected"].iloc[at], decimals=2) for at in (0, -1))
    words = say("dependence_words", lang=lang, low=write(low), high=write(high), first=first, last=last)
    unit = "" if entry is None else entry.unit.in_(lang)
    picture = chart(
        [
            Curve((low, high), (1.0, 1.0), QUIET, "2 3", 1.2),
            Curve(tuple(curve["value"]), tuple(curve["expected"]), ACCENT),
        ],
        x=Axis(low, high, ((low, write(low)), (high, write(high))), unit),
        y=Axis(0, top, tuple((at, number(at, decimals=1)) for at in (0.0, 1.0, top)), ""),
        alt=words,
        band=(tuple(curve["value"]), tuple(curve["low"]), tuple(curve["high"])),
    )
    return html.Figure([html.Figcaption([html.Strong(title_of(scene, driver)), html.P(words)]), picture])
