"""Open a file and find the one table in it that is about places of the study."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from geo.boundaries import places_of, read_aliases
from geo.boundaries.spelling import fold
from geo.errors import CatalogueError, MissingFileError, TableError, listed
from geo.intake import choose_column, find_layout, gazetteer, open_sheets, shown
from pipelines.adding.joining import World
from pipelines.study import read_units

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from geo.catalogue import Catalogue
    from geo.intake import Layout, Sheet
    from pipelines.adding.answers import Answers
    from pipelines.paths import Places

NAMES = "names.csv"


def world_of(places: Places, catalogue: Catalogue) -> World:
    """Gather the places of a study, and by what they are recognised.

    Raises
    ------
    MissingFileError
        When the study has no `names.csv`.
    """
    known = places_of(read_units(places, catalogue.study))
    path = places.study / NAMES
    if not path.is_file():
        raise MissingFileError(f"{path} is not there. Restore it; it may hold no entry, but it must be there.")
    try:
        aliases = read_aliases(path.read_text(encoding="utf-8"), places=known)
    except UnicodeDecodeError as error:
        raise CatalogueError(
            f"{NAMES} is not UTF-8 ({error.reason} at byte {error.start}). Save it as UTF-8."
        ) from error
    named = {
        name: country.iso3
        for country in catalogue.study.countries
        for name in (country.iso3, country.prefix, country.name.es, country.name.en)
    }
    prefixes = {country.iso3: country.prefix for country in catalogue.study.countries}
    return World(known, aliases, gazetteer(known, countries=named, fold=fold), prefixes)


def alias_of(text: str) -> tuple[str, str]:
    """Part an alias given as NAME=CODE.

    Raises
    ------
    CatalogueError
        When it has no equal sign, or one side is empty.
    """
    name, _, code = text.rpartition("=")
    if not name.strip() or not code.strip():
        raise CatalogueError(f"--alias {text} is no alias. Write it as NAME=CODE, such as ATACO=SV0104.")
    return name.strip(), code.strip().upper()


def with_aliases(world: World, aliases: Sequence[str]) -> World:
    """Let aliases that a person just gave serve beside those of `names.csv`.

    Raises
    ------
    NameMatchError
        With every one whose code no place has.
    """
    if not aliases:
        return world
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["source", "name", "code", "note"])
    writer.writerows(["*", *alias_of(alias), "entered"] for alias in aliases)
    given = read_aliases(text.getvalue(), places=world.places)
    return replace(world, aliases=pd.concat([given, world.aliases], ignore_index=True))


def find_table(file: Path, answers: Answers, world: World) -> tuple[Sheet, Layout]:
    """Open a file and find its table; of several sheets the one that was named, or the only one about places.

    Raises
    ------
    MissingFileError
        When the file is not there.
    TableError
        When it cannot be read, no sheet is about places of the study, or several are and none was named.
    """
    sheets = open_sheets(file, encoding=answers.encoding, separator=_separator(answers.separator))
    if answers.sheet is not None:
        sheets = tuple(sheet for sheet in sheets if sheet.name.casefold() == answers.sheet.casefold())
        if not sheets:
            names = [sheet.name for sheet in open_sheets(file)]
            raise TableError(f"{file.name} has no sheet `{answers.sheet}`, only {listed(names)}. Correct --sheet.")
    found, faults = [], []
    for sheet in sheets:
        try:
            found.append((sheet, find_layout(sheet, known=world.known)))
        except TableError as error:
            faults.append(str(error))
    if not found:
        raise TableError(f"{file.name}: " + "; ".join(faults))
    if len(found) > 1:
        names = [sheet.name for sheet, _ in found]
        raise TableError(f"{len(found)} sheets of {file.name} are about places: {listed(names)}. Name one: --sheet")
    sheet, layout = found[0]
    return sheet, _where(layout, answers.where)


def _separator(text: str | None) -> str | None:
    named = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";"}
    return None if text is None else named.get(text.casefold(), text)


def _where(layout: Layout, tests: Sequence[str]) -> Layout:
    """Keep the rows whose cells are as was said.

    Raises
    ------
    TableError
        When a test has no equal sign, names no column, or no row passes.
    """
    frame = layout.frame
    for test in tests:
        asked, sign, value = test.partition("=")
        if not sign:
            raise TableError(f"--where {test} is no test. Write it as COLUMN=VALUE.")
        column = choose_column(asked, [str(name) for name in frame], what="--where")
        kept = frame[column].map(lambda cell, value=value: shown(cell).casefold() == value.strip().casefold())
        if not kept.any():
            some = listed(pd.unique(frame[column].map(shown)))
            raise TableError(
                f"0 of {len(frame)} rows have `{value}` under `{column}`; there are {some}. Correct --where."
            )
        frame = frame[kept]
    return replace(layout, frame=frame)
