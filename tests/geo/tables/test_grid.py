"""Check that bytes become rows of text with the numbers a spreadsheet shows."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import Faults, TableError
from geo.tables.grid import MISREAD, csv_grid, letters, squared, transposed, xlsx_grid

from .worlds import workbook


def faults() -> Faults:
    return Faults("list", TableError)


@pytest.mark.parametrize(("column", "name"), [(1, "A"), (26, "Z"), (27, "AA"), (52, "AZ"), (703, "AAA")])
def test_letters(column: int, name: str) -> None:
    assert letters(column) == name


@pytest.mark.parametrize(
    ("content", "encoding", "separator", "rows"),
    [
        (b"a,b\r\n 1 ,2\r\n", "utf-8", ",", [["a", "b"], ["1", "2"]]),
        ("\ufeffa;ñ\n".encode(), "utf-8", ";", [["a", "ñ"]]),
        ("UMAÑA\n".encode("cp850"), "cp850", ",", [["UMAÑA"]]),
        (b'a\t{"x": [1, 2]}\t \n', "utf-8", "\t", [["a", '{"x": [1, 2]}', ""]]),
        (b'a,"two\nlines"\nb,c\n', "utf-8", ",", [["a", "two\nlines"], ["b", "c"]]),
        (b"", "utf-8", ",", []),
    ],
)
def test_csv(content: bytes, encoding: str, separator: str, rows: list[list[str]]) -> None:
    assert csv_grid(content, encoding=encoding, separator=separator, faults=faults()) == rows


def test_a_cell_may_be_longer_than_the_csv_module_expects() -> None:
    long = "x" * 200_000
    assert csv_grid(f"a,{long}".encode(), encoding="utf-8", separator=",", faults=faults()) == [["a", long]]


def test_undecodable_bytes_are_told_with_their_row() -> None:
    found = faults()
    content = b"name\nCOJUTEPEQUE\nUMA\xa5A\nCABA\xa5AS\n"
    assert csv_grid(content, encoding="utf-8", separator=",", faults=found) == []
    assert "2 of 5 rows are not utf-8: row 3 (b'UMA\\xa5A'), row 4 (b'CABA\\xa5AS')" in found.messages[0]
    assert "cp850" in found.messages[0]


def test_an_encoding_of_two_bytes_is_refused_too() -> None:
    found = faults()
    csv_grid(b"a,b,c", encoding="utf-16", separator=",", faults=found)
    assert len(found.messages) == 1


def test_an_open_quote_is_told_with_its_row() -> None:
    found = faults()
    assert csv_grid(b'a,b\n1,2\n3,"4', encoding="utf-8", separator=",", faults=found) == [["a", "b"], ["1", "2"]]
    assert found.messages == [
        "row 3 cannot be split (unexpected end of data): the file is truncated or a quote is not closed."
    ]


def test_a_workbook_becomes_text() -> None:
    content = workbook(
        [None, None, None],
        [None, "code", "date", "share"],
        [None, 101, dt.date(2017, 1, 1), 0.25],
        [None, 102.0, dt.datetime(2017, 1, 1, 12, 30), " x "],  # noqa: DTZ001 - a cell knows no time zone
    )
    assert xlsx_grid(content, sheet=None, faults=faults()) == [
        ["", "", "", ""],
        ["", "code", "date", "share"],
        ["", "101", "2017-01-01", "0.25"],
        ["", "102", "2017-01-01T12:30:00", "x"],
    ]


def test_a_missing_sheet_says_what_there_is() -> None:
    found = faults()
    assert xlsx_grid(workbook(["a"]), sheet="Datos", faults=found) == []
    assert found.messages == ["there is no sheet `Datos`, only Master. Correct `sheet`."]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", workbook(["a"])[:-200]])
def test_a_truncated_workbook(content: bytes) -> None:
    found = faults()
    assert xlsx_grid(content, sheet=None, faults=found) == []
    assert "truncated" in found.messages[0]


def test_squared_lets_empty_cells_pass() -> None:
    found = faults()
    assert squared([["1", "2", ""], ["", ""], ["3", ""], []], width=2, faults=found, first=2) == [
        ["1", "2"],
        ["", ""],
        ["3", ""],
        ["", ""],
    ]
    assert found.messages == []


def test_squared_tells_rows_that_lost_or_gained_a_cell() -> None:
    found = faults()
    squared([["1", "2"], ["1"], ["1", "2", "3"]], width=2, faults=found, first=2)
    assert "2 of 3 rows do not have the 2 cells of the heading: row 3 (1), row 4 (3)" in found.messages[0]


@given(st.lists(st.lists(st.sampled_from(["a", "b"]), min_size=3, max_size=3), min_size=1))
def test_transposing_twice_gives_the_grid_back(grid: list[list[str]]) -> None:
    assert transposed(transposed(grid)) == grid


def test_transposing_fills_short_rows() -> None:
    assert transposed([["a"], ["b", "c"]]) == [["a", "b"], ["", "c"]]


@pytest.mark.parametrize("text", ["gestiÃ³n", "indÃ\xadgenas", "UMA├æA", "UMA¥A", "Caba\ufffdas", "Â°", "\x91"])
def test_misread_text_is_seen(text: str) -> None:
    assert MISREAD.search(text)


@pytest.mark.parametrize("text", ["gestión", "UMAÑA", "10 ¥", "Chajul – Nebaj", "n.º", "São", "50 %"])
def test_sound_text_is_left_alone(text: str) -> None:
    assert not MISREAD.search(text)
