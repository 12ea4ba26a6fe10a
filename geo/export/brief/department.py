"""Lay out the two pages of a department: its map and its pillars, then its places by rank and what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from geo.export.brief import words
from geo.export.brief.charts import draw_blocks
from geo.export.brief.ending import ending, ending_room
from geo.export.brief.formats import known
from geo.export.brief.head import WIDTH, head
from geo.export.brief.lettering import wrapped
from geo.export.brief.maps import draw_legend
from geo.export.brief.names import Wish
from geo.export.brief.place import GAP, MAP_WIDE, block_of
from geo.export.brief.sheet import BOTTOM, INK, LEFT, PALE, QUIET, RULE, TALL, TOP, Sheet
from geo.export.brief.texts import say
from geo.numerals import chance, interval, number, ordinal, percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.export.brief.ground import Ground, Place
    from geo.export.brief.maps import Area, Atlas
    from geo.kinds import Lang

MAP_TALL = 400.0
STEP, LEAST, WHOLE = 12.6, 7.6, 58
"""How tall a row of the table is at most and at least, and how many rows fill a page of their own."""
COLUMNS = {
    "number": 12.0, "place": 18.0, "rank": 168.0, "interval": 213.0, "in_country": 386.0, "score": 418.0,
    "p_top": 455.0, "people": 493.0, "type": 515.0,
}  # fmt: skip
"""Where each column ends, or begins for the name, from the left edge of the table."""
SUMMARY = 118.0
"""How tall types and what is missing are."""
CHART = (224.0, 84.0)
"""Where the column of intervals begins, and how wide it is."""


@dataclass(frozen=True)
class Department:
    """A department and its places by rank, those without one last."""

    code: str
    name: str
    iso3: str
    places: tuple[Place, ...]

    @property
    def ranked(self) -> tuple[Place, ...]:
        """The places with a rank."""
        return tuple(place for place in self.places if place["gate"] == "ranked")


def draw_department(sheet: Sheet, atlas: Atlas, code: str, *, lang: Lang) -> None:
    """Write the pages of a department: two, and more only where its table does not fit on one."""
    ground = atlas.ground
    department = _department(ground, code)
    codes = ground.departments[code]
    lines = words.sources(codes, ground, lang=lang)
    foot = f"{code} · {words.foot(codes, ground, lang=lang)}"
    below = ending_room(lines) + SUMMARY
    rows = list(enumerate(department.places, start=1))
    last = int((BOTTOM - below - TOP - 60) / LEAST)
    tables = []
    while len(rows) > last:
        tables.append(rows[:WHOLE])
        rows = rows[WHOLE:]
    pages = 2 + len(tables)
    _first(sheet, atlas, department, lang=lang)
    sheet.end_page(foot, say("page", lang=lang, page=1, pages=pages))
    for page, table in enumerate(tables, start=2):
        _table(sheet, ground, department, table, room=BOTTOM - TOP - 60, lang=lang)
        sheet.end_page(foot, say("page", lang=lang, page=page, pages=pages))
    y = _table(sheet, ground, department, rows, room=BOTTOM - below - TOP - 60, lang=lang)
    _summary(sheet, ground, department, y=y + 20, lang=lang)
    ending(sheet, lines, lang=lang)
    sheet.end_page(foot, say("page", lang=lang, page=pages, pages=pages))


def _department(ground: Ground, code: str) -> Department:
    def order(place: Place) -> tuple[float, float, str]:
        last = float("inf")
        rank, score = (place[key] if known(place[key]) else None for key in ("rank", "score"))
        return (last if rank is None else rank, last if score is None else -score, place["code"])

    places = tuple(sorted((ground.places[each] for each in ground.departments[code]), key=order))
    return Department(code, places[0]["adm1_name"], places[0]["iso3"], places)


def _first(sheet: Sheet, atlas: Atlas, department: Department, *, lang: Lang) -> None:
    ground = atlas.ground
    country = ground.catalogue.study.country(department.iso3)
    count = len(department.places)
    named = say("units_one", lang=lang) if count == 1 else say("units", lang=lang, n=number(count))
    kind = say("department", lang=lang)
    under = " · ".join([kind[:1].upper() + kind[1:], country.name.in_(lang), department.code, named])
    y = head(sheet, department.name, under, say("department_kind", lang=lang), ground, lang=lang)
    y = _facts(sheet, ground, department, y=y + 2, lang=lang)
    note = say("map_numbers", lang=lang)
    y = sheet.heading(LEFT, y + 22, say("map_department", lang=lang), room=WIDTH, note=note) - 5
    area = atlas.area(department.code, (LEFT, TALL - y - MAP_TALL, MAP_WIDE, MAP_TALL))
    atlas.draw(sheet, area, _names(atlas, area, department), lang=lang)
    x, room = LEFT + MAP_WIDE + GAP, WIDTH - MAP_WIDE - GAP
    tall = room * 0.6
    atlas.locate(sheet, (x, TALL - y - tall, room, tall), department=department.code, code=None, lang=lang)
    down = draw_legend(sheet, ground, x=x, y=y + tall + 16, room=room, lang=lang) + 2
    sheet.block(x, down, say("line_department", lang=lang), room=room, size=6.5, colour=QUIET, most=2)
    _pillars(sheet, ground, department, y=y + MAP_TALL + 24, lang=lang)


def _facts(sheet: Sheet, ground: Ground, department: Department, *, y: float, lang: Lang) -> float:
    """Write four figures side by side, each with what it must be read with."""
    wide = (WIDTH - 3 * 10) / 4
    for place, (title, figure, note) in enumerate(_figures(ground, department, lang=lang)):
        x = LEFT + place * (wide + 10)
        sheet.box(x, y - 4, wide, 58, fill=PALE)
        sheet.text(x + 8, y + 9, title, size=7.5, bold=True, room=wide - 14, least=6)
        sheet.text(x + 8, y + 28, figure, size=17, bold=True, room=wide - 14, least=9)
        sheet.block(x + 8, y + 38.5, note, room=wide - 14, size=6.5, leading=7.8, colour=QUIET, most=2)
    return y + 54


def _figures(ground: Ground, department: Department, *, lang: Lang) -> list[tuple[str, str, str]]:
    places, ranked, k = department.places, department.ranked, ground.top_k
    first = [place for place in ranked if place["rank"] <= k]
    expected = sum(place[f"p_top_{k}"] for place in ranked)
    counted = [place["people"] for place in places if known(place["people"])]
    reached = [place["people"] for place in first if known(place["people"])]
    people = say("department_people_note", lang=lang, n=number(sum(reached)), k=k)
    if len(counted) < len(places):
        people = f"{people}; {say('department_people_missing', lang=lang, n=len(places) - len(counted))}"
    coverage = [place["coverage"] for place in places]
    low, high = percent(min(coverage)), percent(max(coverage))
    kept = "all" if len(ranked) == len(places) else "note"
    return [
        (
            say("department_first", lang=lang, k=k),
            str(len(first)) if ranked else say("none", lang=lang),
            say("department_first_note", lang=lang, expected=number(expected, decimals=1))
            if ranked
            else say("rank_none", lang=lang),
        ),
        (
            say("department_ranked", lang=lang),
            str(len(ranked)),
            say(f"department_ranked_{kept}", lang=lang, n=len(places)),
        ),
        (
            say("department_people", lang=lang),
            number(sum(counted)) if counted else say("no_data", lang=lang),
            people,
        ),
        (
            say("department_coverage", lang=lang),
            percent(median(coverage)),
            say("department_coverage_note", lang=lang, low=low, high=high),
        ),
    ]


def _names(atlas: Atlas, area: Area, department: Department) -> list[Wish]:
    """Wish for number and name of each place, large ones first; the number alone where the name finds no room."""
    rows = sorted(enumerate(department.places, start=1), key=lambda row: (-area.shapes[row[1]["code"]].area, row[0]))
    return [
        Wish(
            f"{row} {place['name']}",
            *atlas.spot(place["code"], area.view),
            6,
            max(area.size(place["code"])[0], 20),
            short=str(row),
        )
        for row, place in rows
    ]


def _pillars(sheet: Sheet, ground: Ground, department: Department, *, y: float, lang: Lang) -> None:
    note = say("department_pillars_note", lang=lang)
    y = sheet.heading(LEFT, y, say("pillars", lang=lang), room=WIDTH, note=note) + 6
    country = ground.catalogue.study.country(department.iso3).name.in_(lang)
    blocks = []
    for node in ground.nodes:
        scores = [place[f"node_{node.id}"] for place in department.places if known(place[f"node_{node.id}"])]
        own = ground.node_medians.get(department.code, {}).get(node.id)
        against = ground.node_medians.get(department.iso3, {}).get(node.id)
        spread = (min(scores), max(scores)) if scores else None
        blocks.append(block_of(node, own, ground, medians=(against,), spread=spread, lang=lang))
    step = min(16.0, (BOTTOM - y - 18) / max(len(blocks), 1))
    signs = [say("median_country", lang=lang, country=country)]
    draw_blocks(sheet, blocks, signs, x=LEFT, y=y, room=WIDTH, step=step)


def _table(
    sheet: Sheet, ground: Ground, department: Department, rows: Sequence[tuple[int, Place]], *, room: float, lang: Lang
) -> float:
    y = TOP + 4
    sheet.text(LEFT, y, f"{department.name} · {department.code}", size=8, bold=True, colour=QUIET, room=WIDTH, least=6)
    note = say("department_table_note", lang=lang)
    y = sheet.heading(LEFT, y + 25, say("department_table", lang=lang), room=WIDTH, note=note) + 8
    for name, at in COLUMNS.items():
        text = say(f"col_{name}", lang=lang, k=ground.top_k)
        lines = wrapped(text, room=72 if name == "in_country" else 34, size=6, bold=True, most=2)
        for above, line in enumerate(reversed(lines)):
            sheet.text(
                LEFT + at, y - 7 * above, line, size=6, bold=True, colour=QUIET,
                align="left" if name == "place" else "right",
            )  # fmt: skip
    step = min(STEP, room / (len(rows) + 1))
    top = y + 3.5
    _grid(sheet, ground, top=top, tall=step * len(rows), lang=lang)
    for row, place in rows:
        y += step
        _row(sheet, ground, place, row=row, y=y, size=step * 0.62, lang=lang)
        sheet.rule(y + step * 0.28)
    return y


def _grid(sheet: Sheet, ground: Ground, *, top: float, tall: float, lang: Lang) -> None:
    """Draw the line of all ranks that the intervals stand on, the first ones shaded."""
    start, wide = LEFT + CHART[0], CHART[1]
    ranked = max(ground.ranked[""], 2)
    first = wide * (min(ground.top_k, ranked) - 1) / (ranked - 1)
    sheet.box(start, top, first, tall, fill="#dcdfe6")
    sheet.line((start + wide, top), (start + wide, top + tall), colour=RULE, thick=0.4)
    sheet.line((start, top), (start, top + tall), colour=RULE, thick=0.4)
    sheet.text(start, top - 3.5, ordinal(1, lang=lang), size=5.5, colour=QUIET)
    sheet.text(start + wide, top - 3.5, ordinal(ranked, lang=lang), size=5.5, colour=QUIET, align="right")


def _row(sheet: Sheet, ground: Ground, place: Place, *, row: int, y: float, size: float, lang: Lang) -> None:
    ranked, none = place["gate"] == "ranked", say("none", lang=lang)
    sheet.text(LEFT + COLUMNS["number"], y, str(row), size=size, align="right", colour=QUIET)
    sheet.text(LEFT + COLUMNS["place"], y, place["name"], size=size, bold=True, room=116, least=size * 0.6)
    cells = {
        "rank": ordinal(place["rank"], lang=lang) if ranked else say("unranked", lang=lang),
        "interval": interval(place["rank_p5"], place["rank_p95"]) if ranked else none,
        "in_country": _in_country(place, lang=lang) if ranked else none,
        "score": number(place["score"], decimals=1) if known(place["score"]) else say("no_data", lang=lang),
        "p_top": chance(place[f"p_top_{ground.top_k}"]) if ranked else none,
        "people": number(place["people"]) if known(place["people"]) else say("no_data", lang=lang),
        "type": _type(ground, place, lang=lang),
    }
    for name, text in cells.items():
        room = 76.0 if name == "in_country" else 36.0
        sheet.text(LEFT + COLUMNS[name], y, text, size=size, align="right", room=room, least=size * 0.6)
    if ranked:
        start, wide, last = LEFT + CHART[0], CHART[1], max(ground.ranked[""] - 1, 1)
        low, high, at = (start + wide * (place[key] - 1) / last for key in ("rank_p5", "rank_p95", "rank"))
        middle = y - size * 0.34
        sheet.line((low, middle), (high, middle), colour="#6b7fa3", thick=2.2)
        sheet.circle(at, middle, 1.7, fill=INK)


def _in_country(place: Place, *, lang: Lang) -> str:
    ends = interval(place["rank_in_country_p5"], place["rank_in_country_p95"])
    return f"{ordinal(place['rank_in_country'], lang=lang)} ({ends})"


def _type(ground: Ground, place: Place, *, lang: Lang) -> str:
    if not known(place["type"]):
        return say("none", lang=lang)
    kind = int(place["type"])
    return str(kind) if kind in ground.types or not ground.types else say("mixed", lang=lang)


def _summary(sheet: Sheet, ground: Ground, department: Department, *, y: float, lang: Lang) -> None:
    """Write the types of the places, and beside them what is missing."""
    half = (WIDTH - 22) / 2
    for x, key, lines in (
        (LEFT, "types", _types(ground, department, lang=lang)),
        (LEFT + half + 22, "lacking", _lacking(ground, department, lang=lang)),
    ):
        at = sheet.heading(x, y, say(key, lang=lang), room=half) - 1
        for line in lines:
            at = sheet.block(x, at, line, room=half, size=7.2, leading=8.8, most=3) + 2


def _types(ground: Ground, department: Department, *, lang: Lang) -> list[str]:
    counts: dict[str, int] = {}
    for place in department.places:
        kind = int(place["type"]) if known(place["type"]) else None
        # Without titles the types are not told apart here; the table gives their numbers.
        key = "none" if kind is None else str(kind) if kind in ground.types or not ground.types else "mixed"
        counts[key] = counts.get(key, 0) + 1
    said = [
        say("types_line", lang=lang, n=counts[str(kind)], type=kind, title=titles[lang == "en"])
        for kind, titles in ground.types.items()
        if str(kind) in counts
    ]
    return said + [say(f"types_{key}", lang=lang, n=counts[key]) for key in ("mixed", "none") if key in counts]


def _lacking(ground: Ground, department: Department, *, lang: Lang) -> list[str]:
    cells = [ground.values.get(place["code"], {}) for place in department.places]
    medians, nodes = ground.value_medians.get(department.code, {}), ground.node_medians.get(department.code, {})
    said = []
    empty = [node.title.in_(lang) for node in ground.nodes if node.id not in nodes]
    if empty:
        said.append(say("lacking_pillars", lang=lang, names=words.listed(empty, most=4, lang=lang)))
    without = [i.title.in_(lang) for i in ground.indicators if i.id not in medians]
    if without:
        names = words.listed(without, most=5, lang=lang)
        said.append(say("lacking_indicators", lang=lang, n=len(without), of=len(ground.indicators), names=names))
    else:
        said.append(say("lacking_nothing", lang=lang))
    held = [value["status"] for place in cells for value in place.values() if known(value["value"])]
    if held:
        handed = sum(status in {"inherited", "imputed"} for status in held) / len(held)
        said.append(say("lacking_handed", lang=lang, p=percent(handed)))
    bare = [place["name"] for place in department.places if place["gate"] != "ranked"]
    if bare:
        said.append(say("lacking_unranked", lang=lang, names=words.listed(bare, most=8, lang=lang)))
    return said
