"""Write the first sheet of a workbook: what it holds, and how it is to be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.catalogue import FOR_WHOM
from geo.export.words import WORDS

if TYPE_CHECKING:
    from geo.export.table import Table
    from geo.export.whole import Whole
    from geo.kinds import Lang


def readme(table: Table, whole: Whole, *, lang: Lang) -> list[tuple[str, bool]]:
    """Write the lines, each with whether it is a heading."""
    words, study = WORDS[lang], whole.catalogue.study
    frame = table.frame
    of, all_ = len(frame), len(whole.table.frame)
    where = sorted(frame["adm1_name"].unique())
    part = words["readme_all"] if of == all_ else words["readme_part"]
    countries = [
        words["readme_country"].format(
            name=country.name.in_(lang), units=f"{count:,}", word=country.unit_word.in_(lang)
        )
        for country in study.countries
        if (count := int((frame["iso3"] == country.iso3).sum()))
    ]
    return [
        (study.title.in_(lang), True),
        (study.subtitle.in_(lang), False),
        *([(FOR_WHOM[table.tier].in_(lang), True)] if table.tier in FOR_WHOM else []),
        (part.format(of=f"{of:,}", all=f"{all_:,}", departments=len(where)), False),
        *((line, False) for line in countries),
        (words["readme_sheets"], True),
        *((words[f"readme_{sheet}"], False) for sheet in ("ranking", "indicators", "codebook", "sources")),
        (words["readme_reading"], True),
        *((words[f"readme_{rule}"], False) for rule in ("interval", "missing", "inherited", "bounds", "gate")),
    ]
