"""End a brief: who published the figures and under which licence, how to read them, and what they are not for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.export.brief.head import WIDTH
from geo.export.brief.lettering import wrapped
from geo.export.brief.sheet import BOTTOM, LEFT, PALE, QUIET, Sheet
from geo.export.brief.texts import say

if TYPE_CHECKING:
    from geo.kinds import Lang

SMALL = 6.2


def ending_room(lines: list[str]) -> float:
    """Say how much room sources and cautions take at the foot of the last page."""
    columns = _columns(lines)
    return max(len(columns[0]), len(columns[1])) * SMALL * 1.22 + 84


def ending(sheet: Sheet, lines: list[str], *, lang: Lang) -> None:
    """Write sources with licences, how to read an interval, and what the score is not for."""
    y = BOTTOM - ending_room(lines) + 24
    y = sheet.heading(LEFT, y, say("sources", lang=lang), room=WIDTH) - 3
    columns = _columns(lines) if lines else ([say("sources_none", lang=lang)], [])
    half = (WIDTH - 16) / 2
    for column, x in zip(columns, (LEFT, LEFT + half + 16), strict=True):
        at = y
        for line in column:
            sheet.text(x, at, line, size=SMALL, colour=QUIET)
            at += SMALL * 1.22
    y = BOTTOM - 30
    sheet.box(LEFT, y - 10, WIDTH, 34, fill=PALE)
    left = say("caution_title", lang=lang)
    sheet.text(LEFT + 8, y + 1, left, size=8, bold=True, room=92, least=6)
    text = f"{say('caution', lang=lang)} {say('how', lang=lang)}"
    sheet.block(LEFT + 104, y, text, room=WIDTH - 112, size=7, leading=8.6, most=3)


def _columns(lines: list[str]) -> tuple[list[str], list[str]]:
    """Break the lines into two columns of about the same length."""
    half = (WIDTH - 16) / 2
    broken = [wrapped(line, room=half, size=SMALL) for line in lines]
    total = sum(map(len, broken))
    left: list[str] = []
    right: list[str] = []
    for part in broken:
        (left if len(left) + len(part) / 2 <= total / 2 else right).extend(part)
    return left, right
