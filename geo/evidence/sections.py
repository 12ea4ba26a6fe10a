"""Write the sections of the evidence page in one language: a chart, and a table that says the same."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.evidence.charts import (
    BLUE,
    GREEN,
    GREY,
    INK,
    ORANGE,
    Line,
    Mark,
    Panel,
    Row,
    Shape,
    intervals,
    key,
    panels,
)
from geo.evidence.comparators import ALL
from geo.evidence.texts import TEXTS, number, percent

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.catalogue import Catalogue, Comparator
    from geo.kinds import Lang

MARKS: Mapping[str, tuple[Shape, str]] = {"poisson": ("circle", ORANGE), "boosting": ("square", BLUE)}
TAKEN = (0.1, 0.25, 0.5)
"""The shares of places at which the reach table is read off."""
WITHOUT, WITH, CHANCE, BEST = (
    Line((), (), BLUE, "", 2.6),
    Line((), (), ORANGE, "7 3", 1.8),
    Line((), (), GREY, "2 3", 1.8),
    Line((), (), INK, "", 1.0),
)


@dataclass(frozen=True)
class Evidence:
    """The tables of one run, and the words to tell them in."""

    links: pd.DataFrame
    dependence: pd.DataFrame
    reach: pd.DataFrame
    first: pd.DataFrame
    comparators: pd.DataFrame
    catalogue: Catalogue
    entries: tuple[Comparator, ...]
    lang: Lang

    def say(self, text: str, /, **fillings: object) -> str:
        """Give a text in the page's language, safe to stand in HTML."""
        return escape(TEXTS[self.lang][text].format(**fillings), quote=False)

    def country(self, iso3: str) -> str:
        """Name a country."""
        return TEXTS[self.lang]["all"] if iso3 == ALL else self.catalogue.study.country(iso3).name.in_(self.lang)

    def figure(self, id_: str) -> str:
        """Name an indicator."""
        return self.catalogue.indicator(id_).title.in_(self.lang)

    def node(self, id_: str) -> str:
        """Name a node of the index, or what is left without the held-out block."""
        nodes = {node.id: node.title.in_(self.lang) for node in self.catalogue.index.nodes}
        return nodes.get(id_, id_.replace("_", " "))

    def places(self, n: float, level: str) -> str:
        """Say how many places of which level."""
        words = TEXTS[self.lang]
        return words["places"].format(n=number(n, self.lang), level=words[f"level_{level}"])

    def share(self, value: float) -> str:
        """Write a share, or a dash where there is none."""
        return TEXTS[self.lang]["none"] if pd.isna(value) else percent(value, self.lang)


def brief_section(page: Evidence) -> str:
    """Say in a line for each country what the two first sections show, for a reader who has one minute."""
    items = []
    main = main_outcome(page)
    for iso3 in sorted(page.links["iso3"].unique()):
        rows = page.links[(page.links["iso3"] == iso3) & (page.links["outcome"] == main)]
        if rows.empty:
            continue
        fitted = rows[rows["skill"].notna()].to_dict("records")
        if not fitted:
            told = page.say("brief_too_few", places=page.places(rows["places"].iloc[0], rows["level"].iloc[0]))
        else:
            best = max(fitted, key=lambda row: row["skill_p5"])
            name = "brief_firm" if best["skill_p5"] > 0 else "brief_doubtful" if best["skill"] > 0 else "brief_none"
            told = page.say(name, **{key: page.share(best[key]) for key in ("skill", "skill_p5", "skill_p95")})
        items.append(
            f"<li><b>{escape(page.country(iso3), quote=False)}.</b> {told} {_brief_reach(page, iso3, main)}</li>"
        )
    if not items:
        return ""
    lead = page.say("brief_lead", figure=page.figure(main))
    return f'<h2>{page.say("brief_title")}</h2><p>{lead}</p><ul class="brief">{"".join(items)}</ul>'


def main_outcome(page: Evidence) -> str:
    """Name the figure that most countries have; of equals, the one that comes first in the study."""
    order = [entry.id for entry in page.catalogue.indicators]
    counts = page.links.groupby("outcome")["iso3"].nunique()
    return max(counts.index, key=lambda name: (counts[name], -order.index(name)), default="")


def _brief_reach(page: Evidence, iso3: str, outcome: str) -> str:
    root = page.catalogue.index.root.id
    mine = page.reach[
        (page.reach["iso3"] == iso3) & (page.reach["outcome"] == outcome) & (page.reach["by"] == "people")
    ]
    mine = mine[mine["ranking"] != root]
    if mine.empty:
        return ""
    spent = [0.0, *mine["spent"]]
    told = {name: page.share(float(np.interp(0.25, spent, [0.0, *mine[name]]))) for name in ("reached", "best")}
    return page.say("brief_reach", name=page.node(mine["ranking"].iloc[0]), quarter=page.share(0.25), **told)


def links_section(page: Evidence) -> str:
    """Tell how well drivers say where people leave from."""
    parts = [f"<h2>{page.say('links_title')}</h2>"]
    block = page.node(page.catalogue.study.held_out)
    parts.append(f"<p>{page.say('links_lead', block=block)}</p>")
    if page.links.empty:
        return "".join([*parts, f'<p class="quiet">{page.say("no_links")}</p>'])
    rows, cells = [], []
    for _, skills in page.links.groupby(["iso3", "outcome"], sort=False):
        told = skills.to_dict("records")[0]
        fitted = {row["model"]: row for row in skills[skills["skill"].notna()].to_dict("records")}
        marks = tuple(
            Mark(row["skill"], row["skill_p5"], row["skill_p95"], *MARKS[row["model"]]) for row in fitted.values()
        )
        iso3, outcome = told["iso3"], told["outcome"]
        where = page.places(told["places"], told["level"])
        instead = "" if fitted else TEXTS[page.lang]["too_few"]
        rows.append(Row(page.figure(outcome), page.country(iso3), where, marks, instead))
        cells.append(
            [page.country(iso3), page.figure(outcome), where, str(told["years"]),
             "—" if pd.isna(told["drivers"]) else number(told["drivers"], page.lang),
             *(_skill(page, fitted[name]) if name in fitted else "—" for name in MARKS)]
        )  # fmt: skip
    ticks = [(value, percent(value, page.lang)) for value in (-0.5, 0.0, 0.5, 1.0)]
    legend = _legend(
        *((key(mark=Mark(0, 0, 0, *MARKS[name])), page.say(name)) for name in MARKS),
        ("", page.say("interval")),
    )
    title, zero = TEXTS[page.lang]["links_chart"], TEXTS[page.lang]["zero"]
    chart = intervals(rows, low=-0.5, high=1.0, ticks=ticks, title=title, zero=zero)
    heads = ["col_country", "col_figure", "col_places", "col_year", "col_drivers"]
    names = [*(page.say(name) for name in heads), *(f"{page.say(name)}: {page.say('col_skill')}" for name in MARKS)]
    return "".join([*parts, legend, chart, _table(names, cells)])


def _skill(page: Evidence, row: Mapping[Any, Any]) -> str:
    words = {"value": row["skill"], "low": row["skill_p5"], "high": row["skill_p95"]}
    return TEXTS[page.lang]["skill_cell"].format(**{name: page.share(value) for name, value in words.items()})


def dependence_section(page: Evidence) -> str:
    """Draw what the figure goes with, one figure for each country, where the trees do better than the mean."""
    boosted = page.links[page.links["model"] == "boosting"]
    if boosted.empty:
        return ""
    parts = [f"<h3>{page.say('dependence_title')}</h3><p>{page.say('dependence_lead')}</p>"]
    for iso3, rows in boosted.groupby("iso3", sort=True):
        best = max(rows.to_dict("records"), key=lambda row: row["skill_p5"])
        if not best["skill_p5"] > 0:
            parts.append(f'<p class="quiet">{page.say("dependence_none", country=page.country(str(iso3)))}</p>')
            continue
        names = {"country": page.country(str(iso3)), "figure": page.figure(best["outcome"])}
        lines = page.dependence[(page.dependence["iso3"] == iso3) & (page.dependence["outcome"] == best["outcome"])]
        charts = _dependence_panels(page, lines, of=int(best["places"]))
        title = TEXTS[page.lang]["dependence_chart"].format(**names)
        parts.append(f"<h4>{page.say('dependence_head', **names)}</h4>{panels(charts, title=title)}")
    return "".join(parts)


def _dependence_panels(page: Evidence, lines: pd.DataFrame, *, of: int) -> list[Panel]:
    top = max(lines["high"].max(), lines["expected"].max())
    bottom = min(lines["low"].min(), lines["expected"].min(), 1.0)
    low, high = np.floor(bottom * 5) / 5, np.ceil(top * 5) / 5
    y_ticks = tuple((value, number(value, page.lang, digits=1)) for value in (low, 1.0, high) if low <= value <= high)
    charts = []
    for driver, rows in lines.groupby("driver", sort=False):
        entry = page.catalogue.indicator(str(driver))
        x = tuple(rows["value"])
        ends = (min(x), max(x))
        known = TEXTS[page.lang]["known"].format(n=number(rows["known"].iloc[0], page.lang), of=number(of, page.lang))
        charts.append(
            Panel(
                title=_short(entry.title.in_(page.lang), 32),
                below=known,
                lines=(Line(ends, (1.0, 1.0), GREY, "2 3", 1.2), Line(x, tuple(rows["expected"]), BLUE, dots=True)),
                x_range=ends,
                y_range=(low, high),
                x_ticks=tuple((end, number(end, page.lang, digits=_digits(*ends))) for end in ends),
                y_ticks=y_ticks,
                x_name=_short(entry.unit.in_(page.lang), 36),
                band=(x, tuple(rows["low"]), tuple(rows["high"])),
            )
        )
    return charts


def reach_section(page: Evidence) -> str:
    """Follow the rankings of each country, and say what they miss."""
    parts = [f"<h2>{page.say('reach_title')}</h2>"]
    if page.reach.empty:
        return "".join([*parts, f'<p class="quiet">{page.say("no_reach")}</p>'])
    outcome = main_outcome(page)
    root = page.catalogue.index.root.id
    mine = page.reach[page.reach["outcome"] == outcome]
    without = next(name for name in mine["ranking"].unique() if name != root)
    names = {"figure": page.figure(outcome), "root": page.node(root), "without": page.node(without)}
    parts.append(f"<p>{page.say('reach_lead', **names)}</p>")
    parts.append(
        _legend(
            (key(WITHOUT), page.say("line_without", name=names["without"])),
            (key(WITH), page.say("line_with", name=names["root"])),
            (key(CHANCE, band=True), page.say("line_random")),
            (key(BEST), page.say("line_best")),
        )
    )
    for by in ("places", "people"):
        charts = [
            _reach_panel(page, rows, root=root, without=without, axis=f"axis_{by}")
            for _, rows in mine[mine["by"] == by].groupby("iso3", sort=True)
        ]
        if charts:
            chart = panels(charts, title=TEXTS[page.lang][f"reach_chart_{by}"])
            parts.append(f"<h4>{page.say(f'by_{by}')}</h4>{chart}")
    parts.append(f"<h4>{page.say('reach_table', name=names['without'])}</h4>")
    parts.append(_reach_table(page, mine[(mine["by"] == "places") & (mine["ranking"] == without)]))
    return "".join([*parts, f'<p class="quiet">{page.say("errors_note")}</p>', _first(page, outcome)])


def _reach_panel(page: Evidence, rows: pd.DataFrame, *, root: str, without: str, axis: str) -> Panel:
    def line(ranking: str, column: str, style: Line) -> Line:
        curve = rows[rows["ranking"] == ranking]
        return Line((0.0, *curve["spent"]), (0.0, *curve[column]), style.colour, style.dash, style.width)

    told = rows.iloc[0]
    curve = rows[rows["ranking"] == without]
    ticks = tuple((value, percent(value, page.lang)) for value in (0.0, 0.5, 1.0))
    return Panel(
        title=page.country(told["iso3"]),
        below=page.places(len(curve), told["level"]),
        lines=(
            line(without, "random", CHANCE),
            line(without, "best", BEST),
            line(root, "reached", WITH),
            line(without, "reached", WITHOUT),
        ),
        x_range=(0.0, 1.0),
        y_range=(0.0, 1.0),
        x_ticks=ticks,
        y_ticks=ticks,
        x_name=TEXTS[page.lang][axis],
        band=((0.0, *curve["spent"]), (0.0, *curve["random_p5"]), (0.0, *curve["random_p95"])),
    )


def _reach_table(page: Evidence, curves: pd.DataFrame) -> str:
    cells = []
    for iso3, curve in curves.groupby("iso3", sort=True):
        for share in TAKEN:
            row = curve[curve["k"] >= max(1, round(share * len(curve)))].iloc[0]
            taken = f"{number(row['k'], page.lang)} / {page.places(len(curve), row['level'])}"
            numbers = ("reached", "random", "best", "exclusion_error", "inclusion_error")
            cells.append([page.country(str(iso3)), taken, *(page.share(row[name]) for name in numbers)])
    heads = ("col_country", "col_taken", "col_reached", "col_random", "col_best", "col_exclusion", "col_inclusion")
    return _table([page.say(name) for name in heads], cells)


def _first(page: Evidence, outcome: str) -> str:
    mine = page.first[page.first["outcome"] == outcome]
    if mine.empty:
        return ""
    cells = []
    for _, row in mine.iterrows():
        low, high = page.share(row["reached_low"]), page.share(row["reached_high"])
        told = low if low == high else TEXTS[page.lang]["range"].format(low=low, high=high)
        cells.append([page.country(row["iso3"]), number(row["chosen"], page.lang), told])
    k = number(mine["k"].iloc[0], page.lang)
    heads = [page.say(name) for name in ("col_country", "col_chosen", "col_first")]
    return f"<h3>{page.say('first_title', k=k)}</h3><p>{page.say('first_lead')}</p>{_table(heads, cells)}"


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
        legend = _legend(
            (key(mark=Mark(0, 0, 0, "diamond", BLUE)), page.say("against_node")),
            (key(mark=Mark(0, 0, 0, "circle", ORANGE)), page.say("against_score")),
            ("", page.say("interval")),
        )
        chart = _correlation_chart(page, rows, "comparators_chart")
        parts += [f"<p>{page.say('comparators_lead')}</p>", legend, chart, _doubts(page, list(entries.values()))]
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
    return Row(_short(label, 38), below, note, drawn, "" if drawn else TEXTS[page.lang]["none"])


def _correlation_chart(page: Evidence, rows: list[Row], title: str) -> str:
    ticks = [(value, number(value, page.lang, digits=1)) for value in (-1.0, -0.5, 0.0, 0.5, 1.0)]
    return intervals(rows, low=-1.0, high=1.0, ticks=ticks, title=TEXTS[page.lang][title])


def _doubts(page: Evidence, entries: Sequence[Comparator]) -> str:
    items = []
    for entry in entries:
        doubts = " ".join(escape(doubt.in_(page.lang), quote=False) for doubt in entry.doubts)
        items.append(
            f"<li><b>{escape(entry.title.in_(page.lang), quote=False)}</b> "
            f"({escape(entry.unit.in_(page.lang), quote=False)}). "
            f"{escape(entry.attribution, quote=False)}. {doubts}</li>"
        )
    return f'<details open><summary>{page.say("doubts")}</summary><ul class="doubts">{"".join(items)}</ul></details>'


def _legend(*items: tuple[str, str]) -> str:
    return '<p class="legend">' + "".join(f"<span>{mark}{text}</span>" for mark, text in items) + "</p>"


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Write a table; heads are HTML already, cells are text."""
    head = "".join(f'<th scope="col">{text}</th>' for text in heads)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell, quote=False)}</td>" for cell in row) + "</tr>" for row in rows)
    return f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _digits(low: float, high: float) -> int:
    spread = abs(high - low)
    return 0 if spread >= 20 else 1 if spread >= 2 else 2 if spread >= 0.05 else 3
