"""Lay out the two pages of a municipality: where it stands and where it lies, then why, and from which figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.export.brief import words
from geo.export.brief.charts import Block, Part, Span, draw_blocks, draw_parts, draw_span
from geo.export.brief.figures import draw_figures
from geo.export.brief.formats import chance, known, number, ordinal, percent
from geo.export.brief.lettering import wrapped
from geo.export.brief.maps import draw_legend
from geo.export.brief.names import Wish
from geo.export.brief.sheet import BOTTOM, INK, LEFT, PALE, QUIET, RIGHT, TALL, TOP, Sheet
from geo.export.brief.texts import say

if TYPE_CHECKING:
    from geo.catalogue import Node
    from geo.export.brief.ground import Ground, Place
    from geo.export.brief.maps import Area, Atlas
    from geo.kinds import Lang

WIDTH = RIGHT - LEFT
PAGES = 2
SHOWN = 8
"""How many contributions have a bar of their own; the rest share one."""
MAP_WIDE, MAP_TALL, GAP = 346.0, 286.0, 14.0
LINE = 330.0
"""Where the lines of intervals begin, from the left margin."""


def draw_place(sheet: Sheet, atlas: Atlas, code: str, *, lang: Lang) -> None:
    """Write the two pages of a place."""
    ground = atlas.ground
    place = ground.places[code]
    foot = words.foot([code], ground, lang=lang)
    y = head(sheet, place["name"], _under(place, ground, lang=lang), say("kind", lang=lang), ground, lang=lang)
    y = _next(sheet, place, ground, y=y, lang=lang)
    y = _standing(sheet, place, ground, y=y + 19, lang=lang)
    y = _map(sheet, atlas, place, y=y + 15, lang=lang)
    _pillars(sheet, place, ground, y=y + 21, lang=lang)
    sheet.end_page(f"{code} · {foot}", say("page", lang=lang, page=1, pages=PAGES))
    _second(sheet, place, ground, lang=lang)
    sheet.end_page(f"{code} · {foot}", say("page", lang=lang, page=2, pages=PAGES))


def head(sheet: Sheet, name: str, under: str, kind: str, ground: Ground, *, lang: Lang) -> float:
    """Write the study, the name of the place, however long, and what stands under it; give the next base line."""
    y = TOP + 4
    end = sheet.text(LEFT, y, kind, size=7.5, bold=True, colour=QUIET)
    study = ground.catalogue.study.title.in_(lang)
    sheet.text(RIGHT, y, study, size=7.5, colour=QUIET, align="right", room=RIGHT - end - 12, least=5)
    # A long name first goes smaller, then onto a second line.
    sizes = (24.0, 20.0, 17.0, 14.0)
    size = next((s for s in sizes if len(wrapped(name, room=WIDTH, size=s, bold=True)) == 1), 14.0)
    y = sheet.block(LEFT, y + 8 + size * 0.85, name, room=WIDTH, size=size, leading=size * 1.1, bold=True, most=2)
    y -= size * 1.1
    return sheet.block(LEFT, y + 15, under, room=WIDTH, size=9, colour=QUIET, most=2)


def _under(place: Place, ground: Ground, *, lang: Lang) -> str:
    country = ground.catalogue.study.country(place["iso3"])
    word = country.unit_word.in_(lang)
    people = say("people", lang=lang, n=number(place["people"])) if known(place["people"]) else None
    above = [place.get("muni44_name"), place["adm1_name"], country.name.in_(lang)]
    where = ", ".join(name for name in above if name)
    return " · ".join([word[:1].upper() + word[1:], where, place["code"], people or say("people_none", lang=lang)])


def _next(sheet: Sheet, place: Place, ground: Ground, *, y: float, lang: Lang) -> float:
    told = words.next_step(place, ground, lang=lang)
    lines = wrapped(told, room=WIDTH - 110, size=9.5)
    tall = max(13.0 * len(lines) + 9, 22)
    sheet.box(LEFT, y - 4, WIDTH, tall, fill=PALE)
    sheet.box(LEFT, y - 4, 3, tall, fill=INK)
    sheet.text(LEFT + 11, y + 9.5, say("next", lang=lang), size=9, bold=True, room=90, least=7)
    sheet.block(LEFT + 104, y + 9.5, told, room=WIDTH - 110, size=9.5, leading=13)
    return y - 4 + tall


def _standing(sheet: Sheet, place: Place, ground: Ground, *, y: float, lang: Lang) -> float:
    """Write rank and score, each with the bounds it must not be read without, as figures and on a line."""
    note = say("standing_note", lang=lang) if place["gate"] == "ranked" else ""
    y = sheet.heading(LEFT, y, say("standing", lang=lang), room=WIDTH, note=note) + 13
    if place["gate"] == "ranked":
        country = ground.catalogue.study.country(place["iso3"]).name.in_(lang)
        ranks = (("rank", say("rank", lang=lang), ""), ("rank_in_country", say("rank_country", lang=lang, country=country), place["iso3"]))  # fmt: skip
        for column, title, group in ranks:
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


def _map(sheet: Sheet, atlas: Atlas, place: Place, *, y: float, lang: Lang) -> float:
    ground, code = atlas.ground, place["code"]
    note = say("map_note", lang=lang, name=place["name"])
    y = sheet.heading(LEFT, y + 4, say("map", lang=lang), room=WIDTH, note=note) - 5
    area = atlas.area(place["adm1_code"], (LEFT, TALL - y - MAP_TALL, MAP_WIDE, MAP_TALL), code=code)
    atlas.draw(sheet, area, _names(atlas, area, place), code=code, lang=lang)
    x, room = LEFT + MAP_WIDE + GAP, WIDTH - MAP_WIDE - GAP
    tall = room * 0.6
    atlas.locate(
        sheet, (x, TALL - y - tall, room, tall), department=place["adm1_code"], code=code, lang=lang
    )
    down = draw_legend(sheet, ground, x=x, y=y + tall + 16, room=room, lang=lang) + 2
    for key in ("line_place", "line_department"):
        text = say(key, lang=lang, name=place["name"])
        down = sheet.block(x, down, text, room=room, size=6.5, colour=QUIET, most=2)
    return y + MAP_TALL


def _names(atlas: Atlas, area: Area, place: Place) -> list[Wish]:
    """Wish for the name of the place, of its neighbours, then of the rest of the department, large ones first."""
    ground, own = atlas.ground, place["code"]
    beside = [code for code in (ground.neighbours or {}).get(own, ()) if code in area.shapes]
    others = [code for code in ground.departments[place["adm1_code"]] if code in area.shapes and code not in beside]
    others = sorted((c for c in others if c != own), key=lambda c: (-area.shapes[c].area, c))
    wishes = []
    for code in (own, *beside, *others):
        x, y = atlas.spot(code, area.view)
        west, _, east, _ = area.shapes[code].bounds if not area.shapes[code].is_empty else (0, 0, 0, 0)
        room = (east - west) / area.view.metres
        name = ground.places[code]["name"]
        if code == own:
            wishes.append(Wish(name, x, y, 8, max(room, 80), bold=True, sure=True))
        else:
            wishes.append(Wish(name, x, y, 5.8, max(room, 42) if code in beside else room))
    return wishes


def _pillars(sheet: Sheet, place: Place, ground: Ground, *, y: float, lang: Lang) -> None:
    y = sheet.heading(LEFT, y, say("pillars", lang=lang), room=WIDTH, note=say("pillars_note", lang=lang)) + 6
    country = ground.catalogue.study.country(place["iso3"]).name.in_(lang)
    kind = f"type:{int(place['type'])}" if known(place["type"]) and int(place["type"]) in ground.types else None
    signs = [
        say("median_country", lang=lang, country=country),
        say("median_type", lang=lang) if kind else "",
        say("median_neighbours", lang=lang) if (ground.neighbours or {}).get(place["code"]) else "",
    ]
    blocks = [
        block_of(
            node,
            place[f"node_{node.id}"],
            ground,
            medians=(
                ground.node_medians.get(place["iso3"], {}).get(node.id),
                ground.node_medians.get(kind, {}).get(node.id) if kind else None,
                ground.around(place["code"], f"node_{node.id}"),
            ),
            lang=lang,
        )
        for node in ground.nodes
    ]
    step = min(16.0, (BOTTOM - y - 18) / max(len(blocks), 1))
    draw_blocks(sheet, blocks, signs, x=LEFT, y=y, room=WIDTH, step=step)


def block_of(
    node: Node,
    score: float | None,
    ground: Ground,
    *,
    medians: tuple[float | None, ...],
    spread: tuple[float, float] | None = None,
    lang: Lang,
) -> Block:
    """Describe a pillar; one without a score says whether only this place lacks data, or the whole study does."""
    whole = node.id not in ground.node_medians[""]
    return Block(
        label=node.title.in_(lang),
        score=float(score) if score is not None and known(score) else None,
        none=say("no_pillar_data" if whole else "no_data", lang=lang),
        medians=medians,
        inner=node.parent != ground.catalogue.index.root.id,
        spread=spread,
    )


def _second(sheet: Sheet, place: Place, ground: Ground, *, lang: Lang) -> None:
    y = TOP + 4
    where = f"{place['name']} · {place['adm1_name']} · {place['code']}"
    sheet.text(LEFT, y, where, size=8, bold=True, colour=QUIET, room=WIDTH, least=6)
    half = (WIDTH - 22) / 2
    top = y + 25
    left = _drivers(sheet, place, ground, x=LEFT, y=top, room=half + 16, lang=lang)
    right = _sayings(sheet, place, ground, x=LEFT + half + 38, y=top, room=half - 16, lang=lang)
    y = max(left, right) + 14
    lines = words.sources([place["code"]], ground, lang=lang)
    below = ending_room(lines)
    note = say("indicators_note", lang=lang)
    y = sheet.heading(LEFT, y, say("indicators", lang=lang), room=WIDTH, note=note)
    draw_figures(sheet, ground, place, x=LEFT, y=y, room=BOTTOM - below - y, lang=lang)
    ending(sheet, lines, lang=lang)


def _drivers(sheet: Sheet, place: Place, ground: Ground, *, x: float, y: float, room: float, lang: Lang) -> float:
    note = say("drivers_points" if ground.additive else "drivers_log", lang=lang)
    y = sheet.heading(x, y, say("drivers", lang=lang), room=room) - 2
    y = sheet.block(x, y, f"{note}. {say('drivers_handed', lang=lang)}.", room=room, size=6.5, colour=QUIET, most=2)
    parts = _parts(place, ground, lang=lang)
    if not parts:
        return sheet.block(x, y + 4, say("drivers_none", lang=lang), room=room, size=8, colour=QUIET)
    return draw_parts(sheet, parts, x=x, y=y + 5, room=room)


def _parts(place: Place, ground: Ground, *, lang: Lang) -> list[Part]:
    """List what adds most to the score; the rest, and what is not public, as one part each."""
    if not known(place["score"]):
        return []
    added = {i: float(place.get(f"contribution_{i.id}") or 0) for i in ground.indicators}
    largest = sorted((i for i, points in added.items() if known(points) and points), key=lambda i: (-abs(added[i]), i.id))
    values = ground.values.get(place["code"], {})
    parts = [
        Part(
            i.title.in_(lang),
            added[i],
            number(added[i], decimals=1),
            handed=values.get(i.id, {}).get("status") in {"inherited", "imputed"},
        )
        for i in largest[:SHOWN]
    ]
    rest = largest[SHOWN:]
    # What does not come from a published indicator comes from those that are not public.
    closed = float(place["score"]) - sum(added[i] for i in largest) if ground.additive else 0.0
    others = ((sum(added[i] for i in rest), _rest(len(rest), lang=lang)), (closed, say("drivers_closed", lang=lang)))
    return parts + [
        Part(label, points, number(points, decimals=1), quiet=True) for points, label in others if abs(points) > 0.05
    ]


def _rest(count: int, *, lang: Lang) -> str:
    return say("drivers_rest_one", lang=lang) if count == 1 else say("drivers_rest", lang=lang, n=count)


def _sayings(sheet: Sheet, place: Place, ground: Ground, *, x: float, y: float, room: float, lang: Lang) -> float:
    y = sheet.heading(x, y, say("groups", lang=lang), room=room) - 1
    for line in words.groups(place, ground, lang=lang):
        y = sheet.block(x, y, line, room=room, size=7.5, leading=9.4, most=4) + 2.4
    y = sheet.heading(x, y + 15, say("flags", lang=lang), room=room) - 1
    ranked = place["gate"] == "ranked"
    said = [*([] if ranked else [words.no_rank(place, ground, lang=lang)]), *words.flags(place, ground, lang=lang)]
    for line in said or [say("flags_none", lang=lang)]:
        y = sheet.block(x, y, line, room=room, size=7.5, leading=9.4, most=4) + 2.4
    return y


SMALL = 6.2


def ending_room(lines: list[str]) -> float:
    """Say how much room sources and cautions take at the foot of the last page."""
    columns = _columns(lines)
    return max(len(columns[0]), len(columns[1])) * SMALL * 1.22 + 84


def ending(sheet: Sheet, lines: list[str], *, lang: Lang) -> None:
    """Write sources with licences, how to read an interval, and what the score is not for."""
    y = BOTTOM - ending_room(lines) + 24
    y = sheet.heading(LEFT, y, say("sources", lang=lang), room=WIDTH) - 3
    columns = _columns(lines)
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
    total, left, right = sum(map(len, broken)), [], []
    for part in broken:
        (left if len(left) + len(part) / 2 <= total / 2 else right).extend(part)
    return left, right
