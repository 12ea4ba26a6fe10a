"""Lay out the two pages of a municipality: where it stands and where it lies, then why, and from which figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.export.brief import words
from geo.export.brief.charts import Block, Part, draw_blocks, draw_parts
from geo.export.brief.ending import ending, ending_room
from geo.export.brief.figures import draw_figures
from geo.export.brief.formats import known
from geo.export.brief.head import WIDTH, head
from geo.export.brief.lettering import width, wrapped
from geo.export.brief.maps import draw_legend
from geo.export.brief.names import LINES, Wish
from geo.export.brief.sheet import BOTTOM, INK, LEFT, PALE, QUIET, TALL, TOP, Sheet
from geo.export.brief.standing import draw_standing
from geo.export.brief.texts import say
from geo.numerals import number

if TYPE_CHECKING:
    from geo.catalogue import Node
    from geo.export.brief.ground import Ground, Place
    from geo.export.brief.maps import Area, Atlas
    from geo.kinds import Lang

PAGES = 2
SHOWN = 8
"""How many contributions have a bar of their own; the rest share one."""
MAP_WIDE, MAP_LEAST, GAP = 346.0, 190.0, 14.0
BAR_STEP = 16.0


def draw_place(sheet: Sheet, atlas: Atlas, code: str, *, lang: Lang) -> None:
    """Write the two pages of a place."""
    ground = atlas.ground
    place = ground.places[code]
    foot = words.foot([code], ground, lang=lang)
    y = head(sheet, place["name"], _under(place, ground, lang=lang), say("kind", lang=lang), ground, lang=lang)
    y = _next(sheet, place, ground, y=y, lang=lang)
    y = draw_standing(sheet, place, ground, y=y + 19, lang=lang)
    y = _map(sheet, atlas, place, y=y + 15, lang=lang)
    _pillars(sheet, place, ground, y=y + 21, lang=lang)
    sheet.end_page(f"{code} · {foot}", say("page", lang=lang, page=1, pages=PAGES))
    _second(sheet, place, ground, lang=lang)
    sheet.end_page(f"{code} · {foot}", say("page", lang=lang, page=2, pages=PAGES))


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
    # Two lines keep the map below of one size from place to place.
    tall = max(13.0 * len(lines) + 9, 35)
    sheet.box(LEFT, y - 4, WIDTH, tall, fill=PALE)
    sheet.box(LEFT, y - 4, 3, tall, fill=INK)
    first = y + (9.5 if len(lines) > 1 else 16)
    sheet.text(LEFT + 11, first, say("next", lang=lang), size=9, bold=True, room=90, least=7)
    sheet.block(LEFT + 104, first, told, room=WIDTH - 110, size=9.5, leading=13)
    return y - 4 + tall


def _map(sheet: Sheet, atlas: Atlas, place: Place, *, y: float, lang: Lang) -> float:
    ground, code = atlas.ground, place["code"]
    note = say("map_note", lang=lang, name=place["name"])
    y = sheet.heading(LEFT, y + 4, say("map", lang=lang), room=WIDTH, note=note) - 5
    # The map takes what the bars below it leave.
    map_tall: float = max(BOTTOM - y - 66 - BAR_STEP * len(ground.nodes), MAP_LEAST)
    area = atlas.area(place["adm1_code"], (LEFT, TALL - y - map_tall, MAP_WIDE, map_tall), code=code)
    atlas.draw(sheet, area, _names(atlas, area, place), code=code, lang=lang)
    x, room = LEFT + MAP_WIDE + GAP, WIDTH - MAP_WIDE - GAP
    tall = room * 0.6
    atlas.locate(sheet, (x, TALL - y - tall, room, tall), department=place["adm1_code"], code=code, lang=lang)
    down = draw_legend(sheet, ground, x=x, y=y + tall + 16, room=room, lang=lang) + 2
    for key in ("line_place", "line_department", *["map_closer"] * area.closer):
        text = say(key, lang=lang, name=place["name"])
        down = sheet.block(x, down, text, room=room, size=6.5, colour=QUIET, most=2)
    return y + map_tall


def _names(atlas: Atlas, area: Area, place: Place) -> list[Wish]:
    """Wish for the name of the place, of its neighbours, then of the rest of the department, large ones first."""
    ground, own = atlas.ground, place["code"]
    beside = [code for code in (ground.neighbours or {}).get(own, ()) if code in area.shapes]
    others = [code for code in ground.departments[place["adm1_code"]] if code in area.shapes and code not in beside]
    others = sorted((c for c in others if c != own), key=lambda c: (-area.shapes[c].area, c))
    return [_wish(atlas, area, code, own=own, near=code in beside) for code in (own, *beside, *others)]


def _wish(atlas: Atlas, area: Area, code: str, *, own: str, near: bool) -> Wish:
    x, y = atlas.spot(code, area.view)
    name, (wide, tall) = atlas.ground.places[code]["name"], area.size(code)
    if code != own:
        return Wish(name, x, y, 5.8, max(wide, 42) if near else wide)
    # A name that would hide the whole of its place stands beside it.
    lines = wrapped(name, room=max(0.9 * wide, 60), size=8, bold=True, most=LINES)
    hides = wide < 1.1 * max(width(line, size=8, bold=True) for line in lines) or tall < 14 * len(lines)
    if hides:
        x, y = atlas.middle(code, area.view)
    clear = (max(wide, 14) / 2, max(tall, 14) / 2) if hides else None
    return Wish(name, x, y, 8, max(wide, 80), bold=True, sure=True, clear=clear)


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
    step = min(BAR_STEP, (BOTTOM - y - 18) / max(len(blocks), 1))
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
    adding = [i for i, points in added.items() if known(points) and points]
    largest = sorted(adding, key=lambda i: (-abs(added[i]), i.id))
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
