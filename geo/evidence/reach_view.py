"""Tell how many of those who leave the rankings reach, and what they miss."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.evidence.charts import BLUE, GREY, INK, ORANGE, Line, Panel, key, panels
from geo.evidence.texts import TEXTS, number, percent
from geo.evidence.view import Evidence, legend, main_outcome, table

if TYPE_CHECKING:
    import pandas as pd


TAKEN = (0.1, 0.25, 0.5)
"""The shares of places at which the reach table is read off."""
WITHOUT, WITH, CHANCE, BEST = (
    Line((), (), BLUE, "", 2.6),
    Line((), (), ORANGE, "7 3", 1.8),
    Line((), (), GREY, "2 3", 1.8),
    Line((), (), INK, "", 1.0),
)


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
        legend(
            (key(WITHOUT), page.say("line_without", name=names["without"])),
            (key(WITH), page.say("line_with", name=names["root"])),
            (key(CHANCE, band=True), page.say("line_random")),
            (key(BEST), page.say("line_best")),
        )
    )
    for by in ("places", "people", "budget"):
        charts = [
            _reach_panel(page, rows, root=root, without=without, axis=f"axis_{by}")
            for _, rows in mine[mine["by"] == by].groupby("iso3", sort=True)
        ]
        if charts:
            chart = panels(charts, title=TEXTS[page.lang][f"reach_chart_{by}"])
            parts.append(f"<h4>{page.say(f'by_{by}')}</h4>{chart}")
    parts.append(f"<h4>{page.say('reach_table', name=names['without'])}</h4>")
    parts.append(_reach_rows(page, mine[(mine["by"] == "places") & (mine["ranking"] == without)]))
    return "".join([*parts, f'<p class="quiet">{page.say("errors_note")}</p>', _first(page, outcome)])


def _reach_panel(page: Evidence, rows: pd.DataFrame, *, root: str, without: str, axis: str) -> Panel:
    curves = {str(ranking): curve for ranking, curve in rows.groupby("ranking")}

    def line(ranking: str, column: str, style: Line) -> Line:
        curve = curves[ranking]
        return Line((0.0, *curve["spent"]), (0.0, *curve[column]), style.colour, style.dash, style.width)

    told = rows.iloc[0]
    curve = curves[without]
    ticks = tuple((value, percent(value)) for value in (0.0, 0.5, 1.0))
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


def _reach_rows(page: Evidence, curves: pd.DataFrame) -> str:
    cells = []
    for iso3, curve in curves.groupby("iso3", sort=True):
        for share in TAKEN:
            row = curve[curve["k"] >= max(1, round(share * len(curve)))].iloc[0]
            taken = f"{number(row['k'])} / {page.places(len(curve), row['level'])}"
            numbers = ("reached", "random", "best", "exclusion_error", "inclusion_error")
            cells.append([page.country(str(iso3)), taken, *(page.share(row[name]) for name in numbers)])
    heads = ("col_country", "col_taken", "col_reached", "col_random", "col_best", "col_exclusion", "col_inclusion")
    return table([page.say(name) for name in heads], cells)


def _first(page: Evidence, outcome: str) -> str:
    mine = page.first[page.first["outcome"] == outcome]
    if mine.empty:
        return ""
    cells = []
    for _, row in mine.iterrows():
        low, high = page.share(row["reached_low"]), page.share(row["reached_high"])
        told = low if low == high else TEXTS[page.lang]["range"].format(low=low, high=high)
        cells.append([page.country(row["iso3"]), number(row["chosen"]), told])
    k = number(mine["k"].iloc[0])
    heads = [page.say(name) for name in ("col_country", "col_chosen", "col_first")]
    return f"<h3>{page.say('first_title', k=k)}</h3><p>{page.say('first_lead')}</p>{table(heads, cells)}"
