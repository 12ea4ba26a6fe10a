"""Lay out every indicator of a place in one table that always fits: value, unit, year, how it is known, and medians."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.export.brief.formats import known, measure
from geo.export.brief.sheet import INK, PALE, QUIET, Sheet
from geo.export.brief.texts import say

if TYPE_CHECKING:
    from geo.catalogue import Indicator
    from geo.export.brief.ground import Ground, Place
    from geo.kinds import Lang

STEP, LEAST = 11.2, 6.4
"""How tall a row is at most and at least, in points; beyond that the last indicators are counted, not shown."""
NOTHING = {"value": None, "year": None, "level": None, "status": "not_applicable", "source": None}
COLUMNS = {
    "indicator": 0.0, "value": 192.0, "unit": 197.0, "year": 325.0, "known": 331.0, "department": 474.0,
    "country": 515.0,
}  # fmt: skip
"""Where each column stands, from the left edge of the table; numbers end there, texts begin there."""
NUMBERS = ("value", "year", "department", "country")


def draw_figures(sheet: Sheet, ground: Ground, place: Place, *, x: float, y: float, room: float, lang: Lang) -> float:
    """Write the table into the room that is left, from the base line `y`; give the base line that follows.

    Parameters
    ----------
    room
        How tall it may be, in points.
    """
    for name, at in COLUMNS.items():
        sheet.text(
            x + at, y, say(f"col_{name}", lang=lang), size=6.5, bold=True, colour=QUIET,
            align="right" if name in NUMBERS else "left",
        )  # fmt: skip
    pillars = [node for node in ground.nodes if any(i.pillar == node.id for i in ground.indicators)]
    rows: list[tuple[str, Indicator | None]] = []
    for node in pillars:
        rows.append((node.title.in_(lang), None))
        rows += [(i.title.in_(lang), i) for i in ground.indicators if i.pillar == node.id]
    fit = max(int(room / LEAST) - 2, 1)
    shown, hidden = rows[:fit], sum(indicator is not None for _, indicator in rows[fit:])
    step = min(STEP, room / (len(shown) + 1.5 + bool(hidden)))
    y += step + 1
    for title, indicator in shown:
        if indicator is None:
            sheet.box(x, y - step * 0.76, COLUMNS["country"], step, fill=PALE)
            sheet.text(x, y, title, size=step * 0.62, bold=True)
        else:
            _row(sheet, ground, place, indicator, title=title, x=x, y=y, size=step * 0.66, lang=lang)
        y += step
    if hidden:
        sheet.text(x, y, say("indicators_more", lang=lang, n=hidden), size=min(7, step * 0.66), colour=QUIET)
        y += step
    return y


def _row(
    sheet: Sheet,
    ground: Ground,
    place: Place,
    indicator: Indicator,
    *,
    title: str,
    x: float,
    y: float,
    size: float,
    lang: Lang,
) -> None:
    value = ground.values.get(place["code"], {}).get(indicator.id, NOTHING)
    there, none = known(value["value"]), say("no_data", lang=lang)
    least = size * 0.72
    sheet.text(x + 6, y, title, size=size, room=138, least=least)
    figure = measure(value["value"], indicator) if there else none
    sheet.text(
        x + COLUMNS["value"], y, figure, size=size, bold=there, align="right", colour=INK if there else QUIET, room=46,
        least=least,
    )  # fmt: skip
    sheet.text(x + COLUMNS["unit"], y, indicator.unit.in_(lang), size=size * 0.9, colour=QUIET, room=106, least=least)
    if there and known(value["year"]):
        sheet.text(x + COLUMNS["year"], y, str(int(value["year"])), size=size, align="right")
    level = say(f"level_{value['level']}", lang=lang) if value["level"] is not None else ""
    how = say(f"status_{value['status']}", lang=lang, level=level)
    sheet.text(x + COLUMNS["known"], y, how, size=size, room=105, least=least, colour=INK if there else QUIET)
    for column, group in (("department", place["adm1_code"]), ("country", place["iso3"])):
        median = ground.value_medians.get(group, {}).get(indicator.id)
        text = say("none", lang=lang) if median is None else measure(median, indicator)
        sheet.text(x + COLUMNS[column], y, text, size=size, align="right", colour=QUIET, room=40, least=least)
