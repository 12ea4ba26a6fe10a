"""Check that a workbook reads back equal through two readers, and that no cell of it is a formula."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import openpyxl
import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from geo.errors import TableError
from geo.export import Table, Whole
from geo.export.workbook import _cell, workbook_bytes

if TYPE_CHECKING:
    from collections.abc import Callable

SHEETS = {
    "es": ["Léame", "Puestos", "Indicadores", "Códigos", "Fuentes"],
    "en": ["Read me", "Ranking", "Indicators", "Codebook", "Sources"],
}


@pytest.fixture
def book(whole: Whole) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(workbook_bytes(whole.table, whole=whole)))


def frames(content: bytes) -> list[pd.DataFrame]:
    """Read the two sheets of figures: the second row names the columns."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    read = []
    for name in SHEETS["es"][1:3]:
        rows = list(book[name].values)
        read.append(pd.DataFrame(rows[2:], columns=list(rows[1]), dtype=object))
    return read


@pytest.mark.parametrize("lang", ["es", "en"])
def test_the_sheets_are_there(whole: Whole, lang: str) -> None:
    content = workbook_bytes(whole.table, whole=whole, lang=lang)
    assert openpyxl.load_workbook(io.BytesIO(content)).sheetnames == SHEETS[lang]


def test_every_column_reads_back_equal(whole: Whole) -> None:
    ranking, indicators = frames(workbook_bytes(whole.table, whole=whole))
    assert list(indicators.columns[:2]) == ["code", "name"]
    read = pd.concat([ranking, indicators.drop(columns=["code", "name"])], axis=1)
    assert sorted(read.columns) == sorted(column.name for column in whole.table.columns)
    for column in whole.table.columns:
        expected = whole.table.plain[column.name]
        assert read[column.name].isna().tolist() == expected.isna().tolist(), column.name
        assert read[column.name].dropna().tolist() == expected.dropna().tolist(), column.name
    assert isinstance(read["score"][0], float)
    assert isinstance(read["code"][0], str)


def test_a_second_reader_reads_the_same(whole: Whole) -> None:
    content = workbook_bytes(whole.table, whole=whole)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name("Puestos").to_python()
    scores = dict(zip(rows[1], zip(*rows[2:], strict=True), strict=True))
    assert scores["name"] == tuple(whole.table.frame["name"])
    assert scores["score"][:5] == tuple(whole.table.frame["score"][:5])
    # A cell that is not there: the reader has no null.
    assert scores["score"][5] == ""


def test_nothing_is_a_formula(book: openpyxl.Workbook) -> None:
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert kinds == {"s", "n"}
    names = {cell.value: cell for cell in book["Puestos"]["B"]}
    assert {"=1+1", "-5", "'@x"} <= set(names)
    assert names["=1+1"].quotePrefix
    assert names["-5"].quotePrefix


def test_a_text_that_looks_like_an_error_is_not_taken_for_a_missing_cell() -> None:
    sheet = openpyxl.Workbook(write_only=True).create_sheet()
    for text in ("#N/A", "#REF!", "=1+1"):
        cell = _cell(sheet, text, None)
        assert (cell.data_type, cell.quotePrefix) == ("s", True)
    sheet.close()


def test_titles_stand_above_the_names_and_do_not_scroll_away(book: openpyxl.Workbook) -> None:
    sheet = book["Puestos"]
    assert sheet.freeze_panes == "C3"
    assert [cell.value for cell in sheet["A"]][:3] == ["Código", "code", "HN0101"]
    assert sheet["J1"].value == "Superficie (km²)"
    assert sheet.auto_filter.ref.startswith("A2:")
    assert sheet.auto_filter.ref.endswith("8")
    assert sheet.column_dimensions["B"].width >= 10


def test_numbers_are_shown_short_and_held_whole(book: openpyxl.Workbook, whole: Whole) -> None:
    names = {cell.value: cell.column_letter for cell in book["Puestos"][2]}
    score = book["Puestos"][f"{names['score']}3"]
    assert (score.value, score.number_format) == (whole.table.frame["score"][0], "#,##0.0")
    assert book["Puestos"][f"{names['rank_p5']}7"].number_format == "#,##0"
    assert book["Puestos"][f"{names['coverage']}3"].number_format == "#,##0.00"
    assert book["Puestos"][f"{names['rank']}3"].number_format == "General"


def test_the_codebook_has_a_row_for_every_column(book: openpyxl.Workbook, whole: Whole) -> None:
    rows = list(book["Códigos"].values)
    assert [row[0] for row in rows[1:]] == [column.name for column in whole.table.columns]
    assert rows[0][6:8] == ("title_es", "title_en")


def test_the_sources_are_those_of_what_leaves(book: openpyxl.Workbook) -> None:
    rows = list(book["Fuentes"].values)
    assert [row[0] for row in rows[1:]] == ["Memoria", "Anuario <2020>"]
    office = rows[2]
    # The internal series feeds no column here; the one that counts people does.
    assert office[1:] == (
        "Oficina de Estadística", "HND, SLV 2020 (municipio); SLV 2018 (municipio)", "none stated",
        "sin licencia declarada", "Oficina, Anuario", "https://example.org", "Hay dudas",
    )  # fmt: skip


def test_the_first_sheet_says_what_part_it_is(whole: Whole) -> None:
    content = workbook_bytes(whole.cut(department="HN01"), whole=whole, lang="en")
    lines = [row[0] for row in openpyxl.load_workbook(io.BytesIO(content))["Read me"].values]
    assert lines[:4] == [
        "Test", "Two countries", "3 of the 6 units of the study, in 1 departments.", "Honduras: 3 units (municipality)",
    ]  # fmt: skip
    assert any("not to be read without its interval" in line for line in lines)


@pytest.mark.parametrize("text", ["a\x07", "a" * 32_768])
def test_a_text_that_no_cell_holds_is_told(text: str, whole: Whole) -> None:
    frame = whole.table.frame.copy()
    frame.loc[1, "name"] = text
    with pytest.raises(TableError, match=r"1 of 6 texts of `name` hold a control character.*: HN0102"):
        workbook_bytes(Table(frame, whole.table.columns), whole=whole)


def test_a_column_of_texts_that_are_all_missing_is_written(table: Table, alone: Callable[[Table], Whole]) -> None:
    frame = table.frame.assign(muni44_name=pd.Series([None] * 6, dtype="str"))
    ranking, _ = frames(workbook_bytes(Table(frame, table.columns), whole=alone(table)))
    assert ranking["muni44_name"].isna().all()
