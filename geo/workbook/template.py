"""Write an empty workbook for a country, with its codes and names, the study's pillars, and a page that explains.

The sheets `Data` and `Structure` stand where A2SIT expects them, so that the workbook serves both. Every text is kept
as text, whatever sign it begins with: no cell is a formula.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

from openpyxl import Workbook as Xlsx  # type: ignore[import-untyped]
from openpyxl.styles import Alignment, Font, PatternFill  # type: ignore[import-untyped]
from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]
from openpyxl.worksheet.datavalidation import DataValidation  # type: ignore[import-untyped]

from geo.workbook.read import TEXTS
from geo.workbook.readme import README
from geo.workbook.sheets import PROPERTIES

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from openpyxl.worksheet.worksheet import Worksheet  # type: ignore[import-untyped]

    from geo.catalogue import Index, Node

ROOM = 60
"""How many columns are prepared for indicators; more may be added."""
LABELS = ("Peso / Weight", "Dirección / Direction (1, -1)", "Grupo / Group (iCode)", "Nombre / Name")
HEAD = PatternFill("solid", fgColor="E3EFF0")
QUIET = Font(color="566267", italic=True)


def write_template(units: pd.DataFrame, *, index: Index, country: str) -> bytes:
    """Write the workbook; equal inputs give equal bytes.

    Parameters
    ----------
    units
        The country's units, with `code` and `name`; lakes are not among them.
    index
        The tree whose nodes stand in the structure sheet.
    country
        Its ISO 3166-1 alpha-3 code, for the page that explains.
    """
    book = Xlsx()
    readme = book.active
    _write_readme(readme, country)
    _write_data(book.create_sheet("Data"), units, rows=len(index.nodes))
    _write_structure(book.create_sheet("Structure"), index)
    _write_texts(book.create_sheet("Texts"), index)
    book.active = 1
    file = io.BytesIO()
    book.save(file)
    return _without_clock(file.getvalue())


def put(sheet: Worksheet, row: int, column: int, value: str | float) -> None:
    """Write one cell; a text stays a text, and the mark in front of it keeps it one when somebody edits the cell."""
    cell = sheet.cell(row, column)
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
        cell.quotePrefix = value[:1] in set("=+-@\t\r\n＝＋－＠'")


def _write_readme(sheet: Worksheet, country: str) -> None:
    sheet.title = "Léame - Read me"
    sheet.column_dimensions["A"].width = 110
    row = 0
    for title, steps in README:
        row += 2
        put(sheet, row, 1, title)
        sheet.cell(row, 1).font = Font(bold=True, size=14)
        for number, step in enumerate(steps, start=1):
            row += 1
            put(sheet, row, 1, f"{number}. {step.format(country=country)}")
            sheet.cell(row, 1).alignment = Alignment(wrap_text=True, vertical="top")


def _write_data(sheet: Worksheet, units: pd.DataFrame, *, rows: int) -> None:
    for row, label in enumerate(LABELS, start=1):
        put(sheet, row, 2, label)
        sheet.cell(row, 2).font = QUIET
    for column, heading in enumerate(("admin2Pcode", "Name"), start=1):
        put(sheet, 5, column, heading)
        sheet.cell(5, column).font = Font(bold=True)
    for row, unit in enumerate(units.sort_values("code").itertuples(index=False), start=6):
        put(sheet, row, 1, str(unit.code))
        put(sheet, row, 2, str(unit.name))
    for row in range(1, 6):
        for column in range(1, ROOM + 3):
            sheet.cell(row, column).fill = HEAD
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 14, 32
    sheet.freeze_panes = "C6"
    last = get_column_letter(ROOM + 2)
    for rule, where in (
        (DataValidation(type="decimal", operator="greaterThanOrEqual", formula1="0", allow_blank=True), f"C1:{last}1"),
        (DataValidation(type="list", formula1='"1,-1"', allow_blank=True), f"C2:{last}2"),
        (DataValidation(type="list", formula1=f"Structure!$A$2:$A${rows + 1}", allow_blank=True), f"C3:{last}3"),
    ):
        rule.add(where)
        sheet.add_data_validation(rule)


def _write_structure(sheet: Worksheet, index: Index) -> None:
    _write_heads(sheet, ("iCode", "Parent", "iName", "Level", "Weight"), (22, 22, 44, 8, 8))
    levels = _levels(index)
    for row, node in enumerate(index.walk(), start=2):
        for column, value in enumerate((node.id, node.parent or "", node.title.en), start=1):
            if value:
                put(sheet, row, column, value)
        put(sheet, row, 4, levels[node.id])
        put(sheet, row, 5, node.weight)


def _write_texts(sheet: Worksheet, index: Index) -> None:
    _write_heads(sheet, ("iCode", *TEXTS), (22, 34, 34, 24, 24, 60, 60, 8))
    for row, node in enumerate(index.walk(), start=2):
        put(sheet, row, 1, node.id)
        texts = {
            "name_es": node.title.es, "name_en": node.title.en,
            "rationale_es": node.rationale.es, "rationale_en": node.rationale.en,
        }  # fmt: skip
        for name, text in texts.items():
            put(sheet, row, TEXTS.index(name) + 2, text)


def _write_heads(sheet: Worksheet, heads: Sequence[str], widths: Sequence[int]) -> None:
    for column, (heading, width) in enumerate(zip(heads, widths, strict=True), start=1):
        put(sheet, 1, column, heading)
        sheet.cell(1, column).font, sheet.cell(1, column).fill = Font(bold=True), HEAD
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "B2"


def _levels(index: Index) -> dict[str, int]:
    """Count levels from the indicators up: the deepest pillar is 2, what holds it 3, and so on.

    A pillar that stands higher in the tree keeps the level it has there. arraigo does not mind; for A2SIT it needs a
    group of level 2 in between.
    """
    depth: dict[str, int] = {}
    nodes: list[Node] = list(index.walk())
    for node in nodes:
        depth[node.id] = 0 if node.parent is None else depth[node.parent] + 1
    deepest = max(depth.values())
    return {id_: deepest - steps + 2 for id_, steps in depth.items()}


def _without_clock(content: bytes) -> bytes:
    """Put the clock of the file back to the first day a zip can bear, so that equal inputs give equal bytes."""
    fresh = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(fresh, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            member = old.read(entry)
            if entry.filename == PROPERTIES:
                member = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"1980-01-01T00:00:00Z", member)
            stamped = zipfile.ZipInfo(entry.filename, date_time=(1980, 1, 1, 0, 0, 0))
            stamped.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(stamped, member)
    return fresh.getvalue()
