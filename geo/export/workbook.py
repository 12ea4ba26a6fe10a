"""Write an Excel workbook: read me, ranking, indicators, codebook and sources; numbers as numbers, never a formula.

A workbook notes when it was made, in its properties and in the zip it is; both clocks are set to the first day that a
zip can bear.
"""

from __future__ import annotations

import contextlib
import io
import re
import zipfile
from typing import TYPE_CHECKING

from openpyxl import Workbook  # type: ignore[import-untyped]
from openpyxl.cell import WriteOnlyCell  # type: ignore[import-untyped]
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE  # type: ignore[import-untyped]
from openpyxl.styles import Alignment, Font, PatternFill  # type: ignore[import-untyped]
from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]

from geo.errors import Faults, TableError
from geo.export.codebook import codebook_frame
from geo.export.layers import workplace
from geo.export.readme import readme
from geo.export.shapefile import zip_bytes
from geo.export.sources import sources_rows
from geo.export.words import WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from openpyxl.worksheet._write_only import WriteOnlyWorksheet  # type: ignore[import-untyped]

    from geo.export.columns import Column
    from geo.export.table import Table
    from geo.export.whole import Whole
    from geo.kinds import Lang

MEASURED = ("value_", "status_", "grid_", "contribution_")
"""The columns of single indicators; all others are of the ranking."""
WHOLE = ("people",)
"""Numbers that are shown without decimals, as ranks are."""
FORMULA = ("=", "+", "-", "@", "#")
"""What a formula begins with, or an error such as #N/A, which a reader takes for a missing cell."""
KEYS = ("code", "name")
"""What leads both sheets."""
LONGEST = 32_767
"""The most characters that a cell holds."""

_HEAD = PatternFill("solid", fgColor="E3EFF0")
_BOLD, _QUIET = Font(bold=True), Font(color="566267", size=9)
_WRAP = Alignment(wrap_text=True, vertical="top")
_CLOCK = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")


def workbook_bytes(table: Table, *, whole: Whole, lang: Lang = "es") -> bytes:
    """Write a workbook in one language.

    The ranking and the indicators carry every column of the table once, the code and the name twice: above each the
    title, below that the name of the column as the codebook has it. A missing cell is empty.

    Raises
    ------
    TableError
        With every cell that a workbook cannot hold.
    StoreError
        When there is no room for temporary files.
    """
    _check(table)
    words = WORDS[lang]
    ranking = [column for column in table.columns if not column.name.startswith(MEASURED)]
    keys = [column for column in table.columns if column.name in KEYS]
    measured = [*keys, *(column for column in table.columns if column.name.startswith(MEASURED))]
    with workplace(), _begun() as book:
        _lines(book.create_sheet(words["sheet_readme"]), readme(table, whole, lang=lang))
        forms = _forms(whole)
        _columns(book.create_sheet(words["sheet_ranking"]), table, ranking, forms=forms, lang=lang)
        _columns(book.create_sheet(words["sheet_indicators"]), table, measured, forms=forms, lang=lang)
        codes = codebook_frame(table.columns)
        rows = codes.astype(object).where(codes.notna(), None).to_numpy().tolist()
        _texts(book.create_sheet(words["sheet_codebook"]), list(codes.columns), rows)
        header, rows = sources_rows(table, whole, lang=lang)
        _texts(book.create_sheet(words["sheet_sources"]), header, rows)
        buffer = io.BytesIO()
        book.save(buffer)
    return _without_clock(buffer.getvalue())


@contextlib.contextmanager
def _begun() -> Iterator[Workbook]:
    """Begin a workbook; if it comes to nothing, its half-written sheets are closed."""
    book = Workbook(write_only=True)
    try:
        yield book
    finally:
        for sheet in book.worksheets:
            with contextlib.suppress(Exception):
                sheet.close()


def _forms(whole: Whole) -> dict[str, str]:
    """Say how many decimals of a number are shown, by column; the cell holds all of them."""
    forms = {f"value_{indicator.id}": _decimals(indicator.decimals) for indicator in whole.catalogue.indicators}
    for column in whole.table.columns:
        if column.type != "number" or column.name.startswith(MEASURED):
            continue
        if column.name in WHOLE or column.name.startswith("rank"):
            forms[column.name] = _decimals(0)
        elif column.unit is not None and column.unit.en == "share":
            forms[column.name] = _decimals(2)
        elif column.name.startswith(("score", "node_", "area_")):
            forms[column.name] = _decimals(1)
    return forms


def _decimals(count: int) -> str:
    return "#,##0" + ("." + "0" * count if count else "")


def _columns(
    sheet: WriteOnlyWorksheet, table: Table, columns: Sequence[Column], *, forms: Mapping[str, str], lang: Lang
) -> None:
    sheet.freeze_panes = "C3"
    sheet.auto_filter.ref = f"A2:{get_column_letter(len(columns))}{len(table.frame) + 2}"
    for number, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = _width(table, column)
    sheet.row_dimensions[1].height = 48
    sheet.append([_styled(sheet, _title(column, lang), font=_BOLD, fill=_HEAD, wrap=True) for column in columns])
    sheet.append([_styled(sheet, column.name, font=_QUIET, fill=_HEAD) for column in columns])
    frame = table.plain[[column.name for column in columns]]
    plain = frame.astype(object).where(frame.notna(), None)
    shown = [forms.get(column.name) for column in columns]
    for row in plain.to_numpy().tolist():
        sheet.append([_cell(sheet, value, form) for value, form in zip(row, shown, strict=True)])


def _texts(sheet: WriteOnlyWorksheet, header: Sequence[str], rows: Iterable[Sequence[str | None]]) -> None:
    sheet.freeze_panes = "A2"
    for number in range(1, len(header) + 1):
        sheet.column_dimensions[get_column_letter(number)].width = 28
    sheet.append([_styled(sheet, title, font=_BOLD, fill=_HEAD) for title in header])
    for row in rows:
        sheet.append([_styled(sheet, cell, wrap=True) if cell else None for cell in row])


def _lines(sheet: WriteOnlyWorksheet, lines: Iterable[tuple[str, bool]]) -> None:
    sheet.column_dimensions["A"].width = 110
    for line, heading in lines:
        sheet.append([_styled(sheet, line, font=_BOLD if heading else None, wrap=True)])


def _cell(sheet: WriteOnlyWorksheet, value: str | float | None, form: str | None) -> WriteOnlyCell | str | float | None:
    """Keep a text a text, also one that begins like a formula, and say how a number is shown."""
    if isinstance(value, str):
        return _styled(sheet, value) if value[:1] in FORMULA else value
    if form is None or value is None:
        return value
    cell = WriteOnlyCell(sheet, value=value)
    cell.number_format = form
    return cell


def _styled(
    sheet: WriteOnlyWorksheet,
    text: str,
    *,
    font: Font | None = None,
    fill: PatternFill | None = None,
    wrap: bool = False,
) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"
    # So that a spreadsheet keeps it a text when somebody goes into the cell and out again.
    cell.quotePrefix = text[:1] in FORMULA
    if font is not None:
        cell.font = font
    if fill is not None:
        cell.fill = fill
    if wrap:
        cell.alignment = _WRAP
    return cell


def _title(column: Column, lang: Lang) -> str:
    unit = f" ({column.unit.in_(lang)})" if column.unit else ""
    return column.title.in_(lang) + unit


def _width(table: Table, column: Column) -> float:
    if column.type != "text":
        return 14
    longest = table.frame[column.name].dropna().map(len).max()
    return float(min(max(10, longest if longest == longest else 0), 48)) + 2  # noqa: PLR0124 - NaN where all are missing


def _check(table: Table) -> None:
    faults = Faults("the workbook", TableError)
    for column in table.columns:
        if column.type != "text":
            continue
        cells = table.frame[column.name].dropna()
        odd = cells.map(lambda text: len(text) > LONGEST or ILLEGAL_CHARACTERS_RE.search(text) is not None)
        faults.check(
            f"texts of `{column.name}` hold a control character, or more than {LONGEST:,} characters",
            bad=table.frame.loc[cells.index[odd.astype(bool)], "code"].tolist(),
            of=len(cells),
            do="Correct them in the table they come from, or use CSV.",
        )
    faults.raise_any()


def _without_clock(content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    core = "docProps/core.xml"
    members[core] = _CLOCK.sub(rb"\g<1>1980-01-01T00:00:00Z", members[core])
    return zip_bytes(members)
