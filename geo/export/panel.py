"""Write the panel that a phone shows of a place: rank with interval, score, pillars and flags, as plain HTML.

Every text of a table or a catalogue is escaped, so that no name can bring markup or a script along.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from html import escape
from typing import TYPE_CHECKING

import pandas as pd

from geo.export.pocket import PILLARS
from geo.export.words import WORDS
from geo.numerals import chance, nearest_rank, number, percent

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from geo.export.columns import Column
    from geo.export.whole import Whole
    from geo.kinds import Lang

_CELL = '<td style="padding:2px 8px 2px 0;vertical-align:top">'
_NUMBER = '<td style="padding:2px 0;text-align:right;vertical-align:top;white-space:nowrap">'
_BOX = '<div style="font-family:sans-serif;font-size:14px;line-height:1.35;max-width:320px;color:#1c2629">'


def panel(place: Mapping[str, object], *, columns: Mapping[str, Column], whole: Whole, ranked: int, lang: Lang) -> str:
    """Write the panel of one place.

    Parameters
    ----------
    place
        A row of the table by column; a missing cell is null.
    columns
        The table's columns by name.
    ranked
        How many units of the study are ranked.
    """
    words = WORDS[lang]
    countries = {country.iso3: country.name.in_(lang) for country in whole.catalogue.study.countries}
    where = ", ".join((str(place["adm1_name"]), countries.get(str(place["iso3"]), str(place["iso3"]))))
    facts = [
        (words["rank"], rank_text(place, "rank", of=ranked, lang=lang)),
        (words["rank_in_country"], rank_text(place, "rank_in_country", of=None, lang=lang)),
        (words["score"], _score(place, lang)),
        (words["coverage"], _said(place.get("coverage"), percent, lang)),
        (words["people"], _said(place.get("people"), number, lang)),
        *_groups(place, whole, lang),
    ]
    pillars = [
        (columns[name].title.in_(lang), _said(place[name], _figure, lang))
        for name in place
        if name.startswith(PILLARS) and name in columns
    ]
    flags = flags_text(place.get("flags"), column=columns.get("flags"), whole=whole, lang=lang)
    return (
        f"{_BOX}<h3>{escape(str(place['name']))}</h3>"
        f"<p>{escape(where)} &middot; {escape(str(place['code']))}</p>"
        f"<table>{_rows(facts)}</table>"
        f"<h4>{escape(words['pillars'])}</h4><table>{_rows(pillars, numbers=True)}</table>"
        + (f"<h4>{escape(words['flags'])}</h4><ul>{_items(flags)}</ul>" if flags else "")
        + f"<p><small>{escape(whole.catalogue.study.title.in_(lang))}. {escape(words['care'])}</small></p></div>"
    )


def rank_text(place: Mapping[str, object], rank: str, *, of: int | None, lang: Lang) -> str:
    """Write a rank with its interval, which it never leaves without."""
    words = WORDS[lang]
    if _missing(place.get(rank)):
        return words["unranked"]
    low, high = (number(nearest_rank(float(place[f"{rank}_{end}"]))) for end in ("p5", "p95"))  # type: ignore[arg-type]
    text = words["ranked"].format(rank=number(float(place[rank])), low=low, high=high)  # type: ignore[arg-type]
    return text if of is None else f"{text} {words['of'].format(of=f'{of:,}')}"


def flags_text(flags: object, *, column: Column | None, whole: Whole, lang: Lang) -> list[str]:
    """Say each flag of a place in words, led by the block or indicator that it is of."""
    if _missing(flags) or column is None:
        return []
    index, meanings = whole.catalogue.index, column.values or {}  # noqa: PD011 - a field of the column, no frame
    titles = {node.id: node.title.in_(lang) for node in index.nodes}
    titles |= {indicator.id: indicator.title.in_(lang) for indicator in whole.catalogue.indicators}
    told = []
    for flag in str(flags).split(";"):
        pattern = next((known for known in meanings if fnmatchcase(flag, known)), None)
        if pattern is None:
            told.append(flag)
            continue
        of = titles.get(flag.removeprefix(pattern.removesuffix("*"))) if pattern.endswith("*") else None
        meaning = meanings[pattern].in_(lang)
        told.append(meaning if of is None else f"{of}: {meaning}")
    return told


def _score(place: Mapping[str, object], lang: Lang) -> str:
    if _missing(place.get("score")):
        return WORDS[lang]["missing"]
    score, low, high = (_said(place[name], _figure, lang) for name in ("score", "score_low", "score_high"))
    return WORDS[lang]["scored"].format(score=score, low=low, high=high)


def _groups(place: Mapping[str, object], whole: Whole, lang: Lang) -> list[tuple[str, str]]:
    words, told = WORDS[lang], []
    for name, frame, title in (("type", whole.types, f"title_{lang}"), ("zone", whole.zones, f"name_{lang}")):
        group = place.get(name)
        if frame is None or _missing(group):
            continue
        titles = dict(zip(frame[name], frame[title], strict=True))
        told.append((words[name], str(titles.get(group, words["mixed"]))))
    if not _missing(place.get("selected")):
        chosen = words["yes"] if place["selected"] == 1 else words["no"]
        if not _missing(place.get("selected_p")):
            often = chance(float(place["selected_p"]))  # type: ignore[arg-type]
            chosen = words["often"].format(chosen=chosen, often=often)
        told.append((words["selected"], chosen))
    return told


def _said(value: object, write: Callable[[float], str], lang: Lang) -> str:
    return WORDS[lang]["missing"] if _missing(value) else write(float(value))  # type: ignore[arg-type]


def _figure(score: float) -> str:
    return number(score, decimals=1)


def _missing(value: object) -> bool:
    return value is None or bool(pd.isna(value))  # type: ignore[call-overload]


def _rows(facts: list[tuple[str, str]], *, numbers: bool = False) -> str:
    cell = _NUMBER if numbers else _CELL
    return "".join(f"<tr>{_CELL}{escape(name)}</td>{cell}{escape(text)}</td></tr>" for name, text in facts)


def _items(lines: list[str]) -> str:
    return "".join(f"<li>{escape(line)}</li>" for line in lines)
