"""Show what is known and what is missing, and what the checks of the index found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
from dash import html

from dashboards.texts import say
from geo.numerals import number, percent

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dash.development.base_component import Component

    from dashboards.data import Published
    from dashboards.scene import Scene
    from geo.kinds import Lang

KNOWN = ("observed", "inherited", "imputed", "missing")
"""How a figure came about, the best first; the columns of `availability.csv`."""
MOST = 8
"""How many indicators, those that move ranks most, are listed."""
FLAGS = ("collinear", "counter_directed", "low_coherence", "better_without")


def content(scene: Scene) -> list[Component]:
    """Build the view."""
    title = html.H2(say("view_quality", lang=scene.lang))
    parts = [_availability(scene), _handed_down(scene), _choices(scene), _left_out(scene), _findings(scene)]
    return [title, html.P(say("quality_lead", lang=scene.lang), className="lead"), *(part for part in parts if part)]


def _availability(scene: Scene) -> Component:
    table, lang = scene.data.finding("availability.csv"), scene.lang
    if table is None or table.empty:
        return _empty("quality_availability", lang=lang)
    countries = scene.data.catalogue.study.countries
    counts = _by(table, ["indicator", "iso3"])
    total = {iso3: row for (iso3,), row in _by(table, ["iso3"]).items()}
    heads = [html.Th(say("col_indicator", lang=lang), scope="col")]
    heads += [html.Th(country.name.in_(lang), scope="col") for country in countries]
    every = [html.Th(say("quality_all", lang=lang), scope="row")]
    every += [_share(total.get(c.iso3), lang=lang) for c in countries]
    body = [html.Tr(every, className="total")]
    tree = scene.data.catalogue.index
    for node in tree.walk():
        own = [i for i in scene.data.indicators if i.pillar == node.id]
        if tree.children(node.id):
            continue
        body.append(html.Tr(html.Th(node.title.in_(lang), colSpan=len(heads), scope="colgroup"), className="pillar"))
        if not own:
            nothing = html.Td(say("no_pillar_data", lang=lang), colSpan=len(heads), className="none")
            body.append(html.Tr(nothing))
        for indicator in own:
            cells = [_share(counts.get((indicator.id, c.iso3)), lang=lang) for c in countries]
            body.append(html.Tr([html.Th(indicator.title.in_(lang), scope="row"), *cells]))
    return _part(
        "quality_availability",
        html.Ul([_key(known, lang=lang) for known in KNOWN], className="known-keys"),
        html.Div(
            html.Table([html.Thead(html.Tr(heads)), html.Tbody(body)], className="availability"),
            className="scrolls", tabIndex=0, role="region", **{"aria-label": say("quality_availability", lang=lang)},
        ),
        lang=lang,
    )  # fmt: skip


def _by(table: pd.DataFrame, keys: list[str]) -> dict[tuple[str, ...], dict[Any, Any]]:
    """Sum the counts of units by key."""
    sums = table.groupby(keys)[[*KNOWN, "units"]].sum().reset_index()
    return {tuple(row[key] for key in keys): row for row in sums.to_dict("records")}


def _share(row: Mapping[Any, Any] | None, *, lang: Lang) -> Component:
    """Draw how the figures of a country came about, and say it."""
    if row is None or not row["units"]:
        return html.Td(say("no_data", lang=lang), className="none")
    shares = {known: row[known] / row["units"] for known in KNOWN if row[known]}
    fills = [
        html.I(className=f"known {known}", style={"width": f"{100 * share:.2f}%"}) for known, share in shares.items()
    ]
    told = [html.Small(f"{percent(share)} {say(f'known_{known}', lang=lang)}") for known, share in shares.items()]
    return html.Td([html.Span(fills, className="stack", **{"aria-hidden": "true"}), *told])


def _key(known: str, *, lang: Lang) -> Component:
    return html.Li(
        [html.I(className=f"known {known}", **{"aria-hidden": "true"}), say(f"known_{known}_long", lang=lang)]
    )


def _handed_down(scene: Scene) -> Component | None:
    """Say how much of the score rests on what was not measured there."""
    scores, lang = scene.data.scores, scene.lang
    columns = [name for name in ("weight_inherited", "weight_modelled", "weight_imputed") if name in scores]
    if not columns:
        return None
    heads = [html.Th(say("col_country", lang=lang), scope="col")]
    heads += [html.Th(say(f"quality_{name}", lang=lang), scope="col") for name in [*columns, "unranked"]]
    body = []
    for country in scene.data.catalogue.study.countries:
        own = scores[scores["iso3"] == country.iso3]
        means = [html.Td(_mean(own[name], lang=lang)) for name in columns]
        without = html.Td(f"{number(own['rank'].isna().sum())} / {number(len(own))}")
        body.append(html.Tr([html.Th(country.name.in_(lang), scope="row"), *means, without]))
    table = html.Table([html.Thead(html.Tr(heads)), html.Tbody(body)], className="plain-table")
    return _part("quality_handed", html.P(say("quality_handed_note", lang=lang), className="quiet"), table, lang=lang)


def _mean(shares: pd.Series, *, lang: Lang) -> str:
    return percent(shares.mean()) if shares.notna().any() else say("no_data", lang=lang)


def _choices(scene: Scene) -> Component:
    """Say which choice moves the ranks, with the interval of each share."""
    table, lang = scene.data.finding("sobol.csv"), scene.lang
    if table is None or table.empty:
        return _empty("quality_choices", lang=lang)
    rows = table[(table["output"] == "rank") & (table["choice"] != "sum")].sort_values("total", ascending=False)
    bars = [
        html.Li(
            [
                html.Span(say(f"choice_{row['choice']}", lang=lang), className="label"),
                html.Span(_interval(row["total"], row["total_p5"], row["total_p95"]), className="number"),
                html.Span(
                    html.Span(className="fill", style={"width": _width(row["total"]), "background": "var(--accent)"}),
                    className="track", **{"aria-hidden": "true"},
                ),
            ]
        )
        for row in rows.to_dict("records")
    ]  # fmt: skip
    note = html.P(say("quality_choices_note", lang=lang), className="quiet")
    return _part("quality_choices", note, html.Ul(bars, className="bars"), lang=lang)


def _interval(share: float, low: float, high: float) -> str:
    """Write an estimated share with its interval; one that came out below zero is none."""
    at, least, most = (percent(max(part, 0.0)) for part in (share, low, high))
    return f"{at} ({least}–{most})"


def _width(share: float) -> str:
    return f"{100 * min(max(share, 0.0), 1.0):.1f}%"


def _left_out(scene: Scene) -> Component | None:
    """List the indicators without which the ranks move most."""
    table, lang = scene.data.finding("leave_one_out.csv"), scene.lang
    if table is None or table.empty:
        return None
    titles = _titles(scene.data, lang)
    k = scene.data.top_k
    kept = f"jaccard_top_{k}"
    names = ("indicator", "weight", "shift", *(["kept"] if kept in table else []))
    heads = [html.Th(say(f"quality_col_{name}", lang=lang, k=k), scope="col") for name in names]
    body = [
        html.Tr(
            [
                html.Th(titles.get(row["indicator"], row["indicator"]), scope="row"),
                html.Td(percent(row["weight"], decimals=1)),
                html.Td(number(row["mean_shift"], decimals=1)),
                *([html.Td(percent(row[kept]))] if kept in table else []),
            ]
        )
        for row in table.sort_values("mean_shift", ascending=False).head(MOST).to_dict("records")
    ]
    note = html.P(say("quality_left_out_note", lang=lang), className="quiet")
    return _part("quality_left_out", note, _scrolling(heads, body), lang=lang)


def _findings(scene: Scene) -> Component:
    """Say in words what the checks flagged."""
    path, lang = scene.data.folder / "quality.csv", scene.lang
    if not path.is_file():
        return _empty("quality_flags", lang=lang)
    table = pd.read_csv(path)
    titles = _titles(scene.data, lang)

    def told(row: Mapping[Any, Any]) -> str:
        first, second = (titles.get(str(row[key]), str(row[key])) for key in ("id", "other"))
        node = titles.get(str(row["node"]), str(row["node"]))
        value = number(float(str(row["value"])), decimals=2)
        return say(f"flagged_{row['flag']}", lang=lang, a=first, b=second, node=node, value=value)

    flagged = table[table["flag"].isin(FLAGS)].to_dict("records")
    flagged.sort(key=lambda row: FLAGS.index(row["flag"]))
    lines: Iterable[Component] = [html.Li(told(row)) for row in flagged]
    whole = html.A(say("quality_whole", lang=lang), href="/download/quality.html", download="quality.html")
    items = html.Ul(list(lines), className="flags") if flagged else html.P(say("quality_no_flags", lang=lang))
    return _part("quality_flags", items, html.P(whole), lang=lang)


def _titles(data: Published, lang: Lang) -> dict[str, str]:
    nodes = {node.id: node.title.in_(lang) for node in data.catalogue.index.nodes}
    return nodes | {indicator.id: indicator.title.in_(lang) for indicator in data.catalogue.indicators}


def _scrolling(heads: list[Component], body: list[Component]) -> Component:
    return html.Div(
        html.Table([html.Thead(html.Tr(heads)), html.Tbody(body)], className="plain-table"), className="scrolls"
    )


def _empty(key: str, *, lang: Lang) -> Component:
    return _part(key, html.P(say("quality_absent", lang=lang), className="invitation"), lang=lang)


def _part(key: str, *content: Component, lang: Lang) -> Component:
    return html.Section([html.H3(say(key, lang=lang)), *content], className=f"part {key}")
