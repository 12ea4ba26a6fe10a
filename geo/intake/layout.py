"""Find the table in a grid: its heading however deep, its rows, and what stands around them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

import pandas as pd

from geo.errors import Faults, TableError
from geo.intake.keys import KeyColumns, find_keys
from geo.intake.numbers import MISSING
from geo.intake.places import CODE, is_nowhere, is_numbered, is_total, shown

if TYPE_CHECKING:
    from geo.intake.open import Sheet
    from geo.intake.places import Gazetteer
    from geo.intake.split import Cell, Rows

DEPARTMENT_ABOVE = "department (from the rows above)"
_NUMERIC = re.compile(r"^[+-]?[\d.,]*\d[\d.,]*\s*%?$")
_YEAR = re.compile(r"^(19|20)\d\d(\.0)?$")
_LIKE_FIGURE = re.compile(r"^=|^[^\w]*\d")
"""What no heading beside a place's name begins with, though it may be no number: a formula, ``12*``, ``1e308``."""


@dataclass(frozen=True)
class Layout:
    """The table of a sheet, with its cells as they were found."""

    frame: pd.DataFrame
    """A row per place; the index is the row of the file, from 1. Columns go by their heading, each once."""
    name: str | None
    department: str | None
    country: str | None
    codes: tuple[str, ...]
    of_departments: bool
    titles: tuple[str, ...]
    """What stands above the heading."""
    notes: tuple[str, ...] = ()
    transposed: bool = False

    @property
    def keys(self) -> set[str]:
        """Every column that tells the place."""
        return {column for column in (self.name, self.department, self.country, *self.codes) if column is not None}


@dataclass
class _Body:
    rows: list[int] = field(default_factory=list)
    departments: dict[int, str] = field(default_factory=dict)
    """The department that a row of the body was told by a row above it."""
    left_out: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[str]] = field(default_factory=dict)

    def leave_out(self, why: str, row: int, text: str) -> None:
        self.left_out[why] += 1
        self.examples.setdefault(why, []).append(f"row {row + 1} ({text[:60]})" if text else f"row {row + 1}")

    def said(self) -> list[str]:
        return [
            f"{count} row{'s' if count > 1 else ''} left out, {why}: {', '.join(self.examples[why][:3])}"
            + (", ..." if count > 3 else "")
            for why, count in self.left_out.items()
        ]


def find_layout(sheet: Sheet, *, known: Gazetteer) -> Layout:
    """Find the table of a sheet.

    Parameters
    ----------
    sheet
        As it was opened.
    known
        The places there are; what tells rows of the table from all else is that they name one.

    Returns
    -------
    The table. Rows of totals, of people from nowhere, notes under the table and blank ones are left out, and told in
    the notes; a row that names the department of the rows below gives it to them.

    Raises
    ------
    TableError
        When no column names places, or rows do not have the cells of the heading.
    """
    rows, transposed = sheet.rows, False
    keys = find_keys(rows, known=known)
    if keys.name is None and not keys.code:
        rows, transposed = _turned(rows), True
        keys = find_keys(rows, known=known)
    if keys.name is None and not keys.code:
        raise TableError(_no_places(sheet))
    first = 1 if sheet.headed and not transposed else _first_row(rows, keys, known)
    body = _body(rows, first, keys, known)
    if not body.rows:
        raise TableError(_no_places(sheet))
    titles, heading = _heading(rows[:first], keys, headed=sheet.headed)
    _check_widths(sheet, rows, body, heading)
    return _framed(rows, body, keys, heading, titles=titles, transposed=transposed, notes=sheet.notes)


def _no_places(sheet: Sheet) -> str:
    heads = [shown(cell) for row in sheet.rows[:3] for cell in row if cell != ""][:8]
    if {head.casefold() for head in heads} & {"lat", "latitude", "latitud", "lon", "lng", "longitude", "longitud"}:
        return (
            f"{sheet.name}: rows have coordinates, but neither codes nor names of places. Count points by place with "
            "`arraigo add events`, or give a table by municipality or department."
        )
    return (
        f"{sheet.name}: no column holds codes or names of places of the study; it begins with "
        f"{', '.join(heads) or 'nothing'}. Give a table by municipality or department, or name the --sheet."
    )


def _turned(rows: Rows) -> Rows:
    width = max((len(row) for row in rows), default=0)
    return [[row[n] if n < len(row) else "" for row in rows] for n in range(width)]


def _at(row: list[Cell], column: int | None) -> Cell:
    return row[column] if column is not None and column < len(row) else ""


def _is_figure(cell: Cell) -> bool:
    """Say whether a cell can be a figure, or stands for one that is missing; a year is part of a heading."""
    if not isinstance(cell, str):
        return not _YEAR.match(shown(cell))
    return bool(cell) and ((bool(_NUMERIC.match(cell)) and not _YEAR.match(cell)) or cell.casefold() in MISSING)


def _others(row: list[Cell], keys: KeyColumns) -> list[Cell]:
    return [cell for n, cell in enumerate(row) if n not in keys.all and cell != ""]


def _names_place(row: list[Cell], keys: KeyColumns, known: Gazetteer) -> bool:
    name = _at(row, keys.name)
    named = known.is_department(name) if keys.of_departments else known.is_municipality(name)
    coded = any(_is_code(_at(row, n)) for n in keys.code)
    return named or coded


def _is_code(cell: Cell) -> bool:
    text = shown(cell)
    return bool(CODE.match(text)) or (text.isdigit() and len(text) <= 5)


def _first_row(rows: Rows, keys: KeyColumns, known: Gazetteer) -> int:
    """Find where the table's rows begin: at the first that names a place and has a figure, or its department's row."""
    first = next(
        (
            n
            for n, row in enumerate(rows)
            if _names_place(row, keys, known) and any(_is_figure(cell) for cell in _others(row, keys))
        ),
        len(rows),
    )
    least = _heading_row(rows)
    while least < first < len(rows) and _belongs(rows[first - 1], keys, known, headed=first - 1 > least):
        first -= 1
    return first


def _heading_row(rows: Rows) -> int:
    """Find the first row that can be a heading: one with several cells filled in."""
    return next((n for n, row in enumerate(rows) if sum(cell != "" for cell in row) > 1), 0)


def _belongs(row: list[Cell], keys: KeyColumns, known: Gazetteer, *, headed: bool) -> bool:
    """Say whether a row above the first one is of the table too: a place without figures, or of a name spelt oddly.

    Below a heading it is, too, if it names a place beside cells that are no words: 2015 may be a count, and ``12*`` is
    for whoever reads the figures to refuse.
    """
    others = _others(row, keys)
    if headed and known.is_department(_at(row, keys.department)):
        return True
    if not others:
        return _names_place(row, keys, known) or _names_department(row, keys, known)
    if all(_is_figure(cell) for cell in others):
        return True
    return headed and _names_place(row, keys, known) and any(_LIKE_FIGURE.match(shown(cell)) for cell in others)


def _names_department(row: list[Cell], keys: KeyColumns, known: Gazetteer) -> bool:
    """Say whether a row can be the heading of a department: its name, and either no figure or its own."""
    name = _at(row, keys.name)
    others = _others(row, keys)
    figures = not others or all(_is_figure(cell) for cell in others)
    return keys.department is None and known.is_department(name) and figures and (not others or is_numbered(name))


def _body(rows: Rows, first: int, keys: KeyColumns, known: Gazetteer) -> _Body:
    body = _Body()
    sections = _sections(rows, first, keys, known)
    like = _like_sections(rows, sections, keys, known)
    merged = _is_merged(rows, first, keys, known)
    department, last_place = "", _last_place(rows, keys, known)
    for n in range(first, len(rows)):
        row = rows[n]
        name, others = _at(row, keys.name), _others(row, keys)
        label = next((shown(cell) for cell in row if cell != ""), "")
        coded = any(_is_code(_at(row, c)) for c in keys.code)
        if not label:
            continue
        if merged and _at(row, keys.department) != "":
            # Also one that is spelt wrongly: its rows must not go to the department above.
            department = shown(_at(row, keys.department))
        if n in sections | like:
            department = shown(name)
        if n in sections:
            body.leave_out("departments of the rows below", n, label)
        elif any(is_total(_at(row, c)) for c in keys.all):
            body.leave_out("totals", n, label)
        elif any(is_nowhere(_at(row, c)) for c in keys.all):
            body.leave_out("no place", n, label)
        elif not coded and not any(map(str.isalpha, shown(name))):
            body.leave_out("without a place" if others else "text", n, label)
        elif n > last_place and not any(_is_figure(cell) for cell in others):
            body.leave_out("notes", n, label)
        else:
            body.rows.append(n)
            body.departments[n] = department
    return body


def _is_merged(rows: Rows, first: int, keys: KeyColumns, known: Gazetteer) -> bool:
    """Say whether blanks repeat the department above: only if each that is written differs from the one before."""
    if keys.department is None:
        return False
    cells = [_at(row, keys.department) for row in rows[first:] if any(cell != "" for cell in row)]
    written = [cell for cell in cells if known.is_department(cell)]
    return "" in cells and bool(written) and all(one != two for one, two in pairwise(written))


def _last_place(rows: Rows, keys: KeyColumns, known: Gazetteer) -> int:
    return max((n for n, row in enumerate(rows) if _names_place(row, keys, known)), default=-1)


def _sections(rows: Rows, first: int, keys: KeyColumns, known: Gazetteer) -> set[int]:
    """Find the rows that name the department of those below, where no column does."""
    if keys.name is None or keys.department is not None or keys.of_departments:
        return set()
    names = [(n, _at(rows[n], keys.name)) for n in range(first, len(rows)) if _at(rows[n], keys.name) != ""]
    shouted = sum(isinstance(name, str) and name.isupper() for _, name in names) > 0.5 * len(names)
    numbered = sum(is_numbered(name) for _, name in names) > 0.3 * len(names)
    found = set()
    for n, name in names:
        if not known.is_department(name):
            continue
        alone = not _others(rows[n], keys) and not any(_at(rows[n], c) != "" for c in keys.code)
        marked = (is_numbered(name) and not numbered) or (str(name).isupper() and not shouted)
        if alone or marked:
            found.add(n)
    # One department's name standing without figures is a municipality without figures, as long as it stands alone.
    return found if len(found) > 1 or (found and min(found) == first) else set()


def _like_sections(rows: Rows, sections: set[int], keys: KeyColumns, known: Gazetteer) -> set[int]:
    """Find the rows that stand as those of departments do, with a name that is none: one that is spelt wrongly.

    The rows below must not go to the department above; what the row itself is, is for a person to say.
    """
    if not sections:
        return set()
    alone = any(not _others(rows[n], keys) for n in sections)
    styles = {_style(_at(rows[n], keys.name)) for n in sections} - {""}
    found = set()
    for n in range(min(sections), _last_place(rows, keys, known)):
        name = _at(rows[n], keys.name)
        coded = any(_at(rows[n], c) != "" for c in keys.code)
        if n in sections or name == "" or coded or known.is_municipality(name) or is_total(name) or is_nowhere(name):
            continue
        if _style(name) in styles or (alone and not _others(rows[n], keys)):
            found.add(n)
    return found


def _style(name: Cell) -> str:
    """Say by what the name of a department is set apart from those of municipalities."""
    return "numbered" if is_numbered(name) else "shouted" if str(name).isupper() else ""


def _heading(above: Rows, keys: KeyColumns, *, headed: bool) -> tuple[list[str], list[list[str]]]:
    """Part what stands above the table into titles and the rows of the heading."""
    if headed:
        return [], [[shown(cell) for cell in above[0]]]
    titles, heading = [], []
    for row in above:
        texts = [shown(cell) for cell in row]
        filled = [text for text in texts if text]
        if not filled:
            continue
        total = is_total(_at(row, keys.name)) or (
            _at(row, keys.name) == "" and not any(map(str.isalpha, "".join(filled)))
        )
        if len(set(filled)) == 1 and len(row) > 1:
            titles.append(filled[0])
        elif not (total and all(_is_figure(cell) for cell in _others(row, keys))):
            heading.append(texts)
    return titles, heading


def _check_widths(sheet: Sheet, rows: Rows, body: _Body, heading: list[list[str]]) -> None:
    """Note rows that are shorter or longer than the heading: a lost separator moves figures into another column."""
    width = len(heading[-1]) if heading else max(len(rows[n]) for n in body.rows)
    faults = Faults(sheet.name, TableError)
    bad = [n for n in body.rows if len(rows[n]) < width or any(cell != "" for cell in rows[n][width:])]
    faults.check(
        f"rows do not have the {width} cells of the heading",
        bad=[f"row {n + 1} ({len(rows[n])})" for n in bad],
        of=len(body.rows),
        do="Look for a missing or unquoted separator (a decimal comma in a file separated by commas?), or a cut file.",
    )
    faults.raise_any()


def _framed(
    rows: Rows,
    body: _Body,
    keys: KeyColumns,
    heading: list[list[str]],
    *,
    titles: list[str],
    transposed: bool,
    notes: tuple[str, ...],
) -> Layout:
    width = max([len(rows[n]) for n in body.rows] + [len(row) for row in heading])
    columns = _headings(heading, width)
    cells = [(rows[n] + [""] * width)[:width] for n in body.rows]
    index = pd.Index([n + 1 for n in body.rows], name="row")
    frame = pd.DataFrame(cells, columns=columns, index=index, dtype=object)
    department = None if keys.department is None else columns[keys.department]
    told = [*notes, *body.said()]
    if len(heading) > 1:
        told.append(f"the heading is {len(heading)} rows deep")
    if transposed:
        told.append("places stand side by side in the file; rows below are its columns")
    above = pd.Series([body.departments[n] for n in body.rows], index=index, dtype=object)
    if department is not None and (above != "").any():
        told.append(f"blanks of `{department}` repeat the cell above, as merged cells leave it")
        frame[department] = frame[department].mask(frame[department] == "", above)
    elif (above != "").any():
        department = DEPARTMENT_ABOVE
        frame[department] = above
    return Layout(
        frame=frame,
        name=None if keys.name is None else columns[keys.name],
        department=department,
        country=None if keys.country is None else columns[keys.country],
        codes=tuple(columns[n] for n in keys.code),
        of_departments=keys.of_departments,
        titles=tuple(titles),
        notes=tuple(told),
        transposed=transposed,
    )


def _headings(heading: list[list[str]], width: int) -> list[str]:
    levels = [(row + [""] * width)[:width] for row in heading]
    for level in levels[:-1]:
        # A merged cell keeps its text in its first column only.
        for n in range(1, width):
            level[n] = level[n] or level[n - 1]
    joined = [" / ".join(dict.fromkeys(part for part in parts if part)) for parts in zip(*levels, strict=True)]
    named = [" ".join(text.split()) or f"column {letters(n)}" for n, text in enumerate(joined or [""] * width, start=1)]
    return [
        text if named.count(text) == 1 else f"{text} (column {letters(n)})" for n, text in enumerate(named, start=1)
    ]


def letters(column: int) -> str:
    """Name a column as a spreadsheet does: 1 is ``A``, 27 is ``AA``."""
    name = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
