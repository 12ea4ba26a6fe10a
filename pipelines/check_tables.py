"""Hold the tables of a study against what its entries say of them, and name the row of every fault."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import pandas as pd

from geo.boundaries import places_of
from geo.errors import ArraigoError, Faults, TableError
from geo.indicators import measure
from geo.tables import read_series
from pipelines.study import sound_tables

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from geo.catalogue import Catalogue
    from pipelines.paths import Places


def note_table_faults(places: Places, catalogue: Catalogue, units: gpd.GeoDataFrame | None, faults: Faults) -> None:
    """Note what is wrong with any table, then try the indicators whose tables are sound.

    A table that cannot be read does not keep the others from being looked at.
    """
    of_tables = Faults("the study's tables", TableError)
    tables = sound_tables(places, catalogue, faults=of_tables)
    if units is not None:
        known = places_of(units)

        @cache
        def codes(countries: tuple[str, ...], level: str) -> pd.Index:
            mine = known[(known["level"] == level) & known["iso3"].isin(countries)]
            listed: pd.Index = pd.Index(mine["code"])
            return listed

        # A table that only divides others may cover more countries than the study has.
        for id_ in {s: None for indicator in catalogue.indicators for s in indicator.series if s in tables}:
            before = len(of_tables.messages)
            entry = catalogue.series[id_]
            mine = codes(tuple(entry.countries), entry.level)
            _note_rows(places, catalogue, id_, tables[id_], codes=mine, faults=of_tables)
            if len(of_tables.messages) > before:
                del tables[id_]
    for check in (of_tables.raise_any, lambda: _try_measure(catalogue, tables, units)):
        try:
            check()
        except ArraigoError as error:
            faults.add(str(error))


def note_unreadable(places: Places, faults: Faults) -> None:
    """Note the tables that cannot be read, where what is declared of them cannot be read either."""
    for name, path in places.study_files("tables/*.csv").items():
        try:
            read_series(path.read_bytes(), name=name)
        except ArraigoError as error:
            faults.add(str(error))


def _try_measure(catalogue: Catalogue, tables: dict[str, pd.DataFrame], units: gpd.GeoDataFrame | None) -> None:
    if units is None:
        return
    ready = tuple(
        indicator
        for indicator in catalogue.indicators
        if {*indicator.series, *(indicator.rate.denominator if indicator.rate else ())} <= set(tables)
    )
    measure(tables, catalogue=replace(catalogue, indicators=ready), units=units)


def _note_rows(
    places: Places, catalogue: Catalogue, id_: str, table: pd.DataFrame, *, codes: pd.Index, faults: Faults
) -> None:
    """Note codes of no place, rows of another level, and shares that are none, each with its row in the file."""
    entry, name = catalogue.series[id_], f"tables/{id_}.csv"
    if entry.level != "country":
        strange = table.loc[codes.get_indexer(pd.Index(table["code"])) < 0, "code"].tolist()
        faults.check(
            f"rows of {name} carry codes that are no {entry.level} of {', '.join(entry.countries)}",
            bad=_with_rows(places, name, strange),
            of=len(table),
            do="Correct the code, or `level` and `countries` of the series.",
        )
    faults.check(
        f"rows of {name} are of another level than the {entry.level} that the series declares",
        bad=_with_rows(places, name, table.loc[table["level"] != entry.level, "code"].tolist()),
        of=len(table),
        do="Make a series for each level.",
    )
    of_shares = {s for i in catalogue.indicators if i.kind == "share" and i.method == "value" for s in i.series}
    if id_ in of_shares:
        outside = table["value"].notna() & ~table["value"].between(0, 1)
        faults.check(
            f"rows of {name} are shares outside 0-1",
            bad=_with_rows(places, name, table.loc[outside, "code"].tolist()),
            of=len(table),
            do="If they are percentages, divide them by 100.",
        )


def _with_rows(places: Places, name: str, codes: Sequence[str]) -> list[str]:
    """Say in which row of a file each code stands; the heading is row 1."""
    if not codes:
        return []
    rows = list(csv.reader(io.StringIO((places.study / name).read_text(encoding="utf-8-sig"))))
    column = rows[0].index("code")
    at = {row[column].strip(): n for n, row in enumerate(rows, start=1) if len(row) > column}
    return [f"row {at[code]} ({code})" for code in codes]
