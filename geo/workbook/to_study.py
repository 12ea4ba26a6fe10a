"""Turn a workbook's index into the files of a study: what it says, and for the rest a sentence that it does not say.

A study asks for more than such a workbook holds: two languages, units, reasons, years, sources, who may see what. What
is lacking is filled with words that say so, never with something that reads like an answer; the notes list it.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import yaml

from geo.errors import Faults, TableError, listed
from geo.workbook.entries import HEADS, SOURCE, PlainDumper, index_entry, indicator_entries, source_entry, study_entry
from geo.workbook.structure import check_figures, check_structure, is_missing, number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.catalogue import Catalogue
    from geo.kinds import Tier
    from geo.workbook.read import Column, Workbook
    from geo.workbook.structure import Item


FIRST = 2006
"""The year in which such workbooks came up; a clock that says less was never set."""


@dataclass(frozen=True)
class StudyFiles:
    """What a study folder is made of, before it is written.

    Attributes
    ----------
    texts
        Content by file name.
    tables
        By the name of the series: tables by `geo.contracts.SERIES`.
    countries
        The countries the places lie in.
    people
        The series of the base study that say how many live there.
    notes
        What was left out or filled in, in sentences.
    """

    texts: dict[str, str]
    tables: dict[str, pd.DataFrame]
    countries: tuple[str, ...]
    people: tuple[str, ...]
    notes: tuple[str, ...]


def to_study(
    book: Workbook,
    *,
    study: str,
    base: Catalogue,
    units: pd.DataFrame,
    countries: Sequence[str] = (),
    year: int | None = None,
    tier: Tier = "internal",
) -> StudyFiles:
    """Make the files of a study.

    Parameters
    ----------
    book
        As `read_workbook` gives it.
    study
        The new study's id.
    base
        The study whose boundaries, countries and people the new one takes.
    units
        Its units, by `geo.contracts.UNITS`; the geometry is not looked at.
    countries
        ISO 3166-1 alpha-3; all whose codes occur, if left out. With one country the digits of a code are enough.
    year
        Of every figure whose year the workbook does not say; that of the last save, if left out.
    tier
        Who may see the indicators: the workbook does not say, so nobody outside unless told.

    Raises
    ------
    TableError
        With every fault of the structure, the codes and the figures, by sheet, column and row.
    """
    faults = Faults(book.name, TableError)
    nodes, indicators = check_structure(book.entries, faults)
    check_figures(book.columns, faults)
    places = units.loc[units["kind"] != "lake"].set_index("code")
    codes = _codes(book, places, base, countries, faults)
    years = {item.code: _year(book, item.code, year, faults) for item in indicators}
    columns = {column.code: column for column in book.columns}
    empty = [item for item in indicators if not _has_figures(columns.get(item.code))]
    if indicators and len(empty) == len(indicators):
        faults.add(f"none of {len(indicators)} indicators has a figure. Fill in the data sheet.")
    if not indicators:
        faults.add(
            "there is no indicator. Write its weight, direction, group, name and code above a column of figures."
        )
    faults.raise_any()
    kept = [item for item in indicators if item not in empty]
    told = [iso3 for iso3 in places["iso3"].unique() if iso3 in set(places.loc[list(codes), "iso3"])]
    people = tuple(s for s in base.study.people if set(base.series[s].countries) & set(told))
    series = {item.id: _series_name(item.id, base, people) for item in kept}
    tables = {
        series[item.id]: _table(columns[item.code], codes, places["name"], year=years[item.code]) for item in kept
    }
    texts = {
        "study.yml": study_entry(book, study, nodes, base=base, countries=told, people=people),
        "index.yml": index_entry(book, nodes),
        "indicators.yml": indicator_entries(book, kept, series=series, countries=told, tier=tier),
        f"sources/{SOURCE}.yml": source_entry(book, kept, series=series, years=years, countries=told, given=year),
    }
    files = {
        name: HEADS[name] + yaml.dump(content, Dumper=PlainDumper, allow_unicode=True, sort_keys=False, width=110)
        for name, content in texts.items()
    }
    notes = _notes(book, nodes, kept=kept, empty=empty, codes=codes, places=places, countries=told, tier=tier)
    return StudyFiles(files, tables, tuple(told), people, (*book.notes, *notes))


def _codes(
    book: Workbook, places: pd.DataFrame, base: Catalogue, countries: Sequence[str], faults: Faults
) -> list[str]:
    """Read the code of each row; a code that is only digits needs one country."""
    known = {country.iso3: country.prefix for country in base.study.countries}
    faults.check(
        "countries asked for are not in the study whose boundaries are taken",
        bad=[iso3 for iso3 in countries if iso3 not in known],
        of=len(countries),
        do=f"It has {', '.join(known)}.",
    )
    prefix = known.get(countries[0]) if len(countries) == 1 else None
    found = []
    for unit in book.units:
        code = unit.code.upper()
        found.append(f"{prefix}{code.zfill(4)}" if prefix and code.isdigit() else code)
    allowed = set(places.index[places["iso3"].isin(countries)]) if countries else set(places.index)
    rows = list(zip(book.units, found, strict=True))
    faults.check(
        "rows have no code",
        bad=[unit.at for unit, code in rows if not code],
        of=len(rows),
        do="Write the place's code, or empty the row.",
    )
    some = listed(sorted(allowed)[:2])
    faults.check(
        "rows carry a code that is no place of the study" + (f" in {', '.join(countries)}" if countries else ""),
        bad=[f"{unit.at} ({unit.code})" for unit, code in rows if code and code not in allowed],
        of=len(rows),
        do=f"Codes are such as {some}. Where they lack the country's letters, say `--country` with one country.",
    )
    faults.check(
        "rows carry a code that another row has",
        bad=[f"{unit.at} ({unit.code})" for unit, code in rows if code and found.count(code) > 1],
        of=len(rows),
        do="Keep one row per place.",
    )
    names = places["name"].astype(str).to_dict()
    named = [(unit, names[code]) for unit, code in rows if code in allowed and unit.name]
    differ = [f"{unit.at} ({unit.name}, here {name})" for unit, name in named if _plain(unit.name) != _plain(name)]
    if len(differ) > len(named) / 2:
        faults.check(
            "names are not those of their codes",
            bad=differ,
            of=len(named),
            do="Codes or names may have slipped by a row; put them side by side again, or clear the names.",
        )
    return found


def _plain(name: str) -> str:
    text = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii").lower()
    return "".join(letter for letter in text if letter.isalnum())


def _year(book: Workbook, code: str, given: int | None, faults: Faults) -> int:
    told = book.texts.get(code, {}).get("year")
    if told is not None:
        if told.isdigit() and 1900 <= int(told) <= 2100:
            return int(told)
        faults.add(f"Texts, `{code}`: the year `{told}` is none from 1900 to 2100. Correct it.")
        return 0
    if given is None and not (book.saved and FIRST <= book.saved <= 2100):
        faults.add(f"`{code}`: the workbook says no year, nor when it was saved. Give `--year`.")
        return 0
    return given if given is not None else int(book.saved or 0)


def _has_figures(column: Column | None) -> bool:
    return column is not None and any(number(cell) is not None for cell in column.cells)


def _series_name(id_: str, base: Catalogue, people: Sequence[str]) -> str:
    """Name the series as its indicator, unless a table that comes along has the name."""
    along = {name for series in people for name in base.source_of[series].series}
    return f"{id_}_imported" if id_ in along else id_


def _table(column: Column, codes: Sequence[str], names: pd.Series, *, year: int) -> pd.DataFrame:
    values = [np.nan if is_missing(cell) else number(cell) for cell in column.cells]
    table = pd.DataFrame({"code": list(codes), "name": names.reindex(list(codes)).to_numpy(), "value": values})
    empty = dict.fromkeys(("numerator", "denominator", "se", "coverage"), np.nan)
    return table.assign(**empty, year=year, level="municipality").sort_values("code", ignore_index=True)


def _notes(
    book: Workbook,
    nodes: Sequence[Item],
    *,
    kept: Sequence[Item],
    empty: Sequence[Item],
    codes: Sequence[str],
    places: pd.DataFrame,
    countries: Sequence[str],
    tier: Tier,
) -> list[str]:
    notes = []
    if empty:
        notes.append(f"{len(empty)} indicators have no figure and were left out: {listed(i.code for i in empty)}.")
    above = {item.parent for item in (*nodes, *kept)}
    bare = [node.code for node in nodes if node.id not in above]
    if bare:
        notes.append(
            f"{len(bare)} groups have no indicator and stay in the tree as unknown, which lowers coverage: "
            f"{listed(bare)}."
        )
    absent = int(places["iso3"].isin(countries).sum()) - len(codes)
    if absent:
        notes.append(f"{absent} places of {', '.join(countries)} are not in the workbook and have no figure.")
    plain = [
        item for item in (*nodes, *kept) if not book.texts.get(item.code, {}).keys() & {"rationale_es", "rationale_en"}
    ]
    if plain:
        notes.append(
            f"{len(plain)} of {len(nodes) + len(kept)} entries have no rationale in the workbook; theirs says so, as "
            "do units that are not there. A name in one language stands for both."
        )
    notes.append(
        f"Indicators are of the tier `{tier}`, of kind `index` and class `proxy`: the workbook does not say. Values "
        "are scaled from their least to their greatest and averaged, as such workbooks are made for; change index.yml "
        "and indicators.yml at will."
    )
    return notes
