"""Lay out where the columns of a table come from: a row per source, with its licence and its doubts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.export.card_texts import TEXTS

if TYPE_CHECKING:
    from geo.export.table import Table
    from geo.export.whole import Whole
    from geo.kinds import Lang


def sources_rows(table: Table, whole: Whole, *, lang: Lang) -> tuple[list[str], list[list[str]]]:
    """Give the header and a row for each source that feeds a column of the table or counts its people.

    A source that only closed indicators rest on is left out along with them.
    """
    words, catalogue = TEXTS[lang], whole.catalogue
    shown = {column.name.removeprefix("value_") for column in table.columns if column.name.startswith("value_")}
    series = {id_ for indicator in catalogue.indicators if indicator.id in shown for id_ in indicator.series}
    series |= set(catalogue.study.people)
    for indicator in catalogue.indicators:
        if indicator.id in shown and indicator.rate is not None:
            series |= set(indicator.rate.denominator)
    keys = ("source", "producer", "covers", "licence", "licence_status", "citation", "address", "doubts")
    rows = []
    for source in catalogue.sources:
        mine = {id_: one for id_, one in source.series.items() if id_ in series}
        if not mine:
            continue
        covers = [f"{', '.join(one.countries)} {one.year} ({words[f'level_{one.level}']})" for one in mine.values()]
        rows.append(
            [
                source.publication,
                source.producer,
                "; ".join(dict.fromkeys(covers)),
                source.licence,
                words[f"licence_{source.licence_status}"],
                source.attribution,
                source.url,
                " ".join(doubt.in_(lang) for doubt in source.doubts),
            ]
        )
    return [words[key] for key in keys], rows
