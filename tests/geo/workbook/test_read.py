"""Check that both forms say the same, and that every sheet, heading and cell that is wrong is told by its place."""

from __future__ import annotations

import pytest

from geo.errors import TableError
from geo.workbook import read_workbook
from tests.geo.workbook.worlds import CODES, IMETA, IMETA_HEAD, NAMES, STRUCTURE, A, a2sit, coinr, xlsx


def told(content: bytes) -> str:
    with pytest.raises(TableError) as caught:
        read_workbook(content, name="index.xlsx")
    return str(caught.value)


def test_both_forms_say_the_same() -> None:
    first, second = read_workbook(coinr(), name="a.xlsx"), read_workbook(a2sit(), name="b.xlsx")
    assert (first.form, second.form) == ("COINr", "A2SIT")
    for book in (first, second):
        by_code = {entry.code: entry for entry in book.entries}
        assert set(by_code) == {"GDPpc", "Illit", "Viol.1", "Econ", "Harm", "Index"}
        assert (by_code["Illit"].weight, by_code["Illit"].direction, by_code["Illit"].parent) == (3, -1, "Econ")
        assert by_code["Index"].parent == ""
        assert by_code["Harm"].name == "Daño"
        assert [unit.code for unit in book.units] == CODES
        assert [unit.name for unit in book.units] == NAMES
        columns = {column.code: column for column in book.columns}
        assert list(columns["GDPpc"].cells) == A
        assert columns["Viol.1"].cells[1] == ""  # an empty cell is missing, not zero
        assert book.saved == 2022
    assert first.columns[0].at[0] == "iData!C2"
    assert second.columns[0].at[0] == "Data!C6"


def test_what_is_neither_indicator_nor_group_is_left_out_and_said() -> None:
    meta = [*IMETA, ["Area", "Superficie", None, None, None, None, "Denominator"]]
    data = [["uCode", "uName", "GDPpc", "Illit", "Viol.1", "Area"]]
    data += [[code, name, 1, 2, 3, 4] for code, name in zip(CODES, NAMES, strict=True)]
    book = read_workbook(coinr(meta, data), name="a.xlsx")
    assert book.notes == ("`Area` is a Denominator and takes no part in the index; it was left out.",)
    assert "Area" not in {column.code for column in book.columns}


def test_texts_in_two_languages_may_stand_beside() -> None:
    texts = [["iCode", "name_es", "name_en", "year"], ["GDPpc", "PIB", "GDP", 2019], ["Illit", None, "Literacy", None]]
    book = read_workbook(a2sit(Texts=texts), name="a.xlsx")
    assert book.texts == {
        "GDPpc": {"name_es": "PIB", "name_en": "GDP", "year": "2019"}, "Illit": {"name_en": "Literacy"},
    }  # fmt: skip


def test_a_file_that_is_no_workbook_is_refused() -> None:
    for content in (b"", b"code,value\n", xlsx({"iData": [["uCode"]]})[:200]):
        assert "cannot be opened as a workbook" in told(content)


def test_sheets_of_other_names_are_told() -> None:
    assert "it has the sheets Hoja1; an index needs `iData` and `iMeta`" in told(xlsx({"Hoja1": [["uCode"]]}))


def test_an_error_in_a_cell_is_no_missing_value() -> None:
    data = [["uCode", "uName", "GDPpc", "Illit", "Viol.1"], ["AA0101", "x", "#DIV/0!", 1, "=SUM(C2:D2)"]]
    message = told(coinr(data=data))
    assert "2 of" in message
    assert "iData!C2 (#DIV/0!)" in message
    assert "iData!E2 (=SUM(C2:D2))" in message


def test_columns_that_are_lacking_or_doubled_are_told_together() -> None:
    message = told(coinr([["GDPpc", 1, "x"]], head=["iCode", "Level", "Level"]))
    assert "iMeta!C1: the heading `Level` stands twice" in message
    assert "4 of 6 columns of iMeta are lacking: Parent, Weight, Direction, Type" in message
    data = [["uCode", "uName", "GDPpc", "GDPpc", "Extra"], ["AA0101", "x", 1, 2, 3]]
    message = told(coinr(data=data))
    assert "1 of 5 columns of iData have no row in iMeta: iData!E1 (Extra)" in message
    assert "columns of iData stand twice: GDPpc" in message
    assert "2 of 3 indicators have no column in iData: Illit, Viol.1" in message


def test_a_type_nobody_knows_is_told() -> None:
    assert "iMeta!G2: the type `indicator` is none of" in told(coinr([[*IMETA[0][:6], "indicator"], *IMETA[1:]]))


def test_rows_of_several_times_are_refused_and_of_one_are_not() -> None:
    head = ["uCode", "uName", "Time", "GDPpc", "Illit", "Viol.1"]
    once = [head, *([code, "x", 2020, 1, 2, 3] for code in CODES)]
    assert len(read_workbook(coinr(data=once), name="a.xlsx").units) == 6
    assert "the rows are of 2 times (2019, 2020)" in told(coinr(data=[*once, ["AA0101", "x", 2019, 1, 2, 3]]))


def test_without_a_column_of_codes_nothing_can_be_read() -> None:
    assert "no column is called `uCode`" in told(
        coinr(data=[["code", "GDPpc", "Illit", "Viol.1"], ["AA0101", 1, 2, 3]])
    )
    rows = xlsx({"Data": [["admin2Pcode", "Name", "x"]], "Structure": [["iCode"], ["Econ"]]})
    message = told(rows)
    assert "no row begins with `admin2Pcode` under the four rows" in message
    assert "3 of 4 columns of Structure are lacking: Parent, Level, Weight" in message


def test_a_column_without_a_code_is_told() -> None:
    above = ((1, 1), (1, 1), ("Econ", "Econ"), ("a", "b"), ("GDPpc", None))
    message = told(a2sit(above, rows=[["AA0101", "x", 1, 2]]))
    assert "Data!D5: the column has no indicator code" in message


def test_headings_tell_small_letters_from_capitals() -> None:
    head = [name.lower() for name in IMETA_HEAD]
    assert "columns of iMeta are lacking" in told(coinr(head=head))
    assert len(read_workbook(a2sit(structure=STRUCTURE), name="x").entries) == 6
