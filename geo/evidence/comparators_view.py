"""Tell how scores agree with the figures of others, and the drivers with the figures held out."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.evidence.charts import BLUE, GREEN, ORANGE, Mark, Row, Shape, intervals, key
from geo.evidence.texts import TEXTS, number
from geo.evidence.view import Evidence, legend, shortened

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.catalogue import Comparator


def comparators_section(page: Evidence) -> str:
    """Tell how the scores agree with the figures of others, and the drivers with the figures held out."""
    parts = [f"<h2>{page.say('comparators_title')}</h2>"]
    entries = {entry.id: entry for entry in page.entries}
    table, root = page.comparators, page.catalogue.index.root.id
    mine = table[(table["kind"] == "external") & table["figure"].isin(entries)]
    if mine.empty:
        parts.append(f'<p class="quiet">{page.say("no_comparators")}</p>')
    else:
        rows = []
        for (figure, iso3), found in mine.groupby(["figure", "iso3"], sort=True):
            entry, by_node = entries[str(figure)], _by_node(found)
            side = TEXTS[page.lang]["expected_up" if entry.direction == 1 else "expected_down"]
            below = f"{page.country(str(iso3))} · {page.node(entry.against)} · {side}"
            marks = [
                _correlation(by_node, entry.against, "diamond", BLUE),
                _correlation(by_node, root, "circle", ORANGE),
            ]
            row, title = by_node[entry.against], entry.title.in_(page.lang)
            rows.append(_correlation_row(page, title, below=below, row=row, marks=marks))
        marks_told = legend(
            (key(mark=Mark(0, 0, 0, "diamond", BLUE)), page.say("against_node")),
            (key(mark=Mark(0, 0, 0, "circle", ORANGE)), page.say("against_score")),
            ("", page.say("interval")),
        )
        chart = _correlation_chart(page, rows, "comparators_chart")
        parts += [f"<p>{page.say('comparators_lead')}</p>", marks_told, chart, _doubts(page, list(entries.values()))]
    held = table[table["kind"] == "held_out"]
    if len(held):
        others = [n.id for n in page.catalogue.index.children(root) if n.id != page.catalogue.study.held_out]
        without = others[0] if len(others) == 1 else f"without_{page.catalogue.study.held_out}"
        rows = []
        for (figure, iso3), found in held.groupby(["figure", "iso3"], sort=False):
            by_node = _by_node(found)
            marks = [_correlation(by_node, without, "circle", GREEN)]
            rows.append(
                _correlation_row(
                    page, page.figure(str(figure)), below=page.country(str(iso3)), row=by_node[without], marks=marks
                )
            )
        parts.append(f"<h3>{page.say('held_title')}</h3><p>{page.say('held_lead', without=page.node(without))}</p>")
        parts.append(_correlation_chart(page, rows, "held_chart"))
    return "".join(parts)


def _by_node(found: pd.DataFrame) -> dict[str, dict[Any, Any]]:
    return {row["against"]: row for row in found.to_dict("records")}


def _correlation(by_node: Mapping[str, Mapping[Any, Any]], node: str, shape: Shape, colour: str) -> Mark | None:
    row = by_node[node]
    if pd.isna(row["spearman"]):
        return None
    return Mark(row["spearman"], row["spearman_p5"], row["spearman_p95"], shape, colour)


def _correlation_row(
    page: Evidence, label: str, *, below: str, row: Mapping[Any, Any], marks: Sequence[Mark | None]
) -> Row:
    drawn = tuple(mark for mark in marks if mark is not None)
    note = page.places(row["n"], row["level"])
    return Row(shortened(label, 38), below, note, drawn, "" if drawn else TEXTS[page.lang]["none"])


def _correlation_chart(page: Evidence, rows: list[Row], title: str) -> str:
    ticks = [(value, number(value, digits=1)) for value in (-1.0, -0.5, 0.0, 0.5, 1.0)]
    return intervals(rows, low=-1.0, high=1.0, ticks=ticks, title=TEXTS[page.lang][title])


def _licence(page: Evidence, entry: Comparator) -> str:
    if entry.licence_status == "unstated":
        return page.say("licence_unstated")
    return f"{page.say('licence')}: {escape(entry.licence, quote=False)}"


def _doubts(page: Evidence, entries: Sequence[Comparator]) -> str:
    items = []
    for entry in entries:
        doubts = " ".join(escape(doubt.in_(page.lang), quote=False) for doubt in entry.doubts)
        items.append(
            f"<li><b>{escape(entry.title.in_(page.lang), quote=False)}</b> "
            f"({escape(entry.unit.in_(page.lang), quote=False)}). "
            f"{escape(entry.attribution, quote=False)}; {_licence(page, entry)}. "
            f"{doubts}</li>"
        )
    told = f'<ul class="doubts">{"".join(items)}</ul>'
    return f'<details open="open"><summary>{page.say("doubts")}</summary>{told}</details>'
