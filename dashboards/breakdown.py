"""Break a score down: what each block of the index scores, and what each indicator adds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
from dash import html

from dashboards.figures import Bar, bars
from dashboards.texts import say
from geo.numerals import number
from geo.palette import category

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dash.development.base_component import Component

    from dashboards.data import Published
    from geo.catalogue import Index, Node
    from geo.kinds import Lang

SHOWN = 8
"""How many contributions have a bar of their own; the rest share one."""


def pillars(data: Published, place: Mapping[str, Any], *, lang: Lang) -> Component:
    """Draw the score of each block, those without data named."""
    tree = data.catalogue.index
    nodes = [node for node in tree.walk() if node.parent is not None]
    hues = colours(data)
    note = html.P(say("pillars_note", lang=lang), className="quiet")
    return part(
        "pillars",
        note,
        bars(
            Bar(
                label=node.title.in_(lang),
                number=number(score) if pd.notna(score) else silent(data, node, lang=lang),
                share=score / 100 if pd.notna(score) else None,
                colour=hues.get(node.id, "var(--quiet)"),
                inner=node.parent != tree.root.id,
            )
            for node in nodes
            for score in [place[f"node_{node.id}"]]
        ),
        lang=lang,
    )


def silent(data: Published, node: Node, *, lang: Lang) -> str:
    """Say whether only this place lacks data for a node, or the whole study does."""
    whole = data.scores[f"node_{node.id}"].isna().all()
    return say("no_pillar_data" if whole else "no_data", lang=lang)


def contributions(data: Published, place: Mapping[str, Any], *, index: Index, lang: Lang) -> Component:
    """Draw what the largest contributions are, and what the others and those that are not public make together."""
    added = {i: float(place[f"contribution_{i.id}"]) for i in data.indicators}
    known = {i: points for i, points in added.items() if pd.notna(points) and points}
    largest = sorted(known, key=lambda i: (-abs(known[i]), i.id))
    arithmetic = all(node.aggregation == "arithmetic" for node in index.nodes)
    # What does not come from a published indicator comes from those that are not public.
    closed = float(place["score"]) - sum(known.values()) if arithmetic else 0.0
    others = [
        ("contributions_rest", sum(known[i] for i in largest[SHOWN:]), len(largest) - SHOWN),
        ("contributions_closed", closed, 0),
    ]
    most = max(abs(points) for points in (*known.values(), closed, 0.1))

    def bar(label: str, points: float, colour: str) -> Bar:
        return Bar(label, number(points, decimals=1), abs(points) / most, colour)

    hues = colours(data)
    drawn = [bar(i.title.in_(lang), known[i], hues[i.pillar]) for i in largest[:SHOWN]]
    drawn += [bar(say(key, lang=lang, n=n), points, "var(--quiet)") for key, points, n in others if abs(points) > 0.05]
    note = html.P(say(f"contributions_{'points' if arithmetic else 'log'}", lang=lang), className="quiet")
    return part("contributions", note, bars(drawn), lang=lang)


def colours(data: Published) -> dict[str, str]:
    """Give each pillar the colour it has on the map page: its place among the leaves of the tree."""
    tree = data.catalogue.index
    leaves = [node.id for node in tree.walk() if not tree.children(node.id)]
    return {id_: category(place) for place, id_ in enumerate(leaves)}


def part(key: str, *content: Component, lang: Lang) -> Component:
    """Make a part of the panel, with its heading."""
    return html.Section([html.H3(say(key, lang=lang)), *content], className=f"part {key}")
