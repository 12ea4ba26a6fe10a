"""Write where a place stands: rank and score, each with the bounds it must not be read without."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.export.brief import words
from geo.export.brief.charts import Span, draw_span
from geo.export.brief.formats import known
from geo.export.brief.head import WIDTH
from geo.export.brief.sheet import LEFT, QUIET, RIGHT, Sheet
from geo.export.brief.texts import say
from geo.numerals import chance, number, ordinal, percent

if TYPE_CHECKING:
    from geo.export.brief.ground import Ground, Place
    from geo.kinds import Lang

LINE = 330.0
"""Where the lines of intervals begin, from the left margin."""


def draw_standing(sheet: Sheet, place: Place, ground: Ground, *, y: float, lang: Lang) -> float:
    """Write ranks and score as figures and on a line, from the base line `y`; give the base line that ends them."""
    note = say("standing_note", lang=lang) if place["gate"] == "ranked" else ""
    y = sheet.heading(LEFT, y, say("standing", lang=lang), room=WIDTH, note=note) + 13
    if place["gate"] == "ranked":
        country = ground.catalogue.study.country(place["iso3"]).name.in_(lang)
        titles = say("rank", lang=lang), say("rank_country", lang=lang, country=country)
        for column, title, group in zip(("rank", "rank_in_country"), titles, ("", place["iso3"]), strict=True):
            _rank(sheet, place, ground, column=column, title=title, group=group, y=y, lang=lang)
            y += 35
    else:
        sheet.text(LEFT, y, say("rank_none", lang=lang), size=15, bold=True)
        sheet.block(LEFT + 112, y - 4, words.no_rank(place, ground, lang=lang), room=WIDTH - 112, size=9)
        y += 30
    _score(sheet, place, y=y, lang=lang)
    return _chances(sheet, place, ground, y=y + 34, lang=lang)


def _rank(
    sheet: Sheet, place: Place, ground: Ground, *, column: str, title: str, group: str, y: float, lang: Lang
) -> None:
    low, high = (place[f"{column}_{end}"] for end in ("p5", "p95"))
    ranked = ground.ranked[group]
    says = say("rank_interval", lang=lang, low=ordinal(low, lang=lang), high=ordinal(high, lang=lang))
    of = say("rank_of", lang=lang, n=number(ranked))
    _figure(sheet, title, ordinal(place[column], lang=lang), of, says, y=y)
    first = min(ground.top_k, ranked) if not group else None
    ends = (ordinal(1, lang=lang), ordinal(ranked, lang=lang))
    band = say("first", lang=lang, k=ground.top_k) if first else ""
    span = Span(low, place[column], high, 1, ranked, ends, band=first, band_text=band)
    draw_span(sheet, span, x=LEFT + LINE, y=y - 2, room=WIDTH - LINE)


def _score(sheet: Sheet, place: Place, *, y: float, lang: Lang) -> None:
    title = say("score", lang=lang)
    if not known(place["score"]):
        _figure(sheet, title, say("score_none", lang=lang), "", "", y=y)
        return
    low, high = (place[f"score_{end}"] for end in ("low", "high"))
    says = say("score_bounds", lang=lang, low=number(low, decimals=1), high=number(high, decimals=1))
    _figure(sheet, title, number(place["score"], decimals=1), say("score_of", lang=lang), says, y=y)
    span = Span(low, place["score"], high, 0, 100, ("0", "100"))
    draw_span(sheet, span, x=LEFT + LINE, y=y - 2, room=WIDTH - LINE)


def _figure(sheet: Sheet, title: str, figure: str, of: str, says: str, *, y: float) -> None:
    sheet.text(LEFT, y, title, size=8.5, bold=True, room=108, least=6.5)
    end = sheet.text(LEFT + 112, y + 1, figure, size=16, bold=True, room=134, least=9)
    sheet.text(end + 5, y + 1, of, size=8, colour=QUIET, room=LEFT + LINE - 8 - end - 5, least=6)
    sheet.text(LEFT + 112, y + 12, says, size=7, colour=QUIET, room=LINE - 120, least=5.5)


def _chances(sheet: Sheet, place: Place, ground: Ground, *, y: float, lang: Lang) -> float:
    sheet.rule(y - 11)
    x = LEFT
    tops = [k for k in ground.catalogue.study.tops if known(place.get(f"p_top_{k}"))]
    if tops:
        x = sheet.text(x, y, say("p_top", lang=lang), size=8, bold=True, room=170, least=6.5) + 8
    for k in tops:
        x = sheet.text(x, y, f"{say('p_top_line', lang=lang, k=k)}:", size=8, colour=QUIET) + 3
        x = sheet.text(x, y, chance(place[f"p_top_{k}"]), size=9, bold=True) + 11
    told = f"{say('coverage', lang=lang)}: {percent(place['coverage'])}"
    sheet.text(RIGHT, y, told, size=8, bold=True, align="right", room=RIGHT - x, least=6)
    note = say("coverage_note", lang=lang)
    sheet.text(RIGHT, y + 8.5, note, size=6, colour=QUIET, align="right", room=WIDTH, least=5)
    return y + 8.5
