"""Read an index from a workbook in one of two forms: a data sheet and a structure sheet.

COINr keeps `iData` (a row per unit: `uCode`, `uName`, a column per indicator) and `iMeta` (a row per indicator and
aggregate: `iCode`, `iName`, `Level`, `Parent`, `Weight`, `Direction`, `Type`). A2SIT keeps `Data`, where weight,
direction, group and name stand in four rows above the indicator codes and the units begin below, and `Structure` (a row
per aggregate: `iCode`, `Parent`, `iName`, `Level`, `Weight`). A sheet `Texts` may stand beside either; it belongs to
arraigo's own template and says in two languages what neither form has a place for.

References
----------
.. [1] Becker, W. et al. (2022). COINr: an R package for developing composite indicators. Journal of Open Source
   Software 7(78), 4567; the help pages of `check_iData` and `check_iMeta`.
.. [2] UNHCR, A2SIT: Admin 2 Severity Index Tool, user guide, chapter on data input.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from geo.errors import Faults, TableError, listed
from geo.workbook.sheets import Book, Cell, Sheet, open_book

if TYPE_CHECKING:
    from collections.abc import Mapping

Form = Literal["COINr", "A2SIT"]

UNIT_CODES = ("admin2pcode", "ucode")
UNIT_NAMES = ("name", "uname")
ABOVE = {"name": 1, "parent": 2, "direction": 3, "weight": 4}
"""How many rows above the codes each of A2SIT's four metadata stands."""
TEXTS = ("name_es", "name_en", "unit_es", "unit_en", "rationale_es", "rationale_en", "year")
TYPES = ("Indicator", "Aggregate", "Group", "Denominator", "Other")


@dataclass(frozen=True)
class Entry:
    """What the workbook says of one indicator or aggregate; cells are as they were found."""

    code: str
    name: str
    parent: str
    level: Cell
    weight: Cell
    direction: Cell
    is_indicator: bool
    at: str
    """Where it stands, for messages."""


@dataclass(frozen=True)
class Column:
    """The figures of one indicator: a cell per row of the data sheet, by the row's place in `Workbook.units`."""

    code: str
    cells: tuple[Cell, ...]
    at: tuple[str, ...]
    """Where each cell stands."""


@dataclass(frozen=True)
class Unit:
    """A row of the data sheet."""

    code: str
    name: str
    at: str


@dataclass(frozen=True)
class Workbook:
    """An index as a workbook tells it, before anything is checked against anything else."""

    name: str
    form: Form
    entries: tuple[Entry, ...]
    units: tuple[Unit, ...]
    columns: tuple[Column, ...]
    texts: Mapping[str, Mapping[str, str]]
    """By code: what the sheet `Texts` says, without what it leaves empty."""
    saved: int | None
    """The year the workbook was last saved in."""
    notes: tuple[str, ...] = field(default=())


def read_workbook(content: bytes, *, name: str) -> Workbook:
    """Read both sheets, whichever form they have.

    Parameters
    ----------
    content
        The bytes of an xlsx.
    name
        What messages call it.

    Raises
    ------
    TableError
        With every sheet, heading and code that is lacking or stands twice.
    """
    book = open_book(content, name=name)
    faults = Faults(name, TableError)
    found: Workbook | None = None
    if {"iData", "iMeta"} <= book.sheets.keys():
        found = _read_coinr(book, name, faults)
    elif {"Data", "Structure"} <= book.sheets.keys():
        found = _read_a2sit(book, name, faults)
    else:
        faults.add(
            f"it has the sheets {listed(book.sheets)}; an index needs `iData` and `iMeta`, or `Data` and `Structure`. "
            "Name them so; `arraigo template` writes a workbook that fits."
        )
    faults.raise_any()
    if found is None:
        raise TableError(f"{name}: nothing could be read. Write a new one with `arraigo template`.")
    return found


def _read_coinr(book: Book, name: str, faults: Faults) -> Workbook | None:
    data, meta = book.sheets["iData"], book.sheets["iMeta"]
    at = _headings(meta, 0, ("iCode", "Level", "Parent", "Weight", "Direction", "Type"), faults)
    if at is None:
        return None
    notes, entries = [], []
    for row in _rows(meta, 1):
        code, kind = meta.text(row, at["iCode"]), meta.text(row, at["Type"])
        if kind not in TYPES:
            faults.add(f"{meta.at(row, at['Type'])}: the type `{kind}` is none of {', '.join(TYPES)}. Correct it.")
        elif kind not in {"Indicator", "Aggregate"}:
            notes.append(f"`{code}` is a {kind} and takes no part in the index; it was left out.")
        else:
            entries.append(_entry(meta, row, at, is_indicator=kind == "Indicator"))
    wanted = [entry.code for entry in entries if entry.is_indicator]
    known = {meta.text(row, at["iCode"]) for row in _rows(meta, 1)} | {"uCode", "uName", "Time"}
    headings = [data.text(0, column) for column in range(data.width)]
    faults.check(
        "columns of iData have no row in iMeta",
        bad=[data.at(0, place) + f" ({head})" for place, head in enumerate(headings) if head and head not in known],
        of=len(headings),
        do="Give each a row, or take the column out.",
    )
    units, columns = _read_data(data, 0, wanted, faults)
    _check_one_time(data, headings, faults)
    return Workbook(name, "COINr", tuple(entries), units, columns, _texts(book, faults), book.saved, tuple(notes))


def _read_a2sit(book: Book, name: str, faults: Faults) -> Workbook | None:
    data, structure = book.sheets["Data"], book.sheets["Structure"]
    header = next((row for row in range(len(data.rows)) if data.text(row, 0).lower() in UNIT_CODES), None)
    at = _headings(structure, 0, ("iCode", "Parent", "Level", "Weight"), faults)
    if header is None or header < max(ABOVE.values()):
        faults.add(
            f"{data.name}: no row begins with `admin2Pcode` under the four rows of weight, direction, group and name. "
            "Keep the rows of the template as they are."
        )
    if at is None or header is None or header < max(ABOVE.values()):
        return None
    entries = [_entry(structure, row, at, is_indicator=False) for row in _rows(structure, 1)]
    for column in range(2, data.width):
        code = data.text(header, column)
        above = {what: data.cell(header - rows, column) for what, rows in ABOVE.items()}
        if not code:
            if any(str(cell) for cell in above.values()) or any(
                data.text(row, column) for row in range(header + 1, len(data.rows))
            ):
                faults.add(f"{data.at(header, column)}: the column has no indicator code. Write one, or empty it.")
            continue
        named, parent = (data.text(header - ABOVE[what], column) for what in ("name", "parent"))
        entries.append(
            Entry(code, named, parent, 1.0, above["weight"], above["direction"], is_indicator=True,
                  at=data.at(header, column))
        )  # fmt: skip
    wanted = [entry.code for entry in entries if entry.is_indicator]
    units, columns = _read_data(data, header, wanted, faults)
    return Workbook(name, "A2SIT", tuple(entries), units, columns, _texts(book, faults), book.saved)


def _entry(sheet: Sheet, row: int, at: Mapping[str, int], *, is_indicator: bool) -> Entry:
    direction = sheet.cell(row, at["Direction"]) if "Direction" in at else 1.0
    named = sheet.text(row, at["iName"]) if "iName" in at else ""
    return Entry(
        code=sheet.text(row, at["iCode"]),
        name=named,
        parent=sheet.text(row, at["Parent"]),
        level=sheet.cell(row, at["Level"]),
        weight=sheet.cell(row, at["Weight"]),
        direction=direction,
        is_indicator=is_indicator,
        at=sheet.at(row, at["iCode"]),
    )


def _read_data(
    data: Sheet, header: int, wanted: list[str], faults: Faults
) -> tuple[tuple[Unit, ...], tuple[Column, ...]]:
    headings = [data.text(header, column) for column in range(data.width)]
    lower = [heading.lower() for heading in headings]
    code_at = next((lower.index(name) for name in UNIT_CODES if name in lower), None)
    name_at = next((lower.index(name) for name in UNIT_NAMES if name in lower), None)
    twice = sorted({heading for heading in headings if heading and headings.count(heading) > 1})
    faults.check(
        f"columns of {data.name} stand twice", bad=twice, of=len(headings), do="Give each indicator a code of its own."
    )
    faults.check(
        f"indicators have no column in {data.name}",
        bad=[code for code in wanted if code not in headings],
        of=len(wanted),
        do="Add the column, or take the indicator out; codes tell small letters from capitals.",
    )
    if code_at is None:
        faults.add(f"{data.at(header, 0)}: no column is called `uCode` or `admin2Pcode`. Name the column of codes so.")
        return (), ()
    rows = _rows(data, header + 1)
    units = tuple(
        Unit(data.text(row, code_at), "" if name_at is None else data.text(row, name_at), data.at(row, code_at))
        for row in rows
    )
    columns = []
    for code in dict.fromkeys(wanted):
        if code in headings:
            place = headings.index(code)
            cells = tuple(data.cell(row, place) for row in rows)
            columns.append(Column(code, cells, tuple(data.at(row, place) for row in rows)))
    return units, tuple(columns)


def _check_one_time(data: Sheet, headings: list[str], faults: Faults) -> None:
    if "Time" in headings:
        times = sorted({data.text(row, headings.index("Time")) for row in _rows(data, 1)})
        if len(times) > 1:
            faults.add(
                f"{data.at(0, headings.index('Time'))}: the rows are of {len(times)} times ({listed(times)}). "
                "Keep those of one; a study holds one figure per place."
            )


def _texts(book: Book, faults: Faults) -> dict[str, dict[str, str]]:
    if "Texts" not in book.sheets:
        return {}
    sheet = book.sheets["Texts"]
    at = _headings(sheet, 0, ("iCode",), faults) or {}
    if not at:
        return {}
    found = {}
    for row in _rows(sheet, 1):
        told = {name: sheet.text(row, at[name]) for name in TEXTS if name in at}
        found[sheet.text(row, at["iCode"])] = {name: text for name, text in told.items() if text}
    return found


def _headings(sheet: Sheet, row: int, needed: tuple[str, ...], faults: Faults) -> dict[str, int] | None:
    found: dict[str, int] = {}
    for column in range(sheet.width):
        heading = sheet.text(row, column)
        if heading in found:
            faults.add(f"{sheet.at(row, column)}: the heading `{heading}` stands twice. Keep one.")
        elif heading:
            found[heading] = column
    lacking = [name for name in needed if name not in found]
    faults.check(
        f"columns of {sheet.name} are lacking",
        bad=lacking,
        of=len(needed),
        do=f"Row {row + 1} must name them; it holds {listed(found) or 'nothing'}.",
    )
    return None if lacking else found


def _rows(sheet: Sheet, first: int) -> list[int]:
    """List the rows that hold anything."""
    return [row for row in range(first, len(sheet.rows)) if any(str(cell).strip() for cell in sheet.rows[row])]
