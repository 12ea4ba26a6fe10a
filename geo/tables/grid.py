"""Turn the bytes of a CSV or a workbook into rows of text, keeping the numbering a spreadsheet shows."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from typing import TYPE_CHECKING

from python_calamine import CalamineError, CalamineWorkbook

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.errors import Faults

Grid = list[list[str]]
"""Rows of stripped text; an empty cell is the empty text."""

MISREAD = re.compile("[\ufffd\u0080-\u009f\u2500-\u257f]|[ÃÂ][\u0080-\u00bf]|[A-Za-z]¥")
"""What text looks like in the wrong encoding: ``gestiÃ³n``, ``UMA├æA``, ``UMA¥A``. None of it is Spanish."""

# One geometry in a cell is longer than the csv module expects of a field.
csv.field_size_limit(2**24)


def letters(column: int) -> str:
    """Name a column as a spreadsheet does: 1 is ``A``, 27 is ``AA``."""
    name = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def csv_grid(content: bytes, *, encoding: str, separator: str, faults: Faults) -> Grid:
    """Split a CSV into rows of text; faults of encoding and quoting are noted, with their rows.

    The rows may have different lengths: whether that is a fault, `squared` decides.
    """
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        faults.check(
            f"rows are not {encoding}",
            bad=_undecodable(content, encoding) or [str(error)],
            of=content.count(b"\n") + 1,
            do="Declare the right `encoding` in the source's entry; cp850, latin-1 and cp1252 are usual.",
        )
        return []
    rows: Grid = []
    try:
        for cells in csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=separator, strict=True):
            rows.append([cell.strip() for cell in cells])
    except csv.Error as error:
        faults.add(f"row {len(rows) + 1} cannot be split ({error}): the file is truncated or a quote is not closed.")
    return rows


def _undecodable(content: bytes, encoding: str) -> list[str]:
    bad = []
    for row, line in enumerate(content.split(b"\n"), start=1):
        try:
            line.decode(encoding)
        except UnicodeDecodeError as error:
            bad.append(f"row {row} ({line[max(error.start - 12, 0) : error.end + 4]!r})")
    return bad


def xlsx_grid(content: bytes, *, sheet: str | None, faults: Faults) -> Grid:
    """Take one sheet of a workbook as rows of text; a missing sheet or a broken file is noted."""
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            if sheet is not None and sheet not in book.sheet_names:
                faults.add(f"there is no sheet `{sheet}`, only {', '.join(book.sheet_names)}. Correct `sheet`.")
                return []
            # Leading empty rows and columns stay, so that rows count as in the spreadsheet.
            cells = book.get_sheet_by_name(sheet or book.sheet_names[0]).to_python(skip_empty_area=False)
    except CalamineError as error:
        faults.add(f"the workbook cannot be opened ({error}): the file is truncated or not an xlsx.")
        return []
    return [[_as_text(cell) for cell in row] for row in cells]


def _as_text(cell: object) -> str:
    if isinstance(cell, float):
        return repr(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        return cell.date().isoformat()
    if isinstance(cell, dt.date | dt.time):
        return cell.isoformat()
    return str(cell).strip()


def squared(grid: Grid, *, width: int, faults: Faults, first: int) -> Grid:
    """Give every row the same number of cells.

    A row may be longer than the heading by empty cells, and an empty row may be of any length; all else is noted
    as a fault, since a lost or an extra separator moves figures into the wrong column.

    Parameters
    ----------
    width
        How many cells the heading has.
    first
        The number of the first row of the grid.
    """
    bad = [
        f"row {row} ({len(cells)})"
        for row, cells in enumerate(grid, start=first)
        if any(cells) and (len(cells) < width or any(cells[width:]))
    ]
    faults.check(
        f"rows do not have the {width} cells of the heading",
        bad=bad,
        of=len(grid),
        do="Look for a missing or unquoted separator, or a file that was cut short.",
    )
    return [(cells + [""] * width)[:width] for cells in grid]


def transposed(grid: Sequence[Sequence[str]]) -> Grid:
    """Turn rows into columns; short rows are filled with empty cells."""
    width = max((len(row) for row in grid), default=0)
    return [[row[column] if column < len(row) else "" for row in grid] for column in range(width)]
