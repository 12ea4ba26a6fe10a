"""Check that a raw file is read as its entry declares, and that every way it can be wrong is told."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from geo.catalogue import Source
from geo.errors import MissingFileError, TableError
from geo.tables import read_raw

from .worlds import PASSPORT, SERIES, workbook

if TYPE_CHECKING:
    import pandas as pd

    from .worlds import Declare


def cells(frame: pd.DataFrame) -> list[list[str]]:
    return frame.fillna("").to_numpy().tolist()


def test_the_index_counts_rows_as_a_spreadsheet_does(declare: Declare) -> None:
    path, source = declare("title\n\ncode,deaths\nGT0101,1\n,\nGT0102,2\n", read={"format": "csv", "header": [3]})
    frame = read_raw(path, source)
    assert frame.index.tolist() == [4, 6]
    assert frame.index.name == "row"
    assert (frame.dtypes == "str").all()


def test_codes_stay_text(declare: Declare) -> None:
    frame = read_raw(*declare("code,deaths\n0101,007\n"))
    assert cells(frame) == [["0101", "007"]]


def test_headings_of_several_rows_are_joined(declare: Declare) -> None:
    content = workbook(["Place", None, "Deaths", None], ["code", "name", "men", "women"], ["GT0101", "x", 1, 2])
    series = {"deaths": {"kind": "count", "take": {"numerator": "Deaths / women"}}}
    keys = {"code": {"column": "Place / code"}}
    path, source = declare(
        content, name="list.xlsx", read={"format": "xlsx", "header": [1, 2]}, keys=keys, series=series
    )
    assert read_raw(path, source).columns.tolist() == ["Place / code", "Place / name", "Deaths / men", "Deaths / women"]


def test_an_empty_heading_is_called_by_its_place(declare: Declare) -> None:
    path, source = declare(",deaths\nGT0101,1\n", keys={"code": {"column": "column A"}})
    assert read_raw(path, source)["column A"].tolist() == ["GT0101"]


def test_a_file_with_a_column_per_place(declare: Declare) -> None:
    content = workbook(
        ["department", "GUATEMALA", None, "PETEN"],
        ["municipality", "GUATEMALA", "PALENCIA", "FLORES"],
        ["2017-01-01", 1, 2, 3],
        ["2017-02-01", -99, 4, 5],
    )
    read = {"format": "xlsx", "transpose": True, "fill": ["department"], "missing": [-99]}
    series = {"deaths": {"kind": "count", "take": {"numerator": {"columns": "^2017-", "combine": "sum"}}}}
    path, source = declare(
        content, name="list.xlsx", read=read, keys={"name": {"column": "municipality"}}, series=series
    )
    frame = read_raw(path, source)
    assert cells(frame) == [
        ["GUATEMALA", "GUATEMALA", "1", ""],
        ["GUATEMALA", "PALENCIA", "2", "4"],
        ["PETEN", "FLORES", "3", "5"],
    ]
    assert frame.index.tolist() == ["B", "C", "D"]
    assert frame.index.name == "column"


def test_sentinels_and_empty_cells_are_null(declare: Declare) -> None:
    path, source = declare(
        "code,deaths\nGT0101,-99\nGT0102,\nGT0103,s/d\n", read={"format": "csv", "missing": [-99, "s/d"]}
    )
    assert read_raw(path, source)["deaths"].isna().all()


def test_sections_become_a_column_and_leave_the_table(declare: Declare) -> None:
    section = {"column": "code", "pattern": r"^\d\d-(.+)$", "gives": "department"}
    path, source = declare(
        "code,deaths\nTotal,9\n01-PETÉN,5\nFlores,2\n02-IZABAL,\nMorales,4\n",
        read={"format": "csv", "section": section, "keep": [{"column": "department", "blank": False}]},
    )
    assert cells(read_raw(path, source)) == [["Flores", "2", "PETÉN"], ["Morales", "4", "IZABAL"]]


def test_rows_are_kept_and_dropped(declare: Declare) -> None:
    read = {
        "format": "csv",
        "keep": [{"column": "country", "matches": "^GTM$"}, {"column": "deaths", "blank": False}],
        "drop": [{"column": "code", "matches": "^(Total|FUENTE)"}, {"column": "code", "blank": True}],
    }
    content = "code,country,deaths\nA,GTM,1\nTotal,GTM,1\n,GTM,1\nB,HND,1\nC,GTM,\nFUENTE,,\n"
    path, source = declare(content, read=read)
    assert cells(read_raw(path, source)) == [["A", "GTM", "1"]]


def test_damaged_text_is_mended_where_it_was_damaged(declare: Declare) -> None:
    content = "code,deaths,Ã\xadndice de gestiÃ³n\nGT0101,1,CobÃ¡n\nGT0102,2,Petén\n"
    path, source = declare(content, read={"format": "csv", "mend": "utf8_read_as_latin1"})
    frame = read_raw(path, source)
    assert frame["índice de gestión"].tolist() == ["Cobán", "Petén"]


@pytest.mark.parametrize(
    ("content", "encoding", "said"),
    [
        ("code,deaths\nUMA├æA,1\n", "utf-8", r"1 of 2 cells hold text in a wrong encoding: row 2 \(UMA├æA\)"),
        ("code,deaths\nCabaÃ±as,1\n", "utf-8", r"row 2 \(CabaÃ±as\)"),
        ("code,deaths,aÃ±o\nx,1,2\n", "utf-8", r"the heading \(aÃ±o\)"),
        ("code,deaths\nCabañas,1\n", "latin-1", r"row 2 \(CabaÃ±as\)"),
        ("code,deaths\nUMAÑA,1\n", "cp850", r"row 2 \(UMA├æA\)"),
    ],
)
def test_a_wrong_encoding_that_decodes_is_seen(declare: Declare, content: str, encoding: str, said: str) -> None:
    path, source = declare(content, read={"format": "csv", "encoding": encoding})
    with pytest.raises(TableError, match=said):
        read_raw(path, source)


def test_a_wrong_encoding_that_does_not_decode(declare: Declare) -> None:
    path, source = declare("code,deaths\nUMAÑA,1\n".encode("cp850"))
    with pytest.raises(TableError, match=r"list.csv: 1 fault\n  - 1 of 3 rows are not utf-8: row 2"):
        read_raw(path, source)


def test_a_row_with_an_extra_cell(declare: Declare) -> None:
    path, source = declare("code,deaths\nGT0101,1\nGT0102,1,200\nGT0103\n")
    with pytest.raises(
        TableError, match=r"2 of 3 rows do not have the 2 cells of the heading: row 3 \(3\), row 4 \(1\)"
    ):
        read_raw(path, source)


def test_missing_columns_say_what_there_is(declare: Declare) -> None:
    series = {
        "deaths": {
            "kind": "count",
            "take": {"numerator": {"columns": "^201", "combine": "sum"}},
            "where": [{"column": "sex", "matches": "F"}],
        }
    }
    path, source = declare("kode,deaths\nGT0101,1\n", series=series)
    with pytest.raises(TableError) as caught:
        read_raw(path, source)
    assert "1 of 1 patterns match no heading: ^201." in str(caught.value)
    assert "2 of 2 columns are not in the file: code, sex. Correct the entry; there are kode, deaths." in str(
        caught.value
    )


def test_a_column_that_stands_twice(declare: Declare) -> None:
    path, source = declare("code,deaths,deaths\nGT0101,1,2\n")
    with pytest.raises(TableError, match="1 of 2 columns stand twice in the heading: deaths"):
        read_raw(path, source)


def test_a_heading_below_the_file(declare: Declare) -> None:
    path, source = declare("code,deaths\n", read={"format": "csv", "header": [6]})
    with pytest.raises(TableError, match="the heading is declared in row 6, but the file has 1"):
        read_raw(path, source)


def test_an_empty_file(declare: Declare) -> None:
    with pytest.raises(TableError, match="the file is empty"):
        read_raw(*declare(""))


def test_another_file_than_declared(declare: Declare) -> None:
    path, source = declare("code,deaths\nGT0101,1\nGT0102,2\n")
    path.write_text("code,deaths\nGT0101,1\nGT01")
    with pytest.raises(TableError) as caught:
        read_raw(path, source)
    # A file that was cut short is told both ways, in one report.
    assert "list.csv: 2 faults" in str(caught.value)
    assert "this is not the file that `list` was written for" in str(caught.value)
    assert "row 3 (1)" in str(caught.value)


def test_a_missing_file(declare: Declare) -> None:
    path, source = declare("code,deaths\n")
    path.unlink()
    with pytest.raises(MissingFileError, match="the raw file of `list` is not there"):
        read_raw(path, source)


def test_a_source_without_a_file() -> None:
    source = Source.model_validate(PASSPORT | {"series": {"deaths": SERIES}})
    with pytest.raises(TableError, match="has no raw file to read"):
        read_raw(Path("list.csv"), source)
