"""Open a workbook as grids of cells that keep their kind, and notice the cells that a fast reader takes for empty.

A cell that shows ``#N/A`` or ``#DIV/0!``, and a formula that was never calculated, look empty to most readers. They are
not missing values: somebody meant a number there.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

import openpyxl  # type: ignore[import-untyped]
from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]
from openpyxl.utils.exceptions import InvalidFileException  # type: ignore[import-untyped]
from python_calamine import CalamineError, CalamineWorkbook

from geo.errors import Faults, TableError

if TYPE_CHECKING:
    from collections.abc import Mapping

Cell = object
"""A text, a number, a truth value, a date, or the empty text."""

PROPERTIES = "docProps/core.xml"
MISSING = ("", "NA", "N/A")
"""What stands for a missing value: an empty cell, and what R writes for one."""


@dataclass(frozen=True)
class Sheet:
    """One sheet: rows of cells, all of one width; rows and columns count from 0 here and from 1 in messages."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]

    def cell(self, row: int, column: int) -> Cell:
        """Take a cell; beyond the edge all is empty. A text comes without the blanks around it."""
        if row >= len(self.rows) or column >= len(self.rows[row]):
            return ""
        cell = self.rows[row][column]
        return cell.strip() if isinstance(cell, str) else cell

    def text(self, row: int, column: int) -> str:
        """Take a cell as text; a whole number comes without its decimals, a missing value is the empty text."""
        cell = self.cell(row, column)
        if isinstance(cell, float) and cell.is_integer():
            return str(int(cell))
        text = str(cell)
        return "" if text in MISSING else text

    def at(self, row: int, column: int) -> str:
        """Say where a cell stands, as a spreadsheet does: ``Data!F12``."""
        return f"{self.name}!{get_column_letter(column + 1)}{row + 1}"

    @property
    def width(self) -> int:
        """How many columns the widest row has."""
        return max((len(row) for row in self.rows), default=0)


@dataclass(frozen=True)
class Book:
    """The sheets of a workbook by name, and the year it was last saved in; none where it does not say."""

    sheets: Mapping[str, Sheet]
    saved: int | None


def open_book(content: bytes, *, name: str) -> Book:
    """Read every sheet of an xlsx.

    Parameters
    ----------
    content
        The file's bytes.
    name
        What messages call it.

    Raises
    ------
    TableError
        When it is no workbook, or with every cell that holds an error or a formula that was never calculated.
    """
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            grids = {
                sheet: book.get_sheet_by_name(sheet).to_python(skip_empty_area=False) for sheet in book.sheet_names
            }
        with warnings.catch_warnings():
            # What it cannot keep, such as drop-down lists, it warns of; nothing here is written back.
            warnings.simplefilter("ignore")
            seen = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    except (CalamineError, InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise TableError(
            f"{name}: cannot be opened as a workbook ({error}). Save it as .xlsx in a spreadsheet, and give that file."
        ) from error
    sheets = {sheet: Sheet(sheet, tuple(tuple(row) for row in rows)) for sheet, rows in grids.items()}
    hidden = []
    for sheet in sheets.values():
        if sheet.name in seen.sheetnames:
            hidden += _hidden(sheet, seen[sheet.name])
    seen.close()
    faults = Faults(name, TableError)
    faults.check(
        "cells hold an error, or a formula that was never calculated",
        bad=hidden,
        of=sum(len(row) for sheet in sheets.values() for row in sheet.rows),
        do="Open the workbook in a spreadsheet, mend them or leave them empty, and save it.",
    )
    faults.raise_any()
    return Book(sheets, _saved(content))


def _saved(content: bytes) -> int | None:
    """Read the year of the last save; the library that could be asked says this year where the file says nothing."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        if PROPERTIES not in file.namelist():
            return None
        found = re.search(rb"<dcterms:modified[^>]*>(\d{4})-", file.read(PROPERTIES))
    return int(found.group(1)) if found else None


def _hidden(sheet: Sheet, seen: object) -> list[str]:
    """List the cells that look empty and are not."""
    found = []
    for number, row in enumerate(seen.iter_rows(values_only=True)):  # type: ignore[attr-defined]
        for column, value in enumerate(row):
            if value is not None and str(value).strip() and sheet.cell(number, column) == "":
                found.append(f"{sheet.at(number, column)} ({value})")
    return found
