"""Tell how well drivers say where people leave from: in brief, by country, and driver by driver."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.evidence.charts import BLUE, GREY, ORANGE, Line, Mark, Panel, Row, Shape, intervals, key, panels
from geo.evidence.texts import TEXTS, number, percent
from geo.evidence.view import Evidence, legend, main_outcome, shortened, table

if TYPE_CHECKING:
    from collections.abc import Mapping


MARKS: Mapping[str, tuple[Shape, str]] = {"poisson": ("circle", ORANGE), "boosting": ("square", BLUE)}


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
             "—" if pd.isna(told["drivers"]) else number(told["drivers"]),
             *(_skill(page, fitted[name]) if name in fitted else "—" for name in MARKS)]
        )  # fmt: skip
    ticks = [(value, percent(value)) for value in (-0.5, 0.0, 0.5, 1.0)]
    marks_told = legend(
        *((key(mark=Mark(0, 0, 0, *MARKS[name])), page.say(name)) for name in MARKS),
        ("", page.say("interval")),
    )
    title, zero = TEXTS[page.lang]["links_chart"], TEXTS[page.lang]["zero"]
    chart = intervals(rows, low=-0.5, high=1.0, ticks=ticks, title=title, zero=zero)
    heads = ["col_country", "col_figure", "col_places", "col_year", "col_drivers"]
    names = [*(page.say(name) for name in heads), *(f"{page.say(name)}: {page.say('col_skill')}" for name in MARKS)]
    return "".join([*parts, marks_told, chart, table(names, cells)])


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
    y_ticks = tuple((value, number(value, digits=1)) for value in (low, 1.0, high) if low <= value <= high)
    charts = []
    for driver, rows in lines.groupby("driver", sort=False):
        entry = page.catalogue.indicator(str(driver))
        x = tuple(rows["value"])
        ends = (min(x), max(x))
        known = TEXTS[page.lang]["known"].format(n=number(rows["known"].iloc[0]), of=number(of))
        charts.append(
            Panel(
                title=shortened(entry.title.in_(page.lang), 32),
                below=known,
                lines=(Line(ends, (1.0, 1.0), GREY, "2 3", 1.2), Line(x, tuple(rows["expected"]), BLUE, dots=True)),
                x_range=ends,
                y_range=(low, high),
                x_ticks=tuple((end, number(end, digits=_digits(*ends))) for end in ends),
                y_ticks=y_ticks,
                x_name=shortened(entry.unit.in_(page.lang), 36),
                band=(x, tuple(rows["low"]), tuple(rows["high"])),
            )
        )
    return charts


def _digits(low: float, high: float) -> int:
    spread = abs(high - low)
    return 0 if spread >= 20 else 1 if spread >= 2 else 2 if spread >= 0.05 else 3
